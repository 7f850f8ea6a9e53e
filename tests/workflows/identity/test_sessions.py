"""Signing in and out, and what a signed-in request costs."""

from __future__ import annotations

from workflows.packs import Pack
from workflows.wiring import Application


def test_a_person_who_signs_in_is_known_with_position_groups_and_roles(tra_bong: Application, pack: Pack) -> None:
    # when
    session = tra_bong.identity.login("tra_binh.cv", pack.demo_password)
    authenticated = tra_bong.identity.by_session(session.token)

    # then
    assert authenticated is not None
    assert authenticated.csrf_token == session.csrf_token
    actor = authenticated.actor
    assert (actor.unit, actor.position) == ("XA-TRA-BINH", "VHXH-X")
    assert {"focal_officer@XA-TRA-BINH", "staff@XA-TRA-BINH"} <= actor.groups
    assert {"staff", "focal_officer", "signed_in"} <= actor.roles
