"""Jobs: answered by hand or by themselves; failures wait, end in incidents, and are resolved."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.errors import Conflict
from engine.testing import EndlessWork, Job, JobError, JobFailure, JobResult, Runner
from engine.testing import runner as runners
from tests.engine.diagrams import bpmn, flow
from tests.engine.testing.diagrams import END, START, boundary, line, service

ERROR = '<bpmn:error id="taken" errorCode="TAKEN" />'
CAUGHT = bpmn(
    START
    + service("register", "register", '<zeebe:taskHeaders><zeebe:header key="book" value="out" /></zeebe:taskHeaders>')
    + boundary("was_taken", "register", '<bpmn:errorEventDefinition errorRef="taken" />')
    + END
    + '<bpmn:endEvent id="given_up" />'
    + flow("start", "register")
    + flow("register", "end")
    + flow("was_taken", "given_up"),
    root=ERROR,
)


def test_an_open_job_tells_its_type_headers_and_variables() -> None:
    runner = Runner()
    runner.deploy(CAUGHT)
    case = runner.start("p", {"number": 21})

    [job] = case.jobs()

    assert (job.type, job.element_id, dict(job.headers), job.retries) == ("register", "register", {"book": "out"}, 3)
    assert job.variables == {"number": 21}


def test_a_worker_completes_a_job_with_its_result() -> None:
    runner = Runner()
    runner.deploy(CAUGHT)
    case = runner.start("p")

    case.complete_job("register", {"entry": "VBD-21"})

    assert case.end_events == ("end",)
    assert case.variables == {"entry": "VBD-21"}
    assert [job.type for job in case.done_jobs] == ["register"]


def test_a_worker_throws_an_error_that_the_diagram_catches() -> None:
    runner = Runner()
    runner.deploy(CAUGHT)
    case = runner.start("p")

    case.throw("register", "TAKEN", variables={"by": "21/KH"})

    assert case.end_events == ("given_up",)
    assert case.path == ("start", "register", "was_taken", "given_up")
    assert case.variables == {"by": "21/KH"}


def test_an_error_that_nobody_catches_is_an_incident_and_the_job_waits_until_it_is_resolved() -> None:
    # given
    runner = Runner()
    runner.deploy(CAUGHT)
    case = runner.start("p")

    # when
    case.throw("register", "OTHER")

    # then
    assert [incident.error_type for incident in case.incidents()] == ["UNHANDLED_ERROR_EVENT"]
    assert case.done_jobs == ()
    with pytest.raises(Conflict) as waits:
        case.complete_job("register")
    assert waits.value.error_code == "job.at_incident"
    case.resolve("register")
    case.complete_job("register")
    assert case.end_events == ("end",)


def test_standing_answers_are_used_one_after_another_and_the_last_repeats() -> None:
    runner = Runner()
    runner.deploy(line(service("a"), service("b"), service("c"), between=["a", "b", "c"]))
    runner.answer({"work": [JobResult({"first": 1}), JobResult({"later": 2})]})

    case = runner.start("p")

    assert case.is_completed
    assert [sorted(job.variables) for job in case.done_jobs] == [[], ["first"], ["first", "later"]]


def test_a_standing_answer_may_be_a_function_of_the_job() -> None:
    def answer(job: Job) -> JobResult | JobError:
        return JobResult({"double": job.variables["n"] * 2}) if job.variables["n"] else JobError("TAKEN")

    runner = Runner()
    runner.deploy(CAUGHT)
    runner.answer({"register": answer})

    assert runner.start("p", {"n": 4}).variables == {"n": 4, "double": 8}
    assert runner.start("p", {"n": 0}).end_events == ("given_up",)


def test_an_answer_also_meets_jobs_that_are_open_already() -> None:
    runner = Runner()
    runner.deploy(line(service("a"), between=["a"]))
    case = runner.start("p")

    case.answer({"work": JobResult()})

    assert case.is_completed


def test_a_job_without_retries_is_an_incident_and_goes_on_when_resolved() -> None:
    # given
    runner = Runner()
    runner.deploy(line(service("a"), between=["a"]))
    case = runner.start("p")

    # when
    case.fail_job("a", "máy in hết giấy")
    [incident] = case.incidents()
    [job] = case.jobs()
    case.resolve("a")
    case.complete_job("a")

    # then
    assert (incident.error_type, incident.message, job.retries) == ("JOB_NO_RETRIES", "máy in hết giấy", 0)
    assert case.is_completed
    assert case.incidents() == ()


def test_a_failed_job_is_offered_again_after_its_pause() -> None:
    # given
    runner = Runner()
    runner.deploy(line(service("a"), between=["a"]))
    runner.answer({"work": [JobFailure(retries=2, back_off=timedelta(minutes=10)), JobResult()]})

    # when
    case = runner.start("p")
    runner.advance_by("PT9M")
    before = case.is_completed
    runner.advance_by("PT1M")

    # then
    assert (before, case.is_completed) == (False, True)


def test_variables_of_a_failure_stay_with_the_job() -> None:
    runner = Runner()
    runner.deploy(line(service("a"), between=["a"]))
    runner.answer({"work": JobFailure(variables={"tried": True})})

    case = runner.start("p")

    assert case.visible("a") == {"tried": True}
    assert case.variables == {}


def test_a_loop_of_jobs_that_never_waits_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runners, "MAX_AT_ONCE", 50)
    runner = Runner()
    runner.deploy(
        bpmn(
            START
            + '<bpmn:exclusiveGateway id="again" /><bpmn:exclusiveGateway id="enough" default="enough_again" />'
            + service("work")
            + END
            + flow("start", "again")
            + flow("again", "work")
            + flow("work", "enough")
            + flow("enough", "again")
            + flow("enough", "end", "done = true")
        )
    )
    runner.answer({"work": JobResult({"done": False})})

    with pytest.raises(EndlessWork):
        runner.start("p")
