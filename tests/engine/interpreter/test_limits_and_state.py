"""The stored state: size, versions, endless loops, sharing of programs."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from engine.interpreter.spiff import SpiffInterpreter
from engine.interpreter.spiff.codec import FORMAT, UnknownStateFormat
from engine.variables import Variables
from tests.engine.interpreter.build import (
    boundary,
    each,
    end,
    exclusive,
    manual,
    parallel,
    process,
    script,
    start,
    sub,
    timer,
    user,
)
from tests.engine.interpreter.harness import Case, Run, Surroundings


def test_an_endless_loop_is_cut_and_can_be_continued() -> None:
    # given
    nodes = [start(), exclusive("again"), script("count", "n + 1", "n"), exclusive("more", default_flow="more__again"),
             end()]  # fmt: skip
    flows = ("start -> again -> count -> more -> again", ("more -> end", "n >= 100"))

    # when
    case = Case(process(nodes, *flows), variables={"n": 0}, move_limit=40)

    # then
    rounds = 1
    while case.step.is_unfinished:
        case.proceed()
        rounds += 1
    case.assert_over()
    assert case.variables == {"n": 100}
    assert rounds == 8


def test_an_unfinished_execution_can_be_cancelled() -> None:
    # given
    case = Case(process([start(), exclusive("x"), manual("m")], "start -> x -> m -> x"), move_limit=10)
    assert case.step.is_unfinished

    # when
    step = case.cancel()

    # then
    assert not step.is_unfinished
    case.assert_over()


def test_other_tokens_can_be_served_while_one_is_cut() -> None:
    # given
    nodes = [start(), parallel("f"), user("a"), exclusive("x"), manual("m"), end()]
    case = Case(process(nodes, "start -> f -> a -> end", "f -> x -> m -> x"), move_limit=10)

    # when
    step = case.complete("a")

    # then
    assert step.is_unfinished
    assert "end" in case.path


def test_a_wide_parallel_multi_instance_is_cut_and_continued() -> None:
    # given
    task = user("a", multi_instance=each("for i in 1..50 return i", input_element="i"))

    # when
    case = Case(process([start(), task, end()], "start -> a -> end"), move_limit=20)
    while case.step.is_unfinished:
        case.proceed()

    # then
    assert [case.runs[0].variables.local(key)["i"] for key in case.open_keys("a")] == list(range(1, 51))


def test_ten_thousand_rounds_leave_no_trace_in_the_state() -> None:
    # given
    nodes = [start(), exclusive("again"), user("a"), exclusive("more", default_flow="more__again"), end()]
    flows = ("start -> again -> a -> more -> again", ("more -> end", "done"))
    interpreter = SpiffInterpreter()
    program = interpreter.compile(1, process(nodes, *flows), 7)
    run = Run(interpreter, {1: program}, stored=True)
    step = run.start(program, payload={"done": False})

    # when
    sizes, tasks = set(), set()
    for n in range(10_000):
        key = step.facts[-1].key  # type: ignore[union-attr]
        step = run.deed(lambda e, key=key, n=n: e.complete(key, {"n": n}))  # type: ignore[misc]
        sizes.add(len(run.execution.dump()))
        tasks.add(len(run.execution._machine.tasks))  # type: ignore[attr-defined]

    # then
    assert max(sizes) < 100
    assert tasks == {2}
    assert run.scopes() == {run.execution.root_key: {"done": False, "n": 9_999}}


def test_a_wide_and_nested_instance_stays_under_four_kilobytes() -> None:
    # given twenty parallel branches, each a subprocess with a task and a cycle on its boundary
    branches: list[Any] = []
    flows: list[str] = []
    for n in range(20):
        body = sub(f"Activity_subprocess_{n}", [start(f"s{n}"), user(f"Activity_task_{n}")],
                   f"s{n} -> Activity_task_{n}")  # fmt: skip
        reminder = boundary(f"Event_reminder_{n}", body.id, timer("cycle", "R/PT24H"), interrupting=False)
        branches += [body, reminder, end(f"e{n}")]
        flows += [f"f -> Activity_subprocess_{n} -> e{n}"]
    case = Case(process([start(), parallel("f"), *branches], "start -> f", *flows), variables={"big": "x" * 100_000})

    assert len(case.waits) == 40
    assert len(case.state) < 4_096


def test_the_state_of_an_ended_execution_can_be_loaded() -> None:
    # given
    case = Case(process([start(), end()], "start -> end"))

    # when, then
    case.assert_over()
    with pytest.raises(KeyError):
        case.deed(lambda e: e.complete(case.root, {}))


@pytest.mark.parametrize("state", [b"", b"\xc1", b"\x01", msgspec.msgpack.encode([FORMAT + 1, 1]),
                                   msgspec.msgpack.encode({"a": 1}), msgspec.msgpack.encode([])])  # fmt: skip
def test_an_unknown_state_is_refused_with_its_format(state: bytes) -> None:
    with pytest.raises(UnknownStateFormat) as caught:
        SpiffInterpreter().load(state, Variables(), Surroundings({}))

    assert str(FORMAT) in caught.value.message("vi")
    assert str(FORMAT) in caught.value.message("en")


def test_two_instances_of_one_program_never_influence_each_other() -> None:
    # given a program with every kind of memory: joins, bodies, cycles
    body = sub("s", [start("s0"), user("a", multi_instance=each("[1, 2]")), end("s1")], "s0 -> a -> s1")
    reminder = boundary("b", "s", timer("cycle", "R2/PT1H"), interrupting=False)
    nodes = [start(), parallel("f"), body, reminder, user("c"), parallel("j"), end(), end("end_2")]
    interpreter = SpiffInterpreter()
    program = interpreter.compile(1, process(nodes, "start -> f -> s -> j -> end", "f -> c -> j", "b -> end_2"), 7)
    before = _picture(program)

    def walk(run: Run, step: Any) -> list[Any]:
        facts = list(step.facts)
        keys = {f.element_id: f.key for f in facts if type(f).__name__.endswith("Opened")}
        second = run.deed(lambda e: e.complete(keys["c"], {}))
        third = run.deed(lambda e: e.trigger(keys["b"], "b", {}))
        fourth = run.deed(lambda e: e.complete(keys["a"], {}))
        return [*facts, *second.facts, *third.facts, *fourth.facts]

    # when one runs alone, and two run interleaved
    alone = Run(interpreter, {1: program}, stored=False)
    expected = walk(alone, alone.start(program, payload={}))
    left, right = (Run(interpreter, {1: program}, stored=stored) for stored in (True, False))
    steps = left.start(program, payload={}), right.start(program, payload={})

    # then
    assert walk(left, steps[0]) == expected
    assert walk(right, steps[1]) == expected
    assert _picture(program) == before


def _picture(program: Any) -> dict[str, dict[str, str]]:
    """All attributes of all specs, as text."""
    return {
        name: {attribute: repr(value) for attribute, value in sorted(vars(spec).items())}
        for name, spec in program.spec.task_specs.items()
    }


def test_completing_one_of_many_instances_touches_few_tokens() -> None:
    # given a thousand open tasks
    task = user("a", multi_instance=each("for i in 1..1000 return i"))
    case = Case(process([start(), task, end()], "start -> a -> end"))
    machine = case.runs[0].execution._machine  # type: ignore[attr-defined]
    touched: list[int] = []
    original = machine._remove_task

    def counted(key: int) -> None:
        touched.append(key)
        original(key)

    machine._remove_task = counted

    # when
    step = case.complete("a", 500)

    # then
    assert len(touched) == 1
    assert len(step.facts) == 2


def test_a_state_written_in_format_1_goes_on() -> None:
    # given what this program wrote of a case with a join that has one token, and one task open
    written = bytes.fromhex(
        "9601ce000f4240910192a16ca16a939500ffff20c09504000020c0950500010881a76172726976656481a46b5f5f6a0190"
    )
    nodes = [start(), parallel("f"), user("k"), user("l"), parallel("j"), end()]
    program = SpiffInterpreter().compile(1, process(nodes, "start -> f -> k -> j -> end", "f -> l -> j"), 7)

    # when
    execution = SpiffInterpreter().load(written, Variables(), Surroundings({1: program}, first_key=2_000_000))
    execution.complete(1_000_004, {})

    # then
    assert execution.is_ended
