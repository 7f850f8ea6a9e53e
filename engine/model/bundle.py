"""A bundle: the files of one deployment, read and checked together; all that is wrong comes back at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from engine.errors import Finding, InvalidInput, Problems
from engine.model import lint, names
from engine.model.decision_file import DecisionRequirements, read_decisions
from engine.model.definitions import Definitions
from engine.model.findings import finding
from engine.model.forms import Form, parse_form
from engine.model.process import Attribute, Binding, CallBehavior, FlowNode, FormReference, UserTaskBehavior
from engine.model.reader import read_definitions
from engine.model.schema import schema_findings
from engine.model.tree import line_of
from engine.model.xml import XmlRefused, read_xml

_KINDS = {
    "process": ("quy trình", "process"),
    "form": ("biểu mẫu", "form"),
    "decision": ("quyết định", "decision"),
    "requirements": ("sơ đồ quyết định", "decision requirements"),
}
"""What a bundle defines by id, in both languages."""

MAX_FILES = 100
MAX_TOTAL_BYTES = 16 * 1024 * 1024
MAX_FILE_NAME = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One file as it was sent; `digest` is the SHA-256 of `data` in hex, the measure of "same content"."""

    name: str
    data: bytes
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessFile:
    """A ``.bpmn`` file and its executable processes."""

    resource: Resource
    definitions: Definitions


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFile:
    """A ``.form`` file."""

    resource: Resource
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionFile:
    """A ``.dmn`` file; stored, not run yet."""

    resource: Resource
    requirements: DecisionRequirements


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """What may be deployed. `findings` are warnings only: errors are raised."""

    processes: tuple[ProcessFile, ...] = ()
    forms: tuple[FormFile, ...] = ()
    decisions: tuple[DecisionFile, ...] = ()
    findings: tuple[Finding, ...] = ()


class _Builder:
    """Collects files and findings while a bundle is read."""

    def __init__(self) -> None:
        self.processes: list[ProcessFile] = []
        self.forms: list[FormFile] = []
        self.decisions: list[DecisionFile] = []
        self.findings: list[Finding] = []
        self._owners: dict[tuple[str, str], str] = {}

    def report(self, code: str, resource: str | None, **fields: Any) -> None:
        """Note what is wrong; `fields` are those of `engine.model.findings.finding`."""
        self.findings.append(finding(code, resource, **fields))

    def claim(self, kind: str, identifier: str, resource: str, line: int | None = None) -> None:
        """Note that `resource` defines `identifier`; a second definition in the bundle is a finding."""
        first = self._owners.setdefault((kind, identifier), resource)
        if first != resource:
            fields = {**_kind_names(kind), "element": identifier, "first": first}
            self.report("deployment.id_twice", resource, element_id=identifier, line=line, **fields)

    def holds(self, kind: str, identifier: str) -> bool:
        return (kind, identifier) in self._owners


def read_bundle(resources: Sequence[tuple[str, bytes]]) -> Bundle:
    """Read ``(file name, bytes)`` pairs of ``.bpmn``, ``.form`` and ``.dmn`` files.

    Raises Problems (code ``deployment.refused``) with every error of every file; nothing is kept of a refused bundle.
    """
    builder = _Builder()
    _check_envelope(builder, resources)
    if not builder.findings:
        for name, data in resources:
            _read_file(builder, Resource(name=name, data=data, digest=hashlib.sha256(data).hexdigest()))
        _check_deployment_bindings(builder)
    _raise_errors(builder.findings)
    return Bundle(
        processes=tuple(builder.processes),
        forms=tuple(builder.forms),
        decisions=tuple(builder.decisions),
        findings=tuple(builder.findings),
    )


def _kind_names(kind: str) -> dict[str, str]:
    return dict(zip(("kind_vi", "kind_en"), _KINDS[kind], strict=True))


def _raise_errors(findings: Iterable[Finding]) -> None:
    errors = tuple(each for each in findings if each.severity == "error")
    if errors:
        first = errors[0]
        raise Problems(errors, code="deployment.refused", resource=first.resource or "-", line=first.line or "-")


