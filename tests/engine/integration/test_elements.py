"""Each BPMN element through deployment, rows and history; what it waits for, brings and leaves behind."""

from __future__ import annotations

from typing import Any

import pytest

from engine.commands.complete_user_task import CompleteUserTask
from engine.commands.end_job import CompleteJob
from engine.commands.publish_message import PublishMessage
from engine.engine import Engine
from engine.instance_tree import open_tree
from engine.persistence.connection import Connection
from engine.persistence.keys import KeyGenerator
from engine.persistence.unit_of_work import UnitOfWork
from engine.queries.case_history import GetCaseHistory
from engine.queries.statistics import CountElements, GetTakenFlows
from tests.engine.diagrams import bpmn, flow, user_task
from tests.engine.integration.cases import (
    ENDS,
    begin,
    complete,
    deploy,
    is_intact,
    left_open,
    open_tasks,
    pass_time,
    state_of,
    variables_of,
)
from tests.engine.integration.elements import call, catch, catches, each, inside, message, script, service, timer
from tests.engine.store import key_of, value, values
from tests.engine.wiring import ADMIN, OFFICER


def ended(engine: Engine, case: int, **variables: str) -> None:
    """The case is complete, has these variables, and nothing of it is open."""
    assert state_of(engine, case) == "COMPLETED"
    assert variables_of(engine, case) == variables
    assert left_open(engine) == []
    assert is_intact(engine)


def test_an_exclusive_gateway_takes_the_first_flow_that_is_true(engine: Engine) -> None:
    deploy(
        engine,
        bpmn(
            ENDS + '<bpmn:exclusiveGateway id="how" default="how_c" />'
            + "".join(user_task(name) + flow(name, "end") for name in "abc")
            + flow("start", "how") + flow("how", "a", "n &gt; 10") + flow("how", "b", "n &gt; 5") + flow("how", "c")
        ),
    )  # fmt: skip
    for n, expected in ((11, "a"), (7, "b"), (1, "c")):
        begin(engine, n=n)
        assert open_tasks(engine) == [expected]
        complete(engine, expected)
    assert left_open(engine) == []


def test_an_inclusive_gateway_waits_for_what_can_still_come(engine: Engine) -> None:
    deploy(
        engine,
        bpmn(
            ENDS + '<bpmn:inclusiveGateway id="split" default="split_c" /><bpmn:inclusiveGateway id="join" />'
            + "".join(user_task(name) + flow(name, "join") for name in "abc") + user_task("after")
            + flow("start", "split") + flow("split", "a", "n &gt; 1") + flow("split", "b", "n &gt; 2")
            + flow("split", "c") + flow("join", "after") + flow("after", "end")
        ),
    )  # fmt: skip
    case = begin(engine, n=3)
    assert open_tasks(engine) == ["a", "b"]
    complete(engine, "b")
    assert open_tasks(engine) == ["a"]
    complete(engine, "a")
    complete(engine, "after")
    ended(engine, case, n="3")
    assert engine.query(GetTakenFlows(process_instance_key=case), OFFICER)["join_after"] == 1


def test_of_an_event_based_gateway_the_first_event_wins_and_the_others_are_withdrawn(engine: Engine) -> None:
    deploy(
        engine,
        bpmn(
            ENDS + '<bpmn:eventBasedGateway id="first" />' + catch("answer", catches("m"))
            + catch("late", timer("Duration", "P1D")) + user_task("a") + user_task("b")
            + flow("start", "first") + flow("first", "answer") + flow("first", "late") + flow("answer", "a")
            + flow("late", "b") + flow("a", "end") + flow("b", "end"),
            root=message("m", "reply", "number"),
        ),
    )  # fmt: skip
    answered, late = begin(engine, number="1"), begin(engine, number="2")
    engine.execute(PublishMessage(name="reply", correlation_key="1", variables={"said": "có"}), OFFICER)
    assert pass_time(engine, days=1) == [True]
    assert engine.execute(PublishMessage(name="reply", correlation_key="2"), OFFICER).process_instance_key is None
    complete(engine, "a")
    complete(engine, "b")
    ended(engine, answered, number='"1"', said='"có"')
    ended(engine, late, number='"2"')


@pytest.mark.parametrize("sequential", [False, True])
def test_a_multi_instance_gathers_its_results_in_order_and_leaves_no_locals(engine: Engine, sequential: bool) -> None:
    loop = each("units", sequential=sequential, extra='outputCollection="marks" outputElement="=mark"')
    task = inside(user_task("a", '<zeebe:assignmentDefinition assignee="=item" />'), loop)
    deploy(engine, bpmn(ENDS + task + flow("start", "a") + flow("a", "end")))
    case = begin(engine, units=["x", "y", "z"])
    order = ["x", "y", "z"] if sequential else ["z", "x", "y"]
    for name in order:
        key = value(engine, "SELECT key FROM user_task WHERE state = 'CREATED' AND assignee = %s", name)
        engine.execute(CompleteUserTask(user_task_key=key, variables={"mark": name.upper()}), OFFICER)
    ended(engine, case, units='["x","y","z"]', marks='["X","Y","Z"]')
    counts = {c.element_id: c for c in engine.query(CountElements(process_instance_key=case), OFFICER)}
    assert (counts["a"].completed, counts["a"].active, counts["a"].canceled) == (4, 0, 0), "the body and three"


def test_an_empty_multi_instance_is_passed(engine: Engine) -> None:
    loop = each("units", extra='outputCollection="marks" outputElement="=mark"')
    deploy(engine, bpmn(ENDS + inside(user_task("a"), loop) + flow("start", "a") + flow("a", "end")))
    ended(engine, begin(engine, units=[]), units="[]", marks="[]")


