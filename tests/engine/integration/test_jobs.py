"""Jobs in odd order: answered twice, cancelled meanwhile, standing at an incident, wanted by two workers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest

from engine.commands.activate_jobs import ActivatedJob, ActivateJobs
from engine.commands.cancel_process_instance import CancelProcessInstance
from engine.commands.clock import PinClock
from engine.commands.deliver_due import DeliverDue
from engine.commands.end_job import CompleteJob, FailJob, ThrowJobError
from engine.commands.job import JobAtIncident
from engine.commands.resolve_incident import ResolveIncident
from engine.commands.run_job import RecordJobFailure, RunJob
from engine.commands.update_job import BadRetries, UpdateJob
from engine.engine import Engine
from engine.ports import BpmnError, JobContext
from tests.engine.diagrams import bpmn, flow, user_task
from tests.engine.integration.cases import (
    ENDS,
    begin,
    complete,
    delivered,
    deploy,
    is_intact,
    left_open,
    open_tasks,
    rivals,
    state_of,
    variables_of,
)
from tests.engine.integration.elements import boundary, each, inside, service
from tests.engine.store import key_of, value, values
from tests.engine.wiring import ADMIN, START

WORK = bpmn(ENDS + service() + flow("start", "work") + flow("work", "end"))
ENDLESS = 2**63 - 1
"""Milliseconds; what programs send for "as long as possible"."""


def activate(engine: Engine, most: int = 5, timeout: int = 60_000) -> list[ActivatedJob]:
    jobs: list[ActivatedJob] = engine.execute(ActivateJobs(type="pay", timeout=timeout, max_jobs=most), ADMIN)
    return jobs


def test_resolving_an_error_that_nothing_caught_offers_the_job_again(engine: Engine) -> None:
    deploy(engine, WORK)
    case = begin(engine)
    (job,) = activate(engine)
    engine.execute(ThrowJobError(job_key=job.key, error_code="OTHER", error_message="lạ"), ADMIN)
    assert value(engine, "SELECT job_key FROM incident") == job.key
    assert value(engine, "SELECT state FROM job") == "ERROR_THROWN"
    assert activate(engine) == [], "it stands at its incident"
    for answer in (
        CompleteJob(job_key=job.key),
        FailJob(job_key=job.key),
        ThrowJobError(job_key=job.key, error_code="x"),
    ):
        with pytest.raises(JobAtIncident):
            engine.execute(answer, ADMIN)
    engine.execute(ResolveIncident(incident_key=key_of(engine, "incident")), ADMIN)
    (again,) = activate(engine)
    assert (again.key, again.retries) == (job.key, 3)
    engine.execute(CompleteJob(job_key=job.key), ADMIN)
    assert state_of(engine, case) == "COMPLETED"
    assert left_open(engine) == []
    assert is_intact(engine)


def test_a_job_at_an_incident_is_not_offered_before_it_is_resolved(engine: Engine) -> None:
    deploy(engine, WORK)
    begin(engine)
    (job,) = activate(engine)
    engine.execute(FailJob(job_key=job.key, retries=0), ADMIN)
    engine.execute(UpdateJob(job_key=job.key, retries=2), ADMIN)
    assert activate(engine) == []
    engine.execute(ResolveIncident(incident_key=key_of(engine, "incident")), ADMIN)
    assert [job.retries for job in activate(engine)] == [2]


def test_variables_of_a_failure_stay_with_the_job_and_go_with_it(engine: Engine) -> None:
    deploy(engine, WORK)
    case = begin(engine)
    (job,) = activate(engine)
    engine.execute(FailJob(job_key=job.key, retries=1, variables={"page": 3}), ADMIN)
    (again,) = activate(engine)
    assert again.variables == {"page": 3}
    engine.execute(CompleteJob(job_key=job.key, variables={"done": True}), ADMIN)
    assert variables_of(engine, case) == {"done": "true"}
    assert left_open(engine) == []


def test_two_workers_share_jobs_and_the_more_urgent_come_first(engine: Engine) -> None:
    priority = '<zeebe:jobPriorityDefinition priority="=item" />'
    deploy(engine, bpmn(ENDS + inside(service(extensions=priority), each("[1, 9, 5, 5]")) + flow("start", "work")
                        + flow("work", "end")))  # fmt: skip
    begin(engine)
    first, second = rivals(lambda: activate(engine, 2), lambda: activate(engine, 2))
    assert {job.priority for job in (first + second)} == {1, 5, 9}
    assert len({job.key for job in first + second}) == 4
    for jobs in (first, second):
        assert jobs == sorted(jobs, key=lambda job: (-job.priority, job.key))
    engine.execute(PinClock(at=START + timedelta(minutes=2)), ADMIN)
    assert [job.priority for job in activate(engine, 3)] == [9, 5, 5], "all deadlines have passed"


def test_of_two_workers_that_complete_a_job_one_is_told_that_it_has_ended(engine: Engine) -> None:
    deploy(engine, WORK)
    begin(engine)
    job = key_of(engine, "job")
    outcomes = rivals(*[lambda: engine.execute(CompleteJob(job_key=job), ADMIN)] * 2)
    assert sorted(outcomes, key=str) == [None, "job.not_active"]


def test_times_beyond_all_calendars_are_taken_as_the_end_of_time(engine: Engine) -> None:
    deploy(engine, WORK)
    begin(engine)
    (job,) = activate(engine, timeout=ENDLESS)
    assert job.deadline.year == 9999
    engine.execute(UpdateJob(job_key=job.key, timeout=ENDLESS), ADMIN)
    engine.execute(FailJob(job_key=job.key, retries=1, retry_back_off=ENDLESS), ADMIN)
    assert activate(engine) == []


def test_retries_below_one_are_refused(engine: Engine) -> None:
    deploy(engine, WORK)
    begin(engine)
    with pytest.raises(BadRetries):
        engine.execute(UpdateJob(job_key=key_of(engine, "job"), retries=0), ADMIN)


@pytest.mark.parametrize("attribute", ['retries="=5000000000"', 'retries="=-5000000000"'])
def test_numbers_that_no_job_can_have_are_an_incident(engine: Engine, attribute: str) -> None:
    deploy(engine, WORK.replace(b'retries="3"', attribute.encode()))
    begin(engine)
    assert values(engine, "SELECT error_type FROM incident") == ["EXTRACT_VALUE_ERROR"]
    assert values(engine, "SELECT key FROM job") == []


class TestOfAHandler:
    """Jobs whose type has a handler, as a worker of ours does them: a delivery may come twice and late."""

    @pytest.fixture
    def deeds(self) -> dict[str, Any]:
        return {}

    @pytest.fixture
    def engine(self, new_engine: Callable[..., Engine], deeds: dict[str, Any]) -> Engine:
        def handle(job: JobContext) -> Mapping[str, Any]:
            if error := deeds.get("error"):
                raise error
            return {"paid": job.job_key}

        engine = new_engine(handlers={"pay": handle})
        failed = boundary("failed", "work", '<bpmn:errorEventDefinition errorRef="no" />')
        deploy(
            engine,
            bpmn(
                ENDS + service() + failed + user_task("ask") + flow("start", "work") + flow("work", "end")
                + flow("failed", "ask") + flow("ask", "end"),
                root='<bpmn:error id="no" errorCode="NO" />',
            ),
        )  # fmt: skip
        return engine

    def test_a_delivery_that_comes_twice_is_done_once(self, engine: Engine) -> None:
        case = begin(engine)
        (job,) = delivered(engine, "run_job")
        assert engine.execute(RunJob(job_key=job), ADMIN)
        assert not engine.execute(RunJob(job_key=job), ADMIN)
        engine.execute(RecordJobFailure(job_key=job, message="late"), ADMIN)
        assert state_of(engine, case) == "COMPLETED"
        assert values(engine, "SELECT type FROM history_event WHERE stream_kind = 1 ORDER BY seq") == [
            "process_instance.created",
            "job.completed",
        ]

    def test_two_deliveries_at_once_are_done_once(self, engine: Engine) -> None:
        begin(engine)
        (job,) = delivered(engine, "run_job")
        assert sorted(rivals(*[lambda: engine.execute(RunJob(job_key=job), ADMIN)] * 2)) == [False, True]

    def test_the_job_of_a_cancelled_case_is_left_alone(self, engine: Engine) -> None:
        case = begin(engine)
        (job,) = delivered(engine, "run_job")
        engine.execute(CancelProcessInstance(process_instance_key=case), ADMIN)
        assert not engine.execute(RunJob(job_key=job), ADMIN)
        assert not engine.execute(RunJob(job_key=job + 12345), ADMIN), "one that never was, too"

    def test_a_job_at_an_incident_waits_until_it_is_resolved(self, engine: Engine, deeds: dict[str, Any]) -> None:
        begin(engine)
        (job,) = delivered(engine, "run_job")
        for _ in range(3):
            engine.execute(RecordJobFailure(job_key=job, message="hết\0giấy \ud800"), ADMIN)
        assert value(engine, "SELECT error_message FROM incident") == "hết\ufffdgiấy ?"
        engine.execute(UpdateJob(job_key=job, retries=1), ADMIN)
        assert not engine.execute(RunJob(job_key=job), ADMIN)
        engine.execute(PinClock(at=START + timedelta(days=1)), ADMIN)
        assert engine.execute(DeliverDue(), ADMIN) == 0
        engine.execute(ResolveIncident(incident_key=key_of(engine, "incident")), ADMIN)
        assert delivered(engine, "run_job") == [job, job]
        assert engine.execute(RunJob(job_key=job), ADMIN)
        assert left_open(engine) == []

    def test_an_error_that_nothing_catches_keeps_the_job(self, engine: Engine, deeds: dict[str, Any]) -> None:
        case = begin(engine)
        (job,) = delivered(engine, "run_job")
        deeds["error"] = BpmnError("OTHER")
        assert engine.execute(RunJob(job_key=job), ADMIN)
        assert not engine.execute(RunJob(job_key=job), ADMIN)
        deeds.clear()
        engine.execute(ResolveIncident(incident_key=key_of(engine, "incident")), ADMIN)
        assert engine.execute(RunJob(job_key=job), ADMIN)
        assert state_of(engine, case) == "COMPLETED"

    def test_an_error_that_is_caught_ends_the_job(self, engine: Engine, deeds: dict[str, Any]) -> None:
        begin(engine)
        (job,) = delivered(engine, "run_job")
        deeds["error"] = BpmnError("NO", "không", {"why": "thiếu"})
        assert engine.execute(RunJob(job_key=job), ADMIN)
        assert open_tasks(engine) == ["ask"]
        complete(engine, "ask")
        assert left_open(engine) == []
        assert value(engine, "SELECT state FROM job") == "ERROR_THROWN"
