"""Every lint rule: a diagram that breaks it and, where the border is fine, one that keeps it."""

from __future__ import annotations

import pytest

from engine.model import lint
from engine.model.lint.limits import MAX_ID_LENGTH, MAX_NESTING, MAX_NODES
from tests.engine.diagrams import flow, user_task
from tests.engine.model.reading import codes, findings_of

START = '<bpmn:startEvent id="s"/>'
END = '<bpmn:endEvent id="e"/>'
REPLY = '<bpmn:message id="m" name="reply"/>'
KEYED = (
    '<bpmn:message id="m" name="reply"><bpmn:extensionElements><zeebe:subscription correlationKey="=key"/>'
    "</bpmn:extensionElements></bpmn:message>"
)
ERROR = '<bpmn:error id="err" errorCode="E1"/>'


def task(node_id: str, extensions: str = "") -> str:
    return START + user_task(node_id, extensions) + flow("s", node_id)


def tag(name: str, node_id: str, inner: str = "", attributes: str = "") -> str:
    return f'<bpmn:{name} id="{node_id}" {attributes}>{inner}</bpmn:{name}>'


def extended(name: str, node_id: str, extensions: str, inner: str = "") -> str:
    return tag(name, node_id, f"<bpmn:extensionElements>{extensions}</bpmn:extensionElements>{inner}", 'name="N"')


def after_start(element: str, node_id: str) -> str:
    return START + element + flow("s", node_id)


def boundary(definition: str, attributes: str = "", node_id: str = "b", host: str = "t") -> str:
    return tag("boundaryEvent", node_id, f"<bpmn:{definition}", f'attachedToRef="{host}" {attributes}')


def timer(name: str, text: str) -> str:
    return f"timerEventDefinition><bpmn:{name}>{text}</bpmn:{name}></bpmn:timerEventDefinition>"


def catch(node_id: str, definition: str) -> str:
    return tag("intermediateCatchEvent", node_id, f"<bpmn:{definition}")


def link(kind: str, node_id: str, name: str) -> str:
    return tag(f"intermediate{kind}Event", node_id, f'<bpmn:linkEventDefinition name="{name}"/>')


def race(*targets: str) -> str:
    return (
        after_start('<bpmn:eventBasedGateway id="g"/>', "g")
        + "".join(flow("g", node_id) for node_id in targets)
        + catch("t1", timer("timeDuration", "PT1H"))
    )


def choice(kind: str, default: str = "") -> str:
    return after_start(tag(kind, "g", attributes=default), "g") + user_task("a") + user_task("b")


def nested(depth: int) -> str:
    body = '<bpmn:task id="inner"/>'
    for level in range(depth):
        body = tag("subProcess", f"sub{level}", body)
    return START + body + flow("s", f"sub{depth - 1}")


SUB = (
    '<bpmn:subProcess id="sub"><bpmn:startEvent id="s1"/><bpmn:task id="t1"/>'
    + flow("s1", "t1")
    + "{}</bpmn:subProcess>"
)
LANES = '<bpmn:laneSet id="ls"><bpmn:lane id="l"><bpmn:flowNodeRef>nobody</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'

MESSAGE_FLOW = (
    '<bpmn:collaboration id="c"><bpmn:participant id="q" processRef="p"/>'
    '<bpmn:messageFlow id="f" sourceRef="q" targetRef="nobody"/></bpmn:collaboration>'
)

