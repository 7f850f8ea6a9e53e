"""What a diagram marks as personal is encrypted in history and can be erased, the chain staying whole."""

from __future__ import annotations

from engine.commands.create_process_instance import CreateProcessInstance
from engine.commands.deploy_resources import DeployResources
from engine.engine import Engine
from engine.history.body import is_encrypted
from engine.history.events import process_instance_stream
from engine.history.faults import Status
from engine.history.reading import snapshot
from engine.history.verify import verify_stream
from tests.engine.diagrams import THREE_TASKS
from tests.engine.store import value, values
from tests.engine.wiring import ADMIN, OFFICER

MARKED = THREE_TASKS.replace(
    b'isExecutable="true" >',
    b'isExecutable="true"><bpmn:extensionElements><zeebe:properties>'
    b'<zeebe:property name="personalVariables" value="contact" /></zeebe:properties></bpmn:extensionElements>',
)


def test_a_marked_variable_is_encrypted_with_a_key_of_its_case(engine: Engine) -> None:
    engine.execute(DeployResources(resources=(("p.bpmn", MARKED),)), ADMIN)
    created = engine.execute(CreateProcessInstance(process_id="p", variables={"contact": "0912", "n": 1}), OFFICER)
    bodies = values(engine, "SELECT body FROM history_payload WHERE stream_kind = 1 ORDER BY part")
    assert [is_encrypted(bytes(body)) for body in bodies] == [False, True]
    subject = value(engine, "SELECT subject FROM history_subject_key")
    assert subject == f"case:{created.process_instance_key}"
    with snapshot(engine.database) as connection:
        verification = verify_stream(connection, process_instance_stream(created.process_instance_key), {})
        connection.rollback()
    assert verification.status is Status.INTACT
