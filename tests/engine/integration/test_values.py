"""Values of every size and kind come back as they were, or are refused with a clear word and leave no trace."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.commands.activate_jobs import ActivateJobs
from engine.commands.create_process_instance import CreateProcessInstance
from engine.commands.end_job import CompleteJob, FailJob
from engine.commands.publish_message import PublishMessage
from engine.commands.set_variables import ScopeNotActive, SetVariables
from engine.engine import Engine
from engine.errors import InvalidInput
from engine.queries.case_history import GetCaseHistory
from tests.engine.diagrams import bpmn, flow, user_task
from tests.engine.integration.cases import ENDS, begin, complete, deploy, is_intact, left_open, variables_of
from tests.engine.integration.elements import script, service
from tests.engine.store import key_of, value, values
from tests.engine.wiring import ADMIN, OFFICER

DIAGRAM = bpmn(
    ENDS + service() + script("copy", "x", "y") + flow("start", "work") + flow("work", "copy") + flow("copy", "end")
)


def nested(levels: int) -> Any:
    inner: Any = 1
    for level in range(levels):
        inner = [inner] if level % 2 else {"in": inner}
    return inner


STORABLE: dict[str, Any] = {
    "34 digits": Decimal("1234567890.123456789012345678901234"),
    "more than a double holds": 2**53 + 1,
    "more than 64 bits": 10**33 + 7,
    "a small fraction": Decimal("1E-40"),
    "NUL": "a\0b",
    "all kinds of letters": 'Trà Bồng 🎋 𝔘 ﷺ \u2028 \ufeff \x7f \x1f"\\/',
    "a decomposed letter": "e\u0302",
    "one megabyte": [{"tên": "Nguyễn Thị Lan", "số": number} for number in range(30_000)],
    "a deep tree": nested(100),
    "odd names": {"": 1, "a.b": 2, "\0": 3, "__class__": 4, "%s": 5, "tên đầy đủ": 6},
    "nothing": None,
    "empty": [[], {}, ""],
    "truth": [True, False],
}


@pytest.mark.parametrize("kind", STORABLE)
def test_a_value_comes_back_as_it_was(engine: Engine, kind: str) -> None:
    """From the caller to a worker, back with a job, through a script into another variable, and into history."""
    given = STORABLE[kind]
    deploy(engine, DIAGRAM)
    case = begin(engine, first=given)
    (job,) = engine.execute(ActivateJobs(type="pay", timeout=1, max_jobs=1), ADMIN)
    assert job.variables == {"first": given}
    engine.execute(CompleteJob(job_key=job.key, variables={"x": job.variables["first"]}), ADMIN)
    assert variables_of(engine, case)["y"] == variables_of(engine, case)["first"]
    recorded = engine.query(GetCaseHistory(process_instance_key=case), OFFICER)
    if kind != "a decomposed letter":  # history spells all text in one way
        assert recorded[1].payload is not None
        assert [case, "x", given] in recorded[1].payload["variables"]
    assert is_intact(engine)


REFUSED: dict[str, Any] = {
    "half a pair": "\ud800",
    "half a pair in a name": {"\ud800": 1},
    "deeper than any reader goes": nested(101),
    "far deeper": nested(5_000),
    "no number": Decimal("NaN"),
}


@pytest.mark.parametrize("key", [None, "k"])
@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_stored_is_refused_and_leaves_no_trace(engine: Engine, kind: str, key: str | None) -> None:
    deploy(engine, DIAGRAM)
    with pytest.raises(InvalidInput) as refused:
        engine.execute(
            CreateProcessInstance(process_id="p", variables={"x": REFUSED[kind]}), OFFICER, idempotency_key=key
        )
    assert refused.value.message("vi") != refused.value.message("en")
    assert value(engine, "SELECT count(*) FROM process_instance") == 0
    with pytest.raises(InvalidInput):
        engine.execute(PublishMessage(name="m", time_to_live=1_000, variables={"x": REFUSED[kind]}), OFFICER)
    assert value(engine, "SELECT count(*) FROM message") == 0


def test_nul_where_plain_text_is_kept_is_refused(engine: Engine) -> None:
    deploy(engine, DIAGRAM)
    begin(engine)
    job = key_of(engine, "job")
    for command in (
        CreateProcessInstance(process_id="p", business_id="a\0"),
        CreateProcessInstance(process_id="p", variables={"a\0": 1}),
        CreateProcessInstance(process_id="p", tags=("a\0",)),
        CreateProcessInstance(process_id="a\0"),
        PublishMessage(name="a\0"),
        FailJob(job_key=job, error_message="a\0"),
    ):
        with pytest.raises(InvalidInput):
            engine.execute(command, OFFICER)
    assert value(engine, "SELECT count(*) FROM process_instance") == 1
    assert value(engine, "SELECT state FROM job") == "CREATED"


def test_a_command_needs_one_connection_even_when_it_has_used_up_its_keys(engine: Engine) -> None:
    """A second one might have to be waited for by all commands that hold one."""
    deploy(engine, DIAGRAM)
    held = [engine.database.connect() for _ in range(7)]
    try:
        for number in range(400):
            begin(engine, n=number)
    finally:
        for connection in held:
            connection.close()
    assert value(engine, "SELECT last_value FROM key_block") > 1


LOCALS = bpmn(
    ENDS
    + '<bpmn:subProcess id="sub"><bpmn:extensionElements><zeebe:ioMapping>'
    + '<zeebe:input source="=1" target="own" /><zeebe:output source="=own + 1" target="result" />'
    + '</zeebe:ioMapping></bpmn:extensionElements><bpmn:startEvent id="s" />'
    + user_task("a", '<zeebe:ioMapping><zeebe:output source="=answer" target="decided" /></zeebe:ioMapping>')
    + flow("s", "a")
    + "</bpmn:subProcess>"
    + user_task("b")
    + flow("start", "sub")
    + flow("sub", "b")
    + flow("b", "end")
)


def test_variables_of_a_scope_go_with_it_and_history_keeps_what_was_said_in_it(engine: Engine) -> None:
    deploy(engine, LOCALS)
    case = begin(engine)
    sub = value(engine, "SELECT key FROM element_instance WHERE element_id = 'sub'")
    engine.execute(SetVariables(scope_key=sub, variables={"own": 41}), ADMIN)
    engine.execute(SetVariables(scope_key=sub, variables={"note": "x"}, local=True), ADMIN)
    assert variables_of(engine, sub) == {"own": "41", "note": '"x"'}
    task = key_of(engine, "user_task")
    complete(engine, "a", answer="có", reason="đủ hồ sơ")
    assert values(engine, "SELECT DISTINCT scope_key FROM variable") == [case]
    assert variables_of(engine, case) == {"decided": '"có"', "result": "42"}
    last = engine.query(GetCaseHistory(process_instance_key=case), OFFICER)[-1]
    assert last.payload is not None
    assert last.payload["variables"] == [
        [task, "answer", "có"],
        [task, "reason", "đủ hồ sơ"],
        [case, "decided", "có"],
        [case, "result", 42],
    ]
    with pytest.raises(ScopeNotActive):
        engine.execute(SetVariables(scope_key=sub, variables={"own": 1}), ADMIN)
    complete(engine, "b")
    assert left_open(engine) == []
    assert is_intact(engine)
