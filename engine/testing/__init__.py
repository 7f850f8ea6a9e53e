"""Tests of processes in memory, milliseconds a case: a small Python API, and scenario files on top of it.

The interpreter, the reader of diagrams and the forms are those of the engine; there is no database and no worker::

    from engine.testing import JobResult, Runner

    runner = Runner(clock="2025-03-10T08:00:00+07:00")
    runner.deploy(Path("bpmn/receive"))                      # text, files or folders; refused as the engine refuses
    runner.answer({"quytrinh:register-incoming": JobResult({"incoming": {"number": 118}})})
    case = runner.start("receive", {"unit": {"code": "XA-TRA-BINH"}})
    case.complete("check_incoming", {"incoming_check": {"received_on": "2025-03-17", "valid": "yes"}})
    case.advance_by("P1D")                                   # timers fire in order, each at its time
    assert [task.element_id for task in case.open_tasks()] == ["assign_incoming"]
    assert case.path[0] == "document_arrived"

`Runner`: deploy, start, publish, answer, advance_to, advance_by, cases, now.
`Case`: complete, refuse, complete_job, throw, fail_job, resolve, set_variables, cancel; open_tasks, jobs, done_jobs,
incidents, active_elements, path, taken_flows, end_events, variables, visible, is_completed, is_terminated, facts.

Scenario files (``bpmn/README.md``): `run_suite` checks a folder and runs its scenarios; `read_scenarios` and
`run_scenario` do its parts.
"""

from __future__ import annotations

from engine.testing.answers import Answer, Answers, Job, JobError, JobFailure, JobResult
from engine.testing.case import Case
from engine.testing.coverage import Coverage
from engine.testing.errors import (
    ClockMovedBack,
    EndlessWork,
    FormAccepted,
    NothingOpen,
    ProcessUnknown,
    SeveralOpen,
)
from engine.testing.library import Deployment, Library, Source
from engine.testing.runner import Runner
from engine.testing.scenario_reader import read_scenarios
from engine.testing.scenario_run import ScenarioResult, run_scenario
from engine.testing.suite import SuiteReport, run_suite, scenario_names

__all__ = [
    "Answer",
    "Answers",
    "Case",
    "ClockMovedBack",
    "Coverage",
    "Deployment",
    "EndlessWork",
    "FormAccepted",
    "Job",
    "JobError",
    "JobFailure",
    "JobResult",
    "Library",
    "NothingOpen",
    "ProcessUnknown",
    "Runner",
    "ScenarioResult",
    "SeveralOpen",
    "Source",
    "SuiteReport",
    "read_scenarios",
    "run_scenario",
    "run_suite",
    "scenario_names",
]
