"""The head of a DMN file: which decisions it holds. Running them is the business of ``engine/dmn``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lxml import etree

from engine.errors import Finding
from engine.model import names
from engine.model.findings import finding
from engine.model.tree import line_of


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionHead:
    """One decision of the file."""

    id: str
    name: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRequirements:
    """``dmn:definitions``: the decision requirements graph of Camunda 8's API."""

    id: str
    name: str | None
    namespace: str
    decisions: tuple[DecisionHead, ...]


def read_decisions(root: etree._Element, resource: str) -> tuple[DecisionRequirements | None, tuple[Finding, ...]]:
    """Ids and names of the decisions under a DMN 1.3–1.5 root, and what is wrong with them."""
    tag = etree.QName(root)
    if tag.localname != "definitions" or tag.namespace not in names.DMN:
        wrong = {"element": tag.localname, "namespace": tag.namespace or ""}
        return None, (finding("dmn.root_wrong", resource, line=line_of(root), **wrong),)
    findings: list[Finding] = []
    decisions: dict[str, DecisionHead] = {}
    for element in root.iterchildren(f"{{{tag.namespace}}}decision"):
        identifier = (element.get("id") or "").strip()
        if not identifier or identifier in decisions:
            code = "dmn.decision_twice" if identifier else "dmn.decision_without_id"
            place: dict[str, Any] = {"element_id": identifier or None, "line": line_of(element)}
            findings.append(finding(code, resource, **place, element=identifier or element.get("name") or "decision"))
            continue
        decisions[identifier] = DecisionHead(id=identifier, name=element.get("name"), line=line_of(element))
    if not decisions and not findings:
        findings.append(finding("dmn.no_decision", resource, line=line_of(root)))
    requirements = DecisionRequirements(
        id=(root.get("id") or "").strip() or resource,
        name=root.get("name"),
        namespace=root.get("namespace") or "",
        decisions=tuple(decisions.values()),
    )
    return requirements, tuple(findings)
