"""People take up and leave positions; what does not fit is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from engine.actor import SYSTEM
from engine.errors import QuyTrinhError
from engine.history.events import ORGANIZATION
from engine.persistence.unit_of_work import AccessDenied
from tests.workflows.people import actor
from tests.workflows.reading import events
from workflows.organization.commands.holdings import (
    AddHolding,
    AddPerson,
    EndHolding,
    HoldingEndsOtherwise,
    HoldingOutsideUnit,
    HoldingOverlaps,
    NotInOrganization,
    OwnPosition,
    PersonExists,
    PositionNotOfUnit,
)
from workflows.wiring import Application

NEW = AddHolding(
    person="tra_binh.pct",
    unit="XA-TRA-BINH",
    position="VT-X",
    valid_from=date(2025, 3, 10),
    valid_to=date(2025, 6, 30),
    ground="Quyết định 12/QĐ-UBND (mẫu)",
)


def test_a_new_position_brings_its_groups_at_once(tra_bong: Application) -> None:
    # when
    tra_bong.engine.execute(NEW, actor(tra_bong, "van_phong.qt"))

    # then
    directory = tra_bong.directories.current()
    assert directory.groups("tra_binh.pct") == {"unit_clerk@XA-TRA-BINH", "staff@XA-TRA-BINH"}
    assert [held.position for held in directory.holdings("tra_binh.pct")] == ["PCT-X", "VT-X"]
    told = events(tra_bong, ORGANIZATION)[-1]
    assert told["actor"] == "van_phong.qt"
    assert told["holding_added"]["position"] == "VT-X"
    assert told["ground"] == NEW.ground


def test_a_main_position_comes_before_the_others(tra_bong: Application) -> None:
    tra_bong.engine.execute(replace(NEW, is_main=True), SYSTEM)

    assert actor(tra_bong, "tra_binh.pct").position == "VT-X"


def test_an_ended_position_holds_through_its_last_day(tra_bong: Application) -> None:
    # given
    [held] = tra_bong.directories.current().holdings("tra_binh.cv")

    # when
    tra_bong.engine.execute(EndHolding(key=held.key, last_day=date(2025, 3, 10), ground="Nghỉ hưu"), SYSTEM)

    # then
    [still] = tra_bong.directories.current().holdings("tra_binh.cv")
    assert still.validity.ends == date(2025, 3, 10)
    told = events(tra_bong, ORGANIZATION)[-1]["holding_ended"]
    assert told == {"key": held.key, "before": "2025-06-30", "after": "2025-03-10", "ground": "Nghỉ hưu"}


def test_a_new_person_is_entered_once(tra_bong: Application) -> None:
    # when
    tra_bong.engine.execute(AddPerson(code="tra_binh.moi", name="  Hồ Thị   Mới "), SYSTEM)

    # then
    person = tra_bong.directories.current().person("tra_binh.moi")
    assert person is not None
    assert person.name == "Hồ Thị Mới"
    assert "Mới" not in str(events(tra_bong, ORGANIZATION)[-1])
    with pytest.raises(PersonExists):
        tra_bong.engine.execute(AddPerson(code="tra_binh.moi", name="Người Khác"), SYSTEM)


@pytest.mark.parametrize(
    ("command", "error"),
    [
        (replace(NEW, person="nobody"), NotInOrganization),
        (replace(NEW, unit="NO-UNIT"), NotInOrganization),
        (replace(NEW, position="NO-POSITION"), NotInOrganization),
        (replace(NEW, position="TP"), PositionNotOfUnit),
        (replace(NEW, valid_to=date(2025, 7, 1)), HoldingOutsideUnit),
        (replace(NEW, valid_to=None), HoldingOutsideUnit),
        (replace(NEW, valid_to=date(2025, 3, 9)), HoldingOutsideUnit),
        (replace(NEW, position="PCT-X"), HoldingOverlaps),
        (EndHolding(key=1, last_day=date(2025, 3, 10), ground=""), NotInOrganization),
    ],
)
def test_what_does_not_fit_is_refused(
    tra_bong: Application, command: AddHolding | EndHolding, error: type[QuyTrinhError]
) -> None:
    before = events(tra_bong, ORGANIZATION)

    with pytest.raises(error) as refusal:
        tra_bong.engine.execute(command, SYSTEM)

    assert refusal.value.message("vi")
    assert events(tra_bong, ORGANIZATION) == before


def test_a_position_cannot_end_after_it_has_ended(tra_bong: Application) -> None:
    [held] = tra_bong.directories.current().holdings("tra_binh.cv")

    with pytest.raises(HoldingEndsOtherwise):
        tra_bong.engine.execute(EndHolding(key=held.key, last_day=date(2025, 7, 1), ground=""), SYSTEM)


def test_nobody_gives_themselves_a_position(tra_bong: Application) -> None:
    command = replace(NEW, person="van_phong.qt", unit="VP", position="CVP")

    with pytest.raises(OwnPosition):
        tra_bong.engine.execute(command, actor(tra_bong, "van_phong.qt"))


def test_only_administrators_change_the_organisation(tra_bong: Application) -> None:
    for username in ("tra_binh.ct", "noi_vu.tp", "noi_vu.cqt", "thanh_tra.ttv"):
        with pytest.raises(AccessDenied):
            tra_bong.engine.execute(NEW, actor(tra_bong, username))