BROKEN: list[tuple[str, str, str, str]] = [
    # code, element, body, root
    ("reference_dangling", "s_x", START + flow("s", "x"), ""),
    ("reference_dangling", "x_e", START + END + flow("s", "e") + flow("x", "e"), ""),
    ("reference_dangling", "b", task("t") + boundary("errorEventDefinition/>", host="nobody"), ""),
    ("reference_dangling", "l", LANES + START, ""),
    ("reference_dangling", "f", START, MESSAGE_FLOW),
    ("flow_crosses_scope", "s_t1", START + SUB.format("") + flow("s", "sub") + flow("s", "t1"), ""),
    ("flow_crosses_scope", "t1_e", START + END + SUB.format(flow("t1", "e")) + flow("s", "sub") + flow("sub", "e"), ""),
    ("default_not_outgoing", "g", choice("exclusiveGateway", 'default="s_g"') + flow("g", "a"), ""),
    ("boundary_host_wrong", "b", after_start(tag("parallelGateway", "g"), "g")
     + boundary(timer("timeDuration", "PT1H"), host="g"), ""),
    ("boundary_host_wrong", "b", START + SUB.format(boundary("errorEventDefinition/>", host="sub"))
     + flow("s", "sub"), ""),
    ("boundary_host_wrong", "b", START + boundary("errorEventDefinition/>", host="b"), ""),
    ("start_with_incoming", "s", task("t") + flow("t", "s"), ""),
    ("end_with_outgoing", "e", task("t") + END + flow("t", "e") + flow("e", "t"), ""),
    ("boundary_with_incoming", "b", task("t") + boundary("errorEventDefinition/>") + flow("t", "b"), ""),
    ("flow_to_itself", "t_t", task("t") + flow("t", "t"), ""),
    ("unreachable", "x", task("t") + user_task("x"), ""),
    ("unreachable", "x", task("t") + user_task("x") + user_task("y") + flow("x", "y") + flow("y", "x"), ""),
    ("loop_without_wait", "g", after_start(tag("exclusiveGateway", "g"), "g") + tag("exclusiveGateway", "h")
     + flow("g", "h") + flow("h", "g"), ""),
    ("flow_without_condition", "g_b", choice("exclusiveGateway") + flow("g", "a", "x") + flow("g", "b"), ""),
    ("flow_without_condition", "g_b", choice("inclusiveGateway") + flow("g", "a", "x") + flow("g", "b"), ""),
    ("gateway_without_default", "g", choice("exclusiveGateway") + flow("g", "a", "x") + flow("g", "b", "y"), ""),
    ("default_with_condition", "g_b", choice("exclusiveGateway", 'default="g_b"') + flow("g", "a", "x")
     + flow("g", "b", "y"), ""),
    ("condition_not_allowed", "g_a", choice("parallelGateway") + flow("g", "a", "x") + flow("g", "b"), ""),
    ("event_gateway_too_few_ways", "g", race("t1"), ""),
    ("event_gateway_target", "g", race("t1", "u") + user_task("u"), ""),
    ("event_gateway_target", "g", race("t1", "t2") + catch("t2", timer("timeDuration", "PT2H"))
     + flow("s", "t2"), ""),
    ("event_gateway_message_twice", "g", race("c", "r") + catch("c", 'messageEventDefinition messageRef="m"/>')
     + tag("receiveTask", "r", attributes='messageRef="m"'), KEYED),
    ("no_start", "p", "", ""),
    ("no_start", "sub", after_start('<bpmn:subProcess id="sub"/>', "sub"), ""),
    ("several_none_starts", "s2", START + '<bpmn:startEvent id="s2"/>', ""),
    ("start_event_in_subprocess", "s1", after_start(tag("subProcess", "sub", tag("startEvent", "s1", "<bpmn:"
     + timer("timeDate", "2025-03-25T17:00:00Z"))), "sub"), ""),
    ("start_message_twice", "s2", tag("startEvent", "s1", '<bpmn:messageEventDefinition messageRef="m"/>')
     + tag("startEvent", "s2", '<bpmn:messageEventDefinition messageRef="m"/>'), REPLY),
    ("correlation_key_missing", "c", after_start(catch("c", 'messageEventDefinition messageRef="m"/>'), "c"), REPLY),
    ("correlation_key_missing", "r", after_start(tag("receiveTask", "r", "", 'messageRef="m"'), "r"), REPLY),
    ("error_caught_twice", "b2", task("t") + boundary('errorEventDefinition errorRef="err"/>')
     + boundary('errorEventDefinition errorRef="err"/>', node_id="b2"), ERROR),
    ("error_caught_twice", "b2", task("t") + boundary("errorEventDefinition/>")
     + boundary("errorEventDefinition/>", node_id="b2"), ""),
    ("error_not_interrupting", "b", task("t") + boundary("errorEventDefinition/>", 'cancelActivity="false"'), ""),
    ("caught_error_code_static", "b", task("t") + boundary('errorEventDefinition errorRef="x"/>'),
     '<bpmn:error id="x" errorCode="=code"/>'),
    ("error_without_code", "e", after_start(tag("endEvent", "e", "<bpmn:errorEventDefinition/>"), "e"), ""),
    ("link_without_target", "a", after_start(link("Throw", "a", "L"), "a"), ""),
    ("link_target_twice", "c", after_start(link("Throw", "a", "L"), "a") + link("Catch", "b", "L")
     + link("Catch", "c", "L"), ""),
    ("link_without_name", "a", after_start(link("Throw", "a", ""), "a"), ""),
    ("link_with_flow", "a", after_start(link("Throw", "a", "L"), "a") + link("Catch", "b", "L") + END
     + flow("a", "e"), ""),
    ("timer_date_invalid", "b", task("t") + boundary(timer("timeDate", "25/3/2025")), ""),
    ("timer_duration_invalid", "b", task("t") + boundary(timer("timeDuration", "5 ngày")), ""),
    ("timer_cycle_invalid", "b", task("t") + boundary(timer("timeCycle", "0 0 9 * * MON"),
     'cancelActivity="false"'), ""),
    ("timer_start_duration", "s", tag("startEvent", "s", "<bpmn:" + timer("timeDuration", "P1D")), ""),
    ("timer_cycle_not_allowed", "b", task("t") + boundary(timer("timeCycle", "R/P1D")), ""),
    ("timer_cycle_not_allowed", "c", after_start(catch("c", timer("timeCycle", "R/P1D")), "c"), ""),
    ("job_type_missing", "t", after_start(tag("serviceTask", "t"), "t"), ""),
    ("job_type_missing", "t", after_start(extended("sendTask", "t", "<zeebe:taskDefinition/>"), "t"), ""),
    ("job_type_missing", "e", after_start(tag("endEvent", "e", "<bpmn:messageEventDefinition/>"), "e"), ""),
    ("retries_invalid", "t", after_start(extended("serviceTask", "t",
     '<zeebe:taskDefinition type="a" retries="many"/>'), "t"), ""),
    ("job_priority_invalid", "t", after_start(extended("serviceTask", "t", '<zeebe:taskDefinition type="a"/>'
     '<zeebe:jobPriorityDefinition priority="high"/>'), "t"), ""),
    ("script_missing", "t", after_start(tag("scriptTask", "t"), "t"), ""),
    ("script_missing", "t", after_start(tag("scriptTask", "t", "<bpmn:script>print(1)</bpmn:script>"), "t"), ""),
    ("script_without_result", "t", after_start(extended("scriptTask", "t", '<zeebe:script expression="=1"/>'), "t"),
     ""),
    ("called_process_missing", "t", after_start(tag("callActivity", "t", "", 'calledElement="x"'), "t"), ""),
    ("variable_name_invalid", "t", task("t",
     '<zeebe:ioMapping><zeebe:input source="=1" target="a b"/></zeebe:ioMapping>'), ""),
    ("variable_name_invalid", "t", task("t", '<zeebe:ioMapping><zeebe:output source="=1"/></zeebe:ioMapping>'), ""),
    ("variable_name_invalid", "t", after_start(extended("scriptTask", "t",
     '<zeebe:script expression="=1" resultVariable="a.b"/>'), "t"), ""),
    ("mapping_not_allowed", "t", after_start(extended("manualTask", "t",
     '<zeebe:ioMapping><zeebe:input source="=1" target="a"/></zeebe:ioMapping>'), "t"), ""),
    ("mapping_not_allowed", "g", after_start(extended("exclusiveGateway", "g",
     '<zeebe:ioMapping><zeebe:output source="=1" target="a"/></zeebe:ioMapping>'), "g"), ""),
    ("version_tag_missing", "t", task("t", '<zeebe:formDefinition formId="f" bindingType="versionTag"/>'), ""),
    ("user_task_without_name", "t", START + user_task("t", name="") + flow("s", "t"), ""),
    ("candidate_list_invalid", "t", task("t", '<zeebe:assignmentDefinition candidateGroups="a,,b"/>'), ""),
    ("candidate_list_invalid", "t", task("t", '<zeebe:assignmentDefinition candidateUsers="[a]"/>'), ""),
    ("task_date_invalid", "t", task("t", '<zeebe:taskSchedule dueDate="tomorrow"/>'), ""),
    ("task_priority_invalid", "t", task("t", '<zeebe:priorityDefinition priority="101"/>'), ""),
    ("nested_too_deep", "sub0", nested(MAX_NESTING + 1), ""),
    ("too_many_elements", f"t{MAX_NODES - 1}", START + "".join(tag("task", f"t{n}") + flow("s", f"t{n}")
     for n in range(MAX_NODES)), ""),
    ("id_too_long", "x" * MAX_ID_LENGTH + "…", START + user_task("x" * (MAX_ID_LENGTH + 1)), ""),
]  # fmt: skip

