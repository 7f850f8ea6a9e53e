"""User tasks of several people: claimed at once, changed, and shown to those of the right set."""

from __future__ import annotations

import pytest

from engine.actor import Actor
from engine.commands.assign_user_task import AssignUserTask, UnassignUserTask
from engine.commands.cancel_process_instance import CancelProcessInstance
from engine.commands.create_process_instance import CreateProcessInstance
from engine.commands.update_user_task import UpdateUserTask
from engine.commands.user_task import UserTaskNotOpen
from engine.engine import Engine
from engine.errors import InvalidInput
from engine.queries.case_history import GetCaseHistory
from engine.queries.user_tasks import GetUserTask, SearchUserTasks
from tests.engine.counting import traffic
from tests.engine.diagrams import bpmn, flow, user_task
from tests.engine.integration.cases import ENDS, begin, complete, deploy, is_intact, rivals
from tests.engine.integration.elements import call, each, inside
from tests.engine.store import key_of, value, values
from tests.engine.wiring import ADMIN, OFFICER, PlainResolver

GROUPS = '<zeebe:assignmentDefinition candidateGroups="=[item]" />'
SINGLE = bpmn(ENDS + user_task("a") + flow("start", "a") + flow("a", "end"))
MANY = bpmn(ENDS + inside(user_task("a", GROUPS), each("units")) + flow("start", "a") + flow("a", "end"))


@pytest.fixture
def task(engine: Engine) -> int:
    deploy(engine, SINGLE)
    begin(engine)
    return key_of(engine, "user_task")


def test_of_two_who_claim_at_once_one_gets_it(engine: Engine, task: int) -> None:
    people = [Actor(username=name) for name in ("lan", "minh")]
    outcomes = rivals(
        *[
            lambda actor=actor: engine.execute(
                AssignUserTask(user_task_key=task, assignee=actor.username, allow_override=False, action="claim"), actor
            )
            for actor in people
        ]
    )
    assert sorted(outcomes, key=str) == [None, "user_task.taken"]
    winner = people[outcomes.index(None)].username
    assert engine.query(GetUserTask(key=task), OFFICER)["assignee"] == winner
    assert value(engine, "SELECT count(*) FROM history_event WHERE type = 'user_task.assigned'") == 1


def test_changes_at_once_are_all_kept_and_counted(engine: Engine, task: int) -> None:
    rivals(
        lambda: engine.execute(UpdateUserTask(user_task_key=task, priority=7), OFFICER),
        lambda: engine.execute(AssignUserTask(user_task_key=task, assignee="minh"), ADMIN),
        lambda: engine.execute(UpdateUserTask(user_task_key=task, candidate_groups=("x",)), ADMIN),
    )
    row = engine.query(GetUserTask(key=task), OFFICER)
    assert (row["priority"], row["assignee"], row["candidate_groups"], row["revision"]) == (7, "minh", ["x"], 3)
    assert is_intact(engine)


def test_no_deed_reaches_a_task_of_a_cancelled_case(engine: Engine, task: int) -> None:
    case = value(engine, "SELECT key FROM process_instance")
    engine.execute(CancelProcessInstance(process_instance_key=case), ADMIN)
    for command in (
        AssignUserTask(user_task_key=task, assignee="lan"),
        UnassignUserTask(user_task_key=task),
        UpdateUserTask(user_task_key=task, priority=1),
    ):
        with pytest.raises(UserTaskNotOpen):
            engine.execute(command, ADMIN)


