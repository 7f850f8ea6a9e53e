"""Every word of history that people read is in the catalogue, in both languages."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine import messages
from engine.actor import SYSTEM
from engine.history.events import SINGLE_STREAMS, EventType, HistoryEvent, StreamKind, label
from engine.history.faults import Broken, Fault, Status, status_message

EXPECTED = {
    *(f"history.event.{name}" for name in EventType),
    *(f"history.status.{name}" for name in Status),
    *(f"history.fault.{name}" for name in Fault),
    *(f"history.stream_name.{name.lower()}" for name in StreamKind.__members__),
    "history.stream_name.unknown",
}
PREFIXES = ("history.event.", "history.status.", "history.fault.", "history.stream_name.")


def test_the_catalogue_has_all_that_is_named_and_nothing_else() -> None:
    catalogue = Path(messages.__path__[0]) / "history.toml"
    own = tomllib.loads(catalogue.read_text(encoding="utf-8"))

    # The floors above label their own types of events in their own catalogues.
    assert {code for code in own if code.startswith(PREFIXES)} == EXPECTED
    assert messages.codes() >= EXPECTED


@pytest.mark.parametrize("type_", EventType)
def test_every_type_keeps_the_grammar(type_: EventType) -> None:
    HistoryEvent(stream=SINGLE_STREAMS[0], type=type_, actor=SYSTEM, occurred_at=datetime(2025, 3, 10, tzinfo=UTC))


def test_types_and_verdicts_have_names_for_people() -> None:
    assert label(EventType.USER_TASK_COMPLETED) == "Hoàn thành công việc"
    assert status_message(Status.BROKEN, "en").startswith("Broken")
    with pytest.raises(KeyError):
        label("no_such.event")


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_can_be_said_with_what_it_knows(fault: Fault) -> None:
    broken = Broken(fault=fault, stream=SINGLE_STREAMS[0], seq=3, part=1, checkpoint=2, key_id="k")
    assert broken.message("vi") != broken.message("en")


def test_the_numbers_of_the_streams_never_change() -> None:
    assert {kind.name: kind.value for kind in StreamKind} == {
        "PROCESS_INSTANCE": 1,
        "DEPLOYMENT": 2,
        "ORGANIZATION": 3,
        "ACCESS": 4,
        "ERASURE": 5,
    }
    assert [tuple(stream) for stream in SINGLE_STREAMS] == [(2, 1), (3, 1), (4, 1), (5, 1)]
