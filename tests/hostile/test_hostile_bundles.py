"""Whatever is sent for deployment: a clear refusal that names the place, or a bundle; never anything else."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Finding, Problems
from engine.model.bundle import Bundle, read_bundle
from tests.engine.diagrams import THREE_TASKS, bpmn, flow, user_task
from tests.hostile.bundles import HOSTILE


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_bundle_is_refused_with_code_and_place(name: str) -> None:
    # given
    hostile = HOSTILE[name]
    resources = hostile.make()

    # when
    with pytest.raises(Problems) as refused:
        read_bundle(resources)

    # then
    found = [finding for finding in refused.value.findings if finding.code == hostile.code]
    assert found, [finding.code for finding in refused.value.findings]
    for finding in refused.value.findings:
        assert finding.severity == "error"
        assert finding.line or finding.element_id or finding.code.startswith(("deployment.", "xml."))
        assert finding.resource is not None or finding.code in {"deployment.empty", "deployment.too_many_files"}
        assert 20 < len(finding.message("vi")) < 1200
        assert 20 < len(finding.message("en")) < 1200
        assert "Traceback" not in finding.message("en")


def test_the_corpus_is_wide() -> None:
    assert len(HOSTILE) >= 30
    assert len({hostile.code for hostile in HOSTILE.values()}) >= 30


def test_ids_that_an_interpreter_uses_itself_are_ordinary_ids() -> None:
    names = ["Start", "End", "Root", "StartEvent", "__proto__", "None", "self", "class"]
    chain = [*names, "last"]
    body = "".join(map(user_task, chain)) + "".join(flow(a, b) for a, b in itertools.pairwise(chain))

    bundle = read_bundle([("a.bpmn", bpmn(body))])

    assert list(bundle.processes[0].definitions.processes[0].scope.nodes) == chain


@given(data=st.binary(max_size=200))
def test_any_bytes_are_refused_or_read(data: bytes) -> None:
    with pytest.raises(Problems):
        read_bundle([("a.bpmn", data)])


@given(st.data())
def test_any_damage_to_a_sound_file_is_refused_or_still_a_file(data: st.DataObject) -> None:
    # given a sound file with some bytes replaced
    damaged = bytearray(THREE_TASKS)
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))

    # when // then
    findings, bundle = answer(bytes(damaged))
    assert bundle is None or bundle.processes
    assert all(finding.message("vi") and finding.message("en") for finding in findings)


@given(st.text(alphabet='<>/&;"=!-[]?bpmn:task id', max_size=80))
def test_any_markup_inside_a_process_is_refused_or_read(text: str) -> None:
    findings, bundle = answer(bpmn(text))

    assert bundle is None or bundle.processes
    assert all(finding.line for finding in findings)


def answer(data: bytes) -> tuple[tuple[Finding, ...], Bundle | None]:
    """The findings of one file and, unless it is refused, the bundle."""
    try:
        bundle = read_bundle([("a.bpmn", data)])
    except Problems as problems:
        return problems.findings, None
    return bundle.findings, bundle
