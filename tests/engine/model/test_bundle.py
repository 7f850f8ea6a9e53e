"""Bundles: several files read together, all errors at once, nothing kept of a refused one."""

from __future__ import annotations

import hashlib
import json

import pytest

from engine.errors import Problems
from engine.model.bundle import MAX_FILES, MAX_TOTAL_BYTES, read_bundle
from tests.engine.diagrams import THREE_TASKS, bpmn, flow, user_task

FORM = json.dumps({"id": "plan", "type": "default", "schemaVersion": 19, "components": []}).encode()
DMN = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="drg" name="Bang" namespace="n">
  <decision id="d1" name="Mot"/><decision id="d2"/></definitions>"""


def refused(*resources: tuple[str, bytes]) -> list[tuple[str, str | None]]:
    with pytest.raises(Problems) as problems:
        read_bundle(resources)
    assert problems.value.error_code == "deployment.refused"
    assert problems.value.findings[0].message("vi") in problems.value.message("vi")
    assert problems.value.findings[0].message("en") in problems.value.message("en")
    return [(finding.code, finding.resource) for finding in problems.value.findings]


def bound(extensions: str) -> bytes:
    return bpmn('<bpmn:startEvent id="s"/>' + user_task("t", extensions) + flow("s", "t"))


def test_a_bundle_holds_processes_forms_and_decisions_with_the_digest_of_their_bytes() -> None:
    # when
    bundle = read_bundle([("a.bpmn", THREE_TASKS), ("b.FORM", FORM), ("c.dmn", DMN)])

    # then
    assert [file.definitions.processes[0].id for file in bundle.processes] == ["p"]
    assert [file.form.id for file in bundle.forms] == ["plan"]
    assert [decision.id for file in bundle.decisions for decision in file.requirements.decisions] == ["d1", "d2"]
    assert bundle.decisions[0].requirements.id == "drg"
    resource = bundle.processes[0].resource
    assert (resource.name, resource.data) == ("a.bpmn", THREE_TASKS)
    assert resource.digest == hashlib.sha256(THREE_TASKS).hexdigest()
    assert bundle.findings == ()


def test_the_errors_of_all_files_come_together() -> None:
    broken = bpmn('<bpmn:startEvent id="s"/>' + flow("s", "nowhere"))

    assert refused(("a.bpmn", broken), ("b.bpmn", b"<a>"), ("c.txt", b"x"), ("d.dmn", b"<a/>")) == [
        ("bpmn.reference_dangling", "a.bpmn"),
        ("xml.not_well_formed", "b.bpmn"),
        ("deployment.file_type_unknown", "c.txt"),
        ("dmn.root_wrong", "d.dmn"),
    ]


def test_a_broken_form_is_refused_with_its_file() -> None:
    assert {resource for _, resource in refused(("a.form", b"{"), ("a.bpmn", THREE_TASKS))} == {"a.form"}


@pytest.mark.parametrize(
    ("resources", "code"),
    [
        ([], "deployment.empty"),
        ([("a.bpmn", THREE_TASKS)] * 2, "deployment.file_twice"),
        ([("a.bpmn", THREE_TASKS), ("b.bpmn", THREE_TASKS)], "deployment.id_twice"),
        ([("a.form", FORM), ("b.form", FORM)], "deployment.id_twice"),
        ([("a.dmn", DMN), ("b.dmn", DMN)], "deployment.id_twice"),
        ([(f"{n}.form", FORM) for n in range(MAX_FILES + 1)], "deployment.too_many_files"),
        ([(f"{n}.form", b" " * (MAX_TOTAL_BYTES // 4)) for n in range(5)], "deployment.too_large"),
        ([("", THREE_TASKS)], "deployment.file_name_invalid"),
        ([("a\n.bpmn", THREE_TASKS)], "deployment.file_name_invalid"),
        ([("x" * 300 + ".bpmn", THREE_TASKS)], "deployment.file_name_invalid"),
        ([("bpmn", THREE_TASKS)], "deployment.file_type_unknown"),
        ([("a.dmn", DMN.replace(b"20191111", b"20180521"))], "dmn.root_wrong"),
        ([("a.dmn", DMN.replace(b'"d2"', b'"d1"'))], "dmn.decision_twice"),
        ([("a.dmn", DMN.replace(b' id="d2"', b""))], "dmn.decision_without_id"),
        ([("a.dmn", b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>')], "dmn.no_decision"),
        ([("a.bpmn", DMN)], "bpmn.root_wrong"),
        ([("a.bpmn", b'<process xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>')], "bpmn.root_wrong"),
    ],
)
def test_an_envelope_that_cannot_be_deployed_is_refused(resources: list[tuple[str, bytes]], code: str) -> None:
    assert code in [found for found, _ in refused(*resources)]


def test_what_is_bound_to_the_same_deployment_must_be_in_it() -> None:
    form = '<zeebe:formDefinition formId="plan" bindingType="deployment"/>'

    assert refused(("a.bpmn", bound(form))) == [("deployment.bound_resource_missing", "a.bpmn")]
    assert read_bundle([("a.bpmn", bound(form)), ("b.form", FORM)]).findings == ()


def test_a_called_process_bound_to_the_same_deployment_may_stand_in_another_file() -> None:
    body = (
        '<bpmn:startEvent id="s"/><bpmn:callActivity id="c"><bpmn:extensionElements>'
        '<zeebe:calledElement processId="q" bindingType="deployment"/></bpmn:extensionElements></bpmn:callActivity>'
        + flow("s", "c")
    )
    called = bpmn('<bpmn:startEvent id="s"/>', process_id="q")

    assert refused(("a.bpmn", bpmn(body))) == [("deployment.bound_resource_missing", "a.bpmn")]
    assert len(read_bundle([("a.bpmn", bpmn(body)), ("b.bpmn", called)]).processes) == 2
