"""Scenarios pass and fail as ``bpmn/README.md`` says; a failure tells step, line, and what was found."""

from __future__ import annotations

import pytest

from engine.errors import Finding
from engine.testing import Library, read_scenarios, run_scenario
from tests.engine.diagrams import bpmn, flow, user_task
from tests.engine.testing.diagrams import (
    END,
    NAME_FORM,
    START,
    boundary,
    service,
    timer,
)

ASSIGNED = (
    '<zeebe:formDefinition formId="name" bindingType="deployment" />'
    '<zeebe:assignmentDefinition candidateGroups="clerk, head" />'
    '<zeebe:taskSchedule dueDate="2025-03-12T17:00:00+07:00" />'
)
HEADER = '<zeebe:taskHeaders><zeebe:header key="book" value="out" /></zeebe:taskHeaders>'
DIAGRAM = bpmn(
    START
    + user_task("ask", ASSIGNED)
    + boundary("late", "ask", timer("timeDate", "2025-03-13T08:00:00+07:00"))
    + '<bpmn:exclusiveGateway id="known" default="known_end" />'
    + service("register", "register", HEADER)
    + END
    + '<bpmn:endEvent id="registered" /><bpmn:endEvent id="too_late" />'
    + flow("start", "ask")
    + flow("ask", "known")
    + flow("known", "end")
    + flow("known", "register", 'name = "Lan"')
    + flow("register", "registered")
    + flow("late", "too_late")
)


def findings(scenario: str, *, jobs: str = "{register: {result: {entry: 21}}}") -> list[Finding]:
    """What the scenario (its steps and expect, indented by four) on DIAGRAM fails with."""
    text = f'process: p\nclock: "2025-03-10T08:00:00+07:00"\njobs: {jobs}\nscenarios:\n  - name: thử\n{scenario}'
    library = Library()
    library.deploy([("p.bpmn", DIAGRAM), ("name.form", NAME_FORM)])
    file = read_scenarios(text, "p/scenarios.yaml")
    result = run_scenario(file.scenarios[0], file, library, {})
    assert result.has_passed == (not result.findings)
    for finding in result.findings:
        assert finding.message("vi").startswith("Kịch bản «thử», ")
        assert finding.message("en").startswith("Scenario «thử», ")
    return list(result.findings)


def one(scenario: str, *, jobs: str = "{register: {result: {entry: 21}}}") -> Finding:
    [finding] = findings(scenario, jobs=jobs)
    return finding


DONE = "    steps:\n      - {complete: ask, variables: {name: Lan}}\n    expect: "
"""Its `expect` stands in line 8."""


def test_a_scenario_that_goes_as_it_says_passes() -> None:
    told = """    steps:
      - expect:
          open_tasks: [ask]
          task: {id: ask, due_date: "2025-03-12T17:00:00+07:00", candidate_groups: [head, clerk]}
          jobs: []
      - {refuse: ask, variables: {}, fields: [name]}
      - {complete: ask, variables: {name: Lan}}
    expect:
      end: registered
      path: [start, ask, register]
      not_visited: [end, too_late]
      open_tasks: []
      variables: {name: Lan, entry: 21}
      jobs: [{type: register, headers: {book: out}, variables: {name: Lan}}]
"""

    assert findings(told) == []


@pytest.mark.parametrize(
    ("expect", "code", "told"),
    [
        ("{end: end}", "scenarios.other_end", "phải kết thúc tại «end» nhưng đã kết thúc tại registered"),
        ("{}", "scenarios.ended", "đã kết thúc tại registered"),
        ("{end: registered, path: [ask, start]}", "scenarios.not_entered", "sau «ask» hồ sơ không đi vào «start»"),
        ("{end: registered, not_visited: [end, ask]}", "scenarios.entered", "đã đi vào ask, trái với not_visited"),
        ("{end: registered, open_tasks: [ask]}", "scenarios.other_tasks", "phải là ask nhưng là ∅"),
        ("{end: registered, task: {id: ask}}", "scenarios.task_not_open", "công việc «ask» không mở"),
        ("{end: registered, variables: {entry: 22}}", "scenarios.other_variable", "«entry» phải là 22 nhưng là 21"),
        ("{end: registered, variables: {gone: null}}", "scenarios.other_variable", "«gone» phải là null"),
        ("{end: registered, jobs: []}", "scenarios.other_jobs", "phải có 0 việc tự động đã làm nhưng có 1: register"),
        ("{end: registered, jobs: [{type: remind}]}", "scenarios.other_job", "phải là remind nhưng là register"),
        (
            "{end: registered, jobs: [{type: register, headers: {book: in}}]}",
            "scenarios.other_job",
            'phải là register headers.book = "in" nhưng là register headers.book = "out"',
        ),
        (
            "{end: registered, jobs: [{type: register, variables: {name: Minh}}]}",
            "scenarios.other_job",
            'phải là register variables.name = "Minh"',
        ),
        ("{end: registered, incidents: [ask]}", "scenarios.other_incidents", "phải là ask nhưng là ∅"),
    ],
)
def test_what_is_expected_and_not_so_is_told_with_what_is_so(expect: str, code: str, told: str) -> None:
    finding = one(DONE + expect)

    assert (finding.code, finding.line) == (code, 8)
    assert "phần expect cuối" in finding.message("vi")
    assert told in finding.message("vi")


