"""What the reader makes of elements that the engine runs."""

from __future__ import annotations

from engine.model.bundle import read_bundle
from engine.model.process import (
    Binding,
    CallBehavior,
    ElementType,
    ErrorDefinition,
    JobBehavior,
    LinkDefinition,
    MessageDefinition,
    ScriptBehavior,
    TerminateDefinition,
    TimerDefinition,
    TimerKind,
    UserTaskBehavior,
)
from tests.engine.diagrams import bpmn, flow, user_task
from tests.engine.model.reading import codes, findings_of, node_of, process_of

START_TO = '<bpmn:startEvent id="s"/>'


def after_start(element: str, node_id: str) -> str:
    return START_TO + element + flow("s", node_id)


def extended(tag: str, node_id: str, extensions: str, inner: str = "", attributes: str = "") -> str:
    return (
        f'<bpmn:{tag} id="{node_id}" name="N" {attributes}>'
        f"<bpmn:extensionElements>{extensions}</bpmn:extensionElements>{inner}</bpmn:{tag}>"
    )


def test_a_user_task_has_people_dates_priority_form_and_headers() -> None:
    # given
    extensions = """
      <zeebe:assignmentDefinition assignee="=officer" candidateUsers="u1, u2" candidateGroups="=groups"/>
      <zeebe:taskSchedule dueDate="=due" followUpDate="2025-03-25T17:00:00+07:00"/>
      <zeebe:priorityDefinition priority="80"/>
      <zeebe:formDefinition formId="plan" bindingType="versionTag" versionTag="v2"/>
      <zeebe:taskHeaders><zeebe:header key="k" value="v"/></zeebe:taskHeaders>"""

    # when
    node = node_of(after_start(user_task("t", extensions), "t"), "t")

    # then
    task = node.behavior
    assert isinstance(task, UserTaskBehavior)
    assert task.assignee is not None
    assert task.assignee.expression is not None
    assert task.assignee.text == "=officer"
    assert task.candidate_users is not None
    assert (task.candidate_users.text, task.candidate_users.expression) == ("u1, u2", None)
    assert task.follow_up_date is not None
    assert task.follow_up_date.text == "2025-03-25T17:00:00+07:00"
    assert task.priority is not None
    assert task.form is not None
    assert task.form.form_id is not None
    assert (task.form.form_id.text, task.form.binding, task.form.version_tag) == ("plan", Binding.VERSION_TAG, "v2")
    assert task.headers == {"k": "v"}


def test_a_service_task_is_a_job_with_three_retries_unless_it_says_otherwise() -> None:
    first = node_of(after_start(extended("serviceTask", "t", '<zeebe:taskDefinition type="mail"/>'), "t"), "t")
    second = node_of(
        after_start(
            extended(
                "sendTask",
                "t",
                '<zeebe:taskDefinition type="=kind" retries="7"/><zeebe:jobPriorityDefinition priority="5"/>',
            ),
            "t",
        ),
        "t",
    )

    assert isinstance(first.behavior, JobBehavior)
    assert (first.behavior.type.text, first.behavior.retries.text, first.behavior.priority) == ("mail", "3", None)
    assert isinstance(second.behavior, JobBehavior)
    assert second.behavior.type.expression is not None
    assert second.behavior.retries.text == "7"
    assert second.behavior.priority is not None


def test_a_script_task_has_feel_and_a_result_variable() -> None:
    body = after_start(extended("scriptTask", "t", '<zeebe:script expression="=a + 1" resultVariable="b"/>'), "t")

    behavior = node_of(body, "t").behavior

    assert isinstance(behavior, ScriptBehavior)
    assert behavior.result_variable == "b"


