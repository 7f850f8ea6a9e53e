"""Accounts are opened, changed and locked by administrators, and by nobody for themselves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.actor import SYSTEM
from engine.errors import QuyTrinhError
from engine.history.events import ACCESS
from engine.persistence.unit_of_work import AccessDenied
from tests.workflows.people import actor
from tests.workflows.reading import events
from workflows.identity.commands.accounts import (
    AccountNotFound,
    ChangeAccount,
    LockAccount,
    NewAccount,
    OpenAccounts,
    OwnAccount,
    RoleReserved,
    SetPassword,
    UnlockAccount,
    UsernameMalformed,
)
from workflows.identity.demo_accounts import demo_accounts
from workflows.identity.passwords import (
    LONGEST,
    SHORTEST,
    PasswordTooWeak,
    check_strength,
    hash_password,
    is_password,
)
from workflows.packs import Pack
from workflows.wiring import Application

HASH = hash_password("không quan trọng")
NEW = NewAccount(username="moi", password_hash=HASH, display_name="Mới")


def test_accounts_that_exist_are_left_as_they_are(tra_bong: Application, pack: Pack) -> None:
    opened = tra_bong.engine.execute(
        OpenAccounts(accounts=(*demo_accounts(pack).accounts, NEW)), actor(tra_bong, "van_phong.qt")
    )

    assert opened == ("moi",)
    told = events(tra_bong, ACCESS)[-1]
    assert told["type"] == "account.opened"
    assert [each["username"] for each in told["accounts"]] == ["moi"]
    assert "argon2" not in str(told)


@pytest.mark.parametrize("username", ["", "a", "Hoa", "hoà", "a b", "-a", "a" * 65, "a'b", "a\nb"])
def test_usernames_are_plain(application: Application, username: str) -> None:
    with pytest.raises(UsernameMalformed):
        application.engine.execute(OpenAccounts(accounts=(replace(NEW, username=username),)), SYSTEM)


@pytest.mark.parametrize("role", ["system", "staff", "signed_in", "participant"])
def test_nobody_is_given_a_role_that_comes_of_itself(tra_bong: Application, role: str) -> None:
    for command in (
        OpenAccounts(accounts=(replace(NEW, roles=(role,)),)),
        ChangeAccount(username="tra_binh.cv", roles=(role,), groups=()),
    ):
        with pytest.raises(RoleReserved):
            tra_bong.engine.execute(command, actor(tra_bong, "van_phong.qt"))


def test_what_an_account_may_do_is_told_before_and_after(tra_bong: Application) -> None:
    tra_bong.engine.execute(ChangeAccount(username="tra_binh.cv", roles=("auditor",), groups=("g",)), SYSTEM)

    told = events(tra_bong, ACCESS)[-1]
    assert told["before"] == {"roles": [], "groups": []}
    assert told["after"] == {"roles": ["auditor"], "groups": ["g"]}


@pytest.mark.parametrize(
    ("command", "error"),
    [
        (ChangeAccount(username="van_phong.qt", roles=("process_owner",), groups=()), OwnAccount),
        (LockAccount(username="van_phong.qt", reason=""), OwnAccount),
        (UnlockAccount(username="van_phong.qt"), OwnAccount),
        (ChangeAccount(username="nobody", roles=(), groups=()), AccountNotFound),
        (LockAccount(username="nobody", reason=""), AccountNotFound),
        (UnlockAccount(username="nobody"), AccountNotFound),
        (SetPassword(username="nobody", password_hash=HASH, must_change_password=True), AccountNotFound),
    ],
)
def test_what_an_administrator_cannot_do_either(
    tra_bong: Application, command: object, error: type[QuyTrinhError]
) -> None:
    with pytest.raises(error) as refusal:
        tra_bong.engine.execute(command, actor(tra_bong, "van_phong.qt"))

    assert refusal.value.message("vi")


@pytest.mark.parametrize(
    "command",
    [
        OpenAccounts(accounts=(NEW,)),
        ChangeAccount(username="tra_binh.cv", roles=(), groups=()),
        LockAccount(username="tra_binh.cv", reason=""),
        UnlockAccount(username="tra_binh.cv"),
        SetPassword(username="tra_binh.cv", password_hash=HASH, must_change_password=True),
    ],
)
def test_nobody_else_keeps_accounts_and_the_attempt_is_recorded(tra_bong: Application, command: object) -> None:
    for username in ("tra_binh.ct", "noi_vu.cqt", "thanh_tra.ttv"):
        with pytest.raises(AccessDenied):
            tra_bong.engine.execute(command, actor(tra_bong, username))

        assert events(tra_bong, ACCESS)[-1]["type"] == "access.refused"
        assert events(tra_bong, ACCESS)[-1]["actor"] == username


@pytest.mark.parametrize(
    "password", ["x" * (SHORTEST - 1), "x" * (LONGEST + 1), "tra_binh.cv-2025", "TRA_BINH.CV-2025"]
)
def test_a_weak_password_is_refused(password: str) -> None:
    with pytest.raises(PasswordTooWeak):
        check_strength(password, "tra_binh.cv")


@pytest.mark.parametrize("password", ["x" * SHORTEST, "x" * LONGEST, "một câu dễ nhớ", "ab-ab-ab-ab"])
def test_length_is_what_counts(password: str) -> None:
    check_strength(password, "ab")


def test_a_password_is_the_same_however_its_letters_are_encoded() -> None:
    assert is_password("mật khẩu dài", hash_password("mật khẩu dài"))
    assert not is_password("mat khau dai", hash_password("mật khẩu dài"))
    assert not is_password("x" * 100_000, HASH)
    assert not is_password("không quan trọng", None)
