"""One person signs for another for a time, and only as far as it was given."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from engine.actor import SYSTEM
from engine.clock import PinnedClock
from engine.errors import QuyTrinhError
from engine.persistence.unit_of_work import AccessDenied
from tests.workflows.people import actor, authenticated
from tests.workflows.standing import START
from workflows.identity.actors import NoDelegation
from workflows.organization.commands.delegations import (
    Delegate,
    DelegateNotInUnit,
    DelegatorLacksPosition,
    RevokeDelegation,
)
from workflows.organization.commands.holdings import EndHolding, NotInOrganization
from workflows.organization.queries import ListDelegations
from workflows.wiring import Application

GIVEN = Delegate(
    delegator="tra_phu.ct",
    delegate="tra_phu.pct",
    unit="XA-TRA-PHU",
    position="CT-X",
    form="KT.",
    valid_from=date(2025, 3, 10),
    valid_to=date(2025, 3, 14),
    ground="Thông báo phân công (mẫu)",
)


def test_a_deputy_who_acts_for_the_chair_has_the_chair_s_groups_and_signs_as_deputy(tra_bong: Application) -> None:
    # given
    deputy = authenticated(tra_bong, "tra_phu.pct")
    with pytest.raises(NoDelegation):
        tra_bong.identity.actor_for(deputy, "tra_phu.ct")

    # when
    tra_bong.engine.execute(GIVEN, actor(tra_bong, "tra_phu.ct"))
    acting = tra_bong.identity.actor_for(deputy, "tra_phu.ct")

    # then
    assert (acting.username, acting.on_behalf_of) == ("tra_phu.pct", "tra_phu.ct")
    assert (acting.unit, acting.position) == ("XA-TRA-PHU", "PCT-X")
    assert "unit_head@XA-TRA-PHU" in acting.groups
    assert "unit_head" in acting.roles
    assert "unit_head@XA-TRA-PHU" not in tra_bong.identity.actor_for(deputy, None).groups


def test_a_delegation_of_the_pack_is_in_force_on_its_days_only(tra_bong: Application, clock: PinnedClock) -> None:
    deputy = authenticated(tra_bong, "tra_binh.pct")
    in_force = []
    for days in (6, 7, 18, 19):
        clock.pin(START + timedelta(days=days))
        try:
            tra_bong.identity.actor_for(deputy, "tra_binh.ct")
            in_force.append(tra_bong.directories.current().day)
        except NoDelegation:
            pass

    assert in_force == [date(2025, 3, 17), date(2025, 3, 28)]


def test_a_revoked_delegation_is_none(tra_bong: Application) -> None:
    # given
    key = tra_bong.engine.execute(GIVEN, SYSTEM)
    chair = actor(tra_bong, "tra_phu.ct")
    query = ListDelegations(delegate="tra_phu.pct")
    assert [each.key for each in tra_bong.engine.query(query, chair)] == [key]

    # when
    tra_bong.engine.execute(RevokeDelegation(key=key, ground="Chủ tịch đã về"), chair)

    # then
    assert tra_bong.engine.query(query, chair) == []
    with pytest.raises(NotInOrganization):
        tra_bong.engine.execute(RevokeDelegation(key=key, ground=""), SYSTEM)


def test_it_ends_with_the_position_that_was_delegated(tra_bong: Application) -> None:
    # given
    tra_bong.engine.execute(GIVEN, SYSTEM)
    deputy = authenticated(tra_bong, "tra_phu.pct")
    held = tra_bong.directories.current().holdings("tra_phu.ct")[0]

    # when
    tra_bong.engine.execute(EndHolding(key=held.key, last_day=date(2025, 3, 9), ground="Nghỉ"), SYSTEM)

    # then
    with pytest.raises(NoDelegation):
        tra_bong.identity.actor_for(deputy, "tra_phu.ct")


def test_it_cannot_be_passed_on(tra_bong: Application) -> None:
    # given
    tra_bong.engine.execute(GIVEN, SYSTEM)
    acting = tra_bong.identity.actor_for(authenticated(tra_bong, "tra_phu.pct"), "tra_phu.ct")

    # when // then
    with pytest.raises(AccessDenied):
        tra_bong.engine.execute(replace(GIVEN, delegate="tra_phu.cv"), acting)
    with pytest.raises(DelegatorLacksPosition):
        tra_bong.engine.execute(replace(GIVEN, delegator="tra_phu.pct", delegate="tra_phu.cv"), acting)


@pytest.mark.parametrize(
    ("command", "error"),
    [
        (replace(GIVEN, position="PCT-X"), DelegatorLacksPosition),
        (replace(GIVEN, valid_to=date(2025, 7, 1)), DelegatorLacksPosition),
        (replace(GIVEN, valid_to=date(2025, 3, 9)), DelegatorLacksPosition),
        (replace(GIVEN, delegate="tra_binh.pct"), DelegateNotInUnit),
        (replace(GIVEN, delegate="tra_phu.ct"), DelegateNotInUnit),
        (replace(GIVEN, delegate="nobody"), NotInOrganization),
    ],
)
def test_what_cannot_be_delegated_is_refused(
    tra_bong: Application, command: Delegate, error: type[QuyTrinhError]
) -> None:
    with pytest.raises(error) as refusal:
        tra_bong.engine.execute(command, SYSTEM)

    assert refusal.value.message("vi")


def test_nobody_delegates_what_is_another_s(tra_bong: Application) -> None:
    with pytest.raises(AccessDenied):
        tra_bong.engine.execute(GIVEN, actor(tra_bong, "tra_phu.pct"))
