"""The list of accounts, and rivals at sign-in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.actor import SYSTEM
from engine.persistence.unit_of_work import AccessDenied
from tests.workflows.people import actor
from tests.workflows.reading import value
from tests.workflows.standing import START
from workflows.identity.commands.accounts import LockAccount, SetPassword
from workflows.identity.commands.sessions import AccountChangedMeanwhile, OpenSession
from workflows.identity.passwords import hash_password
from workflows.identity.queries.accounts import ListAccounts
from workflows.packs import Pack
from workflows.wiring import Application


def test_accounts_are_listed_and_found_by_username_or_name(tra_bong: Application, pack: Pack) -> None:
    # given
    administrator = actor(tra_bong, "van_phong.qt")
    tra_bong.engine.execute(LockAccount(username="tra_binh.cv", reason="Nghỉ phép dài"), SYSTEM)

    # when
    everybody = tra_bong.engine.query(ListAccounts(), administrator)
    by_name = tra_bong.engine.query(ListAccounts(text="ho dinh quang"), administrator)
    [locked] = tra_bong.engine.query(ListAccounts(text="tra_binh.cv"), administrator)

    # then
    assert [entry.username for entry in everybody] == sorted(person.username for person in pack.people)
    assert by_name[0].username == "noi_vu.cqt"
    assert (locked.locked_reason, locked.roles) == ("Nghỉ phép dài", ())
    assert "argon2" not in str(everybody)


def test_only_those_who_keep_or_audit_accounts_see_the_list(tra_bong: Application) -> None:
    tra_bong.engine.query(ListAccounts(), actor(tra_bong, "thanh_tra.ttv"))

    with pytest.raises(AccessDenied):
        tra_bong.engine.query(ListAccounts(), actor(tra_bong, "tra_binh.ct"))


@pytest.mark.parametrize("rival", ["password", "lock"])
def test_a_session_does_not_open_on_what_changed_since_the_password_was_checked(
    tra_bong: Application, rival: str
) -> None:
    # given
    checked = value(tra_bong, "SELECT password_hash FROM account WHERE username = 'tra_binh.cv'")
    if rival == "password":
        new = hash_password("một mật khẩu khác")
        change: object = SetPassword(username="tra_binh.cv", password_hash=new, must_change_password=False)
    else:
        change = LockAccount(username="tra_binh.cv", reason="Nghỉ việc")
    tra_bong.engine.execute(change, SYSTEM)

    # when
    command = OpenSession(
        digest=b"d" * 32,
        csrf_token="",
        now=START,
        expires_at=START + timedelta(hours=1),
        password_hash=checked,
        name_tag="",
    )
    with pytest.raises(AccountChangedMeanwhile):
        tra_bong.engine.execute(command, actor(tra_bong, "tra_binh.cv"))

    # then
    assert value(tra_bong, "SELECT count(*) FROM session") == 0
