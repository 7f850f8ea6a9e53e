"""Short ways to bring a case somewhere, and to look whether its rows and its history are sound."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from engine.commands.clock import PinClock
from engine.commands.complete_user_task import CompleteUserTask
from engine.commands.create_process_instance import CreateProcessInstance
from engine.commands.deliver_due import DeliverDue
from engine.commands.deploy_resources import Deployment, DeployResources
from engine.commands.fire_timer import FireTimer
from engine.engine import Engine
from engine.errors import QuyTrinhError
from engine.history.faults import Status
from engine.history.reading import snapshot
from engine.history.verify import verify_store
from tests.engine.store import key_of, value, values
from tests.engine.wiring import ADMIN, OFFICER, START

START_EVENT = '<bpmn:startEvent id="start" />'
END_EVENT = '<bpmn:endEvent id="end" />'
ENDS = START_EVENT + END_EVENT


def deploy(engine: Engine, *diagrams: bytes, **files: str) -> Deployment:
    """Diagrams are named by their place; `files` by their keyword, ``__`` for the dot."""
    resources = [(f"{place}.bpmn", diagram) for place, diagram in enumerate(diagrams)]
    resources += [(name.replace("__", "."), text.encode()) for name, text in files.items()]
    deployment: Deployment = engine.execute(DeployResources(resources=tuple(resources)), ADMIN)
    return deployment


def begin(engine: Engine, process_id: str = "p", **variables: Any) -> int:
    created = engine.execute(CreateProcessInstance(process_id=process_id, variables=variables), OFFICER)
    key: int = created.process_instance_key
    return key


def complete(engine: Engine, element_id: str | None = None, **variables: Any) -> None:
    """Complete the only open user task (of one element, when it is named)."""
    engine.execute(
        CompleteUserTask(user_task_key=key_of(engine, "user_task", element_id), variables=variables), OFFICER
    )


def pass_time(engine: Engine, **since_start: float) -> list[bool]:
    """Pin the clock so long after START, and fire what is delivered then; says of each timer whether it fired."""
    engine.execute(PinClock(at=START + timedelta(**since_start)), ADMIN)
    return fire_due(engine)


def fire_due(engine: Engine) -> list[bool]:
    """Do what a worker does with the timers that are due."""
    before = delivered(engine)
    engine.execute(DeliverDue(), ADMIN)
    return [engine.execute(FireTimer(timer_key=key), ADMIN) for key in delivered(engine)[len(before) :]]


def delivered(engine: Engine, task: str = "fire_timer") -> list[int]:
    """Keys of all deliveries of one task so far, in their order."""
    return values(
        engine, "SELECT (args ->> 'key')::bigint FROM procrastinate_jobs WHERE task_name = %s ORDER BY id", task
    )


def open_tasks(engine: Engine) -> list[str]:
    return values(engine, "SELECT element_id FROM user_task WHERE state = 'CREATED' ORDER BY element_id, key")


def state_of(engine: Engine, process_instance_key: int) -> str:
    state: str = value(engine, "SELECT state FROM process_instance WHERE key = %s", process_instance_key)
    return state


def variables_of(engine: Engine, scope_key: int) -> dict[str, str]:
    """JSON texts by name."""
    with engine.database.connect() as connection:
        rows = connection.exec_driver_sql("SELECT name, value FROM variable WHERE scope_key = %s", (scope_key,)).all()
        connection.rollback()
    return {row.name: row.value for row in rows}


_LEFT_OPEN = """
    SELECT 'process_instance ' || key FROM process_instance WHERE state = 'ACTIVE' AND {over}
    UNION ALL SELECT 'element_instance ' || element_id FROM element_instance e
      WHERE state = 'ACTIVE' AND process_instance_key IN (SELECT key FROM process_instance WHERE {over})
    UNION ALL SELECT 'user_task ' || element_id FROM user_task WHERE state = 'CREATED' AND {over}
    UNION ALL SELECT 'job ' || element_id FROM job WHERE end_time IS NULL AND {over}
    UNION ALL SELECT 'incident ' || element_id FROM incident WHERE state = 'ACTIVE' AND {over}
    UNION ALL SELECT 'timer ' || element_id FROM timer WHERE {over}
    UNION ALL SELECT 'message_subscription ' || element_id FROM message_subscription WHERE {over}
    UNION ALL SELECT 'variable ' || name FROM variable v WHERE {over}
      AND NOT EXISTS (SELECT 1 FROM process_instance p WHERE p.key = v.scope_key)""".format(
    over="root_key IN (SELECT root_key FROM process_instance_state WHERE state IS NULL)"
)


def left_open(engine: Engine) -> list[str]:
    """Rows that still wait though their case has ended."""
    return sorted(values(engine, _LEFT_OPEN))


def is_intact(engine: Engine) -> bool:
    """Whether every chain of the store holds."""
    with snapshot(engine.database) as connection:
        return verify_store(connection, {}).status is Status.INTACT


def rivals(*deeds: Callable[[], Any]) -> list[Any]:
    """Do all deeds at once, each in a thread; their answers, or the codes of their errors, in the order of `deeds`."""
    outcomes: list[Any] = [None] * len(deeds)
    barrier = threading.Barrier(len(deeds))

    def run(place: int, deed: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            outcomes[place] = deed()
        except QuyTrinhError as error:
            outcomes[place] = error.error_code

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
