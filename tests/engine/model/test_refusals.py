"""Elements that are understood and not run are refused at their place, with what to use instead."""

from __future__ import annotations

import pytest

from tests.engine.diagrams import bpmn, flow, user_task
from tests.engine.model.reading import codes, findings_in, findings_of

START = '<bpmn:startEvent id="s"/>'


def element(tag: str, inner: str = "", attributes: str = "") -> str:
    return START + f'<bpmn:{tag} id="x" {attributes}>{inner}</bpmn:{tag}>' + flow("s", "x")


def event(tag: str, definition: str, attributes: str = "") -> str:
    return element(tag, f"<bpmn:{definition}/>", attributes)


def boundary(definition: str) -> str:
    host = START + user_task("t") + flow("s", "t")
    return host + f'<bpmn:boundaryEvent id="x" attachedToRef="t"><bpmn:{definition}/></bpmn:boundaryEvent>'


def ext(tag: str, extensions: str, inner: str = "") -> str:
    return element(tag, f"<bpmn:extensionElements>{extensions}</bpmn:extensionElements>{inner}", 'name="N"')


MULTIPLE = '<bpmn:terminateEventDefinition/><bpmn:errorEventDefinition errorRef="x"/>'
INNER = '<bpmn:startEvent id="s1"/>'
LISTENERS = '<zeebe:executionListeners><zeebe:executionListener type="a" eventType="start"/></zeebe:executionListeners>'
TASK_LISTENERS = '<zeebe:taskListeners><zeebe:taskListener type="a" eventType="creating"/></zeebe:taskListeners>'
LINKED = '<zeebe:linkedResources><zeebe:linkedResource resourceId="a"/></zeebe:linkedResources>'
CARDINALITY = (
    "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>3</bpmn:loopCardinality>"
    "</bpmn:multiInstanceLoopCharacteristics>"
)
BEHAVIOR = (
    '<bpmn:multiInstanceLoopCharacteristics behavior="None"><bpmn:extensionElements>'
    '<zeebe:loopCharacteristics inputCollection="=a"/></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>'
)

REFUSED = [
    ("signal_event", event("endEvent", "signalEventDefinition")),
    ("signal_event", boundary("signalEventDefinition")),
    ("escalation_event", event("intermediateThrowEvent", "escalationEventDefinition")),
    ("compensation", event("endEvent", "compensateEventDefinition")),
    ("compensation", element("task", attributes='isForCompensation="true"')),
    ("conditional_event", START + '<bpmn:startEvent id="x"><bpmn:conditionalEventDefinition>'
     "<bpmn:condition>=a</bpmn:condition></bpmn:conditionalEventDefinition></bpmn:startEvent>"),
    ("transaction", boundary("cancelEventDefinition")),
    ("transaction", element("transaction", INNER)),
    ("ad_hoc", element("adHocSubProcess", INNER)),
    ("business_rule_task", element("businessRuleTask")),
    ("complex_gateway", element("complexGateway")),
    ("abstract_event", element("implicitThrowEvent")),
    ("choreography", START + '<bpmn:choreographyTask id="x" initiatingParticipantRef="a">'
     "<bpmn:participantRef>a</bpmn:participantRef><bpmn:participantRef>b</bpmn:participantRef>"
     "<bpmn:messageFlowRef>c</bpmn:messageFlowRef></bpmn:choreographyTask>" + flow("s", "x")),
    ("data_store", START + '<bpmn:dataStoreReference id="x"/>'),
    ("event_subprocess", START + f'<bpmn:subProcess id="x" triggeredByEvent="true">{INNER}</bpmn:subProcess>'),
    ("standard_loop", element("task", "<bpmn:standardLoopCharacteristics/>")),
    ("resource_role", element("task", "<bpmn:potentialOwner/>")),
    ("multiple_event", element("endEvent", MULTIPLE)),
    ("multiple_event", START + '<bpmn:startEvent id="x" parallelMultiple="true"><bpmn:timerEventDefinition/>'
     "<bpmn:timerEventDefinition/></bpmn:startEvent>"),
    ("instantiate", element("receiveTask", attributes='instantiate="true" messageRef="m"')),
    ("instantiate", element("eventBasedGateway", attributes='instantiate="true"')),
    ("parallel_event_gateway", element("eventBasedGateway", attributes='eventGatewayType="Parallel"')),
    ("token_quantity", element("task", attributes='completionQuantity="2"')),
    ("job_user_task", element("userTask", attributes='name="Cũ"')),
    ("form_key", ext("userTask", '<zeebe:userTask/><zeebe:formDefinition formKey="camunda-forms:bpmn:a"/>')),
    ("job_script_task", ext("scriptTask", '<zeebe:taskDefinition type="a"/>')),
    ("execution_listener", ext("task", LISTENERS)),
    ("task_listener", ext("userTask", "<zeebe:userTask/>" + TASK_LISTENERS)),
    ("linked_resource", ext("serviceTask", '<zeebe:taskDefinition type="a"/>' + LINKED)),
    ("multi_instance_behavior", element("task", BEHAVIOR)),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "body"), REFUSED)