def test_a_call_activity_propagates_everything_unless_it_says_otherwise() -> None:
    def behavior(attributes: str) -> CallBehavior:
        called = f'<zeebe:calledElement processId="sub" {attributes}/>'
        found = node_of(after_start(extended("callActivity", "t", called), "t"), "t").behavior
        assert isinstance(found, CallBehavior)
        return found

    plain = behavior("")
    other = behavior('propagateAllChildVariables="false" bindingType="versionTag" versionTag="v1" businessId="=id"')

    assert (plain.propagate_all_parent_variables, plain.propagate_all_child_variables) == (True, True)
    assert plain.binding is Binding.LATEST
    assert (other.propagate_all_child_variables, other.binding, other.version_tag) == (
        False,
        Binding.VERSION_TAG,
        "v1",
    )
    assert other.business_id is not None


def test_mappings_keep_their_order_and_a_missing_source_means_null() -> None:
    mappings = """<zeebe:ioMapping><zeebe:input source="=x" target="b"/><zeebe:input target="a.c"/>
      <zeebe:output source="static" target="out"/></zeebe:ioMapping>"""

    node = node_of(after_start(user_task("t", mappings), "t"), "t")

    assert [(m.target, m.source and m.source.text) for m in node.inputs] == [("b", "=x"), ("a.c", None)]
    assert [(m.target, m.source and m.source.text) for m in node.outputs] == [("out", "static")]


def test_a_multi_instance_has_its_collection_names_and_condition() -> None:
    loop = """<bpmn:multiInstanceLoopCharacteristics isSequential="true"><bpmn:extensionElements>
      <zeebe:loopCharacteristics inputCollection="=units" inputElement="unit" outputCollection="answers"
        outputElement="=answer"/></bpmn:extensionElements>
      <bpmn:completionCondition>= a &gt; 1</bpmn:completionCondition></bpmn:multiInstanceLoopCharacteristics>"""

    node = node_of(after_start(extended("userTask", "t", "<zeebe:userTask/>", loop), "t"), "t")

    found = node.multi_instance
    assert found is not None
    assert (found.is_sequential, found.input_element, found.output_collection) == (True, "unit", "answers")
    assert found.output_element is not None
    assert found.completion_condition is not None


def test_timers_keep_their_kind_and_text() -> None:
    def timer(tag: str, text: str, attributes: str = "") -> TimerDefinition:
        body = START_TO + user_task("t") + flow("s", "t")
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


def test_flows_carry_conditions_and_nodes_know_their_flows_in_document_order() -> None:
    # given
    body = (
        START_TO
        + '<bpmn:exclusiveGateway id="g" default="g_b"/>'
        + user_task("a")
        + user_task("b")
        + flow("s", "g")
        + flow("g", "b")
        + flow("g", "a", "x &gt; 1")
    )

    # when
    process = process_of(body)

    # then
    gateway = process.scope.nodes["g"]
    assert (gateway.incoming, gateway.outgoing, gateway.default_flow) == (("s_g",), ("g_b", "g_a"), "g_b")
    assert process.scope.flows["g_a"].condition is not None
    assert process.scope.flows["g_b"].condition is None


def test_a_subprocess_holds_its_own_scope() -> None:
    inner = '<bpmn:startEvent id="s1"/>' + user_task("t1") + flow("s1", "t1")

    node = node_of(after_start(f'<bpmn:subProcess id="sub" name="Con">{inner}</bpmn:subProcess>', "sub"), "sub")

    assert node.type is ElementType.SUB_PROCESS
    assert node.scope is not None
    assert set(node.scope.nodes) == {"s1", "t1"}


