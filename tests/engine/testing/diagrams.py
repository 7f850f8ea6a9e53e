"""Diagrams that the tests of the runner share: short bodies in `tests.engine.diagrams.bpmn`."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from typing import Any

from tests.engine.diagrams import bpmn, flow, user_task

START, END = '<bpmn:startEvent id="start" />', '<bpmn:endEvent id="end" />'


def line(*nodes: str, between: Sequence[str], root: str = "", process_id: str = "p") -> bytes:
    """``start``, then `between` (the ids of `nodes` in order), then ``end``, joined by flows."""
    ids = ["start", *between, "end"]
    flows = [flow(source, target) for source, target in itertools.pairwise(ids)]
    return bpmn("".join((START, *nodes, END, *flows)), process_id=process_id, root=root)


def service(element_id: str, job_type: str = "work", extensions: str = "", retries: int = 3) -> str:
    definition = f'<zeebe:taskDefinition type="{job_type}" retries="{retries}" />{extensions}'
    return _extended("serviceTask", element_id, definition)


def message(name: str, key: str = "=code") -> str:
    """A root element ``message_NAME``."""
    subscription = f'<zeebe:subscription correlationKey="{key}" />'
    return (
        f'<bpmn:message id="message_{name}" name="{name}"><bpmn:extensionElements>{subscription}'
        "</bpmn:extensionElements></bpmn:message>"
    )


def catch_message(element_id: str, name: str) -> str:
    definition = f'<bpmn:messageEventDefinition id="{element_id}_definition" messageRef="message_{name}" />'
    return f'<bpmn:intermediateCatchEvent id="{element_id}">{definition}</bpmn:intermediateCatchEvent>'


def timer(kind: str, value: str) -> str:
    inner = f'<bpmn:{kind} xsi:type="bpmn:tFormalExpression">{value}</bpmn:{kind}>'
    return f"<bpmn:timerEventDefinition>{inner}</bpmn:timerEventDefinition>"


def wait(element_id: str, duration: str) -> str:
    definition = timer("timeDuration", duration)
    return f'<bpmn:intermediateCatchEvent id="{element_id}">{definition}</bpmn:intermediateCatchEvent>'


def boundary(element_id: str, host: str, definition: str, *, interrupting: bool = True) -> str:
    cancel = str(interrupting).lower()
    head = f'<bpmn:boundaryEvent id="{element_id}" attachedToRef="{host}" cancelActivity="{cancel}">'
    return f"{head}{definition}</bpmn:boundaryEvent>"


def call(element_id: str, process_id: str) -> str:
    called = f'<zeebe:calledElement processId="{process_id}" />'
    return _extended("callActivity", element_id, called)


def _extended(tag: str, element_id: str, extensions: str) -> str:
    inner = f"<bpmn:extensionElements>{extensions}</bpmn:extensionElements>"
    return f'<bpmn:{tag} id="{element_id}">{inner}</bpmn:{tag}>'


def form(form_id: str, *fields: dict[str, Any]) -> str:
    return json.dumps({"type": "default", "schemaVersion": 19, "id": form_id, "components": list(fields)})


NAME_FORM = form(
    "name", {"type": "textfield", "id": "f1", "key": "name", "label": "Họ tên", "validate": {"required": True}}
)
FORM_TASK = user_task("ask", '<zeebe:formDefinition formId="name" />')
