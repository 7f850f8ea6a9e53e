"""The staff member's walk through the engine: deploy, start, complete, end, with every step in history."""

from __future__ import annotations

from engine.commands.complete_user_task import CompleteUserTask
from engine.commands.create_process_instance import CreateProcessInstance
from engine.commands.deploy_resources import DeployResources
from engine.engine import Engine
from tests.engine.diagrams import THREE_TASKS
from tests.engine.wiring import ADMIN, OFFICER


def test_an_instance_of_three_tasks_runs_to_its_end(engine: Engine) -> None:
    deployment = engine.execute(DeployResources(resources=(("p.bpmn", THREE_TASKS),)), ADMIN)
    assert [(d.id, d.version) for d in deployment.definitions] == [("p", 1)]
    created = engine.execute(CreateProcessInstance(process_id="p", variables={"n": 1}), OFFICER)
    with engine.database.connect() as connection:
        for name in "abc":
            key = connection.exec_driver_sql(
                "SELECT key FROM user_task WHERE element_id = %s AND state = 'CREATED'", (name,)
            ).scalar_one()
            connection.commit()
            engine.execute(CompleteUserTask(user_task_key=key, variables={f"done_{name}": True}), OFFICER)
        state = connection.exec_driver_sql(
            "SELECT state FROM process_instance WHERE key = %s", (created.process_instance_key,)
        ).scalar_one()
        assert state == "COMPLETED"
        names = connection.exec_driver_sql("SELECT name FROM variable ORDER BY name").scalars().all()
        assert names == ["done_a", "done_b", "done_c", "n"]
        events = (
            connection.exec_driver_sql("SELECT type FROM history_event WHERE stream_kind = 1 ORDER BY seq")
            .scalars()
            .all()
        )
        assert events == ["process_instance.created", *["user_task.completed"] * 3]