MAPPING = """<zeebe:ioMapping><zeebe:input source="=n + 1" target="n" />
  <zeebe:output source="=result" target="answer" /></zeebe:ioMapping>"""
INNER = bpmn(
    '<bpmn:startEvent id="i" />' + user_task("deep") + script("twice", "n * 2", "result") + flow("i", "deep")
    + flow("deep", "twice"),
    process_id="inner",
)  # fmt: skip


@pytest.mark.parametrize(
    ("attributes", "mapping", "sees", "brings"),
    [
        ("", "", {"n": 4, "secret": 1}, {"n": "4", "secret": "1", "result": "8", "said": "true"}),
        ('propagateAllChildVariables="false"', "", {"n": 4, "secret": 1}, {"n": "4", "secret": "1"}),
        (
            'propagateAllParentVariables="false" propagateAllChildVariables="false"',
            MAPPING,
            {"n": 5},
            {"n": "4", "secret": "1", "answer": "10"},
        ),
    ],
    ids=["everything", "nothing back", "by mappings"],
)
def test_a_call_gives_and_takes_what_the_diagram_says(
    engine: Engine, attributes: str, mapping: str, sees: dict[str, Any], brings: dict[str, str]
) -> None:
    outer = bpmn(ENDS + call("c", "inner", attributes, mapping) + flow("start", "c") + flow("c", "end"))
    deploy(engine, outer, INNER)
    case = begin(engine, n=4, secret=1)
    called = value(engine, "SELECT key FROM process_instance WHERE root_key != key")
    assert {name: int(text) for name, text in variables_of(engine, called).items()} == sees
    complete(engine, "deep", said=True)
    ended(engine, case, **brings)
    assert state_of(engine, called) == "COMPLETED"
    assert engine.query(GetTakenFlows(process_instance_key=called), OFFICER) == {"i_deep": 1, "deep_twice": 1}
    assert value(engine, "SELECT parent_process_instance_key FROM process_instance WHERE key = %s", called) == case


def test_what_runs_side_by_side_in_called_instances_is_kept_apart(engine: Engine) -> None:
    outer = bpmn(
        ENDS
        + inside(call("c", "inner"), each("[1, 2, 3]", extra='outputCollection="out" outputElement="=result"'))
        + flow("start", "c")
        + flow("c", "end")
    )
    deploy(engine, outer, INNER)
    case = begin(engine)
    for key, n in zip(values(engine, "SELECT key FROM user_task ORDER BY key DESC"), (30, 20, 10), strict=True):
        engine.execute(CompleteUserTask(user_task_key=key, variables={"n": n}), OFFICER)
    assert state_of(engine, case) == "COMPLETED"
    assert variables_of(engine, case)["out"] == "[20,40,60]"
    assert left_open(engine) == []


def test_a_job_a_script_and_a_subprocess_in_a_row_leave_one_event_each_deed(engine: Engine) -> None:
    sub = (
        '<bpmn:subProcess id="sub"><bpmn:startEvent id="s" />' + user_task("a") + flow("s", "a") + "</bpmn:subProcess>"
    )
    deploy(
        engine,
        bpmn(
            ENDS + service() + script("sum", "x + 1", "y") + sub + flow("start", "work") + flow("work", "sum")
            + flow("sum", "sub") + flow("sub", "end")
        ),
    )  # fmt: skip
    case = begin(engine)
    engine.execute(CompleteJob(job_key=key_of(engine, "job"), variables={"x": 1}), ADMIN)
    complete(engine, "a")
    events = engine.query(GetCaseHistory(process_instance_key=case), OFFICER)
    assert [event.type for event in events] == ["process_instance.created", "job.completed", "user_task.completed"]
    moves = [move for event in events for move in (event.payload or {})["moves"]]
    assert [move[2] for move in moves if move[0] == "activated"] == ["start", "work", "sum", "sub", "s", "a", "end"]
    assert [move[2] for move in moves if move[0] == "completed"] == ["start", "work", "sum", "s", "a", "sub", "end"]
    assert [move[2] for move in moves if move[0] == "flow"] == [
        "start_work", "work_sum", "sum_sub", "s_a", "sub_end",
    ]  # fmt: skip
    assert moves[0][0] == "instance activated"
    assert moves[-1][0] == "instance completed"
    ended(engine, case, x="1", y="2")


def test_a_case_that_calls_again_and_again_costs_no_more_each_time(engine: Engine) -> None:
    outer = bpmn(
        ENDS + call("c", "inner") + '<bpmn:exclusiveGateway id="more" default="more_c" />' + flow("start", "c")
        + flow("c", "more") + flow("more", "c") + flow("more", "end", "enough = true")
    )  # fmt: skip
    deploy(engine, outer, INNER)
    case = begin(engine, n=1)
    sizes: list[int] = []
    counts: set[int] = set()
    for _ in range(8):
        complete(engine, "deep")
        state = "SELECT octet_length(state) + octet_length(taken_flows) FROM process_instance_state"
        with Connection(engine.database) as connection:
            uow = UnitOfWork(connection, ADMIN, engine.ports, KeyGenerator(), engine.definitions, engine.clock.now)
            tree, _ = open_tree(uow, "process_instance", case)
            counts.add(len(tree.variable_keys))
            connection.rollback()
        sizes.append(value(engine, state))
    assert len(counts) == 1
    assert max(sizes) - min(sizes) < 20, "keys get longer"
    first = value(engine, "SELECT min(key) FROM process_instance WHERE root_key != key")
    assert engine.query(GetTakenFlows(process_instance_key=first), OFFICER) == {"i_deep": 1, "deep_twice": 1}
    complete(engine, "deep", enough=True)
    assert engine.query(GetTakenFlows(process_instance_key=case), OFFICER)["more_c"] == 8