def test_what_is_not_run_is_refused_by_name_with_its_place(kind: str, body: str) -> None:
    found = [f for f in findings_of(body) if f.code == f"bpmn.unsupported.{kind}"]

    assert found, codes(findings_of(body))
    finding = found[0]
    assert finding.severity == "error"
    assert finding.line is not None
    assert finding.element_id == "x"
    assert "x" in finding.message("vi")
    assert "x" in finding.message("en")


def test_a_condition_in_another_language_is_refused() -> None:
    body = START + user_task("t") + (
        '<bpmn:sequenceFlow id="f" sourceRef="s" targetRef="t"><bpmn:conditionExpression language="python" '
        'xsi:type="bpmn:tFormalExpression">1</bpmn:conditionExpression></bpmn:sequenceFlow>'
    )  # fmt: skip

    assert codes(findings_of(body)) == ["bpmn.unsupported.expression_language"]


@pytest.mark.parametrize(
    ("root", "code"),
    [
        ('<bpmn:extension mustUnderstand="true" definition="y"/>', "bpmn.unsupported.extension"),
        ('<bpmn:globalUserTask id="x"/>', "bpmn.unsupported.global_task"),
        ('<bpmn:collaboration id="c1"/><bpmn:collaboration id="c2"/>', "bpmn.several_collaborations"),
        (
            '<bpmn:collaboration id="c"><bpmn:participant id="x" processRef="nobody"/></bpmn:collaboration>',
            "bpmn.reference_dangling",
        ),
    ],
)
def test_root_elements_that_cannot_be_honoured_are_refused(root: str, code: str) -> None:
    assert code in codes(findings_of(START, root))


def test_a_correlation_subscription_is_refused() -> None:
    body = START + '<bpmn:correlationSubscription id="x" correlationKeyRef="k"/>'

    assert codes(findings_of(body)) == ["bpmn.unsupported.correlation_subscription"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (ext("task", "", CARDINALITY), "bpmn.multi_instance_without_collection"),
        (event("intermediateCatchEvent", "messageEventDefinition"), "bpmn.message_missing"),
        (event("intermediateCatchEvent", 'messageEventDefinition messageRef="no"'), "bpmn.reference_dangling"),
        (event("endEvent", 'errorEventDefinition errorRef="no"'), "bpmn.reference_dangling"),
        (element("endEvent", "<bpmn:eventDefinitionRef>no</bpmn:eventDefinitionRef>"), "bpmn.reference_dangling"),
        (event("endEvent", "timerEventDefinition"), "bpmn.event_not_allowed"),
        (element("intermediateCatchEvent"), "bpmn.event_without_definition"),
        (event("intermediateCatchEvent", "timerEventDefinition"), "bpmn.timer_without_value"),
        (ext("userTask", "<zeebe:userTask/><zeebe:userTask/>"), "bpmn.extension_twice"),
        (ext("userTask", "<zeebe:userTask/><zeebe:formDefinition/>"), "bpmn.form_reference_ambiguous"),
        (
            ext("userTask", '<zeebe:userTask/><zeebe:formDefinition formId="a" bindingType="newest"/>'),
            "bpmn.binding_unknown",
        ),
        (
            ext("callActivity", '<zeebe:calledElement processId="a" propagateAllChildVariables="maybe"/>'),
            "bpmn.boolean_expected",
        ),
        (ext("scriptTask", '<zeebe:script expression="1 + 1" resultVariable="a"/>'), "bpmn.feel_expected"),
        (ext("scriptTask", '<zeebe:script expression="=1 +" resultVariable="a"/>'), "bpmn.feel_syntax"),
        (START + "<bpmn:task/>", "bpmn.id_missing"),
        (START + user_task("t") + '<bpmn:sequenceFlow sourceRef="s" targetRef="t"/>', "bpmn.id_missing"),
    ],
)
def test_what_an_author_left_wrong_is_named(body: str, code: str) -> None:
    assert code in codes(findings_of(body))


