"""A pack's organisation is taken over once, and again when it changed, with its history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from engine.actor import SYSTEM
from engine.history.events import ORGANIZATION
from engine.history.verify import verify_stream
from tests.workflows.counting import statements
from tests.workflows.reading import events, value
from workflows.organization.commands.holdings import EndHolding
from workflows.organization.commands.import_organization import (
    ImportOrganization,
    OrganizationImported,
    RoleNotForPacks,
)
from workflows.packs import Pack
from workflows.packs.organization_model import Group, Validity
from workflows.wiring import Application

NOTHING = OrganizationImported(added=0, changed=0, removed=0, kept=0)


def test_the_same_pack_twice_changes_nothing(application: Application, pack: Pack) -> None:
    # given
    application.engine.execute(ImportOrganization.of(pack), SYSTEM)
    epoch = application.watch.stamp().identity_epoch
    recorded = events(application, ORGANIZATION)

    # when
    again = application.engine.execute(ImportOrganization.of(pack), SYSTEM)

    # then
    assert again == NOTHING
    assert application.watch.stamp().identity_epoch == epoch
    assert events(application, ORGANIZATION) == recorded


def test_a_whole_organisation_takes_few_statements(application: Application, pack: Pack) -> None:
    with statements(application) as sent:
        imported = application.engine.execute(ImportOrganization.of(pack), SYSTEM)

    assert imported.added > 400
    assert len(sent) <= 10


def test_what_is_imported_is_what_the_pack_says(tra_bong: Application, pack: Pack) -> None:
    organization = tra_bong.directories.current().organization

    assert tuple(organization.units.values()) == pack.units
    assert set(organization.successions) == set(pack.successions)
    assert {group.role: group for group in pack.groups} == organization.groups
    assert {position.code: position for position in pack.positions} == organization.positions
    assert {person.username: person.name for person in pack.people} == {
        person.code: person.name for person in organization.people.values()
    }


def test_what_differs_is_changed_and_history_tells_before_and_after(tra_bong: Application, pack: Pack) -> None:
    # given
    first = pack.units[0]
    person = pack.people[0]
    changed = replace(
        ImportOrganization.of(pack),
        units=(replace(first, short_name="UBND tỉnh QN"), *pack.units[1:]),
        people=(replace(person, name="Võ Thanh Tùng"), *pack.people[1:]),
    )

    # when
    answer = tra_bong.engine.execute(changed, SYSTEM)

    # then
    assert answer == replace(NOTHING, changed=2)
    assert tra_bong.directories.current().organization.units[first.code].short_name == "UBND tỉnh QN"
    [*_, told] = events(tra_bong, ORGANIZATION)
    [unit_change] = told["changes"]["organization_unit"]
    assert unit_change["before"]["short_name"] == first.short_name
    assert unit_change["after"]["short_name"] == "UBND tỉnh QN"
    # A name is personal: it is in the part that is encrypted for its person, and nowhere else.
    assert "Tùng" not in str(told)
    key_of = "SELECT count(*) FROM history_subject_key WHERE subject = %s"
    assert value(tra_bong, key_of, person.username) == 1
    with tra_bong.engine.database.connect() as connection:
        assert verify_stream(connection, ORGANIZATION, {}).broken == ()
        connection.rollback()


def test_a_position_that_the_pack_no_longer_gives_is_taken_away_and_people_and_units_stay(
    tra_bong: Application, pack: Pack
) -> None:
    # given
    person = pack.people[0]
    without = replace(ImportOrganization.of(pack), people=pack.people[1:], delegations=())

    # when
    answer = tra_bong.engine.execute(without, SYSTEM)

    # then
    directory = tra_bong.directories.current()
    assert answer.removed == len(person.holdings) + len(pack.delegations)
    assert directory.person(person.username) is not None
    assert directory.holdings(person.username) == ()


def test_what_a_person_has_changed_is_left_alone(tra_bong: Application, pack: Pack) -> None:
    # given
    [held] = tra_bong.directories.current().holdings("tra_binh.cv")
    last_day = date(2025, 4, 30)
    tra_bong.engine.execute(EndHolding(key=held.key, last_day=last_day, ground="Quyết định (mẫu)"), SYSTEM)

    # when
    answer = tra_bong.engine.execute(ImportOrganization.of(pack), SYSTEM)

    # then
    assert answer == replace(NOTHING, kept=1)
    [still] = tra_bong.directories.current().holdings("tra_binh.cv")
    assert still.validity == Validity(held.validity.starts, last_day)


@pytest.mark.parametrize("role", ["system", "staff", "signed_in", "participant", "focal_officer@NV"])
def test_a_pack_cannot_define_the_roles_that_come_of_themselves(
    application: Application, pack: Pack, role: str
) -> None:
    command = replace(ImportOrganization.of(pack), groups=(Group(role=role, title="Thử", members=()),))

    with pytest.raises(RoleNotForPacks):
        application.engine.execute(command, SYSTEM)
