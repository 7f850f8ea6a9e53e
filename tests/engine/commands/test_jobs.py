"""Jobs of external workers: activated, completed, failed, and what an incident needs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.commands.activate_jobs import ActivatedJob, ActivateJobs
from engine.commands.clock import PinClock
from engine.commands.create_process_instance import CreateProcessInstance
from engine.commands.deploy_resources import DeployResources
from engine.commands.end_job import CompleteJob, FailJob, ThrowJobError
from engine.commands.job import JobNotActive
from engine.commands.resolve_incident import IncidentNeedsRetries, ResolveIncident
from engine.commands.update_job import UpdateJob
from engine.engine import Engine
from tests.engine.diagrams import bpmn, flow, user_task
from tests.engine.store import key_of, value
from tests.engine.wiring import ADMIN, OFFICER, START

DIAGRAM = bpmn(
    """<bpmn:startEvent id="start" /><bpmn:endEvent id="end" />
    <bpmn:serviceTask id="work"><bpmn:extensionElements><zeebe:taskDefinition type="pay" />
      <zeebe:ioMapping><zeebe:input source="=amount * 2" target="double" /></zeebe:ioMapping>
      <zeebe:taskHeaders><zeebe:header key="to" value="kho bạc" /></zeebe:taskHeaders></bpmn:extensionElements>
    </bpmn:serviceTask>
    <bpmn:boundaryEvent id="rejected" attachedToRef="work"><bpmn:errorEventDefinition errorRef="no" />
    </bpmn:boundaryEvent>
    """
    + user_task("ask")
    + flow("start", "work")
    + flow("work", "end")
    + flow("rejected", "ask")
    + flow("ask", "end"),
    root='<bpmn:error id="no" errorCode="NO" />',
)


@pytest.fixture(autouse=True)
def started(engine: Engine) -> None:
    engine.execute(DeployResources(resources=(("p.bpmn", DIAGRAM),)), ADMIN)
    engine.execute(CreateProcessInstance(process_id="p", variables={"amount": 21}), OFFICER)


def activate(engine: Engine, **options: int) -> list[ActivatedJob]:
    command = ActivateJobs(type="pay", timeout=options.get("timeout", 60_000), max_jobs=5, worker="w")
    jobs: list[ActivatedJob] = engine.execute(command, ADMIN)
    return jobs


def test_an_activated_job_carries_headers_and_all_that_it_sees(engine: Engine) -> None:
    (job,) = activate(engine)
    assert job.headers == {"to": "kho bạc"}
    assert job.variables == {"amount": 21, "double": 42}
    assert activate(engine) == [], "it is taken until its deadline"


def test_a_job_whose_deadline_passed_is_offered_again(engine: Engine) -> None:
    activate(engine, timeout=60_000)
    engine.execute(PinClock(at=START + timedelta(minutes=2)), ADMIN)
    assert len(activate(engine)) == 1


def test_a_failed_job_waits_for_its_back_off(engine: Engine) -> None:
    (job,) = activate(engine)
    engine.execute(FailJob(job_key=job.key, retries=1, retry_back_off=60_000), ADMIN)
    assert activate(engine) == []
    engine.execute(PinClock(at=START + timedelta(minutes=2)), ADMIN)
    assert [job.retries for job in activate(engine)] == [1]


def test_without_retries_an_incident_stands_until_retries_are_raised(engine: Engine) -> None:
    (job,) = activate(engine)
    engine.execute(FailJob(job_key=job.key, retries=0, error_message="hết giấy"), ADMIN)
    incident = key_of(engine, "incident")
    assert value(engine, "SELECT error_message FROM incident") == "hết giấy"
    with pytest.raises(IncidentNeedsRetries):
        engine.execute(ResolveIncident(incident_key=incident), ADMIN)
    engine.execute(UpdateJob(job_key=job.key, retries=1), ADMIN)
    engine.execute(ResolveIncident(incident_key=incident), ADMIN)
    assert value(engine, "SELECT state FROM incident") == "RESOLVED"
    (again,) = activate(engine)
    engine.execute(CompleteJob(job_key=again.key, variables={"paid": True}), ADMIN)
    assert value(engine, "SELECT state FROM process_instance") == "COMPLETED"


def test_a_bpmn_error_takes_the_way_that_the_diagram_gives(engine: Engine) -> None:
    (job,) = activate(engine)
    engine.execute(ThrowJobError(job_key=job.key, error_code="NO", variables={"why": "thiếu"}), ADMIN)
    assert value(engine, "SELECT element_id FROM user_task") == "ask"
    assert value(engine, "SELECT value FROM variable WHERE name = 'why'") == '"thiếu"'


def test_a_bpmn_error_that_nothing_catches_is_an_incident(engine: Engine) -> None:
    (job,) = activate(engine)
    engine.execute(ThrowJobError(job_key=job.key, error_code="OTHER"), ADMIN)
    assert value(engine, "SELECT error_type FROM incident WHERE state = 'ACTIVE'") == "UNHANDLED_ERROR_EVENT"


def test_a_job_is_completed_once(engine: Engine) -> None:
    (job,) = activate(engine)
    engine.execute(CompleteJob(job_key=job.key), ADMIN)
    with pytest.raises(JobNotActive):
        engine.execute(CompleteJob(job_key=job.key), ADMIN)
