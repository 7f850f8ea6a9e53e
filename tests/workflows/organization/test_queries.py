"""The directory as people ask it."""

from __future__ import annotations

from datetime import date

import pytest

from engine.actor import ANONYMOUS, Actor
from engine.persistence.unit_of_work import AccessDenied
from tests.workflows.people import actor
from workflows.organization.commands.holdings import NotInOrganization
from workflows.organization.queries import GetUnit, ListPeople, ListUnits
from workflows.wiring import Application


@pytest.fixture
def officer(tra_bong: Application) -> Actor:
    return actor(tra_bong, "tra_binh.cv")


def _codes(application: Application, query: ListUnits, who: Actor) -> list[str]:
    return [unit.code for unit in application.engine.query(query, who)]


def test_units_are_filtered_and_found_without_accents(tra_bong: Application, officer: Actor) -> None:
    assert len(_codes(tra_bong, ListUnits(level="commune"), officer)) == 16
    assert _codes(tra_bong, ListUnits(parent="VP"), officer) == ["MC"]
    assert _codes(tra_bong, ListUnits(text="tra bui"), officer) == ["XA-TRA-BUI"]
    assert _codes(tra_bong, ListUnits(text="ban dan van huyen uy"), officer) == ["TGDV"]
    assert _codes(tra_bong, ListUnits(text="Trà Tân", kind="commune"), officer)[0] == "XA-TRA-TAN"
    assert _codes(tra_bong, ListUnits(text="trà bồng", on=date(2025, 7, 1)), officer)[0] == "XA-TRA-BONG"


def test_a_unit_tells_where_it_came_from_and_what_became_of_it(tra_bong: Application, officer: Actor) -> None:
    split = tra_bong.engine.query(GetUnit(unit="UBND xã Trà Bùi"), officer)
    merged = tra_bong.engine.query(GetUnit(unit="XA-TAY-TRA-BONG"), officer)

    assert {each.successor for each in split.successors} == {"XA-CA-DAM", "XA-TAY-TRA-BONG"}
    assert {each.share.value for each in split.successors} == {"part"}
    assert {each.predecessor for each in merged.predecessors} == {"XA-HUONG-TRA", "XA-TRA-TAY", "XA-TRA-BUI"}
    with pytest.raises(NotInOrganization):
        tra_bong.engine.query(GetUnit(unit="Xã Không Có"), officer)


def test_people_of_a_unit_come_by_given_name_with_their_titles(tra_bong: Application, officer: Actor) -> None:
    entries = tra_bong.engine.query(ListPeople(unit="NV"), officer)

    assert [entry.person.name.split()[-1] for entry in entries] == ["Diễm", "Hậu", "Nhân", "Oanh", "Quang", "Toàn"]
    assert entries[0].titles == ("Chuyên viên",)


def test_people_are_found_by_role_and_by_a_name_typed_without_accents(tra_bong: Application, officer: Actor) -> None:
    def codes(query: ListPeople) -> list[str]:
        return [entry.person.code for entry in tra_bong.engine.query(query, officer)]

    assert codes(ListPeople(role="unit_head", unit="NV")) == ["noi_vu.tp"]
    assert set(codes(ListPeople(role="district_leader"))) == {"huyen.ct", "huyen.pct", "huyen.pct2"}
    assert codes(ListPeople(text="ho dinh quang")) == ["noi_vu.cqt"]


def test_strangers_learn_nothing(tra_bong: Application) -> None:
    for query in (ListUnits(), ListPeople(), GetUnit(unit="NV")):
        with pytest.raises(AccessDenied):
            tra_bong.engine.query(query, ANONYMOUS)
