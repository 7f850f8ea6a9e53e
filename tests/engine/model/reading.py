"""What a file becomes under the reader: its process, or the findings it is refused with."""

from __future__ import annotations

from engine.errors import Finding, Problems
from engine.model.bundle import read_bundle
from engine.model.process import FlowNode, Process
from tests.engine.diagrams import bpmn, flow

START = '<bpmn:startEvent id="s"/>'


def process_of(body: str, root: str = "") -> Process:
    """The process around `body`; raises Problems."""
    return read_bundle([("p.bpmn", bpmn(body, root=root))]).processes[0].definitions.processes[0]


def node_of(body: str, node_id: str, root: str = "") -> FlowNode:
    return next(node for node in process_of(body, root).walk() if node.id == node_id)


def findings_of(body: str, root: str = "") -> tuple[Finding, ...]:
    """Errors and warnings together, whether the file is refused or not."""
    return findings_in(bpmn(body, root=root))


def findings_in(data: bytes, name: str = "p.bpmn") -> tuple[Finding, ...]:
    try:
        return read_bundle([(name, data)]).findings
    except Problems as problems:
        return problems.findings


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings]


def after_start(element: str, node_id: str) -> str:
    return START + element + flow("s", node_id)


def extended(tag: str, node_id: str, extensions: str, inner: str = "", attributes: str = "") -> str:
    return (
        f'<bpmn:{tag} id="{node_id}" name="N" {attributes}>'
        f"<bpmn:extensionElements>{extensions}</bpmn:extensionElements>{inner}</bpmn:{tag}>"
    )
