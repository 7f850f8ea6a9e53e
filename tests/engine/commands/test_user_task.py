"""User tasks: completed, claimed, refused, and two people at once."""

from __future__ import annotations

import threading

import pytest

from engine.commands.assign_user_task import AssignUserTask
from engine.commands.complete_user_task import CompleteUserTask, FormErrors
from engine.commands.create_process_instance import CreateProcessInstance
from engine.commands.deploy_resources import DeployResources
from engine.commands.update_user_task import UpdateUserTask, UserTaskChangedMeanwhile
from engine.commands.user_task import UserTaskNotOpen, UserTaskTaken
from engine.engine import Engine, IdempotencyKeyReused
from engine.errors import QuyTrinhError
from engine.instance_tree import InstanceNotFound
from engine.persistence.unit_of_work import AccessDenied
from tests.engine.diagrams import THREE_TASKS, bpmn, flow, user_task
from tests.engine.store import key_of, value, values
from tests.engine.wiring import ADMIN, OFFICER, AllowAll

FORM = """{"type": "default", "id": "plan", "schemaVersion": 19, "components": [
  {"type": "number", "key": "households", "label": "Số hộ", "id": "f1", "validate": {"required": true, "min": 1}}]}"""
WITH_FORM = bpmn(
    '<bpmn:startEvent id="start" /><bpmn:endEvent id="end" />'
    + user_task("a", '<zeebe:formDefinition formId="plan" bindingType="deployment" />')
    + flow("start", "a")
    + flow("a", "end")
)


@pytest.fixture
def task(engine: Engine) -> int:
    engine.execute(DeployResources(resources=(("p.bpmn", THREE_TASKS),)), ADMIN)
    engine.execute(CreateProcessInstance(process_id="p"), OFFICER)
    return key_of(engine, "user_task")


def refuse(engine: Engine, action: str) -> None:
    policy = engine.ports.policy
    assert isinstance(policy, AllowAll)
    policy.denied.add(action)


def test_who_is_not_allowed_is_refused_and_the_attempt_is_in_the_history_of_the_case(engine: Engine, task: int) -> None:
    refuse(engine, "user_task.complete")
    with pytest.raises(AccessDenied):
        engine.execute(CompleteUserTask(user_task_key=task), OFFICER)
    assert value(engine, "SELECT state FROM user_task") == "CREATED"
    events = values(engine, "SELECT type || ' ' || actor FROM history_event WHERE stream_kind = 1 ORDER BY seq")
    assert events == ["process_instance.created lan", "access.refused lan"]


def test_a_completed_task_cannot_be_completed_again(engine: Engine, task: int) -> None:
    engine.execute(CompleteUserTask(user_task_key=task), OFFICER)
    with pytest.raises(UserTaskNotOpen):
        engine.execute(CompleteUserTask(user_task_key=task), OFFICER)


def test_an_unknown_task_is_not_found(engine: Engine, task: int) -> None:
    with pytest.raises(InstanceNotFound):
        engine.execute(CompleteUserTask(user_task_key=task + 1), OFFICER)


def test_of_two_people_who_complete_at_once_one_succeeds_and_the_other_is_told(engine: Engine, task: int) -> None:
    outcomes: list[str] = []
    barrier = threading.Barrier(2)

    def complete() -> None:
        barrier.wait()
        try:
            engine.execute(CompleteUserTask(user_task_key=task), OFFICER)
            outcomes.append("done")
        except QuyTrinhError as error:
            outcomes.append(error.error_code)

    threads = [threading.Thread(target=complete) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "user_task.not_open"]
    assert value(engine, "SELECT count(*) FROM user_task WHERE element_id = 'b'") == 1


def test_the_same_request_sent_twice_is_done_once(engine: Engine, task: int) -> None:
    command = CompleteUserTask(user_task_key=task, variables={"x": 1})
    for _ in range(2):
        engine.execute(command, OFFICER, idempotency_key="abc")
    assert value(engine, "SELECT count(*) FROM history_event WHERE type = 'user_task.completed'") == 1


