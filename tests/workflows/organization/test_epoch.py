"""What is cached about people is as old as promised, and no older."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from engine.actor import SYSTEM
from engine.clock import PinnedClock
from engine.commands.clock import PinClock
from engine.engine import StoreUnavailable
from tests.workflows.counting import statements
from tests.workflows.standing import START, Ticks
from workflows.organization.commands.holdings import EndHolding
from workflows.organization.epoch import LOOK_SECONDS, EpochWatch, SideReader
from workflows.wiring import Application


def _end(program: Application, person: str, last_day: date) -> None:
    [held] = program.directories.current().holdings(person)
    program.engine.execute(EndHolding(key=held.key, last_day=last_day, ground="Quyết định (mẫu)"), SYSTEM)


def test_a_change_counts_at_once_here_and_within_a_second_elsewhere(
    new_tra_bong: Callable[[], Application], ticks: Ticks
) -> None:
    # given
    here, elsewhere = new_tra_bong(), new_tra_bong()
    assert elsewhere.directories.current().groups("tra_binh.cv")

    # when
    _end(here, "tra_binh.cv", date(2025, 3, 9))

    # then
    assert not here.directories.current().groups("tra_binh.cv")
    ticks.seconds += LOOK_SECONDS
    assert not elsewhere.directories.current().groups("tra_binh.cv")


def test_nothing_is_asked_while_no_second_passes(tra_bong: Application, ticks: Ticks) -> None:
    # given
    tra_bong.directories.current()

    with statements(tra_bong) as sent:
        for _ in range(100):
            tra_bong.directories.current()
    assert sent == []

    with statements(tra_bong) as sent:
        ticks.seconds += LOOK_SECONDS
        for _ in range(100):
            tra_bong.directories.current()
    assert len(sent) == 1


def test_a_new_day_needs_no_reading(tra_bong: Application, clock: PinnedClock) -> None:
    # given
    before = tra_bong.directories.current()

    # when
    clock.pin(START + timedelta(days=113))
    with statements(tra_bong) as sent:
        after = tra_bong.directories.current()

    # then
    assert (before.day, after.day) == (date(2025, 3, 10), date(2025, 7, 1))
    assert sent == []
    assert after.groups("tra_lam.ct") == {"unit_head@XA-THANH-BONG", "staff@XA-THANH-BONG"}


def test_the_day_is_that_of_the_store_s_pinned_clock_in_local_time(tra_bong: Application, ticks: Ticks) -> None:
    # given
    tra_bong.directories.current()

    # when
    # 30/6/2025 at 20:00 UTC is the first of July in Việt Nam.
    tra_bong.engine.execute(PinClock(at=START.replace(month=6, day=30, hour=20)), SYSTEM)

    # then
    tra_bong.watch.look()
    assert tra_bong.directories.current().day == date(2025, 7, 1)
    tra_bong.engine.execute(PinClock(at=None), SYSTEM)
    ticks.seconds += LOOK_SECONDS
    assert tra_bong.directories.current().day == date(2025, 3, 10)


def test_when_the_store_does_not_answer_nothing_is_guessed(tra_bong: Application, clock: PinnedClock) -> None:
    # given
    reader = SideReader("postgresql://nobody@127.0.0.1:1/none?connect_timeout=1")
    watch = EpochWatch(reader, clock, tra_bong.settings.time_zone)

    # when // then
    with pytest.raises(StoreUnavailable):
        watch.stamp()
    reader.close()


def test_a_connection_that_died_is_replaced_unseen(tra_bong: Application, ticks: Ticks) -> None:
    # given
    tra_bong.watch.stamp()
    with tra_bong.engine.database.connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.rollback()

    # when
    ticks.seconds += LOOK_SECONDS

    # then
    assert tra_bong.watch.stamp().day == date(2025, 3, 10)