@pytest.mark.parametrize(
    "change", [{"priority": 101}, {"priority": -1}, {"due_date": "hôm nào đó"}, {"candidate_groups": ("a\0",)}]
)
def test_a_change_to_what_cannot_be_is_refused(engine: Engine, task: int, change: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        engine.execute(UpdateUserTask(user_task_key=task, **change), ADMIN)  # type: ignore[arg-type]
    assert value(engine, "SELECT revision FROM user_task") == 0


def test_an_empty_text_clears_a_date_and_none_keeps_it(engine: Engine, task: int) -> None:
    engine.execute(UpdateUserTask(user_task_key=task, due_date="2025-03-20T00:00:00Z"), ADMIN)
    engine.execute(UpdateUserTask(user_task_key=task, priority=3), ADMIN)
    assert value(engine, "SELECT due_date FROM user_task") is not None
    engine.execute(UpdateUserTask(user_task_key=task, due_date=""), ADMIN)
    assert value(engine, "SELECT due_date FROM user_task") is None


def test_tasks_with_the_same_candidates_share_one_set_and_one_question(engine: Engine) -> None:
    deploy(engine, MANY)
    with traffic(engine) as sent:
        begin(engine, units=["x"] * 20)
    assert sent.statements <= 10
    assert values(engine, "SELECT principals FROM candidate_set") == [["group:x"]]
    with traffic(engine) as sent:
        begin(engine, units=[f"xã {number}" for number in range(16)])
    assert sent.statements <= 10
    assert value(engine, "SELECT count(*) FROM candidate_set") == 17


def test_sets_that_two_commands_make_at_once_are_made_once(engine: Engine) -> None:
    deploy(engine, MANY)
    rivals(
        lambda: begin(engine, units=["a", "b", "c"]),
        lambda: begin(engine, units=["c", "b", "a"]),
    )
    assert value(engine, "SELECT count(*) FROM candidate_set") == 3
    assert value(engine, "SELECT count(*) FROM user_task") == 6
    tasks = engine.query(SearchUserTasks(), OFFICER).rows
    for row in tasks:
        principals = value(
            engine,
            "SELECT s.principals FROM candidate_set s JOIN user_task t ON t.candidate_set_key = s.key WHERE t.key = %s",
            row["key"],
        )
        assert principals == [f"group:{row['candidate_groups'][0]}"]


def test_a_set_of_a_command_that_failed_is_not_remembered(engine: Engine) -> None:
    deploy(engine, MANY)
    with pytest.raises(InvalidInput):
        engine.execute(CreateProcessInstance(process_id="p", variables={"units": ["x"]}, business_id="a\0"), OFFICER)
    begin(engine, units=["x"])
    assert values(engine, "SELECT principals FROM candidate_set") == [["group:x"]]


def test_new_candidates_are_resolved_with_what_the_task_itself_sees(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A called instance has variables of its own."""
    inner = bpmn('<bpmn:startEvent id="s" />' + user_task("deep") + flow("s", "deep"), process_id="inner")
    mapping = '<zeebe:ioMapping><zeebe:input source="=&quot;inside&quot;" target="where" /></zeebe:ioMapping>'
    deploy(engine, bpmn(ENDS + call("c", "inner", extensions=mapping) + flow("start", "c") + flow("c", "end")), inner)
    begin(engine, where="outside")
    seen: list[dict[str, object]] = []
    resolve = PlainResolver.resolve

    def spy(self: PlainResolver, *given: object) -> object:
        seen.append(dict(given[-1]))  # type: ignore[call-overload]
        return resolve(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(PlainResolver, "resolve", spy)
    engine.execute(UpdateUserTask(user_task_key=key_of(engine, "user_task"), candidate_users=("lan",)), ADMIN)
    assert seen == [{"where": "inside"}]


def test_history_tells_every_change_of_a_task_with_before_and_after(engine: Engine, task: int) -> None:
    engine.execute(AssignUserTask(user_task_key=task, assignee="minh"), ADMIN)
    engine.execute(UpdateUserTask(user_task_key=task, priority=7), ADMIN)
    engine.execute(UnassignUserTask(user_task_key=task), ADMIN)
    complete(engine)
    case = value(engine, "SELECT key FROM process_instance")
    events = engine.query(GetCaseHistory(process_instance_key=case), OFFICER)
    assert [event.type for event in events] == [
        "process_instance.created",
        "user_task.assigned",
        "user_task.updated",
        "user_task.unassigned",
        "user_task.completed",
    ]
    told = [(event.payload or {}) for event in events[1:4]]
    assert [(each_.get("before"), each_.get("after")) for each_ in told] == [
        (None, "minh"),
        ({"priority": 50}, {"priority": 7}),
        ("minh", None),
    ]
    assert is_intact(engine)
