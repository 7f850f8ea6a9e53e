"""Candidate groups of diagrams become groups of units."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workflows.standing import FixedDirectory
from workflows.organization.resolver import UnitResolver
from workflows.wiring import Application

COMMUNE = {"unit": {"code": "XA-TRA-BINH"}, "receiver": {"code": "NV"}}


@pytest.mark.parametrize(
    ("group", "variables", "principal"),
    [
        ("focal_officer", COMMUNE, "group:focal_officer@XA-TRA-BINH"),
        ("staff", COMMUNE, "group:staff@XA-TRA-BINH"),
        ("receiver:unit_clerk", COMMUNE, "group:unit_clerk@NV"),
        ("receiver:internal_affairs_officer", COMMUNE, "group:internal_affairs_officer@NV"),
        ("internal_affairs_head", COMMUNE, "group:internal_affairs_head@NV"),
        ("district_leader", COMMUNE, "group:district_leader@UBND-H"),
        ("unit_head@TTRA", COMMUNE, "group:unit_head@TTRA"),
        ("managers", COMMUNE, "group:managers"),
        ("focal_officer", {}, "group:focal_officer"),
        ("district_leader", {}, "group:district_leader@UBND-H"),
        ("receiver:unit_clerk", {"unit": {"code": "NV"}}, "group:receiver:unit_clerk"),
        ("focal_officer", {"unit": {"code": "XA-LA"}}, "group:focal_officer@XA-LA"),
        ("focal_officer", {"unit": "XA-TRA-BINH"}, "group:focal_officer"),
        # Nobody there has the role today; the task waits for whoever gets the position.
        ("unit_clerk", {"unit": {"code": "XA-HUONG-TRA-MOI"}}, "group:unit_clerk@XA-HUONG-TRA-MOI"),
        ("party_mobilization", {"unit": {"code": "NV"}}, "group:party_mobilization@NV"),
    ],
)
def test_a_group_is_resolved(march: FixedDirectory, group: str, variables: dict[str, Any], principal: str) -> None:
    assignment = UnitResolver(march).resolve(None, (), (group,), variables)

    assert assignment.principals == (principal,)


def test_users_and_groups_are_sorted_and_come_once(march: FixedDirectory) -> None:
    resolver = UnitResolver(march)

    assignment = resolver.resolve("lan", ("lan", "an"), ("focal_officer", "focal_officer@XA-TRA-BINH"), COMMUNE)

    assert assignment.assignee == "lan"
    assert assignment.principals == ("group:focal_officer@XA-TRA-BINH", "user:an", "user:lan")


def test_an_empty_store_knows_plain_groups_only(application: Application) -> None:
    assignment = UnitResolver(application.directories).resolve(None, (), ("unit_head", "managers"), COMMUNE)

    assert assignment.principals == ("group:managers", "group:unit_head")


@pytest.mark.parametrize(
    ("variables", "unit"),
    [(COMMUNE, "XA-TRA-BINH"), ({}, None), ({"unit": "NV"}, None), ({"unit": {"code": ""}}, None)],
)
def test_the_unit_of_a_case_is_the_code_of_its_unit(
    march: FixedDirectory, variables: dict[str, Any], unit: str | None
) -> None:
    assert UnitResolver(march).unit_of(variables) == unit
