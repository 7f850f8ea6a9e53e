"""Validation against the XML Schema of BPMN 2.0 (OMG formal/2011-01-03), compiled once for each program run.

The schema files are those that the installed SpiffWorkflow package carries as data. They are found through the
package's metadata: nothing of it is imported here, so the interpreter keeps its seam (decision D4).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.metadata import distribution
from itertools import islice
from threading import Lock
from typing import Any, cast

from lxml import etree

from engine.errors import Finding
from engine.model import names
from engine.model.findings import finding
from engine.model.tree import line_of, name_of, nearest_id, select

MAX_FINDINGS = 50

_SCHEMA_FILE = "SpiffWorkflow/bpmn/parser/schema/BPMN20.xsd"
_FOREIGN_ELEMENT = re.compile(r"Element '\{([^}]*)\}([^']*)'.*not expected")
_lock = Lock()


@cache
def _schema() -> etree.XMLSchema:
    parser = etree.XMLParser(no_network=True, resolve_entities=False)
    file = distribution("SpiffWorkflow").locate_file(_SCHEMA_FILE)
    return etree.XMLSchema(etree.parse(str(file), parser))


def schema_findings(root: etree._Element, resource: str) -> tuple[Finding, ...]:
    """What the schema has against `root`, at most `MAX_FINDINGS`, each with line and nearest element id."""
    # The error log belongs to the schema object, so validation and reading the log are one critical section.
    with _lock:
        schema = _schema()
        if schema.validate(root):
            return ()
        errors = [
            (e.line, e.message, e.path)
            for e in islice(cast("Iterable[etree._LogEntry]", schema.error_log), MAX_FINDINGS)
        ]
    return tuple(_finding(root, resource, line, message, path) for line, message, path in errors)


def _finding(root: etree._Element, resource: str, line: int, message: str, path: str | None) -> Finding:
    element = _element_at(root, path)
    foreign = _FOREIGN_ELEMENT.search(message)
    fields: dict[str, Any] = {"element": name_of(element), "detail": names.short(message)}
    code = "bpmn.schema"
    if "'xs:ID'" in message:
        first = next(other for other in root.iter() if other.get("id") == element.get("id"))
        code = "bpmn.id_invalid" if first is element else "bpmn.id_twice"
        fields["first_line"] = line_of(first)
    elif foreign is not None and foreign.group(1) != names.BPMN:
        code = "bpmn.foreign_element"
        fields |= {"namespace": foreign.group(1), "tag": foreign.group(2)}
    return finding(code, resource, element_id=nearest_id(element), line=line, **fields)


def _element_at(root: etree._Element, path: str | None) -> etree._Element:
    """The element that libxml2's node path names; the root when there is none."""
    if path is None:
        return root
    prefixes = {prefix: uri for prefix, uri in root.nsmap.items() if prefix}
    try:
        found = select(root, path, **prefixes)
    except etree.XPathError:
        return root
    return found[0] if found else root
