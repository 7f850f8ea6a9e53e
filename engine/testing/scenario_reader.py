"""Reads ``scenarios.yaml``; what is wrong with it is told with its line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from engine import feel
from engine.interpreter.schedule import parse_interval, parse_moment
from engine.testing.answers import Answer, JobError, JobFailure, JobResult
from engine.testing.scenario import (
    END,
    Advance,
    Complete,
    Expectation,
    JobExpectation,
    Place,
    Publish,
    Refuse,
    Resolve,
    Scenario,
    ScenarioFile,
    Step,
    TaskExpectation,
)
from engine.testing.yaml_text import Table, read_yaml, refuse

T = TypeVar("T")

_NAMES: dict[type, tuple[str, str]] = {
    str: ("một chuỗi", "text"),
    list: ("một danh sách", "a list"),
    Table: ("một nhóm khóa", "a mapping"),
}
_STEPS = {
    "complete": ("variables", "where"),
    "refuse": ("variables", "where", "fields"),
    "message": ("variables", "correlation_key"),
    "advance_to": (),
    "advance_by": (),
    "resolve": (),
    "use": (),
    "expect": (),
}
"""The verb of a step, and the keys that may stand beside it."""
_EXPECT = ("end", "path", "not_visited", "open_tasks", "task", "variables", "jobs", "incidents")
MAX_DEPTH = 20
"""So deeply may fragments use each other."""


def read_scenarios(text: str, file: str) -> ScenarioFile:
    """`file` is the name that findings carry. Raises Problems (``scenarios.file_refused``) with the first fault."""
    return _Reader(file).file(read_yaml(text, file))


class _Reader:
    def __init__(self, file: str) -> None:
        self._file = file
        self._fragments: Table = _empty()

    def file(self, top: Table) -> ScenarioFile:
        self._keys(top, "process", "needs", "clock", "variables", "jobs", "fragments", "scenarios")
        self._fragments = self._optional(top, "fragments", Table) or _empty()
        scenarios: list[Scenario] = []
        for entry in self._required(top, "scenarios", list):
            scenario = self._scenario(self._is(entry, Table, top, "scenarios"), top)
            if scenario.name in {each.name for each in scenarios}:
                refuse("scenarios.name_twice", self._file, scenario.line, name=scenario.name)
            scenarios.append(scenario)
        return ScenarioFile(
            name=self._file,
            process_id=self._required(top, "process", str),
            needs=self._texts(top, "needs") or (),
            scenarios=tuple(scenarios),
        )

    def _scenario(self, table: Table, top: Table) -> Scenario:
        self._keys(table, "name", "clock", "variables", "jobs", "steps", "expect")
        clock = None
        for owner in (top, table):
            clock = self._moment(owner, "clock") or clock
        expected = self._required(table, "expect", Table)
        return Scenario(
            name=self._required(table, "name", str),
            line=table.lines.get("name", table.line),
            clock=clock,
            variables={**self._variables(top), **self._variables(table)},
            answers={**self._answers(top), **self._answers(table)},
            steps=self._steps(self._optional(table, "steps", list) or [], table, ""),
            expect=self._expectation(expected, Place(table.lines["expect"], END), is_last=True),
        )

    # -- steps -------------------------------------------------------------------------------------------------------

    def _steps(self, entries: list[Any], owner: Table, prefix: str) -> tuple[Step, ...]:
        if prefix.count(".") > MAX_DEPTH:
            refuse("scenarios.fragment_circular", self._file, owner.line)
        steps: list[Step] = []
        for number, entry in enumerate(entries, 1):
            table = self._is(entry, Table, owner, "steps")
            place = Place(table.line, f"{prefix}{number}")
            if "use" in table:
                self._keys(table, "use")
                steps += self._steps(self._fragment(table), table, f"{place.step}.")
            else:
                steps.append(self._step(table, place))
        return tuple(steps)

    def _fragment(self, step: Table) -> list[Any]:
        name = self._required(step, "use", str)
        if name not in self._fragments:
            known = ", ".join(self._fragments) or "∅"
            refuse("scenarios.fragment_unknown", self._file, step.line, name=name, known=known)
        return self._required(self._fragments, name, list)

    def _step(self, table: Table, place: Place) -> Step:
        verbs = [verb for verb in _STEPS if verb in table]
        if len(verbs) != 1:
            refuse("scenarios.step_unclear", self._file, place.line, known=", ".join(_STEPS))
        [verb] = verbs
        self._keys(table, verb, *_STEPS[verb])
        if verb == "expect":
            return self._expectation(self._required(table, verb, Table), place, is_last=False)
        what, variables = self._required(table, verb, str), self._variables(table)
        if verb == "complete":
            return Complete(place=place, task=what, variables=variables, where=self._condition(table))
        if verb == "refuse":
            fields = self._texts(table, "fields")
            if not fields:
                refuse("scenarios.field_missing", self._file, place.line, field="fields")
            return Refuse(place=place, task=what, variables=variables, fields=fields, where=self._condition(table))
        if verb == "message":
            key = self._optional(table, "correlation_key", str) or ""
            return Publish(place=place, name=what, correlation_key=key, variables=variables)
        if verb == "resolve":
            return Resolve(place=place, element_id=what)
        return self._advance(table, verb, place)

    def _advance(self, table: Table, verb: str, place: Place) -> Advance:
        if verb == "advance_to":
            return Advance(place=place, to=self._moment(table, verb))
        try:
            parse_interval(table[verb])
        except ValueError:
            refuse("scenarios.time_unreadable", self._file, place.line, value=table[verb])
        return Advance(place=place, by=table[verb])

    def _condition(self, table: Table) -> str | None:
        where = self._optional(table, "where", str)
        if where is None:
            return None
        try:
            feel.compile_expression(where.removeprefix("="))
        except (feel.FeelSyntaxError, feel.FeelLimitExceeded) as error:
            reasons = {"reason_vi": error.message("vi"), "reason_en": error.message("en")}
            refuse("scenarios.expression_unreadable", self._file, table.lines["where"], value=where, **reasons)
        return where

    # -- what is expected --------------------------------------------------------------------------------------------

    def _expectation(self, table: Table, place: Place, *, is_last: bool) -> Expectation:
        self._keys(table, *_EXPECT)
        task = self._optional(table, "task", Table)
        return Expectation(
            place=place,
            is_last=is_last,
            end=self._optional(table, "end", str),
            path=self._texts(table, "path"),
            not_visited=self._texts(table, "not_visited") or (),
            open_tasks=self._texts(table, "open_tasks"),
            task=self._task(task) if task is not None else None,
            variables=self._variables(table),
            jobs=self._jobs(table),
            incidents=self._texts(table, "incidents") or (),
        )

    def _task(self, table: Table) -> TaskExpectation:
        self._keys(table, "id", "due_date", "candidate_groups")
        due = self._moment(table, "due_date")
        return TaskExpectation(
            element_id=self._required(table, "id", str),
            due_date=parse_moment(due) if due is not None else None,
            candidate_groups=self._texts(table, "candidate_groups"),
        )

    def _jobs(self, owner: Table) -> tuple[JobExpectation, ...] | None:
        entries = self._optional(owner, "jobs", list)
        if entries is None:
            return None
        jobs = []
        for entry in entries:
            table = self._is(entry, Table, owner, "jobs")
            self._keys(table, "type", "headers", "variables")
            headers: Mapping[str, str] = self._optional(table, "headers", Table) or {}
            jobs.append(
                JobExpectation(
                    type=self._required(table, "type", str), headers=headers, variables=self._variables(table)
                )
            )
        return tuple(jobs)

    def _answers(self, owner: Table) -> dict[str, tuple[Answer, ...]]:
        jobs = self._optional(owner, "jobs", Table) or _empty()
        found = {}
        for type_, given in jobs.items():
            answers = given if isinstance(given, list) and given else [given]
            found[type_] = tuple(self._answer(self._is(each, Table, jobs, type_)) for each in answers)
        return found

    def _answer(self, table: Table) -> Answer:
        if "error" in table:
            self._keys(table, "error", "variables")
            return JobError(self._required(table, "error", str), variables=self._variables(table))
        if "fail" in table:
            self._keys(table, "fail")
            return JobFailure(message=self._required(table, "fail", str))
        self._keys(table, "result")
        return JobResult(self._required(table, "result", Table))

    # -- fields ------------------------------------------------------------------------------------------------------

    def _keys(self, table: Table, *known: str) -> None:
        for name in table:
            if name not in known:
                refuse("scenarios.field_unknown", self._file, table.lines[name], field=name, known=", ".join(known))

    def _required(self, table: Table, name: str, kind: type[T]) -> T:
        value = self._optional(table, name, kind)
        if value is None:
            refuse("scenarios.field_missing", self._file, table.line, field=name)
        return value

    def _optional(self, table: Table, name: str, kind: type[T]) -> T | None:
        value = table.get(name)
        return None if value is None else self._is(value, kind, table, name)

    def _is(self, value: Any, kind: type[T], table: Table, name: str) -> T:
        if not isinstance(value, kind):
            vi, en = _NAMES[kind]
            line = table.lines.get(name, table.line)
            refuse("scenarios.wrong_kind", self._file, line, field=name, kind_vi=vi, kind_en=en)
        return value

    def _texts(self, table: Table, name: str) -> tuple[str, ...] | None:
        values = self._optional(table, name, list)
        return None if values is None else tuple(self._is(value, str, table, name) for value in values)

    def _variables(self, table: Table) -> Mapping[str, Any]:
        return self._optional(table, "variables", Table) or {}

    def _moment(self, table: Table, name: str) -> str | None:
        text = self._optional(table, name, str)
        if text is None:
            return None
        try:
            datetime.fromisoformat(text)
            parse_moment(text)
        except ValueError:
            refuse("scenarios.time_unreadable", self._file, table.lines[name], value=text)
        return text


def _empty() -> Table:
    table = Table()
    table.line, table.lines = 1, {}
    return table
