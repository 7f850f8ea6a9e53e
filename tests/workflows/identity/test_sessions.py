"""Signing in and out, and what a signed-in request costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from engine.actor import SYSTEM
from engine.clock import PinnedClock
from engine.history.events import ACCESS
from tests.workflows.counting import statements
from tests.workflows.reading import events, value
from tests.workflows.standing import START, Ticks
from workflows.identity.commands.accounts import LockAccount, SetPassword, UnlockAccount
from workflows.identity.passwords import hash_password
from workflows.identity.service import SEEN_EVERY
from workflows.identity.sign_in import (
    FREE_TRIES,
    LONGEST_DELAY,
    AccountLocked,
    SignInDelayed,
    WrongCredentials,
    delay_after,
)
from workflows.organization.epoch import LOOK_SECONDS
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
    assert actor.roles == {"staff", "focal_officer", "participant", "signed_in"}
    assert actor.display_name != "tra_binh.cv"


def test_a_known_session_costs_no_statement(tra_bong: Application, pack: Pack) -> None:
    # given
    token = tra_bong.identity.login("tra_binh.cv", pack.demo_password).token
    first = tra_bong.identity.by_session(token)

    # when
    with statements(tra_bong) as sent:
        for _ in range(1000):
            assert tra_bong.identity.by_session(token) is first

    # then
    assert sent == []


def test_a_closed_session_is_unknown_at_once_here_and_within_a_second_elsewhere(
    new_tra_bong: Callable[[], Application], pack: Pack, ticks: Ticks
) -> None:
    # given
    here, elsewhere = new_tra_bong(), new_tra_bong()
    token = here.identity.login("tra_binh.cv", pack.demo_password).token
    assert elsewhere.identity.by_session(token) is not None

    # when
    here.identity.logout(token)

    # then
    assert here.identity.by_session(token) is None
    ticks.seconds += LOOK_SECONDS
    assert elsewhere.identity.by_session(token) is None
    here.identity.logout(token)


def test_a_session_ends_with_its_time(tra_bong: Application, pack: Pack, clock: PinnedClock) -> None:
    # given
    session = tra_bong.identity.login("tra_binh.cv", pack.demo_password)

    # when // then
    clock.pin(session.expires_at - timedelta(seconds=1))
    assert tra_bong.identity.by_session(session.token) is not None
    clock.pin(session.expires_at)
    assert tra_bong.identity.by_session(session.token) is None
    # The next sign-in of anybody sweeps out what has ended.
    tra_bong.identity.login("tra_phu.cv", pack.demo_password)
    assert value(tra_bong, "SELECT count(*) FROM session") == 1


def test_a_session_is_noted_as_seen_once_in_a_while(tra_bong: Application, pack: Pack, clock: PinnedClock) -> None:
    # given
    token = tra_bong.identity.login("tra_binh.cv", pack.demo_password).token

    # when
    clock.pin(START + SEEN_EVERY)
    for _ in range(3):
        tra_bong.identity.by_session(token)
    with statements(tra_bong) as sent:
        tra_bong.identity.by_session(token)

    # then
    assert sent == []
    assert value(tra_bong, "SELECT last_seen_at FROM session") == START + SEEN_EVERY


def test_no_secret_is_stored(tra_bong: Application, pack: Pack) -> None:
    session = tra_bong.identity.login("tra_binh.cv", pack.demo_password)

    stored = value(tra_bong, "SELECT string_agg(s::text || a::text, '') FROM session s JOIN account a USING (username)")
    assert session.token not in stored
    assert pack.demo_password not in stored
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in stored
    assert session.token not in str(events(tra_bong, ACCESS))


def test_wrong_password_and_unknown_username_cannot_be_told_apart(tra_bong: Application, pack: Pack) -> None:
    # given
    tra_bong.identity.login("tra_phu.cv", pack.demo_password)

    # when
    answers = []
    for username in ("tra_binh.cv", "nobody"):
        with statements(tra_bong) as sent, pytest.raises(WrongCredentials) as refusal:
            tra_bong.identity.login(username, "wrong-password")
        answers.append((refusal.value.message("vi"), refusal.value.fields, len(sent)))

    # then
    assert answers[0] == answers[1]


def test_refusals_are_recorded_and_unknown_usernames_are_not_written_down(tra_bong: Application) -> None:
    # when
    for username in ("tra_binh.cv", "Mật-khẩu-gõ-nhầm-ô"):
        with pytest.raises(WrongCredentials):
            tra_bong.identity.login(username, "wrong-password")

    # then
    known, unknown = events(tra_bong, ACCESS)[-2:]
    assert (known["type"], known["actor"], known["username"]) == ("session.refused", "anonymous", "tra_binh.cv")
    assert "username" not in unknown
    assert len(unknown["name_tag"]) == 10
    assert "khẩu" not in str(unknown)
    assert "khẩu" not in value(tra_bong, "SELECT string_agg(f::text, '') FROM sign_in_failure f")


@pytest.mark.parametrize("username", ["tra_binh.cv", "nobody"])
def test_failures_in_a_row_slow_the_next_try_down(
    tra_bong: Application, pack: Pack, clock: PinnedClock, username: str
) -> None:
    # given
    for _ in range(FREE_TRIES):
        with pytest.raises(WrongCredentials):
            tra_bong.identity.login(username, "wrong-password")
    recorded = len(events(tra_bong, ACCESS))

    # when
    with pytest.raises(SignInDelayed) as refusal:
        tra_bong.identity.login(username, pack.demo_password)

    # then
    assert 0 < refusal.value.fields["seconds"] <= 31
    assert len(events(tra_bong, ACCESS)) == recorded
    clock.pin(START + timedelta(seconds=31))
    if username == "nobody":
        with pytest.raises(WrongCredentials):
            tra_bong.identity.login(username, pack.demo_password)
    else:
        tra_bong.identity.login(username, pack.demo_password)
        assert value(tra_bong, "SELECT count(*) FROM sign_in_failure") == 0


def test_delays_double_up_to_a_bound() -> None:
    delays = [delay_after(failures) for failures in range(60)]

    assert delays[FREE_TRIES - 1] == timedelta(0)
    assert delays[FREE_TRIES] == timedelta(seconds=30)
    assert delays[FREE_TRIES + 1] == timedelta(seconds=60)
    assert delays == sorted(delays)
    assert delays[-1] == LONGEST_DELAY


def test_a_locked_account_is_out_at_once_and_in_again_when_unlocked(tra_bong: Application, pack: Pack) -> None:
    # given
    token = tra_bong.identity.login("tra_binh.cv", pack.demo_password).token
    tra_bong.identity.by_session(token)

    # when
    tra_bong.engine.execute(LockAccount(username="tra_binh.cv", reason="Chuyển công tác"), SYSTEM)

    # then
    assert tra_bong.identity.by_session(token) is None
    with pytest.raises(AccountLocked):
        tra_bong.identity.login("tra_binh.cv", pack.demo_password)
    with pytest.raises(WrongCredentials):
        tra_bong.identity.login("tra_binh.cv", "wrong-password")
    tra_bong.engine.execute(UnlockAccount(username="tra_binh.cv"), SYSTEM)
    assert tra_bong.identity.by_session(tra_bong.identity.login("tra_binh.cv", pack.demo_password).token)


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(tra_bong: Application, pack: Pack) -> None:
    # given
    old, new = pack.demo_password, "một câu dễ nhớ hơn"
    here, there = (tra_bong.identity.login("tra_binh.cv", old).token for _ in range(2))
    authenticated = tra_bong.identity.by_session(here)
    assert authenticated is not None

    # when
    tra_bong.identity.change_password(authenticated, old, new, keep_token=here)

    # then
    assert tra_bong.identity.by_session(here) is not None
    assert tra_bong.identity.by_session(there) is None
    with pytest.raises(WrongCredentials):
        tra_bong.identity.login("tra_binh.cv", old)
    tra_bong.identity.login("tra_binh.cv", new)
    assert events(tra_bong, ACCESS)[-1]["type"] == "session.opened"


def test_who_has_a_first_password_has_no_right_but_to_change_it(tra_bong: Application) -> None:
    # given
    given = "mật khẩu cấp lần đầu"
    tra_bong.engine.execute(
        SetPassword(username="tra_binh.cv", password_hash=hash_password(given), must_change_password=True), SYSTEM
    )

    # when
    session = tra_bong.identity.login("tra_binh.cv", given)
    authenticated = tra_bong.identity.by_session(session.token)

    # then
    assert session.must_change_password
    assert authenticated is not None
    assert authenticated.must_change_password
    assert authenticated.actor.groups == frozenset()
    assert authenticated.actor.roles == {"signed_in"}
    tra_bong.identity.change_password(authenticated, given, "một câu dễ nhớ hơn", keep_token=session.token)
    after = tra_bong.identity.by_session(session.token)
    assert after is not None
    assert "focal_officer" in after.actor.roles