def test_an_idempotency_key_is_good_for_one_request_only(engine: Engine, task: int) -> None:
    engine.execute(CompleteUserTask(user_task_key=task), OFFICER, idempotency_key="abc")
    with pytest.raises(IdempotencyKeyReused):
        engine.execute(CompleteUserTask(user_task_key=task, variables={"x": 2}), OFFICER, idempotency_key="abc")


def test_a_repeated_creation_answers_with_the_first_instance(engine: Engine, task: int) -> None:
    command = CreateProcessInstance(process_id="p", variables={"n": 1})
    first = engine.execute(command, OFFICER, idempotency_key="start")
    again = engine.execute(command, OFFICER, idempotency_key="start")
    assert again == first
    assert value(engine, "SELECT count(*) FROM process_instance") == 2


def test_a_task_that_somebody_holds_is_not_completed_by_another_without_the_right(engine: Engine, task: int) -> None:
    engine.execute(AssignUserTask(user_task_key=task, assignee="minh"), ADMIN)
    refuse(engine, "user_task.override")
    with pytest.raises(UserTaskTaken) as taken:
        engine.execute(CompleteUserTask(user_task_key=task), OFFICER)
    assert "minh" in taken.value.message("vi")


def test_claiming_without_override_does_not_take_a_task_away(engine: Engine, task: int) -> None:
    engine.execute(AssignUserTask(user_task_key=task, assignee="minh"), ADMIN)
    with pytest.raises(UserTaskTaken):
        engine.execute(AssignUserTask(user_task_key=task, assignee="lan", allow_override=False), OFFICER)


def test_a_change_made_on_an_old_revision_is_refused(engine: Engine, task: int) -> None:
    engine.execute(UpdateUserTask(user_task_key=task, priority=60, revision=0), OFFICER)
    with pytest.raises(UserTaskChangedMeanwhile):
        engine.execute(UpdateUserTask(user_task_key=task, priority=70, revision=0), OFFICER)


def test_a_submission_against_the_form_is_refused_field_by_field_and_nothing_moves(engine: Engine) -> None:
    engine.execute(DeployResources(resources=(("p.bpmn", WITH_FORM), ("plan.form", FORM.encode()))), ADMIN)
    engine.execute(CreateProcessInstance(process_id="p"), OFFICER)
    task = key_of(engine, "user_task")
    with pytest.raises(FormErrors) as refused:
        engine.execute(CompleteUserTask(user_task_key=task, variables={"households": 0}), OFFICER)
    assert [finding.path for finding in refused.value.findings] == ["households"]
    assert value(engine, "SELECT state FROM user_task") == "CREATED"
    engine.execute(CompleteUserTask(user_task_key=task, variables={"households": 12}), OFFICER)
    assert value(engine, "SELECT value FROM variable WHERE name = 'households'") == "12"


def test_a_start_form_is_checked_before_anything_moves_and_other_variables_come_along(engine: Engine) -> None:
    diagram = bpmn(
        '<bpmn:startEvent id="start"><bpmn:extensionElements><zeebe:formDefinition formId="plan" />'
        "</bpmn:extensionElements></bpmn:startEvent>"
        '<bpmn:endEvent id="end" />' + user_task("a") + flow("start", "a") + flow("a", "end")
    )
    engine.execute(DeployResources(resources=(("p.bpmn", diagram), ("plan.form", FORM.encode()))), ADMIN)
    with pytest.raises(FormErrors):
        engine.execute(CreateProcessInstance(process_id="p", variables={"households": 0}), OFFICER)
    assert value(engine, "SELECT count(*) FROM process_instance") == 0
    engine.execute(CreateProcessInstance(process_id="p", variables={"households": 3, "unit": "x"}), OFFICER)
    assert values(engine, "SELECT name || '=' || value FROM variable ORDER BY name") == ["households=3", 'unit="x"']