def test_a_message_without_name_is_named_where_it_is_used() -> None:
    body = element("receiveTask", attributes='messageRef="m"')

    assert codes(findings_of(body, '<bpmn:message id="m"/>')) == ["bpmn.message_without_name"]


def test_a_feel_error_names_element_attribute_and_line() -> None:
    body = ext("userTask", '<zeebe:userTask/>\n<zeebe:assignmentDefinition assignee="=1 +"/>')

    finding = findings_of(body)[0]

    assert (finding.code, finding.element_id) == ("bpmn.feel_syntax", "x")
    assert finding.fields["attribute"] == "assignee"
    assert "assignee" in finding.message("vi")


def test_a_loop_cardinality_beside_a_collection_is_a_warning() -> None:
    loop = CARDINALITY.replace(
        "<bpmn:loopCardinality>",
        '<bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=a"/></bpmn:extensionElements>'
        "<bpmn:loopCardinality>",
    )

    findings = findings_of(element("task", loop))

    assert [(f.code, f.severity) for f in findings] == [("bpmn.loop_detail_ignored", "warning")]


def test_a_file_without_executable_process_is_refused_and_beside_one_it_is_a_warning() -> None:
    plain = bpmn(START).replace(b'isExecutable="true"', b'isExecutable="false"')
    beside = bpmn(START, root='<bpmn:process id="drawn"><bpmn:startEvent id="z"/></bpmn:process>')

    assert "bpmn.nothing_executable" in codes(findings_in(plain))
    assert codes(findings_in(beside)) == ["bpmn.process_not_executable"]


def test_violations_of_the_schema_name_line_and_element() -> None:
    findings = findings_of(START + '<bpmn:task id="x">\n<bpmn:nonsense/></bpmn:task>')

    assert codes(findings) == ["bpmn.schema"]
    assert (findings[0].element_id, findings[0].line is not None) == ("x", True)
    assert "nonsense" in findings[0].message("vi")


def test_an_id_that_is_used_twice_is_named_with_both_lines() -> None:
    findings = findings_of(START + '<bpmn:task id="x"/>\n<bpmn:manualTask id="x"/>')

    assert [(f.code, f.element_id) for f in findings] == [("bpmn.id_twice", "x")]
    assert findings[0].line == findings[0].fields["first_line"] + 1


def test_an_id_that_is_no_name_is_refused() -> None:
    assert codes(findings_of(START + '<bpmn:task id="1 x"/>')) == ["bpmn.id_invalid"]


def test_a_foreign_element_outside_extension_elements_is_refused() -> None:
    findings = findings_of(START + '<bpmn:task id="x"><y xmlns="urn:foreign"/></bpmn:task>')

    assert codes(findings) == ["bpmn.foreign_element"]
    assert findings[0].fields["namespace"] == "urn:foreign"
    assert findings[0].element_id == "x"
