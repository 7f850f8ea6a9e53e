"""What the reader makes of elements that the engine runs."""

from __future__ import annotations

from engine.model.bundle import read_bundle
from engine.model.process import (
    Binding,
    CallBehavior,
    ElementType,
    JobBehavior,
    ScriptBehavior,
    UserTaskBehavior,
)
from tests.engine.diagrams import bpmn, flow, user_task
from tests.engine.model.reading import START, after_start, codes, extended, findings_of, node_of, process_of


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


def test_flows_carry_conditions_and_nodes_know_their_flows_in_document_order() -> None:
    # given
    body = (
        START
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
        + START
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
        + START
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
