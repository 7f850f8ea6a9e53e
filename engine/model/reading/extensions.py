"""The ``zeebe:`` elements that several kinds of BPMN elements may carry."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from engine.model import names
from engine.model.process import Attribute, Binding, FormReference, VariableMapping
from engine.model.reading.context import Reading, optional
from engine.model.reading.expressions import attribute

_REFUSED = {
    "executionListeners": "bpmn.unsupported.execution_listener",
    "taskListeners": "bpmn.unsupported.task_listener",
    "linkedResources": "bpmn.unsupported.linked_resource",
}
_REPEATABLE = frozenset({"userTaskForm"})

Extensions = Mapping[str, etree._Element]
"""The ``zeebe:`` children of an element's extensionElements, by local name."""


def extensions(reading: Reading, element: etree._Element) -> Extensions:
    """What `element` says in the dialect; elements of other namespaces are left alone."""
    container = element.find(names.bpmn("extensionElements"))
    if container is None:
        return {}
    found: dict[str, etree._Element] = {}
    for child in container:
        name = names.zeebe_name(child)
        if name is None:
            continue
        if name in _REFUSED and len(child):
            reading.report(_REFUSED[name], element)
        elif name in found and name not in _REPEATABLE:
            reading.report("bpmn.extension_twice", child, extension=name)
        else:
            found[name] = child
    return found


def headers(found: Extensions) -> dict[str, str]:
    """``zeebe:taskHeaders``."""
    return _pairs(found.get("taskHeaders"), "header", "key")


def properties(found: Extensions) -> dict[str, str]:
    """``zeebe:properties``."""
    return _pairs(found.get("properties"), "property", "name")


def _pairs(container: etree._Element | None, tag: str, key: str) -> dict[str, str]:
    if container is None:
        return {}
    return {child.get(key) or "": child.get("value") or "" for child in container if names.zeebe_name(child) == tag}


def mappings(reading: Reading, found: Extensions, tag: str) -> tuple[VariableMapping, ...]:
    """The ``zeebe:input`` or ``zeebe:output`` elements, in order."""
    container = found.get("ioMapping")
    if container is None:
        return ()
    return tuple(
        VariableMapping(source=attribute(reading, child, "source"), target=optional(child, "target") or "")
        for child in container
        if names.zeebe_name(child) == tag
    )


def binding(reading: Reading, element: etree._Element) -> Binding:
    """``bindingType``; latest when it is missing."""
    text = optional(element, "bindingType")
    if text is None:
        return Binding.LATEST
    try:
        return Binding(text)
    except ValueError:
        reading.report("bpmn.binding_unknown", element, value=text)
        return Binding.LATEST


def boolean(reading: Reading, element: etree._Element, name: str) -> bool:
    """A boolean of the dialect that is true when it is missing."""
    text = optional(element, name)
    if text not in (None, "true", "false"):
        reading.report("bpmn.boolean_expected", element, attribute=name, value=text)
    return text != "false"


def form_reference(reading: Reading, found: Extensions) -> FormReference | None:
    """``zeebe:formDefinition``."""
    element = found.get("formDefinition")
    if element is None:
        return None
    form_id = attribute(reading, element, "formId")
    external = attribute(reading, element, "externalReference")
    if optional(element, "formKey") is not None:
        reading.report("bpmn.unsupported.form_key", element)
    elif (form_id is None) == (external is None):
        reading.report("bpmn.form_reference_ambiguous", element)
    return FormReference(
        form_id=form_id,
        external_reference=external,
        binding=binding(reading, element),
        version_tag=optional(element, "versionTag"),
    )


def job_priority(reading: Reading, found: Extensions) -> Attribute | None:
    """``zeebe:jobPriorityDefinition``."""
    element = found.get("jobPriorityDefinition")
    return None if element is None else attribute(reading, element, "priority")