def test_pools_lanes_documentation_properties_and_version_tag_are_kept() -> None:
    # given
    root = """<bpmn:collaboration id="c"><bpmn:participant id="pool" name="Xã" processRef="p"/>
      <bpmn:participant id="box" name="Hộp đen"/></bpmn:collaboration>"""
    body = (
        """<bpmn:documentation>Quy trình mẫu</bpmn:documentation><bpmn:extensionElements>
          <zeebe:versionTag value="v3"/><zeebe:properties><zeebe:property name="a" value="b"/></zeebe:properties>
        </bpmn:extensionElements><bpmn:laneSet id="ls"><bpmn:lane id="l1" name="Văn thư">
          <bpmn:flowNodeRef>s</bpmn:flowNodeRef><bpmn:flowNodeRef>t</bpmn:flowNodeRef>
          <bpmn:childLaneSet id="cs"><bpmn:lane id="l2">
            <bpmn:flowNodeRef>t</bpmn:flowNodeRef></bpmn:lane></bpmn:childLaneSet>
        </bpmn:lane></bpmn:laneSet>"""
        + START_TO
        + user_task("t")
        + flow("s", "t")
    )

    # when
    definitions = read_bundle([("p.bpmn", bpmn(body, root=root))]).processes[0].definitions

    # then
    process = definitions.processes[0]
    assert (process.participant, process.version_tag, process.documentation) == ("Xã", "v3", "Quy trình mẫu")
    assert process.properties == {"a": "b"}
    assert process.scope.nodes["s"].lane == "Văn thư"
    assert process.scope.nodes["t"].lane == "l2"
    assert [(lane.id, lane.parent) for lane in definitions.lanes] == [("l1", None), ("l2", "l1")]
    assert [participant.process_id for participant in definitions.participants] == ["p", None]


def test_a_start_event_may_show_a_form() -> None:
    node = node_of(extended("startEvent", "s", '<zeebe:formDefinition formId="begin"/>'), "s")

    assert node.form is not None
    assert node.form.form_id is not None
    assert node.form.form_id.text == "begin"


def test_drawings_annotations_and_foreign_extensions_are_left_alone() -> None:
    root = """<bpmn:category id="cat"><bpmn:categoryValue id="cv" value="Nhóm"/></bpmn:category>
      <bpmn:signal id="orphan" name="unused"/>
      <bpmn:collaboration id="c"><bpmn:participant id="pool" processRef="p"/><bpmn:participant id="box"/>
        <bpmn:messageFlow id="mf" sourceRef="box" targetRef="t"/>
        <bpmn:textAnnotation id="ta0"><bpmn:text>x</bpmn:text></bpmn:textAnnotation></bpmn:collaboration>"""
    body = (
        '<bpmn:extensionElements><x:y xmlns:x="urn:other" z="1"/><zeebe:unheardOf/></bpmn:extensionElements>'
        + START_TO
        + '<bpmn:dataObject id="do"/><bpmn:dataObjectReference id="dor" dataObjectRef="do"/>'
        + '<bpmn:task id="t" xmlns:m="urn:m" m:color="red"><bpmn:ioSpecification id="io"><bpmn:inputSet id="is"/>'
        + '<bpmn:outputSet id="os"/></bpmn:ioSpecification><bpmn:dataInputAssociation id="dia">'
        + "<bpmn:sourceRef>dor</bpmn:sourceRef><bpmn:targetRef>dor</bpmn:targetRef>"
        + "</bpmn:dataInputAssociation></bpmn:task>"
        + flow("s", "t")
        + '<bpmn:textAnnotation id="ta"><bpmn:text>Ghi chú</bpmn:text></bpmn:textAnnotation>'
        + '<bpmn:association id="as" sourceRef="t" targetRef="ta"/><bpmn:group id="gr" categoryValueRef="cv"/>'
    )

    assert findings_of(body, root) == ()


