"""Which version is meant: after failed deployments, on other servers, and when two deploy at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.commands.create_process_instance import CreateProcessInstance
from engine.commands.publish_message import PublishMessage
from engine.engine import Engine
from engine.errors import InvalidInput
from engine.queries.definitions import GetStartForm
from tests.engine.diagrams import bpmn, flow, user_task
from tests.engine.integration.cases import END_EVENT, ENDS, begin, deploy, is_intact, rivals
from tests.engine.integration.elements import call, message, timer
from tests.engine.store import value, values
from tests.engine.wiring import OFFICER

FORM = """{"type": "default", "id": "plan", "schemaVersion": 19, "note": "first",
  "components": [{"type": "text", "id": "t"}]}"""
UNREADABLE = bpmn(
    '<bpmn:startEvent id="start">'
    + timer("Date", "=missing")
    + "</bpmn:startEvent>"
    + END_EVENT
    + flow("start", "end"),
    process_id="unreadable",
)


def diagram(name: str, *, process_id: str = "p", extensions: str = "", attributes: str = "", tag: str = "") -> bytes:
    """A process of one task; another `name` is another version."""
    tagged = f'<bpmn:extensionElements><zeebe:versionTag value="{tag}" /></bpmn:extensionElements>' if tag else ""
    body = tagged + ENDS + user_task("a", extensions, name) + flow("start", "a") + flow("a", "end")
    return bpmn(body, process_id=process_id, attributes=attributes)


def version(engine: Engine, process_id: str = "p") -> int:
    created = engine.execute(CreateProcessInstance(process_id=process_id), OFFICER)
    number: int = created.version
    return number


def test_a_deployment_that_fails_late_does_not_hide_the_next_one(engine: Engine) -> None:
    deploy(engine, diagram("one"))
    assert version(engine) == 1
    with pytest.raises(InvalidInput):
        deploy(engine, UNREADABLE)
    assert version(engine) == 1
    deploy(engine, diagram("two"))
    assert version(engine) == 2


def test_what_is_chosen_while_a_deployment_is_under_way_is_forgotten_when_it_is_done(
    engine: Engine, new_engine: Callable[..., Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A case begins between the statements of a deployment and its commit."""
    deploy(engine, diagram("one"))
    seen: list[int] = []
    compile_ = engine.definitions.interpreter.compile

    def meanwhile(*given: object) -> object:
        if not seen:
            seen.append(0)
            seen.append(rivals(lambda: version(engine))[0])
        return compile_(*given)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(engine.definitions.interpreter, "compile", meanwhile)
        deploy(engine, diagram("two"))
    assert seen == [0, 1]
    assert version(engine) == 2


def test_another_server_learns_of_a_deployment_with_its_next_command(
    engine: Engine, new_engine: Callable[..., Engine]
) -> None:
    other = new_engine()
    deploy(engine, diagram("one"))
    assert version(other) == 1
    deploy(engine, diagram("two"))
    assert version(other) == 2


def test_a_message_start_on_another_server_calls_the_latest_version(
    engine: Engine, new_engine: Callable[..., Engine]
) -> None:
    other = new_engine()
    caller = bpmn(
        '<bpmn:startEvent id="start"><bpmn:messageEventDefinition messageRef="m" /></bpmn:startEvent>' + END_EVENT
        + call("call", "inner") + flow("start", "call") + flow("call", "end"),
        root=message("m", "begin", None),
    )  # fmt: skip
    deploy(engine, caller, diagram("one", process_id="inner"))
    for _ in range(2):
        other.execute(PublishMessage(name="begin"), OFFICER)
    deploy(engine, diagram("two", process_id="inner"))
    other.execute(PublishMessage(name="begin"), OFFICER)
    called = (
        "SELECT d.version FROM process_instance p JOIN process_definition d ON d.key = p.process_definition_key "
        "WHERE p.key != p.root_key ORDER BY p.key"
    )
    assert values(engine, called) == [1, 1, 2]


def test_the_start_form_is_the_latest_on_a_server_that_only_answers_questions(
    engine: Engine, new_engine: Callable[..., Engine]
) -> None:
    other = new_engine()
    started = (
        '<bpmn:startEvent id="start"><bpmn:extensionElements><zeebe:formDefinition formId="plan" />'
        '</bpmn:extensionElements></bpmn:startEvent>' + END_EVENT + flow("start", "end")
    )  # fmt: skip
    deployment = deploy(engine, bpmn(started), plan__form=FORM)
    question = GetStartForm(process_definition_key=deployment.definitions[0].key)
    assert other.query(question, OFFICER).version == 1
    deploy(engine, plan__form=FORM.replace("first", "second"))
    assert other.query(question, OFFICER).version == 2


def test_deployments_at_once_get_consecutive_versions(engine: Engine, new_engine: Callable[..., Engine]) -> None:
    other = new_engine()
    names = ["one", "two", "three", "four"]
    deployments = rivals(
        *[lambda name=name, server=server: deploy(server, diagram(name))
          for name, server in zip(names, [engine, other] * 2, strict=True)]
    )  # fmt: skip
    assert sorted(deployment.definitions[0].version for deployment in deployments) == [1, 2, 3, 4]
    same = rivals(*[lambda: deploy(engine, diagram("five"))] * 3)
    assert sorted((d.definitions[0].version, d.definitions[0].is_new) for d in same) == [
        (5, False), (5, False), (5, True),
    ]  # fmt: skip
    assert is_intact(engine)


def test_a_version_that_comes_back_is_a_new_one(engine: Engine) -> None:
    for name, expected in (("one", 1), ("two", 2), ("one", 3)):
        assert deploy(engine, diagram(name)).definitions[0].version == expected


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [("", 3), ('bindingType="deployment"', 1), ('bindingType="versionTag" versionTag="stable"', 2)],
)
def test_a_call_means_the_version_of_its_binding(engine: Engine, attributes: str, expected: int) -> None:
    caller = bpmn(ENDS + call("call", "inner", attributes) + flow("start", "call") + flow("call", "end"))
    deploy(engine, caller, diagram("one", process_id="inner"))
    deploy(engine, diagram("two", process_id="inner", tag="stable"))
    deploy(engine, diagram("three", process_id="inner"))
    begin(engine)
    called = (
        "SELECT d.version FROM process_instance p JOIN process_definition d ON d.key = p.process_definition_key "
        "WHERE p.key != p.root_key"
    )
    assert value(engine, called) == expected


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [("", 3), ('bindingType="deployment"', 1), ('bindingType="versionTag" versionTag="stable"', 2)],
)
def test_a_task_gets_the_form_of_its_binding(engine: Engine, attributes: str, expected: int) -> None:
    task = diagram("one", extensions=f'<zeebe:formDefinition formId="plan" {attributes} />')
    deploy(engine, task, plan__form=FORM)
    deploy(engine, plan__form=FORM.replace('"note": "first"', '"versionTag": "stable"'))
    deploy(engine, plan__form=FORM.replace("first", "third"))
    begin(engine)
    assert value(engine, "SELECT f.version FROM user_task t JOIN form f ON f.key = t.form_key") == expected
