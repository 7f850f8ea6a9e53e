"""Reading tasks and call activities: what each asks of people, workers, FEEL or another process."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from engine import feel
from engine.model import names
from engine.model.process import (
    Attribute,
    CallBehavior,
    ElementType,
    FlowNode,
    JobBehavior,
    MessageDefinition,
    MultiInstance,
    ScriptBehavior,
    UserTaskBehavior,
)
from engine.model.reading.context import Reading, bpmn_children, child_text, is_true, optional, reference
from engine.model.reading.expressions import attribute, expression, expression_from_text
from engine.model.reading.extensions import (
    Extensions,
    binding,
    boolean,
    extensions,
    form_reference,
    headers,
    job_priority,
)
from engine.model.reading.messages import message_definition
from engine.model.reading.refused import refuse_children

DEFAULT_RETRIES = Attribute("3")


def read_activity(reading: Reading, element: etree._Element, node: FlowNode, found: Extensions) -> FlowNode:
    """`node` with what every activity has, and the behavior of its kind."""
    if node.type is not ElementType.SUB_PROCESS:  # reading its scope refuses its children
        refuse_children(reading, element)
    if is_true(element, "isForCompensation"):
        reading.report("bpmn.unsupported.compensation", element)
    for quantity in ("startQuantity", "completionQuantity"):
        if (element.get(quantity) or "1").strip() != "1":
            reading.report("bpmn.unsupported.token_quantity", element, attribute=quantity)
    read = _BEHAVIORS.get(node.type)
    return replace(
        node,
        default_flow=optional(element, "default"),
        multi_instance=_multi_instance(reading, element),
        behavior=read(reading, element, found) if read is not None else None,
        message=_received(reading, element) if node.type is ElementType.RECEIVE_TASK else None,
    )


def _received(reading: Reading, element: etree._Element) -> MessageDefinition:
    if is_true(element, "instantiate"):
        reading.report("bpmn.unsupported.instantiate", element)
    return message_definition(reading, element, reference(element.get("messageRef")))


def _user_task(reading: Reading, element: etree._Element, found: Extensions) -> UserTaskBehavior:
    if "userTask" not in found:
        reading.report("bpmn.unsupported.job_user_task", element)
    assignment = found.get("assignmentDefinition")
    schedule = found.get("taskSchedule")
    priority = found.get("priorityDefinition")

    def read(extension: etree._Element | None, name: str) -> Attribute | None:
        return None if extension is None else attribute(reading, extension, name)

    return UserTaskBehavior(
        assignee=read(assignment, "assignee"),
        candidate_users=read(assignment, "candidateUsers"),
        candidate_groups=read(assignment, "candidateGroups"),
        due_date=read(schedule, "dueDate"),
        follow_up_date=read(schedule, "followUpDate"),
        priority=read(priority, "priority"),
        form=form_reference(reading, found),
        headers=headers(found),
    )


def read_job(reading: Reading, _element: etree._Element, found: Extensions) -> JobBehavior | None:
    """``zeebe:taskDefinition``; None when it is missing or names no type."""
    definition = found.get("taskDefinition")
    if definition is None:
        return None
    job_type = attribute(reading, definition, "type")
    retries = attribute(reading, definition, "retries")
    if job_type is None:
        return None
    return JobBehavior(
        type=job_type,
        retries=DEFAULT_RETRIES if retries is None else retries,
        headers=headers(found),
        priority=job_priority(reading, found),
    )


def _script(reading: Reading, element: etree._Element, found: Extensions) -> ScriptBehavior | None:
    if "taskDefinition" in found:
        reading.report("bpmn.unsupported.job_script_task", element)
    script = found.get("script")
    if script is None:
        return None
    source = expression(reading, script, "expression")
    if source is None:
        return None
    return ScriptBehavior(expression=source, result_variable=optional(script, "resultVariable") or "")


def _call(reading: Reading, _element: etree._Element, found: Extensions) -> CallBehavior | None:
    called = found.get("calledElement")
    if called is None:
        return None
    process_id = attribute(reading, called, "processId")
    if process_id is None:
        return None
    return CallBehavior(
        process_id=process_id,
        binding=binding(reading, called),
        version_tag=optional(called, "versionTag"),
        propagate_all_parent_variables=boolean(reading, called, "propagateAllParentVariables"),
        propagate_all_child_variables=boolean(reading, called, "propagateAllChildVariables"),
        business_id=attribute(reading, called, "businessId"),
    )


def _multi_instance(reading: Reading, element: etree._Element) -> MultiInstance | None:
    loop = element.find(names.bpmn("multiInstanceLoopCharacteristics"))
    if loop is None:
        return None
    if (loop.get("behavior") or "All") != "All":
        reading.report("bpmn.unsupported.multi_instance_behavior", element)
    found = extensions(reading, loop).get("loopCharacteristics")
    collection = None if found is None else expression(reading, found, "inputCollection")
    if found is None or collection is None:
        reading.report("bpmn.multi_instance_without_collection", element)
        return None
    for name, child in bpmn_children(loop):
        if name not in ("documentation", "extensionElements", "completionCondition"):
            reading.report("bpmn.loop_detail_ignored", child, severity="warning", detail=name)
    return MultiInstance(
        is_sequential=is_true(loop, "isSequential"),
        input_collection=collection,
        input_element=optional(found, "inputElement"),
        output_collection=optional(found, "outputCollection"),
        output_element=expression(reading, found, "outputElement"),
        completion_condition=_condition(reading, loop),
    )


def _condition(reading: Reading, loop: etree._Element) -> feel.Expression | None:
    text = child_text(loop, "completionCondition")
    return None if text is None else expression_from_text(reading, loop, "completionCondition", text)


_BEHAVIORS = {
    ElementType.USER_TASK: _user_task,
    ElementType.SERVICE_TASK: read_job,
    ElementType.SEND_TASK: read_job,
    ElementType.SCRIPT_TASK: _script,
    ElementType.CALL_ACTIVITY: _call,
}
