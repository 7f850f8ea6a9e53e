"""Input and output mappings, script tasks."""

from __future__ import annotations

from engine.interpreter import port
from tests.engine.interpreter.build import end, io, process, script, start, user
from tests.engine.interpreter.harness import Case


def mapped(*, inputs: tuple[tuple[str, str | None], ...] = (), outputs: tuple[tuple[str, str | None], ...] = (),
           **variables: object) -> Case:  # fmt: skip
    task = user("a", inputs=tuple(io(*pair) for pair in inputs), outputs=tuple(io(*pair) for pair in outputs))
    return Case(process([start(), task, user("next"), end()], "start -> a -> next -> end"), variables=variables)


def test_input_mappings_make_locals_and_see_those_before_them() -> None:
    case = mapped(inputs=(("n", "=count + 1"), ("m", "=n * 2"), ("text", "static"), ("none", None)), count=1)

    assert case.local("a") == {"n": 2, "m": 4, "text": "static", "none": None}
    assert case.variables == {"count": 1}


def test_a_missing_variable_maps_to_null() -> None:
    case = mapped(inputs=(("n", "=missing"),))

    assert case.local("a") == {"n": None}
    assert case.incidents() == []


def test_a_dotted_input_target_builds_an_object_of_its_own() -> None:
    case = mapped(inputs=(("doc.number", "=1"), ("doc.sign.by", '="lan"'), ("copy", "=doc.sign.by")), doc={"old": True})

    assert case.local("a") == {"doc": {"number": 1, "sign": {"by": "lan"}}, "copy": "lan"}
    assert case.variables == {"doc": {"old": True}}


def test_without_output_mapping_results_go_to_the_owner_of_the_name() -> None:
    # given
    case = mapped(inputs=(("mine", "=1"),), theirs=1)

    # when
    case.complete("a", mine=2, theirs=2, new=2)

    # then
    assert case.variables == {"theirs": 2, "new": 2}


def test_with_output_mappings_only_their_targets_get_out() -> None:
    # given
    case = mapped(outputs=(("total", "=amount + 1"), ("twice", "=total * 2")), amount=10)

    # when
    case.complete("a", amount=1, noise=True)

    # then
    assert case.variables == {"amount": 10, "total": 2, "twice": 4}


def test_a_later_output_sees_an_earlier_target_even_behind_a_local_of_that_name() -> None:
    # given
    case = mapped(outputs=(("x", "=1"), ("y", "=x")))

    # when
    case.complete("a", x=5)

    # then
    assert case.variables == {"x": 1, "y": 1}


def test_a_dotted_output_target_changes_one_leaf() -> None:
    # given
    case = mapped(outputs=(("doc.sign.by", "=who"), ("doc.done", "=true")), doc={"number": 7, "sign": {"at": "x"}})

    # when
    case.complete("a", who="lan")

    # then
    assert case.variables == {"doc": {"number": 7, "sign": {"at": "x", "by": "lan"}, "done": True}}


def test_an_earlier_value_is_never_changed_in_place() -> None:
    # given
    doc = {"sign": {"at": "x"}}
    case = mapped(outputs=(("doc.sign.by", "=who"),), doc=doc)

    # when
    case.complete("a", who="lan")

    # then
    assert doc == {"sign": {"at": "x"}}


def test_locals_disappear_with_their_element() -> None:
    # given
    case = mapped(inputs=(("mine", "=1"),))

    # when
    case.complete("a")

    # then
    assert [own for own in case.runs[0].variables._values.values() if own] == []


def test_a_script_task_writes_its_result() -> None:
    case = Case(process([start(), script("s", "a + b", "sum"), user("next")], "start -> s -> next"),
                variables={"a": 1, "b": 2})  # fmt: skip

    assert case.variables["sum"] == 3
    assert case.path == ["start", "s"]


def test_a_script_result_can_be_mapped() -> None:
    task = script("s", "{total: 1 + 2, list: [1, null]}", "result", outputs=(io("total", "=result.total"),))
    case = Case(process([start(), task, user("next")], "start -> s -> next"))

    assert case.variables == {"total": 3}


def test_a_script_may_ask_the_host_and_the_clock() -> None:
    # given
    day = script("s", 'string(date(now())) + " " + greeting("Lan")', "text")

    # when
    case = Case(process([start(), day, user("next")], "start -> s -> next"),
                functions={"greeting": lambda name: f"Chào {name}"})  # fmt: skip

    # then
    assert case.variables["text"].endswith(" Chào Lan")
    assert case.variables["text"].startswith("2025-03-10")


def test_an_expression_beyond_the_limits_is_an_incident_of_its_place() -> None:
    # given
    huge = "count(for x in 1..1000000, y in 1..1000000 return x * y)"
    case = Case(process([start(), script("s", huge, "n"), end()], "start -> s -> end"))
    mapped_case = mapped(inputs=(("n", "=" + huge),))

    # then
    assert [i.error_type for i in case.incidents("s")] == ["EXTRACT_VALUE_ERROR"]
    assert [i.error_type for i in mapped_case.incidents("a")] == ["IO_MAPPING_ERROR"]


def test_a_failing_output_mapping_is_done_again_without_completing_twice() -> None:
    # given
    huge = "=if ready then 1 else count(for x in 1..1000000, y in 1..1000000 return x * y)"
    case = mapped(outputs=(("n", huge),), ready=False)

    # when
    step = case.complete("a", extra=1)

    # then
    assert [type(f) for f in step.facts] == [port.WaitClosed, port.IncidentRaised]
    assert case.incidents()[0].error_type == "IO_MAPPING_ERROR"
    assert case.active == ["a"]

    # when
    case.set(ready=True)
    step = case.retry("a")

    # then
    assert [type(f) for f in step.facts[:2]] == [port.IncidentCleared, port.ElementCompleted]
    assert case.variables == {"ready": True, "n": 1}


def test_cancelling_clears_what_stands_at_an_incident() -> None:
    # given
    huge = "=count(for x in 1..1000000, y in 1..1000000 return x * y)"
    case = mapped(outputs=(("n", huge),))
    case.complete("a")

    # when
    step = case.cancel()

    # then
    assert [type(f) for f in step.facts] == [
        port.IncidentCleared,
        port.ElementTerminated,
        port.ProcessInstanceTerminated,
    ]
    case.assert_over()
