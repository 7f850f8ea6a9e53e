"""What commands cost: one commit each, few statements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine.commands.assign_user_task import AssignUserTask, UnassignUserTask
from engine.commands.cancel_process_instance import CancelProcessInstance
from engine.commands.complete_user_task import CompleteUserTask
from engine.commands.create_process_instance import CreateProcessInstance
from engine.commands.deploy_resources import DeployResources
from engine.commands.end_job import CompleteJob, FailJob, ThrowJobError
from engine.commands.publish_message import PublishMessage
from engine.commands.resolve_incident import ResolveIncident
from engine.commands.set_variables import SetVariables
from engine.commands.update_job import UpdateJob
from engine.commands.update_user_task import UpdateUserTask
from engine.engine import Engine
from engine.queries.search import Condition, Search
from engine.queries.user_tasks import SearchUserTasks
from tests.engine.counting import traffic
from tests.engine.diagrams import THREE_TASKS, bpmn, flow, user_task
from tests.engine.store import key_of
from tests.engine.wiring import ADMIN, OFFICER

EVERYTHING = bpmn(
    '<bpmn:startEvent id="start" /><bpmn:endEvent id="end" />'
    + user_task("a", '<zeebe:assignmentDefinition candidateGroups="staff" />')
    + """<bpmn:serviceTask id="job"><bpmn:extensionElements><zeebe:taskDefinition type="pay" />
      </bpmn:extensionElements></bpmn:serviceTask>
      <bpmn:boundaryEvent id="late" attachedToRef="a" cancelActivity="false"><bpmn:timerEventDefinition>
        <bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>
      <bpmn:boundaryEvent id="withdrawn" attachedToRef="a"><bpmn:messageEventDefinition messageRef="withdraw" />
      </bpmn:boundaryEvent>
      <bpmn:callActivity id="call"><bpmn:extensionElements><zeebe:calledElement processId="inner" />
      </bpmn:extensionElements></bpmn:callActivity>"""
    + user_task("reminded")
    + flow("start", "a")
    + flow("a", "job")
    + flow("job", "call")
    + flow("call", "end")
    + flow("late", "reminded")
    + flow("withdrawn", "job"),
    root="""<bpmn:message id="withdraw" name="withdraw"><bpmn:extensionElements>
      <zeebe:subscription correlationKey="=number" /></bpmn:extensionElements></bpmn:message>""",
)
INNER = bpmn(
    '<bpmn:startEvent id="inner_start" /><bpmn:endEvent id="inner_end" />'
    + user_task("inner_task", '<zeebe:assignmentDefinition candidateGroups="staff" />')
    + flow("inner_start", "inner_task")
    + flow("inner_task", "inner_end"),
    process_id="inner",
)


def deployed(engine: Engine, *diagrams: bytes) -> None:
    engine.execute(DeployResources(resources=tuple((f"{i}.bpmn", d) for i, d in enumerate(diagrams))), ADMIN)


def begin(engine: Engine, process_id: str = "p", number: str = "1") -> int:
    created = engine.execute(CreateProcessInstance(process_id=process_id, variables={"number": number}), OFFICER)
    key: int = created.process_instance_key
    return key


def test_a_case_of_three_tasks_takes_at_most_forty_statements(engine: Engine) -> None:
    deployed(engine, THREE_TASKS)
    begin(engine)
    with traffic(engine) as sent:
        instance = begin(engine)
        for _ in range(3):
            search = Search(
                conditions=(Condition("state", "eq", "CREATED"), Condition("process_instance_key", "eq", instance))
            )
            task = engine.query(SearchUserTasks(search=search), OFFICER).rows[0]
            engine.execute(CompleteUserTask(user_task_key=task["key"]), OFFICER)
    assert sent.statements <= 40
    assert sent.commits == 4


Step = Callable[[Engine], Any]

COMMANDS: dict[str, tuple[str | None, int, Step]] = {
    "create": (None, 10, lambda e: CreateProcessInstance(process_id="p", variables={"number": "9"})),
    "complete": ("a", 10, lambda e: CompleteUserTask(user_task_key=key_of(e, "user_task"))),
    "assign": ("a", 10, lambda e: AssignUserTask(user_task_key=key_of(e, "user_task"), assignee="lan")),
    "unassign": ("a", 10, lambda e: UnassignUserTask(user_task_key=key_of(e, "user_task"))),
    "update": ("a", 10, lambda e: UpdateUserTask(user_task_key=key_of(e, "user_task"), priority=7)),
    "variables": ("a", 10, lambda e: SetVariables(scope_key=key_of(e, "process_instance"), variables={"x": 1})),
    "publish": ("a", 10, lambda e: PublishMessage(name="withdraw", correlation_key="1", variables={})),
    "cancel": ("a", 10, lambda e: CancelProcessInstance(process_instance_key=key_of(e, "process_instance"))),
    "complete a job and call": ("job", 12, lambda e: CompleteJob(job_key=key_of(e, "job"))),
    "fail a job": ("job", 10, lambda e: FailJob(job_key=key_of(e, "job"), retries=1)),
    "fail a job for good": ("job", 10, lambda e: FailJob(job_key=key_of(e, "job"), retries=0)),
    "throw an error": ("job", 10, lambda e: ThrowJobError(job_key=key_of(e, "job"), error_code="x")),
    "update a job": ("job", 10, lambda e: UpdateJob(job_key=key_of(e, "job"), retries=5)),
    "complete in a called instance": ("call", 12, lambda e: CompleteUserTask(user_task_key=key_of(e, "user_task"))),
}
"""By name: where the case stands before, the most statements allowed, and the command."""


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_takes_one_commit_and_few_statements(engine: Engine, name: str) -> None:
    prepare, most, command = COMMANDS[name]
    deployed(engine, EVERYTHING, INNER)
    _advance(engine, prepare)
    prepared = command(engine)
    with traffic(engine) as sent:
        engine.execute(prepared, OFFICER)
    assert sent.commits == 1
    assert sent.statements <= most


def test_an_idempotency_key_costs_one_statement_more(engine: Engine) -> None:
    deployed(engine, THREE_TASKS)
    begin(engine)
    with traffic(engine) as sent:
        engine.execute(CompleteUserTask(user_task_key=key_of(engine, "user_task")), OFFICER, idempotency_key="k")
    assert sent.commits == 1
    assert sent.statements <= 10


def test_resolving_an_incident_takes_one_commit(engine: Engine) -> None:
    deployed(engine, EVERYTHING, INNER)
    _advance(engine, "job")
    engine.execute(FailJob(job_key=key_of(engine, "job"), retries=0), OFFICER)
    engine.execute(UpdateJob(job_key=key_of(engine, "job"), retries=1), OFFICER)
    command = ResolveIncident(incident_key=key_of(engine, "incident"))
    with traffic(engine) as sent:
        engine.execute(command, OFFICER)
    assert sent.commits == 1
    assert sent.statements <= 10


def _advance(engine: Engine, to: str | None) -> None:
    """Begin an instance and bring it to the element named."""
    if to is None:
        return
    begin(engine)
    if to in {"job", "call"}:
        engine.execute(CompleteUserTask(user_task_key=key_of(engine, "user_task")), OFFICER)
    if to == "call":
        engine.execute(CompleteJob(job_key=key_of(engine, "job")), OFFICER)