SOUND: list[tuple[str, str, str]] = [
    ("a gateway that only joins needs no condition", after_start(tag("exclusiveGateway", "g"), "g") + END
     + flow("g", "e"), ""),
    ("a default makes a choice complete", choice("exclusiveGateway", 'default="g_b"') + flow("g", "a", "x")
     + flow("g", "b"), ""),
    ("a race of timer and receive task", race("t1", "r") + tag("receiveTask", "r", attributes='messageRef="m"'), KEYED),
    ("a none start beside a message start", START + tag("startEvent", "s2",
     '<bpmn:messageEventDefinition messageRef="m"/>'), REPLY),
    ("no start event at all", user_task("a") + user_task("b"), ""),
    ("a subprocess without start event", after_start(tag("subProcess", "sub", '<bpmn:task id="t1"/>'), "sub"), ""),
    ("a loop with a user task", after_start(tag("exclusiveGateway", "g"), "g") + user_task("t") + flow("g", "t")
     + flow("t", "g"), ""),
    ("a loop with a script", after_start(tag("exclusiveGateway", "g"), "g") + extended("scriptTask", "t",
     '<zeebe:script expression="=n" resultVariable="n"/>') + flow("g", "t") + flow("t", "g"), ""),
    ("what only a boundary event leads to is reachable", task("t") + boundary("errorEventDefinition/>")
     + user_task("x") + flow("b", "x"), ""),
    ("what only a link leads to is reachable", after_start(link("Throw", "a", "L"), "a") + link("Catch", "b", "L")
     + user_task("x") + flow("b", "x"), ""),
    ("the same error on two hosts", task("t") + user_task("u") + flow("t", "u") + boundary("errorEventDefinition/>")
     + boundary("errorEventDefinition/>", node_id="b2", host="u"), ""),
    ("conditional flows leave a task", task("t") + user_task("a") + user_task("b") + flow("t", "a", "x")
     + flow("t", "b"), ""),
    ("names in Vietnamese", task("t",
     '<zeebe:ioMapping><zeebe:output source="=1" target="số_xã.tên"/></zeebe:ioMapping>'), ""),
    ("ids of the interpreter's own", '<bpmn:startEvent id="Start"/>' + user_task("End") + user_task("Root")
     + flow("Start", "End") + flow("End", "Root"), ""),
    ("subprocesses to the limit", nested(MAX_NESTING), ""),
]  # fmt: skip


