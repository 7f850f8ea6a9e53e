"""Attributes of user tasks and jobs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from engine.interpreter import port
from engine.model.process import ElementType, FormReference, UserTaskBehavior
from tests.engine.interpreter.build import attr, end, job, node, process, service, start, user
from tests.engine.interpreter.harness import Case


def user_task(**attributes: str | None) -> Case:
    behavior = UserTaskBehavior(
        **{name: attr(text) for name, text in attributes.items() if text is not None},  # type: ignore[arg-type]
        headers={"color": "red"},
    )
    return Case(
        process([start(), user("a", behavior=behavior), end()], "start -> a -> end"),
        variables={"who": "lan", "units": ["X", "Y"], "day": "2025-03-25T17:00:00+07:00", "nothing": None},
    )


def test_an_empty_behaviour_has_the_defaults_of_camunda() -> None:
    opened = user_task().opened("a")

    assert isinstance(opened, port.UserTaskOpened)
    assert (opened.assignee, opened.candidate_users, opened.candidate_groups) == (None, (), ())
    assert (opened.due_date, opened.follow_up_date, opened.priority) == (None, None, 50)
    assert (opened.form, opened.form_id, opened.external_form_reference) == (None, None, None)
    assert opened.headers == {"color": "red"}


@pytest.mark.parametrize(
    ("attribute", "text", "field", "expected"),
    [
        ("assignee", "hoa", "assignee", "hoa"),
        ("assignee", "=who", "assignee", "lan"),
        ("assignee", "=nothing", "assignee", None),
        ("assignee", "=missing", "assignee", None),
        ("candidate_users", "a, b,c", "candidate_users", ("a", "b", "c")),
        ("candidate_users", '=["a", who]', "candidate_users", ("a", "lan")),
        ("candidate_groups", '=for u in units return "head@" + u', "candidate_groups", ("head@X", "head@Y")),
        ("candidate_groups", "=nothing", "candidate_groups", ()),
        ("due_date", "=day", "due_date", datetime(2025, 3, 25, 10, 0, tzinfo=UTC)),
        ("due_date", "2025-03-25T17:00:00", "due_date", datetime(2025, 3, 25, 10, 0, tzinfo=UTC)),
        ("due_date", "=date and time(day)", "due_date", datetime(2025, 3, 25, 10, 0, tzinfo=UTC)),
        ("due_date", "=nothing", "due_date", None),
        ("follow_up_date", '=date("2025-03-25")', "follow_up_date", datetime(2025, 3, 24, 17, 0, tzinfo=UTC)),
        ("priority", "70", "priority", 70),
        ("priority", "=10 * 2", "priority", 20),
        ("priority", "=nothing", "priority", 50),
    ],
)
def test_an_attribute_is_text_or_an_expression(attribute: str, text: str, field: str, expected: object) -> None:
    assert getattr(user_task(**{attribute: text}).opened("a"), field) == expected


@pytest.mark.parametrize(
    ("attribute", "text"),
    [
        ("assignee", "=5"),
        ("candidate_users", "=who"),
        ("candidate_groups", "=[1, 2]"),
        ("due_date", "=5"),
        ("due_date", "tomorrow"),
        ("priority", "=101"),
        ("priority", "=-1"),
        ("priority", "=1.5"),
        ("priority", "high"),
        ("priority", "=true"),
    ],
)
def test_an_attribute_of_the_wrong_kind_is_an_incident(attribute: str, text: str) -> None:
    case = user_task(**{attribute: text})

    assert [i.error_type for i in case.incidents("a")] == ["EXTRACT_VALUE_ERROR"]
    assert case.waits == []
    with pytest.raises(KeyError):
        case.deed(lambda e: e.complete(case.active_keys("a")[0], {}))


@pytest.mark.parametrize(
    ("form", "form_id", "reference"),
    [
        (FormReference(form_id=attr("plan")), "plan", None),
        (FormReference(external_reference=attr("https://form.example/1")), None, "https://form.example/1"),
    ],
)
def test_a_form_is_named_by_id_or_reference(form: FormReference, form_id: str | None, reference: str | None) -> None:
    case = Case(process([start(), user("a", behavior=UserTaskBehavior(form=form))], "start -> a"))

    opened = case.opened("a")
    assert (opened.form, opened.form_id, opened.external_form_reference) == (form, form_id, reference)


# -- jobs --------------------------------------------------------------------------------------------------------


def test_a_service_task_opens_a_job() -> None:
    # given
    behavior = job("=kind", "=1 + 1", headers={"h": "1"}, priority=attr("=7"))
    task = node("a", ElementType.SERVICE_TASK, behavior=behavior)
    case = Case(process([start(), task, end()], "start -> a -> end"), variables={"kind": "send-mail"})

    # then
    opened = case.opened("a")
    assert isinstance(opened, port.JobOpened)
    assert (opened.type, opened.retries, opened.headers, opened.priority) == ("send-mail", 2, {"h": "1"}, 7)

    # when
    case.complete("a", sent=True)

    # then
    assert case.variables == {"kind": "send-mail", "sent": True}
    case.assert_over()


def test_the_priority_of_a_job_defaults_to_that_of_its_process() -> None:
    nodes = [start(), service("a")]

    assert Case(process(nodes, "start -> a")).opened("a").priority == 0
    assert Case(process(nodes, "start -> a", job_priority=attr("=2 + 3"))).opened("a").priority == 5


@pytest.mark.parametrize("type", [ElementType.SEND_TASK, ElementType.INTERMEDIATE_THROW_EVENT, ElementType.END_EVENT])
def test_a_thrown_message_is_a_job(type: ElementType) -> None:  # noqa: A002
    # given
    case = Case(process([start(), node("a", type, behavior=job("publish"))], "start -> a"))
    assert case.opened("a").type == "publish"

    # when
    case.complete("a")

    # then
    case.assert_over()


@pytest.mark.parametrize("type_text", ["=missing", "=5", '=""'])
def test_a_job_needs_a_type(type_text: str) -> None:
    case = Case(process([start(), service("a", type_text)], "start -> a"))

    assert [i.error_type for i in case.incidents("a")] == ["EXTRACT_VALUE_ERROR"]


def test_an_incident_from_outside_leaves_the_job_where_it_is() -> None:
    # given
    case = Case(process([start(), service("a"), end()], "start -> a -> end"))
    key = case.open_keys("a")[0]

    # when
    case.deed(lambda e: e.raise_incident(key, "JOB_NO_RETRIES", "no more retries"))

    # then
    (incident,) = case.incidents()
    assert (incident.key, incident.error_type, incident.message) == (key, "JOB_NO_RETRIES", "no more retries")

    # when it is resolved
    step = case.retry("a")

    # then nothing moves
    assert step.facts == (port.IncidentCleared(key=key),)
    case.complete("a")
    case.assert_over()


def test_completing_a_job_that_stands_at_an_incident_clears_it() -> None:
    # given
    case = Case(process([start(), service("a"), end()], "start -> a -> end"))
    key = case.open_keys("a")[0]
    case.deed(lambda e: e.raise_incident(key, "JOB_NO_RETRIES", "no more retries"))

    # when
    case.complete("a")

    # then
    case.assert_over()


def test_local_variables_stay_with_the_element() -> None:
    # given
    case = Case(process([start(), service("a"), user("b"), end()], "start -> a -> b -> end"))

    # when
    case.set("a", local=True, tried=3)
    case.set("a", seen=True)

    # then
    assert case.local("a") == {"tried": 3}
    assert case.variables == {"seen": True}

    # and what is completed is written where it is owned
    case.complete("a", tried=4, other=1)
    assert case.variables == {"seen": True, "other": 1}


def test_values_of_any_json_kind_pass_unchanged() -> None:
    value: dict[str, Any] = {"typename": "x", "list": [1, None, {"đơn vị": "Trà Bồng"}], "t": True}
    case = Case(process([start(), user("a"), end()], "start -> a -> end"), variables={"v": value})

    case.complete("a", w=value)

    assert case.variables == {"v": value, "w": value}
