"""The program is put together whole, and taken apart whole."""

from __future__ import annotations

import threading
from pathlib import Path

from engine.actor import SYSTEM
from engine.commands.clock import PinClock
from engine.dispatch import handler_of_command, handler_of_query
from engine.queries.find import Find
from workflows import migrations
from workflows.database import running_database
from workflows.organization.queries import ListUnits
from workflows.settings import Settings
from workflows.wiring import Application, register_handlers, wire


def test_every_deed_of_engine_and_domain_finds_its_handler() -> None:
    register_handlers()
    register_handlers()

    assert handler_of_command(PinClock(at=None)).__module__ == "engine.commands.clock"
    assert handler_of_query(ListUnits()).__module__ == "workflows.organization.queries"
    assert handler_of_query(Find(kind="job")).__module__ == "engine.queries.find"


def test_a_closed_program_leaves_no_connection_and_no_thread(database_url: str) -> None:
    # given
    threads = set(threading.enumerate())
    application = wire(Settings(database_url=database_url))
    application.engine.execute(PinClock(at=None), SYSTEM)
    application.watch.stamp()

    # when
    application.close()

    # then
    assert set(threading.enumerate()) <= threads
    with wire(Settings(database_url=database_url)) as other, other.engine.database.connect() as connection:
        others = connection.exec_driver_sql(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).scalar_one()
        connection.rollback()
    assert others == 0


def test_without_a_database_of_its_own_the_program_uses_the_bundled_one(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    with running_database(settings) as url:
        migrations.upgrade(url)

        with wire(settings) as application:
            assert application.watch.stamp().identity_epoch == 0


def test_diagrams_find_the_functions_of_the_calendar(application: Application) -> None:
    assert {"add_working_days", "is_working_day"} <= set(application.engine.ports.functions)
