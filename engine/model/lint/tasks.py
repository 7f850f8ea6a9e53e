"""Rules on what tasks say to workers, FEEL and called processes, and on the variables they write."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.model.lint.registry import Hit, Subject, hit, rule
from engine.model.process import (
    Attribute,
    Binding,
    CallBehavior,
    ElementType,
    FlowNode,
    FormReference,
    JobBehavior,
    MessageDefinition,
    ScriptBehavior,
    UserTaskBehavior,
)

_NAME = re.compile(r"[^\W\d]\w*")
_PATH = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_WORKER_TASKS = (ElementType.SERVICE_TASK, ElementType.SEND_TASK)
_MESSAGE_THROWS = (ElementType.INTERMEDIATE_THROW_EVENT, ElementType.END_EVENT)
_TAKES_INPUTS = frozenset(
    {
        ElementType.USER_TASK,
        ElementType.SERVICE_TASK,
        ElementType.SEND_TASK,
        ElementType.SCRIPT_TASK,
        ElementType.CALL_ACTIVITY,
        ElementType.SUB_PROCESS,
    }
)
_TAKES_NO_OUTPUTS = frozenset(
    {
        ElementType.TASK,
        ElementType.MANUAL_TASK,
        ElementType.EXCLUSIVE_GATEWAY,
        ElementType.PARALLEL_GATEWAY,
        ElementType.INCLUSIVE_GATEWAY,
        ElementType.EVENT_BASED_GATEWAY,
    }
)


@rule("bpmn.job_type_missing")
def work_for_a_worker_has_a_type(subject: Subject) -> Iterator[Hit]:
    for node in subject.nodes:
        sends = node.type in _MESSAGE_THROWS and isinstance(node.event, MessageDefinition)
        if (node.type in _WORKER_TASKS or sends) and node.behavior is None:
            yield hit(node)


@rule("bpmn.retries_invalid")
def retries_are_a_number(subject: Subject) -> Iterator[Hit]:
    for node in subject.nodes:
        if isinstance(node.behavior, JobBehavior) and not _is_integer(node.behavior.retries, 0, 1000):
            yield hit(node, value=node.behavior.retries.text)


@rule("bpmn.job_priority_invalid")
def a_job_priority_is_a_number(subject: Subject) -> Iterator[Hit]:
    for node in subject.nodes:
        if isinstance(node.behavior, JobBehavior) and not _is_integer(node.behavior.priority, -(2**31), 2**31 - 1):
            yield hit(node, value=node.behavior.priority.text if node.behavior.priority else "")
    for process in subject.definitions.processes:
        if not _is_integer(process.job_priority, -(2**31), 2**31 - 1):
            yield hit(process, value=process.job_priority.text if process.job_priority else "")


@rule("bpmn.script_missing")
def a_script_task_has_a_script(subject: Subject) -> Iterator[Hit]:
    for node in subject.nodes:
        if node.type is ElementType.SCRIPT_TASK and node.behavior is None:
            yield hit(node)


@rule("bpmn.script_without_result")
def a_script_names_its_result(subject: Subject) -> Iterator[Hit]:
    for node in subject.nodes:
        if isinstance(node.behavior, ScriptBehavior) and not node.behavior.result_variable:
            yield hit(node)


@rule("bpmn.called_process_missing")
def a_call_activity_names_a_process(subject: Subject) -> Iterator[Hit]:
    for node in subject.nodes:
        if node.type is ElementType.CALL_ACTIVITY and node.behavior is None:
            yield hit(node)


@rule("bpmn.variable_name_invalid")
def a_variable_name_is_a_name(subject: Subject) -> Iterator[Hit]:
    """Letters, digits and underscores, not first a digit; mapping targets may be dotted paths."""
    for node in subject.nodes:
        for mapping in (*node.inputs, *node.outputs):
            if _PATH.fullmatch(mapping.target) is None:
                yield hit(node, attribute="target", value=mapping.target[:120])
        for attribute, name in _written_names(node):
            if name and _NAME.fullmatch(name) is None:
                yield hit(node, attribute=attribute, value=name[:120])


@rule("bpmn.mapping_not_allowed")
def mappings_stand_where_they_are_applied(subject: Subject) -> Iterator[Hit]:
    for node in subject.nodes:
        if node.inputs and node.type not in _TAKES_INPUTS and not isinstance(node.behavior, JobBehavior):
            yield hit(node, kind="input")
        if node.outputs and node.type in _TAKES_NO_OUTPUTS:
            yield hit(node, kind="output")


@rule("bpmn.version_tag_missing")
def a_binding_to_a_version_tag_names_it(subject: Subject) -> Iterator[Hit]:
    for node, reference in _bound(subject):
        tag = reference.version_tag
        if reference.binding is Binding.VERSION_TAG and (tag is None or tag.startswith("=")):
            yield hit(node)


def _bound(subject: Subject) -> Iterator[tuple[FlowNode, FormReference | CallBehavior]]:
    for node in subject.nodes:
        if isinstance(node.behavior, CallBehavior):
            yield node, node.behavior
        elif isinstance(node.behavior, UserTaskBehavior) and node.behavior.form is not None:
            yield node, node.behavior.form
        elif node.form is not None:
            yield node, node.form


def _written_names(node: FlowNode) -> Iterator[tuple[str, str | None]]:
    if isinstance(node.behavior, ScriptBehavior):
        yield "resultVariable", node.behavior.result_variable
    if node.multi_instance is not None:
        yield "inputElement", node.multi_instance.input_element
        yield "outputCollection", node.multi_instance.output_collection


def _is_integer(attribute: Attribute | None, low: int, high: int) -> bool:
    """FEEL and what is missing count as fine: only static text can be judged now."""
    if attribute is None or attribute.text.startswith("="):
        return True
    return re.fullmatch(r"-?[0-9]{1,12}", attribute.text) is not None and low <= int(attribute.text) <= high
