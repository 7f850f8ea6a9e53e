"""Deployments: versions, bindings, and bundles that are refused as a whole."""

from __future__ import annotations

import pytest

from engine.commands.create_process_instance import CreateProcessInstance
from engine.commands.deploy_resources import DeployResources
from engine.engine import Engine
from engine.errors import Problems
from tests.engine.commands.test_user_task import FORM, WITH_FORM
from tests.engine.diagrams import THREE_TASKS, bpmn, flow
from tests.engine.store import key_of, value
from tests.engine.wiring import ADMIN, OFFICER

TIMED = bpmn(
    '<bpmn:startEvent id="start"><bpmn:timerEventDefinition><bpmn:timeCycle>R3/P1D</bpmn:timeCycle>'
    '</bpmn:timerEventDefinition></bpmn:startEvent><bpmn:endEvent id="end" />' + flow("start", "end"),
    process_id="daily",
)


def deploy(engine: Engine, **files: bytes) -> list[tuple[str, int, bool]]:
    resources = tuple((name.replace("__", "."), data) for name, data in files.items())
    deployment = engine.execute(DeployResources(resources=resources), ADMIN)
    return [(d.id, d.version, d.is_new) for d in deployment.definitions]


def test_the_same_content_keeps_its_version(engine: Engine) -> None:
    assert deploy(engine, p__bpmn=THREE_TASKS) == [("p", 1, True)]
    assert deploy(engine, p__bpmn=THREE_TASKS) == [("p", 1, False)]
    assert deploy(engine, p__bpmn=THREE_TASKS.replace(b'name="Vi', b'name="Vvi')) == [("p", 2, True)]


def test_a_changed_form_gives_a_new_version_of_the_process_that_is_bound_to_its_deployment(engine: Engine) -> None:
    deploy(engine, p__bpmn=WITH_FORM, plan__form=FORM.encode())
    changed = FORM.replace('"min": 1', '"min": 5').encode()
    assert deploy(engine, p__bpmn=WITH_FORM, plan__form=changed) == [("p", 2, True), ("plan", 2, True)]
    engine.execute(CreateProcessInstance(process_id="p"), OFFICER)
    form_key = value(engine, "SELECT form_key FROM user_task WHERE key = %s", key_of(engine, "user_task"))
    assert value(engine, "SELECT version FROM form WHERE key = %s", form_key) == 2


def test_a_bundle_with_one_bad_file_stores_nothing(engine: Engine) -> None:
    broken = THREE_TASKS.replace(b'targetRef="b"', b'targetRef="nowhere"')
    with pytest.raises(Problems) as refused:
        deploy(engine, good__bpmn=WITH_FORM.replace(b'id="p"', b'id="q"'), plan__form=FORM.encode(), p__bpmn=broken)
    assert any("nowhere" in finding.message("vi") for finding in refused.value.findings)
    for table in ("deployment", "resource", "process_definition", "form"):
        assert value(engine, f"SELECT count(*) FROM {table}") == 0


def test_the_timer_of_a_start_event_belongs_to_the_latest_version(engine: Engine) -> None:
    deploy(engine, daily__bpmn=TIMED)
    deploy(engine, daily__bpmn=TIMED.replace(b"R3/P1D", b"R3/P2D"))
    assert value(engine, "SELECT count(*) FROM timer") == 1
    assert value(engine, "SELECT interval FROM timer") == "P2D"