def test_everything_that_one_expect_finds_is_told_at_once() -> None:
    found = findings(DONE + "{end: end, not_visited: [ask], variables: {entry: 22}}")

    assert [finding.code for finding in found] == [
        "scenarios.other_end",
        "scenarios.entered",
        "scenarios.other_variable",
    ]


@pytest.mark.parametrize(
    ("step", "code", "told"),
    [
        ("{complete: sign}", "scenarios.step_failed", "Không có «sign» nào đang mở. Đang mở: ask."),
        ("{complete: ask, variables: {}}", "scenarios.step_failed", "name: "),
        ("{complete: ask, where: 'name = 1'}", "scenarios.step_failed", "Không có «ask» nào đang mở"),
        ("{refuse: ask, variables: {name: Lan}, fields: [name]}", "scenarios.form_accepts", "từ chối các trường name"),
        ("{refuse: ask, variables: {}, fields: [age, name]}", "scenarios.form_refuses_other", "chờ age, name"),
        ("{message: hello, correlation_key: A}", "scenarios.message_takers", "có 0 nơi nhận, phải có đúng một"),
        ('{advance_to: "2025-03-09T08:00:00+07:00"}', "scenarios.step_failed", "vặn đồng hồ"),
        ("{resolve: ask}", "scenarios.step_failed", "Không có «ask» nào đang mở. Đang mở: ∅."),
        ("{expect: {end: end}}", "scenarios.not_ended", "phải kết thúc tại «end» nhưng còn đang ở ask"),
        (
            "{expect: {task: {id: ask, candidate_groups: [head]}}}",
            "scenarios.other_groups",
            "phải là head nhưng là clerk, head",
        ),
        (
            '{expect: {task: {id: ask, due_date: "2025-03-12T17:00:01+07:00"}}}',
            "scenarios.other_due_date",
            "phải là 2025-03-12T17:00:01+07:00 nhưng là 2025-03-12T17:00:00+07:00",
        ),
    ],
)
def test_a_step_that_fails_is_told_with_its_number_and_line_and_ends_the_scenario(
    step: str, code: str, told: str
) -> None:
    finding = one(f"    steps:\n      - expect: {{}}\n      - {step}\n      - {{complete: ask}}\n    expect: {{}}")

    assert (finding.code, finding.line) == (code, 8)
    assert "bước 2:" in finding.message("vi")
    assert told in finding.message("vi")


def test_an_incident_that_nobody_expects_fails_the_step_that_raised_it() -> None:
    finding = one(
        "    steps:\n      - {complete: ask, variables: {name: Lan}}\n      - {advance_by: P1D}\n    expect: {}",
        jobs="{register: {fail: sổ bị khóa}}",
    )

    assert (finding.code, finding.line) == ("scenarios.incident", 7)
    assert "JOB_NO_RETRIES tại «register»" in finding.message("vi")
    assert "sổ bị khóa" in finding.message("vi")


def test_an_incident_that_is_expected_may_stand_and_be_resolved() -> None:
    told = """    steps:
      - {complete: ask, variables: {name: Lan}}
      - expect: {incidents: [register], jobs: []}
      - advance_by: P1D
      - resolve: register
    expect: {end: registered, variables: {entry: 21}}
"""

    assert findings(told, jobs="{register: [{fail: sổ bị khóa}, {result: {entry: 21}}]}") == []


def test_an_incident_that_is_left_must_be_named_at_the_end() -> None:
    told = "    steps: [{complete: ask, variables: {name: Lan}}, {expect: {incidents: [register]}}]\n    expect: {}"

    assert one(told, jobs="{register: {fail: x}}").code == "scenarios.other_incidents"


def test_timers_fire_when_the_clock_is_moved() -> None:
    told = '    steps: [{advance_to: "2025-03-13T08:00:00+07:00"}]\n    expect: {end: too_late, path: [ask, late]}'

    assert findings(told) == []
