"""A scenario file is read as its format says; what is wrong with it is told with its line."""

from __future__ import annotations

from decimal import Decimal
from textwrap import dedent

import pytest

from engine.errors import Finding, Problems
from engine.testing import JobError, JobFailure, JobResult, read_scenarios
from engine.testing.scenario import Complete, Expectation, Place, ScenarioFile
from engine.testing.yaml_text import MAX_NODES

MINIMAL = """\
process: p
scenarios:
  - name: một
    steps: []
    expect: {}
"""


def read(text: str) -> ScenarioFile:
    return read_scenarios(dedent(text), "p/scenarios.yaml")


def refused(text: str) -> Finding:
    with pytest.raises(Problems) as problems:
        read(text)
    assert problems.value.error_code == "scenarios.file_refused"
    [finding] = problems.value.findings
    assert finding.resource == "p/scenarios.yaml"
    assert finding.message("vi") != finding.message("en")
    return finding


def test_what_stands_above_is_laid_under_each_scenario_key_by_key() -> None:
    file = read("""
        process: p
        needs: [child]
        clock: "2025-03-10T08:00:00+07:00"
        variables: {year: 2025, unit: {code: A, kind: commune}}
        jobs: {one: {result: {x: 1}}, two: {result: {}}}
        scenarios:
          - {name: như chung, expect: {}}
          - name: riêng
            clock: "2025-04-01T08:00:00+07:00"
            variables: {unit: {code: B}}
            jobs: {one: [{error: TAKEN, variables: {by: 7}}, {fail: hết giấy}]}
            expect: {end: done}
    """)

    common, own = file.scenarios
    assert (file.process_id, file.needs) == ("p", ("child",))
    assert common.clock == "2025-03-10T08:00:00+07:00"
    assert common.answers == {"one": (JobResult({"x": 1}),), "two": (JobResult({}),)}
    assert own.clock == "2025-04-01T08:00:00+07:00"
    assert own.variables == {"year": 2025, "unit": {"code": "B"}}
    assert own.answers["one"] == (JobError("TAKEN", variables={"by": 7}), JobFailure(message="hết giấy"))
    assert own.answers["two"] == common.answers["two"]


def test_fragments_are_unfolded_and_steps_keep_their_lines_and_numbers() -> None:
    file = read("""\
        process: p
        fragments:
          inner:
            - complete: a
          outer:
            - use: inner
            - {complete: b, where: =n > 1, variables: {n: 2}}
        scenarios:
          - name: một
            steps:
              - complete: first
              - use: outer
              - expect: {open_tasks: []}
            expect: {end: done}
    """)

    [scenario] = file.scenarios
    places = [step.place for step in scenario.steps]
    assert places == [Place(11, "1"), Place(4, "2.1.1"), Place(7, "2.2"), Place(13, "3")]
    assert scenario.steps[2] == Complete(place=Place(7, "2.2"), task="b", variables={"n": 2}, where="=n > 1")
    assert isinstance(scenario.steps[3], Expectation)
    assert scenario.steps[3].open_tasks == ()
    assert (scenario.expect.is_last, scenario.expect.end) == (True, "done")


def test_values_are_json_values_and_nothing_is_guessed() -> None:
    file = read("""
        process: p
        variables:
          texts: [no, on, 2025-03-10, 08:00, 1_000, 0x10, 0700, =]
          numbers: [0, -3, 1.10, 2e3]
          others: [null, ~, true, false]
        scenarios: [{name: một, expect: {}}]
    """)

    values = file.scenarios[0].variables
    assert values["texts"] == ["no", "on", "2025-03-10", "08:00", "1_000", "0x10", "0700", "="]
    assert values["numbers"] == [0, -3, Decimal("1.10"), Decimal("2e3")]
    assert [type(number) for number in values["numbers"]] == [int, int, Decimal, Decimal]
    assert values["others"] == [None, None, True, False]


def test_an_alias_stands_for_what_its_anchor_names() -> None:
    file = read("""
        process: p
        variables: &all {plan: &plan {title: a}, again: *plan}
        scenarios: [{name: một, variables: *all, expect: {}}]
    """)

    assert file.scenarios[0].variables == {"plan": {"title": "a"}, "again": {"title": "a"}}


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("process: p\nscenarios: [", "scenarios.not_yaml", 2),
        ("- process: p", "scenarios.not_yaml", 1),
        ("", "scenarios.not_yaml", 1),
        ("process: p\nprocess: q\nscenarios: []", "scenarios.field_twice", 2),
        ("process: p\nclok: x\nscenarios: []", "scenarios.field_unknown", 2),
        ("scenarios: []", "scenarios.field_missing", 1),
        ("process: p\nscenarios: {}", "scenarios.wrong_kind", 2),
        ("process: p\nvariables: [1]\nscenarios: [{name: a, expect: {}}]", "scenarios.wrong_kind", 2),
        (MINIMAL.replace("expect: {}", "expects: {}"), "scenarios.field_unknown", 5),
        (MINIMAL.replace("    expect: {}\n", ""), "scenarios.field_missing", 3),
        (MINIMAL + "  - {name: một, expect: {}}", "scenarios.name_twice", 6),
        (MINIMAL.replace("[]", "[{completes: a}]"), "scenarios.step_unclear", 4),
        (MINIMAL.replace("[]", "[{complete: a, refuse: b}]"), "scenarios.step_unclear", 4),
        (MINIMAL.replace("[]", "[{complete: a, fields: [b]}]"), "scenarios.field_unknown", 4),
        (MINIMAL.replace("[]", "[{refuse: a}]"), "scenarios.field_missing", 4),
        (MINIMAL.replace("[]", "[{use: sign}]"), "scenarios.fragment_unknown", 4),
        (MINIMAL.replace("[]", "[{advance_by: 1 day}]"), "scenarios.time_unreadable", 4),
        (MINIMAL.replace("[]", "[{advance_by: 5}]"), "scenarios.wrong_kind", 4),
        (MINIMAL.replace("[]", "[{advance_to: tomorrow}]"), "scenarios.time_unreadable", 4),
        (MINIMAL.replace("[]", "[{complete: a, where: =1 +}]"), "scenarios.expression_unreadable", 4),
        (MINIMAL.replace("{}", "{jobs: [{headers: {}}]}"), "scenarios.field_missing", 5),
        (MINIMAL.replace("{}", "{open_tasks: a}"), "scenarios.wrong_kind", 5),
        ("jobs: {a: {answer: 1}}\n" + MINIMAL, "scenarios.field_unknown", 1),
        ("process: p\nvariables: &v {again: *v}\nscenarios: []", "scenarios.alias_circular", 2),
    ],
)
def test_a_fault_of_the_file_is_told_with_its_line(text: str, code: str, line: int) -> None:
    finding = refused(text)

    assert (finding.code, finding.line) == (code, line)


def test_fragments_that_use_each_other_in_a_circle_are_refused() -> None:
    finding = refused("""
        process: p
        fragments: {a: [{use: b}], b: [{use: a}]}
        scenarios: [{name: một, steps: [{use: a}], expect: {}}]
    """)

    assert finding.code == "scenarios.fragment_circular"


def test_aliases_that_unfold_without_bounds_are_refused() -> None:
    bomb = ["process: p", "variables:", "  a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    bomb += [f"  a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]

    finding = refused("\n".join([*bomb, "scenarios: []"]))

    assert (finding.code, finding.fields) == ("scenarios.too_large", {"limit": MAX_NODES})


def test_a_file_nested_without_end_is_refused() -> None:
    assert refused("process: " + "[" * 20_000).code == "scenarios.not_yaml"
