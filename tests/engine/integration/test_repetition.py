"""Idempotency keys: one deed, one answer, whoever asks how often and when."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from engine.actor import Actor
from engine.commands.activate_jobs import ActivateJobs
from engine.commands.complete_user_task import CompleteUserTask
from engine.commands.create_process_instance import CreateProcessInstance
from engine.commands.deploy_resources import DeployResources
from engine.commands.end_job import CompleteJob
from engine.commands.publish_message import PublishMessage
from engine.engine import Engine, IdempotencyKeyReused
from engine.persistence.unit_of_work import AccessDenied
from tests.engine.diagrams import THREE_TASKS, bpmn, flow
from tests.engine.integration.cases import ENDS, begin, deploy, is_intact, rivals
from tests.engine.integration.elements import service
from tests.engine.store import key_of, value
from tests.engine.wiring import ADMIN, OFFICER, AllowAll

WORK = bpmn(ENDS + service() + flow("start", "work") + flow("work", "end"), process_id="w")


@pytest.fixture(autouse=True)
def deployed(engine: Engine) -> None:
    deploy(engine, THREE_TASKS, WORK)


@pytest.mark.parametrize(
    "command",
    [
        CreateProcessInstance(process_id="p", variables={"x": Decimal("1.50")}, tags=("a",)),
        ActivateJobs(type="pay", timeout=60_000, max_jobs=1),
        PublishMessage(name="m", time_to_live=1_000, variables={"x": Decimal("0.1")}),
        DeployResources(resources=(("p.bpmn", THREE_TASKS),)),
    ],
    ids=lambda command: type(command).__name__,
)
def test_a_repetition_gets_the_first_answer_digit_by_digit(engine: Engine, command: object) -> None:
    begin(engine, "w", amount=Decimal("1234567890.123456789012345678901234"), big=2**70, text="1.5")
    first = engine.execute(command, OFFICER, idempotency_key="k")
    events = value(engine, "SELECT count(*) FROM history_event")
    assert engine.execute(command, OFFICER, idempotency_key="k") == first
    assert value(engine, "SELECT count(*) FROM history_event") == events


def test_the_same_request_twice_at_once_is_done_once_and_answered_twice(
    engine: Engine, new_engine: Callable[..., Engine]
) -> None:
    servers = (engine, new_engine())
    command = CreateProcessInstance(process_id="p")
    first, second = rivals(
        *[lambda server=server: server.execute(command, OFFICER, idempotency_key="k") for server in servers]
    )
    assert first == second
    assert value(engine, "SELECT count(*) FROM process_instance") == 1
    assert is_intact(engine)


def test_a_request_that_failed_may_be_sent_again_with_its_key(engine: Engine) -> None:
    policy = engine.ports.policy
    assert isinstance(policy, AllowAll)
    command = CreateProcessInstance(process_id="p")
    policy.denied.add("process_instance.create")
    for _ in range(2):
        with pytest.raises(AccessDenied):
            engine.execute(command, OFFICER, idempotency_key="k")
    policy.denied.clear()
    assert engine.execute(command, OFFICER, idempotency_key="k").version == 1
    assert value(engine, "SELECT count(*) FROM history_event WHERE type = 'access.refused'") == 2


def test_a_key_belongs_to_its_sender_and_to_one_request(engine: Engine) -> None:
    command = CreateProcessInstance(process_id="p")
    engine.execute(command, OFFICER, idempotency_key="k")
    engine.execute(command, Actor(username="minh"), idempotency_key="k")
    assert value(engine, "SELECT count(*) FROM process_instance") == 2
    for other in (CreateProcessInstance(process_id="w"), ActivateJobs(type="pay", timeout=1, max_jobs=1)):
        with pytest.raises(IdempotencyKeyReused):
            engine.execute(other, OFFICER, idempotency_key="k")


def test_two_different_requests_with_one_key_at_once_are_not_both_done(engine: Engine) -> None:
    outcomes = rivals(
        *[lambda n=n: engine.execute(CreateProcessInstance(process_id="p", variables={"n": n}), OFFICER,
                                     idempotency_key="k") for n in (1, 2)]
    )  # fmt: skip
    assert "idempotency.key_reused" in outcomes
    assert value(engine, "SELECT count(*) FROM process_instance") == 1


def test_the_completion_of_a_job_or_a_task_that_is_repeated_after_all_is_over_is_still_answered(engine: Engine) -> None:
    begin(engine, "w")
    done = CompleteJob(job_key=key_of(engine, "job"), variables={"x": 1})
    begin(engine)
    task = CompleteUserTask(user_task_key=key_of(engine, "user_task"))
    for command in (done, task):
        for _ in range(3):
            engine.execute(command, ADMIN, idempotency_key=type(command).__name__)
    assert value(engine, "SELECT count(*) FROM history_event WHERE type = 'job.completed'") == 1
    assert value(engine, "SELECT count(*) FROM history_event WHERE type = 'user_task.completed'") == 1
