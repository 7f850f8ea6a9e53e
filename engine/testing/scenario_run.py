"""Runs one scenario and tells the first step that does not go as it should."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import Finding, Problems, QuyTrinhError
from engine.testing.case import Case
from engine.testing.errors import FormAccepted
from engine.testing.expectations import mismatches
from engine.testing.library import Library
from engine.testing.runner import DEFAULT_CLOCK, Runner
from engine.testing.scenario import (
    BEGINNING,
    END,
    Advance,
    Complete,
    Expectation,
    Place,
    Publish,
    Refuse,
    Resolve,
    Scenario,
    ScenarioFile,
    Step,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioResult:
    """`findings` is empty when the scenario passes; else they are all of one step. `cases` are those it ran, none when
    its process could not be started."""

    scenario: Scenario
    findings: tuple[Finding, ...]
    cases: tuple[Case, ...]

    @property
    def has_passed(self) -> bool:
        return not self.findings


class _Failed(Exception):
    """The step at hand failed with these findings."""

    def __init__(self, *findings: tuple[str, dict[str, Any]]) -> None:
        super().__init__(findings)
        self.findings = findings


def run_scenario(
    scenario: Scenario,
    file: ScenarioFile,
    library: Library,
    functions: Mapping[str, Callable[..., Any]],
    *,
    is_stored: bool = False,
) -> ScenarioResult:
    """`library` holds the definitions; `is_stored` as in `Runner`."""
    runner = Runner(clock=scenario.clock or DEFAULT_CLOCK, functions=functions, library=library, is_stored=is_stored)
    runner.answer(scenario.answers)
    findings: tuple[Finding, ...] = ()
    place = Place(scenario.line, BEGINNING)
    known: set[int] = set()
    try:
        case = runner.start(file.process_id, scenario.variables)
        steps = (*scenario.steps, scenario.expect)
        for step, following in zip(steps, (*steps[1:], None), strict=True):
            place = step.place
            _DEEDS[type(step)](case, step)
            _check_incidents(case, step, following, known)
    except _Failed as failed:
        findings = tuple(_finding(code, place, scenario, file, fields) for code, fields in failed.findings)
    except QuyTrinhError as error:
        reasons = {"reason_vi": _reason(error, "vi"), "reason_en": _reason(error, "en")}
        findings = (_finding("scenarios.step_failed", place, scenario, file, reasons),)
    return ScenarioResult(scenario=scenario, findings=findings, cases=runner.cases)


def _complete(case: Case, step: Complete) -> None:
    case.complete(step.task, step.variables, where=step.where)


def _refuse(case: Case, step: Refuse) -> None:
    try:
        refused = case.refuse(step.task, step.variables, where=step.where)
    except FormAccepted as error:
        raise _Failed(("scenarios.form_accepts", {"task": step.task, "expected": ", ".join(step.fields)})) from error
    found = {finding.path or "" for finding in refused}
    if found != set(step.fields):
        fields = {"task": step.task, "expected": ", ".join(sorted(step.fields)), "found": ", ".join(sorted(found))}
        raise _Failed(("scenarios.form_refuses_other", fields))


def _publish(case: Case, step: Publish) -> None:
    takers = case.publish(step.name, step.correlation_key, step.variables)
    if len(takers) != 1:
        fields = {"name": step.name, "key": step.correlation_key, "count": len(takers)}
        raise _Failed(("scenarios.message_takers", fields))


def _advance(case: Case, step: Advance) -> None:
    if step.to is not None:
        case.advance_to(step.to)
    elif step.by is not None:
        case.advance_by(step.by)


def _resolve(case: Case, step: Resolve) -> None:
    case.resolve(step.element_id)


def _look(case: Case, step: Expectation) -> None:
    found = list(mismatches(case, step))
    if found:
        raise _Failed(*found)


_DEEDS: dict[type[Step], Callable[[Case, Any], None]] = {
    Complete: _complete,
    Refuse: _refuse,
    Publish: _publish,
    Advance: _advance,
    Resolve: _resolve,
    Expectation: _look,
}


def _check_incidents(case: Case, step: Step, following: Step | None, known: set[int]) -> None:
    """After a deed, a new incident must be what the next look expects, or be resolved next; a look checks its own."""
    if isinstance(step, Expectation):
        known.update(incident.key for incident in case.incidents())
    elif not isinstance(following, (Expectation, Resolve)):
        for incident in case.incidents():
            if incident.key not in known:
                fields = {"element": incident.element_id, "type": incident.error_type, "reason": incident.message}
                raise _Failed(("scenarios.incident", fields))


def _finding(code: str, place: Place, scenario: Scenario, file: ScenarioFile, fields: dict[str, Any]) -> Finding:
    step = {"step_vi": f"bước {place.step}", "step_en": f"step {place.step}"}
    if place.step == BEGINNING:
        step = {"step_vi": "lúc bắt đầu", "step_en": "the start"}
    elif place.step == END:
        step = {"step_vi": "phần expect cuối", "step_en": "the last expect"}
    return Finding(code=code, fields={"scenario": scenario.name, **step, **fields}, resource=file.name, line=place.line)


def _reason(error: QuyTrinhError, language: Any) -> str:
    if isinstance(error, Problems):
        return " ".join(f"{each.path or '-'}: {each.message(language)}" for each in error.findings)
    return error.message(language)