def test_attributes_of_camunda_7_are_warned_of_once() -> None:
    body = after_start(
        '<bpmn:task id="t" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" camunda:assignee="demo"/>', "t"
    )
    data = bpmn(body).replace(
        b"<bpmn:definitions ", b'<bpmn:definitions xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    )

    findings = read_bundle([("p.bpmn", data)]).findings

    assert codes(findings) == ["bpmn.camunda_7_ignored"]
    assert findings[0].element_id == "t"


def test_a_file_as_the_desktop_modeler_writes_it_has_no_findings() -> None:
    """Diagram interchange, colours, templates and expression types are no business of the engine."""
    assert read_bundle([("p.bpmn", _MODELER.encode())]).findings == ()


_MODELER = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
  xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:bioc="http://bpmn.io/schema/bpmn/biocolor/1.0"
  xmlns:color="http://www.omg.org/spec/BPMN/non-normative/color/1.0"
  xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="Definitions_1" targetNamespace="http://bpmn.io/schema/bpmn"
  exporter="Camunda Modeler" exporterVersion="5.30.0" modeler:executionPlatform="Camunda Cloud"
  modeler:executionPlatformVersion="8.6.0">
  <bpmn:collaboration id="Collaboration_1">
    <bpmn:participant id="Participant_1" name="UBND xã" processRef="Process_1" />
  </bpmn:collaboration>
  <bpmn:process id="Process_1" name="Nộp kế hoạch" isExecutable="true">
    <bpmn:laneSet id="LaneSet_1"><bpmn:lane id="Lane_1" name="Cán bộ">
      <bpmn:flowNodeRef>Start_1</bpmn:flowNodeRef><bpmn:flowNodeRef>Gateway_1</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>
    <bpmn:startEvent id="Start_1" name="Bắt đầu"><bpmn:outgoing>Flow_1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="Flow_1" sourceRef="Start_1" targetRef="Gateway_1" />
    <bpmn:exclusiveGateway id="Gateway_1" name="Có kế hoạch?" default="Flow_3">
      <bpmn:incoming>Flow_1</bpmn:incoming><bpmn:outgoing>Flow_2</bpmn:outgoing><bpmn:outgoing>Flow_3</bpmn:outgoing>
    </bpmn:exclusiveGateway>
    <bpmn:sequenceFlow id="Flow_2" name="Có" sourceRef="Gateway_1" targetRef="Activity_1">
      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=has_plan</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="Flow_3" name="Không" sourceRef="Gateway_1" targetRef="End_1" />
    <bpmn:serviceTask id="Activity_1" name="Gửi" zeebe:modelerTemplate="t" zeebe:modelerTemplateVersion="1">
      <bpmn:extensionElements><zeebe:taskDefinition type="send" retries="3" /></bpmn:extensionElements>
      <bpmn:incoming>Flow_2</bpmn:incoming><bpmn:outgoing>Flow_4</bpmn:outgoing>
    </bpmn:serviceTask>
    <bpmn:sequenceFlow id="Flow_4" sourceRef="Activity_1" targetRef="End_1" />
    <bpmn:endEvent id="End_1"><bpmn:incoming>Flow_3</bpmn:incoming><bpmn:incoming>Flow_4</bpmn:incoming></bpmn:endEvent>
    <bpmn:boundaryEvent id="Event_1" cancelActivity="false" attachedToRef="Activity_1">
      <bpmn:timerEventDefinition id="TimerEventDefinition_1">
        <bpmn:timeDuration xsi:type="bpmn:tFormalExpression">P2D</bpmn:timeDuration>
      </bpmn:timerEventDefinition>
    </bpmn:boundaryEvent>
    <bpmn:textAnnotation id="TextAnnotation_1"><bpmn:text>Ghi chú</bpmn:text></bpmn:textAnnotation>
    <bpmn:association id="Association_1" sourceRef="Activity_1" targetRef="TextAnnotation_1" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="BPMNDiagram_1"><bpmndi:BPMNPlane id="BPMNPlane_1" bpmnElement="Collaboration_1">
    <bpmndi:BPMNShape id="Participant_1_di" bpmnElement="Participant_1" isHorizontal="true">
      <dc:Bounds x="100" y="80" width="600" height="250" /><bpmndi:BPMNLabel /></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="Gateway_1_di" bpmnElement="Gateway_1" isMarkerVisible="true" bioc:stroke="#205022"
      bioc:fill="#c8e6c9" color:background-color="#c8e6c9" color:border-color="#205022">
      <dc:Bounds x="200" y="150" width="50" height="50" />
      <bpmndi:BPMNLabel><dc:Bounds x="190" y="210" width="70" height="14" /></bpmndi:BPMNLabel></bpmndi:BPMNShape>
    <bpmndi:BPMNEdge id="Flow_1_di" bpmnElement="Flow_1">
      <di:waypoint x="150" y="175" /><di:waypoint x="200" y="175" /></bpmndi:BPMNEdge>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>"""