def _check_envelope(builder: _Builder, resources: Sequence[tuple[str, bytes]]) -> None:
    """What can be said before any file is opened."""
    if not resources:
        builder.report("deployment.empty", None)
    if len(resources) > MAX_FILES:
        builder.report("deployment.too_many_files", None, count=len(resources), limit=MAX_FILES)
    total = sum(len(data) for _, data in resources)
    if total > MAX_TOTAL_BYTES:
        builder.report("deployment.too_large", resources[0][0], bytes=total, limit_mib=MAX_TOTAL_BYTES // 2**20)
    seen: set[str] = set()
    for name, _ in resources:
        if name in seen:
            builder.report("deployment.file_twice", name, name=name)
        seen.add(name)
        if not name.strip() or len(name) > MAX_FILE_NAME or not name.isprintable():
            shown = "".join(letter if letter.isprintable() else "�" for letter in name[:MAX_FILE_NAME])
            builder.report("deployment.file_name_invalid", shown, limit=MAX_FILE_NAME)


def _read_file(builder: _Builder, resource: Resource) -> None:
    kind = resource.name.rpartition(".")[2].lower() if "." in resource.name else ""
    try:
        if kind == "bpmn":
            _read_process_file(builder, resource)
        elif kind == "form":
            _read_form_file(builder, resource)
        elif kind == "dmn":
            _read_decision_file(builder, resource)
        else:
            builder.report("deployment.file_type_unknown", resource.name, name=resource.name)
    except XmlRefused as refused:
        builder.findings.append(refused.finding)


def _read_process_file(builder: _Builder, resource: Resource) -> None:
    root = read_xml(resource.data, resource.name)
    if root.tag != names.bpmn("definitions"):
        tag = etree.QName(root)
        wrong = {"element": tag.localname, "namespace": tag.namespace or ""}
        builder.report("bpmn.root_wrong", resource.name, line=line_of(root), **wrong)
        return
    findings = schema_findings(root, resource.name)
    if findings:
        builder.findings += findings
        return
    definitions, findings = read_definitions(root, resource.name)
    builder.findings += findings
    builder.findings += lint.findings(lint.Subject(root, definitions))
    builder.processes.append(ProcessFile(resource=resource, definitions=definitions))
    for process in definitions.processes:
        builder.claim("process", process.id, resource.name, process.line)


def _read_form_file(builder: _Builder, resource: Resource) -> None:
    try:
        form = parse_form(resource.data, resource.name)
    except Problems as problems:
        builder.findings += problems.findings
    except InvalidInput as error:
        builder.report(error.error_code, resource.name, **error.fields)
    else:
        builder.forms.append(FormFile(resource=resource, form=form))
        builder.claim("form", form.id, resource.name)


def _read_decision_file(builder: _Builder, resource: Resource) -> None:
    requirements, findings = read_decisions(read_xml(resource.data, resource.name), resource.name)
    builder.findings += findings
    if requirements is not None:
        builder.decisions.append(DecisionFile(resource=resource, requirements=requirements))
        builder.claim("requirements", requirements.id, resource.name)
        for decision in requirements.decisions:
            builder.claim("decision", decision.id, resource.name, decision.line)


def _check_deployment_bindings(builder: _Builder) -> None:
    """What is bound to "the same deployment" must be in it, as far as its id is static."""
    nodes = [
        (file.resource.name, node)
        for file in builder.processes
        for process in file.definitions.processes
        for node in process.walk()
    ]
    for resource, node in nodes:
        for kind, identifier in bound_to_deployment(node):
            if not builder.holds(kind, identifier):
                fields = {**_kind_names(kind), "element": node.id, "target": identifier}
                code = "deployment.bound_resource_missing"
                builder.report(code, resource, element_id=node.id, line=node.line, **fields)


def bound_to_deployment(node: FlowNode) -> Iterable[tuple[str, str]]:
    """Kind (``form``, ``process``) and static id of what `node` takes from its own deployment."""
    behavior = node.behavior
    form: FormReference | None = behavior.form if isinstance(behavior, UserTaskBehavior) else node.form
    bound: list[tuple[str, Attribute | None]] = []
    if form is not None and form.binding is Binding.DEPLOYMENT:
        bound.append(("form", form.form_id))
    if isinstance(behavior, CallBehavior) and behavior.binding is Binding.DEPLOYMENT:
        bound.append(("process", behavior.process_id))
    return [(kind, what.text) for kind, what in bound if what is not None and not what.text.startswith("=")]
