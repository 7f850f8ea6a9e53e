"""Searches: pages in every direction show each row once and in order, and nothing that a client sends breaks them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.commands.assign_user_task import AssignUserTask
from engine.commands.update_user_task import UpdateUserTask
from engine.engine import Engine
from engine.errors import InvalidInput
from engine.queries.find import Find
from engine.queries.search import Condition, Page, Search, VariableCondition
from engine.queries.user_tasks import SearchUserTasks
from tests.engine.diagrams import bpmn, flow, user_task
from tests.engine.integration.cases import ENDS, begin, deploy
from tests.engine.integration.elements import each, inside
from tests.engine.store import values
from tests.engine.wiring import ADMIN, OFFICER, START

MANY = 13
SORTS: list[tuple[tuple[str, bool], ...]] = [
    (),
    (("due_date", False),),
    (("due_date", True),),
    (("assignee", False), ("priority", True)),
    (("assignee", True), ("due_date", False)),
    (("creation_date", True), ("assignee", False), ("due_date", True)),
    (("key", True),),
]


@pytest.fixture
def tasks(engine: Engine) -> dict[int, dict[str, Any]]:
    """Thirteen open tasks; some have no due date, some no assignee, many are alike."""
    diagram = bpmn(ENDS + inside(user_task("a"), each("units")) + flow("start", "a") + flow("a", "end"))
    deploy(engine, diagram)
    begin(engine, units=list(range(MANY)))
    for place, key in enumerate(values(engine, "SELECT key FROM user_task ORDER BY key")):
        due = None if place % 3 == 0 else START + timedelta(days=place % 4, microseconds=place % 2)
        engine.execute(UpdateUserTask(user_task_key=key, due_date=due, priority=place % 2), ADMIN)
        if place % 4:
            engine.execute(AssignUserTask(user_task_key=key, assignee=f"người {place % 3} %_\\"), ADMIN)
    found = engine.query(SearchUserTasks(), OFFICER)
    return {row["key"]: row for row in found.rows}


def ordered(rows: dict[int, dict[str, Any]], sort: Sequence[tuple[str, bool]]) -> list[int]:
    """Keys in the order that `sort` means: nulls last in both directions, ties by key in the first direction."""
    keys = sorted(rows, reverse=bool(sort) and sort[0][1])
    for name, descending in reversed(sort):
        present = [key for key in keys if rows[key][name] is not None]
        absent = [key for key in keys if rows[key][name] is None]
        groups: dict[Any, list[int]] = {}
        for key in present:
            groups.setdefault(rows[key][name], []).append(key)
        keys = [key for each_ in sorted(groups, reverse=descending) for key in groups[each_]] + absent
    return keys


def search(engine: Engine, **options: Any) -> Any:
    return engine.query(SearchUserTasks(search=Search(**options)), OFFICER)


@pytest.mark.parametrize("sort", SORTS, ids=str)
def test_pages_forwards_and_backwards_show_every_row_once_in_order(
    engine: Engine, tasks: dict[int, dict[str, Any]], sort: tuple[tuple[str, bool], ...]
) -> None:
    expected = ordered(tasks, sort)
    for limit in (1, 4, MANY, 50):
        forwards: list[int] = []
        cursor = None
        while (page := search(engine, sort=sort, page=Page(limit=limit, after=cursor))).rows:
            forwards += [row["key"] for row in page.rows]
            cursor = page.end_cursor
            assert page.total == MANY
        assert forwards == expected
        last = page = search(engine, sort=sort, page=Page(limit=1, offset=MANY - 1))
        backwards = [row["key"] for row in last.rows]
        while (page := search(engine, sort=sort, page=Page(limit=limit, before=page.start_cursor))).rows:
            backwards = [row["key"] for row in page.rows] + backwards
        assert backwards == expected
        by_offset = [
            row["key"]
            for offset in range(0, MANY, limit)
            for row in search(engine, sort=sort, page=Page(limit=limit, offset=offset)).rows
        ]
        assert by_offset == expected


FILTERS: dict[str, tuple[Condition, Any]] = {
    "eq": (Condition("assignee", "eq", "người 1 %_\\"), lambda row: row["assignee"] == "người 1 %_\\"),
    "neq takes null for another": (Condition("assignee", "neq", "người 1 %_\\"),
                                   lambda row: row["assignee"] != "người 1 %_\\"),
    "notIn takes null for another": (Condition("assignee", "notIn", ["người 1 %_\\"]),
                                     lambda row: row["assignee"] != "người 1 %_\\"),
    "in nothing": (Condition("assignee", "in", []), lambda row: False),
    "not in nothing": (Condition("assignee", "notIn", []), lambda row: True),
    "exists": (Condition("due_date", "exists", True), lambda row: row["due_date"] is not None),
    "does not exist": (Condition("due_date", "exists", False), lambda row: row["due_date"] is None),
    "gte": (Condition("due_date", "gte", "2025-03-11T01:00:00Z"),
            lambda row: row["due_date"] is not None and row["due_date"] >= START + timedelta(days=1)),
    "lt in another zone": (Condition("due_date", "lt", "2025-03-11T08:00:00+07:00"),
                           lambda row: row["due_date"] is not None and row["due_date"] < START + timedelta(days=1)),
    "like with signs of SQL": (Condition("assignee", "like", "*%_\\\\"), lambda row: row["assignee"] is not None),
    "like one character": (Condition("assignee", "like", "người ? %_\\\\"), lambda row: row["assignee"] is not None),
    "like with an escaped star": (Condition("assignee", "like", "người\\*"), lambda row: False),
    "a number among numbers": (Condition("priority", "in", [1, 7]), lambda row: row["priority"] == 1),
}  # fmt: skip


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_finds_what_it_says(engine: Engine, tasks: dict[int, dict[str, Any]], name: str) -> None:
    condition, is_meant = FILTERS[name]
    found = {row["key"] for row in search(engine, conditions=(condition,)).rows}
    assert found == {key for key, row in tasks.items() if is_meant(row)}


def test_one_of_several_groups_of_conditions_suffices(engine: Engine, tasks: dict[int, dict[str, Any]]) -> None:
    groups = ((Condition("priority", "eq", 1), Condition("due_date", "exists", False)),
              (Condition("assignee", "exists", False),))  # fmt: skip
    found = {row["key"] for row in search(engine, any_of=groups).rows}
    assert found == {
        key for key, row in tasks.items()
        if (row["priority"] == 1 and row["due_date"] is None) or row["assignee"] is None
    }  # fmt: skip


HOSTILE: list[dict[str, Any]] = [
    {"conditions": (Condition("assignee", "eq", "a\0b"),)},
    {"conditions": (Condition("key", "eq", "x"),)},
    {"conditions": (Condition("key", "eq", 10**40),)},
    {"conditions": (Condition("key", "in", ["1", "x"]),)},
    {"conditions": (Condition("due_date", "gt", "soon"),)},
    {"conditions": (Condition("due_date", "gt", "99999999999-01-01"),)},
    {"conditions": (Condition("priority", "eq", "'; DROP TABLE user_task; --"),)},
    {"conditions": (Condition("assignee); DROP TABLE user_task; --", "eq", 1),)},
    {"conditions": (Condition("assignee", "drop", 1),)},
    {"sort": (("candidate_group", False),)},
    {"sort": (("1; DROP TABLE user_task", False),)},
    {"page": Page(after="x")},
    {"page": Page(after="W10=")},
    {"page": Page(after="WyJ4Il0=")},
    {"page": Page(before="bnVsbA==")},
    {"page": Page(after="\ud800")},
    {"page": Page(after="WyJcdTAwMDAiXQ==")},
]


@pytest.mark.parametrize("options", HOSTILE, ids=str)
def test_what_cannot_be_searched_is_refused_with_a_word(engine: Engine, options: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as refused:
        search(engine, **options)
    assert refused.value.message("vi")
    assert search(engine).total == 0


def test_any_text_may_be_looked_for(engine: Engine) -> None:
    begin_with = bpmn(ENDS + user_task("a") + flow("start", "a") + flow("a", "end"))
    deploy(engine, begin_with)
    begin(engine, x="y")
    plain = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)

    @settings(max_examples=60)
    @given(text=plain, operator=st.sampled_from(["eq", "neq", "like", "gt", "lte"]))
    def look(text: str, operator: str) -> None:
        condition = Condition("assignee", operator, text)
        variable = VariableCondition(name=text, operator=operator, value=text)
        assert search(engine, conditions=(condition, variable)).total == 0
        assert engine.query(Find(kind="process_instance", search=Search(conditions=(variable,))), OFFICER).total == 0

    look()
