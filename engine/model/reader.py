"""Reading a BPMN tree into frozen values: the door of the reader, and the root elements of a file.

What the engine does not run is reported with its place and never read around in silence. Elements and attributes of
other namespaces, drawings, text annotations, groups, associations, data objects and message flows are left alone.
"""

from __future__ import annotations

from lxml import etree

from engine.errors import Finding
from engine.model import names
from engine.model.definitions import Definitions, Lane, Participant
from engine.model.process import Process
from engine.model.reading.context import Reading, bpmn_children, is_true, optional, reference
from engine.model.reading.extensions import extensions, job_priority, properties
from engine.model.reading.lanes import read_lanes
from engine.model.reading.messages import read_error, read_message
from engine.model.reading.refused import REFUSED
from engine.model.reading.scopes import documentation, read_scope
from engine.model.tree import line_of, select


def read_definitions(root: etree._Element, resource: str) -> tuple[Definitions, tuple[Finding, ...]]:
    """The values of one file, valid against the schema, and what is wrong with it.

    `root` is a ``bpmn:definitions`` element, `resource` the file name. With an error among the findings the
    definitions are incomplete and must not be run.
    """
    reading = Reading(resource)
    _read_root_elements(reading, root)
    participants = _participants(reading, root)
    lanes: list[Lane] = []
    processes = []
    for element in root.iterchildren(names.bpmn("process")):
        if is_true(element, "isExecutable"):
            lanes += read_lanes(reading, element)
            process = _process(reading, element, participants)
            if process is not None:
                processes.append(process)
        else:
            reading.report("bpmn.process_not_executable", element, severity="warning")
    if not processes and not any(finding.severity == "error" for finding in reading.findings):
        reading.report("bpmn.nothing_executable", root)
    _warn_of_camunda_7(reading, root)
    definitions = Definitions(
        resource=resource,
        processes=tuple(processes),
        messages=tuple(reading.messages.values()),
        errors=tuple(reading.errors.values()),
        participants=participants,
        lanes=tuple(lanes),
    )
    return definitions, tuple(reading.findings)


def _read_root_elements(reading: Reading, root: etree._Element) -> None:
    for name, element in bpmn_children(root):
        if name == "message":
            read_message(reading, element)
        elif name == "error":
            read_error(reading, element)
        elif name.endswith("EventDefinition"):
            reading.event_definitions[optional(element, "id") or ""] = element
        elif name == "extension" and is_true(element, "mustUnderstand"):
            reading.report("bpmn.unsupported.extension", element)
        elif name in REFUSED:
            reading.report(REFUSED[name], element)


def _participants(reading: Reading, root: etree._Element) -> tuple[Participant, ...]:
    collaborations = root.findall(names.bpmn("collaboration"))
    if len(collaborations) > 1:
        reading.report("bpmn.several_collaborations", collaborations[1])
    process_ids = {process.get("id") for process in root.iterchildren(names.bpmn("process"))}
    found = []
    for collaboration in collaborations:
        for element in collaboration.iterchildren(names.bpmn("participant")):
            process_id = reference(element.get("processRef"))
            if process_id is not None and process_id not in process_ids:
                reading.report("bpmn.reference_dangling", element, attribute="processRef", target=process_id)
            found.append(
                Participant(
                    id=optional(element, "id") or "",
                    name=optional(element, "name"),
                    process_id=process_id,
                    line=line_of(element),
                )
            )
    return tuple(found)


def _process(reading: Reading, element: etree._Element, participants: tuple[Participant, ...]) -> Process | None:
    identifier = optional(element, "id")
    if identifier is None:
        reading.report("bpmn.id_missing", element)
        return None
    found = extensions(reading, element)
    tag = found.get("versionTag")
    return Process(
        id=identifier,
        scope=read_scope(reading, element),
        name=optional(element, "name"),
        version_tag=None if tag is None else optional(tag, "value"),
        documentation=documentation(element),
        line=line_of(element),
        participant=next((p.name for p in participants if p.process_id == identifier), None),
        properties=properties(found),
        job_priority=job_priority(reading, found),
    )


def _warn_of_camunda_7(reading: Reading, root: etree._Element) -> None:
    """Attributes of Camunda 7 look as if they worked; one warning a file says that they do not."""
    if names.CAMUNDA_7 in root.nsmap.values():
        found = select(root, "(//@c:*/.. | //c:*)[1]", c=names.CAMUNDA_7)
        if found:
            reading.report("bpmn.camunda_7_ignored", found[0], severity="warning")
