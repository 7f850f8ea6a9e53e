"""What a compiled program tells the engine, and incidents of elements that no author drew."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.interpreter import port
from engine.interpreter.spiff import SpiffInterpreter
from engine.interpreter.spiff.starts import StartEventUnreadable
from engine.model.process import ErrorDefinition, FormReference, Process, UserTaskBehavior
from tests.engine.interpreter.build import (
    attr,
    call,
    end,
    manual,
    message,
    process,
    start,
    sub,
    timer,
    user,
)
from tests.engine.interpreter.harness import MONDAY_MORNING, Case, Surroundings


def compiled(drawn: Process) -> port.Program:
    return SpiffInterpreter().compile(11, drawn, 7)


def test_a_program_names_its_starts_calls_and_forms() -> None:
    # given
    form, start_form = FormReference(form_id=attr("plan")), FormReference(form_id=attr("opening"))
    inner = sub("s", [start("s0"), call("calls", "child"), end("s1")], "s0 -> calls -> s1")
    task = user("a", behavior=UserTaskBehavior(form=form))
    drawn = process([start(form=start_form), inner, task, end()], "start -> s -> a -> end")

    # when
    program = compiled(drawn)

    # then
    assert (program.key, program.deployment_key, program.process) == (11, 7, drawn)
    assert [node.id for node in program.start_events] == ["start"]
    assert [c.process_id.text for c in program.calls] == ["child"]
    assert set(program.forms) == {form, start_form}
    assert program.node("calls") is inner.scope.nodes["calls"]  # type: ignore[union-attr]
    with pytest.raises(KeyError):
        program.node("unknown")


def test_timer_and_message_starts_are_evaluated_at_deployment() -> None:
    # given
    nodes = [start(), start("yearly", event=timer("cycle", "R/2025-03-17T08:00:00/P1Y")),
             start("once", event=timer("date", '=date and time("2025-03-11T08:00:00+07:00")')),
             start("asked", event=message('="plan " + "2025"')), end()]  # fmt: skip
    program = compiled(process(nodes, "start -> end", "yearly -> end", "once -> end", "asked -> end"))

    # then
    assert program.start_waits(Surroundings({})) == (
        port.StartTimer(element_id="yearly", due_at=MONDAY_MORNING + timedelta(days=7), repetitions=-1, interval="P1Y"),
        port.StartTimer(element_id="once", due_at=MONDAY_MORNING + timedelta(days=1)),
        port.StartMessage(element_id="asked", message_name="plan 2025"),
    )


@pytest.mark.parametrize(
    "event", [timer("cycle", "=period"), timer("date", "soon"), message("=name"), message('=""'), timer("date", "=5")]
)
def test_a_start_that_needs_variables_or_cannot_be_read_is_refused(event: object) -> None:
    program = compiled(process([start("s", event=event), end()], "s -> end"))

    with pytest.raises(StartEventUnreadable) as caught:
        program.start_waits(Surroundings({}))
    assert caught.value.fields["element_id"] == "s"


def test_what_cannot_run_is_refused_when_it_is_compiled() -> None:
    # given an error end event without a code, which no reader lets through
    broken = end("fail", event=ErrorDefinition())

    with pytest.raises(TypeError, match="Attribute"):
        compiled(process([start(), broken], "start -> fail"))


def test_an_incident_behind_a_task_with_conditional_flows_names_the_task() -> None:
    # given conditions right on a task, for which the normal form adds a gateway
    nodes = [start(), manual("m"), user("a"), user("b"), end()]
    case = Case(process(nodes, "start -> m", ("m -> a", "n > 1"), ("m -> b", "n <= 1"), "a -> end", "b -> end"))

    # then
    assert [(i.element_id, i.error_type) for i in case.incidents()] == [("m", "CONDITION_ERROR")]
    assert case.path == ["start", "m"]

    # when
    case.set(n=2)
    case.retry("m")

    # then
    assert case.waits == ["a"]
    assert case.flows == ["start__m", "m__a"]
