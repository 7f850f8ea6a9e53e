"""Several at once: imports, readers, and whoever comes in the middle of a change."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

from engine.actor import SYSTEM
from tests.workflows.counting import statements
from tests.workflows.reading import value
from tests.workflows.standing import Ticks
from workflows.organization.commands.holdings import EndHolding
from workflows.organization.commands.import_organization import ImportOrganization
from workflows.organization.epoch import LOOK_SECONDS
from workflows.packs import Pack
from workflows.wiring import Application


def test_of_several_imports_at_once_one_adds_and_the_others_change_nothing(
    application: Application, pack: Pack
) -> None:
    command = ImportOrganization.of(pack)

    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda _: application.engine.execute(command, SYSTEM), range(3)))

    assert sorted(answer.added > 0 for answer in answers) == [False, False, True]
    assert value(application, "SELECT count(*) FROM holding") == sum(len(person.holdings) for person in pack.people)


def test_many_readers_after_a_change_read_the_directory_once(tra_bong: Application, ticks: Ticks) -> None:
    # given
    [held] = tra_bong.directories.current().holdings("tra_binh.cv")
    tra_bong.engine.execute(EndHolding(key=held.key, last_day=date(2025, 3, 9), ground="Nghỉ hưu"), SYSTEM)
    ticks.seconds += LOOK_SECONDS

    # when
    with statements(tra_bong) as sent, ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(lambda _: tra_bong.directories.current(), range(64)))

    # then
    assert len(sent) == 2
    assert all(directory is seen[0] for directory in seen)
    assert seen[0].holdings("tra_binh.cv") == ()
