"""What the reader makes of events, messages, errors and links."""

from __future__ import annotations

from engine.model.process import (
    ErrorDefinition,
    JobBehavior,
    LinkDefinition,
    MessageDefinition,
    TerminateDefinition,
    TimerDefinition,
    TimerKind,
)
from tests.engine.diagrams import flow, user_task
from tests.engine.model.reading import START, after_start, extended, node_of, process_of


def test_timers_keep_their_kind_and_text() -> None:
    def timer(tag: str, text: str, attributes: str = "") -> TimerDefinition:
        body = START + user_task("t") + flow("s", "t")
        body += f"""<bpmn:boundaryEvent id="b" attachedToRef="t" {attributes}><bpmn:timerEventDefinition>
          <bpmn:{tag}>{text}</bpmn:{tag}></bpmn:timerEventDefinition></bpmn:boundaryEvent>"""
        event = node_of(body, "b").event
        assert isinstance(event, TimerDefinition)
        return event

    date = timer("timeDate", "\n 2025-03-25T17:00:00+07:00 ")
    duration = timer("timeDuration", "=wait")
    cycle = timer("timeCycle", "R/P1D", 'cancelActivity="false"')

    assert (date.kind, date.value.text) == (TimerKind.DATE, "2025-03-25T17:00:00+07:00")
    assert (duration.kind, duration.value.expression is None) == (TimerKind.DURATION, False)
    assert (cycle.kind, cycle.value.text) == (TimerKind.CYCLE, "R/P1D")


MESSAGE = """<bpmn:message id="m" name="reply"><bpmn:extensionElements>
  <zeebe:subscription correlationKey="=key"/></bpmn:extensionElements></bpmn:message>"""


def test_messages_are_resolved_where_they_are_caught() -> None:
    receive = node_of(after_start('<bpmn:receiveTask id="r" messageRef="m"/>', "r"), "r", MESSAGE)
    catch = node_of(
        after_start(
            '<bpmn:intermediateCatchEvent id="c"><bpmn:messageEventDefinition messageRef="m"/>'
            "</bpmn:intermediateCatchEvent>",
            "c",
        ),
        "c",
        MESSAGE,
    )

    for definition in (receive.message, catch.event):
        assert isinstance(definition, MessageDefinition)
        assert definition.name.text == "reply"
        assert definition.correlation_key is not None


def test_a_message_start_needs_no_correlation_key() -> None:
    root = '<bpmn:message id="m" name="begin"/>'
    body = '<bpmn:startEvent id="s"><bpmn:messageEventDefinition messageRef="m"/></bpmn:startEvent>'

    event = node_of(body, "s", root).event

    assert isinstance(event, MessageDefinition)
    assert event.correlation_key is None


def test_a_message_end_event_is_a_job_and_may_leave_the_message_unnamed() -> None:
    body = after_start(
        extended("endEvent", "e", '<zeebe:taskDefinition type="send"/>', "<bpmn:messageEventDefinition/>"), "e"
    )

    node = node_of(body, "e")

    assert isinstance(node.behavior, JobBehavior)
    assert isinstance(node.event, MessageDefinition)


def test_errors_are_thrown_with_a_code_and_caught_by_code_or_all() -> None:
    # given
    root = '<bpmn:error id="err" errorCode="E1"/>'
    inner = (
        '<bpmn:startEvent id="s1"/><bpmn:endEvent id="e1"><bpmn:errorEventDefinition errorRef="err"/></bpmn:endEvent>'
        + flow("s1", "e1")
    )
    body = (
        after_start(f'<bpmn:subProcess id="sub">{inner}</bpmn:subProcess>', "sub")
        + '<bpmn:boundaryEvent id="b1" attachedToRef="sub">'
        + '<bpmn:errorEventDefinition errorRef="err"/></bpmn:boundaryEvent>'
        + '<bpmn:boundaryEvent id="b2" attachedToRef="sub"><bpmn:errorEventDefinition/></bpmn:boundaryEvent>'
    )

    # when
    nodes = {node.id: node for node in process_of(body, root).walk()}

    # then
    thrown, by_code, all_errors = (nodes[name].event for name in ("e1", "b1", "b2"))
    assert isinstance(thrown, ErrorDefinition)
    assert thrown.code is not None
    assert isinstance(by_code, ErrorDefinition)
    assert by_code.code is not None
    assert by_code.code.text == "E1"
    assert all_errors == ErrorDefinition()


def test_an_event_definition_may_be_shared_by_reference() -> None:
    root = '<bpmn:terminateEventDefinition id="stop"/>'
    body = after_start(
        '<bpmn:endEvent id="e"><bpmn:eventDefinitionRef>stop</bpmn:eventDefinitionRef></bpmn:endEvent>', "e"
    )

    assert node_of(body, "e", root).event == TerminateDefinition()


def test_links_are_read_with_their_names() -> None:
    body = after_start('<bpmn:intermediateThrowEvent id="a"><bpmn:linkEventDefinition name="L"/>'
                       "</bpmn:intermediateThrowEvent>", "a") + (
        '<bpmn:intermediateCatchEvent id="b"><bpmn:linkEventDefinition name="L"/></bpmn:intermediateCatchEvent>'
    )  # fmt: skip

    assert node_of(body, "a").event == LinkDefinition("L")
    assert node_of(body, "b").event == LinkDefinition("L")
