"""Compares a case with what a scenario expects; one function a kind of expectation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from engine.interpreter.schedule import LOCAL_ZONE
from engine.testing.answers import Job
from engine.testing.case import Case
from engine.testing.scenario import Expectation, JobExpectation
from engine.testing.values import difference, shown

SHOWN_PATH = 12
"""So many elements are shown of the way a case went."""


class Mismatch(NamedTuple):
    """Code of a message ``scenarios.…`` and its fields."""

    code: str
    fields: dict[str, Any]


def mismatches(case: Case, expected: Expectation) -> Iterator[Mismatch]:
    """Everything in which `case` is not as `expected`."""
    yield from _end(case, expected)
    yield from _path(case, expected)
    yield from _open_tasks(case, expected)
    yield from _task(case, expected)
    yield from _variables(case, expected)
    yield from _jobs(case, expected)
    yield from _incidents(case, expected)


def _end(case: Case, expected: Expectation) -> Iterator[Mismatch]:
    if expected.end is not None:
        if not case.is_completed:
            active = _list(case.active_elements())
            yield Mismatch("scenarios.not_ended", {"expected": expected.end, "found": active})
        elif case.end_events[-1:] != (expected.end,):
            yield Mismatch("scenarios.other_end", {"expected": expected.end, "found": _list(case.end_events)})
    elif expected.is_last and case.is_completed:
        yield Mismatch("scenarios.ended", {"found": _list(case.end_events)})


def _path(case: Case, expected: Expectation) -> Iterator[Mismatch]:
    rest, last = iter(case.path), "∅"
    for element in expected.path or ():
        if element not in rest:
            way = _list(case.path[-SHOWN_PATH:])
            yield Mismatch("scenarios.not_entered", {"expected": element, "after": last, "found": way})
            break
        last = element
    entered = [element for element in expected.not_visited if element in case.path]
    if entered:
        yield Mismatch("scenarios.entered", {"found": _list(entered)})


def _open_tasks(case: Case, expected: Expectation) -> Iterator[Mismatch]:
    found = [task.element_id for task in case.open_tasks()]
    if expected.open_tasks is not None and Counter(expected.open_tasks) != Counter(found):
        yield Mismatch("scenarios.other_tasks", {"expected": _list(expected.open_tasks), "found": _list(found)})


def _task(case: Case, expected: Expectation) -> Iterator[Mismatch]:
    if expected.task is None:
        return
    wanted = expected.task
    tasks = case.open_tasks(wanted.element_id)
    if not tasks:
        open_ids = _list([task.element_id for task in case.open_tasks()])
        yield Mismatch("scenarios.task_not_open", {"task": wanted.element_id, "found": open_ids})
        return
    if wanted.due_date is not None and wanted.due_date not in [task.due_date for task in tasks]:
        due = {"expected": _local(wanted.due_date), "found": _list([_local(task.due_date) for task in tasks])}
        yield Mismatch("scenarios.other_due_date", {"task": wanted.element_id, **due})
    groups = wanted.candidate_groups
    if groups is not None and set(groups) not in [set(task.candidate_groups) for task in tasks]:
        found = " | ".join(_list(task.candidate_groups) for task in tasks)
        yield Mismatch("scenarios.other_groups", {"task": wanted.element_id, "expected": _list(groups), "found": found})


def _variables(case: Case, expected: Expectation) -> Iterator[Mismatch]:
    found = case.variables
    for name, value in expected.variables.items():
        different = difference({name: value}, found)
        if different is not None:
            path, wanted, is_there = different
            fields = {"variable": path, "expected": shown(wanted), "found": shown(is_there)}
            yield Mismatch("scenarios.other_variable", fields)


def _jobs(case: Case, expected: Expectation) -> Iterator[Mismatch]:
    if expected.jobs is None:
        return
    for number, (wanted, job) in enumerate(zip(expected.jobs, case.done_jobs, strict=False), 1):
        wrong = _wrong_job(wanted, job)
        if wrong is not None:
            yield Mismatch("scenarios.other_job", {"number": number, "expected": wrong[0], "found": wrong[1]})
            return
    if len(expected.jobs) != len(case.done_jobs):
        done = _list([job.type for job in case.done_jobs])
        counts = {"expected": len(expected.jobs), "count": len(case.done_jobs), "found": done}
        yield Mismatch("scenarios.other_jobs", counts)


def _wrong_job(wanted: JobExpectation, job: Job) -> tuple[str, str] | None:
    """What was expected of a job and what it is, in short; None when it fits."""
    if wanted.type != job.type:
        return wanted.type, job.type
    for what, expected, found in (
        ("headers", wanted.headers, job.headers),
        ("variables", wanted.variables, job.variables),
    ):
        different = difference(dict(expected), dict(found), f"{job.type} {what}")
        if different is not None:
            path, value, is_there = different
            return f"{path} = {shown(value)}", f"{path} = {shown(is_there)}"
    return None


def _incidents(case: Case, expected: Expectation) -> Iterator[Mismatch]:
    standing = case.incidents()
    if Counter(expected.incidents) == Counter(incident.element_id for incident in standing):
        return
    told = "; ".join(f"{each.element_id}: {each.error_type}: {each.message}" for each in standing) or "∅"
    yield Mismatch("scenarios.other_incidents", {"expected": _list(expected.incidents), "found": told})


def _list(names: Sequence[str]) -> str:
    return ", ".join(names) or "∅"


def _local(moment: datetime | None) -> str:
    return "∅" if moment is None else moment.astimezone(LOCAL_ZONE).isoformat()
