"""Programs show a password or a token with every request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from engine.actor import SYSTEM
from engine.clock import PinnedClock
from engine.history.events import ACCESS
from engine.persistence.unit_of_work import AccessDenied
from tests.workflows.counting import statements
from tests.workflows.people import actor, authenticated
from tests.workflows.reading import events, value
from tests.workflows.standing import START, Ticks
from workflows.identity.commands.accounts import ChangeAccount, LockAccount, NewAccount, OpenAccounts, SetPassword
from workflows.identity.commands.tokens import RevokeToken, TokenNotFound
from workflows.identity.passwords import hash_password
from workflows.identity.service import TokenLifetimeOutOfRange
from workflows.identity.sign_in import AccountLocked, WrongCredentials
from workflows.organization.epoch import LOOK_SECONDS
from workflows.packs import Pack
from workflows.wiring import Application

DAY = timedelta(days=1)


@pytest.fixture
def robot(application: Application) -> str:
    """Username of a program's account; its password is its name, thrice."""
    new = NewAccount(
        username="robot",
        password_hash=hash_password("robotrobotrobot"),
        display_name="Chương trình gửi thư",
        roles=("worker",),
        groups=("senders",),
        must_change_password=False,
    )
    application.engine.execute(OpenAccounts(accounts=(new,)), SYSTEM)
    return new.username


def test_a_program_is_known_by_its_password_with_its_own_roles_and_groups(application: Application, robot: str) -> None:
    found = application.identity.by_basic(robot, "robotrobotrobot").actor

    assert (found.kind, found.display_name, found.unit) == ("program", "Chương trình gửi thư", None)
    assert found.roles == {"worker", "participant", "signed_in"}
    assert found.groups == {"senders"}


def test_a_password_that_was_checked_once_costs_no_statement_again(application: Application, robot: str) -> None:
    # given
    first = application.identity.by_basic(robot, "robotrobotrobot")

    # when
    with statements(application) as sent:
        for _ in range(100):
            assert application.identity.by_basic(robot, "robotrobotrobot") is first

    # then
    assert sent == []
    assert [event["type"] for event in events(application, ACCESS)].count("session.opened") == 1
    with pytest.raises(WrongCredentials):
        application.identity.by_basic(robot, "robotrobotrobot ")


def test_rights_that_changed_count_without_the_slow_hash(
    new_tra_bong: Callable[[], Application], pack: Pack, ticks: Ticks
) -> None:
    # given
    here, elsewhere = new_tra_bong(), new_tra_bong()
    before = elsewhere.identity.by_basic("tra_binh.cv", pack.demo_password)
    assert "worker" not in before.actor.roles

    # when
    here.engine.execute(ChangeAccount(username="tra_binh.cv", roles=("worker",), groups=()), SYSTEM)
    ticks.seconds += LOOK_SECONDS
    with statements(elsewhere) as sent:
        after = elsewhere.identity.by_basic("tra_binh.cv", pack.demo_password)

    # then
    assert "worker" in after.actor.roles
    # The epoch, the account, the directory; nothing is recorded, so no password was checked.
    assert len(sent) == 3


def test_a_password_that_was_changed_or_an_account_that_was_locked_is_refused(
    new_tra_bong: Callable[[], Application], pack: Pack, ticks: Ticks
) -> None:
    # given
    here, elsewhere = new_tra_bong(), new_tra_bong()
    for username in ("tra_binh.cv", "tra_phu.cv"):
        elsewhere.identity.by_basic(username, pack.demo_password)

    # when
    other = hash_password("một mật khẩu khác")
    here.engine.execute(SetPassword(username="tra_binh.cv", password_hash=other, must_change_password=False), SYSTEM)
    here.engine.execute(LockAccount(username="tra_phu.cv", reason="Nghỉ việc"), SYSTEM)

    # then
    ticks.seconds += LOOK_SECONDS
    with pytest.raises(WrongCredentials):
        elsewhere.identity.by_basic("tra_binh.cv", pack.demo_password)
    with pytest.raises(AccountLocked):
        elsewhere.identity.by_basic("tra_phu.cv", pack.demo_password)


def test_a_token_stands_for_its_account_and_costs_no_statement(tra_bong: Application) -> None:
    # given
    owner = authenticated(tra_bong, "tra_binh.cv")
    new = tra_bong.identity.create_token(owner, "Bảng tính", DAY)

    # when
    found = tra_bong.identity.by_token(new.secret)
    with statements(tra_bong) as sent:
        for _ in range(100):
            assert tra_bong.identity.by_token(new.secret) is found

    # then
    assert found is not None
    assert found.actor == owner.actor
    assert sent == []
    assert new.secret.startswith("qt_")
    assert new.secret not in value(tra_bong, "SELECT string_agg(t::text, '') FROM access_token t")
    assert new.secret not in str(events(tra_bong, ACCESS))


def test_a_token_has_the_roles_of_its_scope_only(tra_bong: Application) -> None:
    # given
    head = authenticated(tra_bong, "noi_vu.tp")
    identity = tra_bong.identity

    # when
    narrow = identity.by_token(identity.create_token(head, "Đọc", DAY, ("auditor", "staff")).secret)
    without_unit = identity.by_token(identity.create_token(head, "Không", DAY, ("auditor",)).secret)

    # then
    assert narrow is not None
    assert narrow.actor.roles == {"staff", "signed_in"}
    assert "unit_head@NV" in narrow.actor.groups
    assert without_unit is not None
    assert without_unit.actor.roles == {"signed_in"}
    assert without_unit.actor.groups == frozenset()


def test_a_token_ends_with_its_time_or_when_it_is_revoked(tra_bong: Application, clock: PinnedClock) -> None:
    # given
    owner = authenticated(tra_bong, "tra_binh.cv")
    short = tra_bong.identity.create_token(owner, "Ngắn", DAY)
    revoked = tra_bong.identity.create_token(owner, "Lộ", DAY)
    assert tra_bong.identity.by_token(revoked.secret) is not None

    # when
    tra_bong.engine.execute(RevokeToken(key=revoked.key, now=START), owner.actor)

    # then
    assert tra_bong.identity.by_token(revoked.secret) is None
    assert tra_bong.identity.by_token(short.secret) is not None
    clock.pin(START + DAY)
    assert tra_bong.identity.by_token(short.secret) is None
    assert tra_bong.identity.by_token("qt_khong-co") is None
    assert tra_bong.identity.by_token("khong-phai-ma") is None


def test_others_tokens_are_revoked_by_administrators_only(tra_bong: Application) -> None:
    # given
    new = tra_bong.identity.create_token(authenticated(tra_bong, "tra_binh.cv"), "Bảng tính", DAY)
    command = RevokeToken(key=new.key, now=START)

    # when // then
    with pytest.raises(AccessDenied):
        tra_bong.engine.execute(command, actor(tra_bong, "tra_binh.ct"))
    tra_bong.engine.execute(command, actor(tra_bong, "van_phong.qt"))
    with pytest.raises(TokenNotFound):
        tra_bong.engine.execute(command, actor(tra_bong, "van_phong.qt"))


@pytest.mark.parametrize("lifetime", [timedelta(0), timedelta(days=367)])
def test_no_token_lives_for_ever(tra_bong: Application, lifetime: timedelta) -> None:
    with pytest.raises(TokenLifetimeOutOfRange):
        tra_bong.identity.create_token(authenticated(tra_bong, "tra_binh.cv"), "Mãi mãi", lifetime)