@pytest.mark.parametrize(("code", "element_id", "body", "root"), BROKEN, ids=lambda value: str(value)[:30])
def test_a_broken_rule_names_the_element_and_its_line(code: str, element_id: str, body: str, root: str) -> None:
    found = [finding for finding in findings_of(body, root) if finding.code == f"bpmn.{code}"]

    assert [finding.element_id for finding in found] == [element_id], findings_of(body, root)
    assert found[0].line
    assert found[0].resource == "p.bpmn"
    assert found[0].message("vi") != found[0].message("en")


@pytest.mark.parametrize(("body", "root"), [case[1:] for case in SOUND], ids=[case[0] for case in SOUND])
def test_a_sound_diagram_has_no_findings(body: str, root: str) -> None:
    assert findings_of(body, root) == ()


def test_every_rule_has_a_diagram_that_breaks_it() -> None:
    assert {rule.code for rule in lint.rules()} <= {f"bpmn.{code}" for code, *_ in BROKEN}


def test_a_rule_is_an_error_or_a_warning_and_says_what_to_do_in_both_languages() -> None:
    assert {rule.severity for rule in lint.rules()} == {"error", "warning"}


def test_warnings_alone_do_not_refuse_a_file() -> None:
    findings = findings_of(choice("exclusiveGateway") + flow("g", "a", "x") + flow("g", "b", "y"))

    assert [(finding.code, finding.severity) for finding in findings] == [("bpmn.gateway_without_default", "warning")]


def test_one_rule_broken_everywhere_gives_a_bounded_list() -> None:
    body = START + "".join(tag("serviceTask", f"t{n}") + flow("s", f"t{n}") for n in range(300))

    assert codes(findings_of(body)).count("bpmn.job_type_missing") == 50
