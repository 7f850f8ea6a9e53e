"""User tasks: found by element id and condition, checked by their forms as the engine checks them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.errors import Conflict, Problems
from engine.testing import Case, FormAccepted, NothingOpen, Runner, SeveralOpen
from tests.engine.diagrams import user_task
from tests.engine.testing.diagrams import FORM_TASK, NAME_FORM, line

EACH = """<bpmn:userTask id="vote"><bpmn:extensionElements><zeebe:userTask /></bpmn:extensionElements>
  <bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>
    <zeebe:loopCharacteristics inputCollection="=people" inputElement="person" />
  </bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>"""


@pytest.fixture
def asking() -> Case:
    runner = Runner()
    runner.deploy(("p.bpmn", line(FORM_TASK, between=["ask"])), ("name.form", NAME_FORM))
    return runner.start("p")


@pytest.fixture
def voting() -> Case:
    runner = Runner()
    runner.deploy(line(EACH, between=["vote"]))
    return runner.start("p", {"people": ["Lan", "Minh", "Hoa"]})


def test_what_the_form_accepts_goes_on_without_keys_that_it_does_not_have(asking: Case) -> None:
    asking.complete("ask", {"name": "Lan", "role": "administrator"})

    assert asking.is_completed
    assert asking.variables == {"name": "Lan"}


def test_what_the_form_refuses_leaves_the_task_open(asking: Case) -> None:
    with pytest.raises(Problems) as refused:
        asking.complete("ask", {})

    assert refused.value.error_code == "forms.invalid"
    assert [finding.path for finding in refused.value.findings] == ["name"]
    assert [task.element_id for task in asking.open_tasks()] == ["ask"]


def test_a_refusal_that_is_expected_tells_its_findings(asking: Case) -> None:
    assert [finding.code for finding in asking.refuse("ask", {})] == ["form.required"]
    with pytest.raises(FormAccepted):
        asking.refuse("ask", {"name": "Lan"})
    assert not asking.is_completed


def test_a_form_that_nobody_deployed_is_an_incident_until_it_is_there() -> None:
    # given
    runner = Runner()
    runner.deploy(line(FORM_TASK, between=["ask"]))
    case = runner.start("p")
    assert [incident.error_type for incident in case.incidents()] == ["FORM_NOT_FOUND"]
    with pytest.raises(Conflict) as waits:
        case.complete("ask", {"name": "Lan"})
    assert waits.value.error_code == "user_task.at_incident"

    # when
    case.resolve("ask")
    still = case.incidents()
    runner.deploy(("name.form", NAME_FORM))
    case.resolve("ask")

    # then
    assert [incident.error_type for incident in still] == ["FORM_NOT_FOUND"]
    assert case.incidents() == ()
    assert case.refuse("ask", {})


def test_one_of_several_tasks_is_picked_by_a_condition_over_its_variables(voting: Case) -> None:
    voting.complete("vote", where='=person = "Minh"')

    left = [voting.visible(task.key)["person"] for task in voting.open_tasks("vote")]
    assert left == ["Lan", "Hoa"]


def test_one_of_several_tasks_must_be_named(voting: Case) -> None:
    with pytest.raises(SeveralOpen) as several:
        voting.complete("vote")
    with pytest.raises(NothingOpen):
        voting.complete("vote", where='person = "An"')

    assert several.value.fields == {"what": "vote", "count": 3}
    voting.complete(voting.open_tasks()[0].key)
    assert len(voting.open_tasks()) == 2


def test_a_task_that_is_not_open_is_told_with_those_that_are(asking: Case) -> None:
    with pytest.raises(NothingOpen) as nothing:
        asking.complete("answer")

    assert "«answer»" in nothing.value.message("vi")
    assert "Đang mở: ask" in nothing.value.message("vi")


def test_numbers_are_as_the_store_would_have_them() -> None:
    runner = Runner()
    runner.deploy(line(user_task("a"), between=["a"]))
    case = runner.start("p", {"amount": 1.10})

    case.complete("a", {"rate": 0.5, "count": 3})

    assert case.variables == {"amount": Decimal("1.1"), "rate": Decimal("0.5"), "count": 3}
