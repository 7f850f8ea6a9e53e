"""What the engine does when connections to PostgreSQL are lost."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from engine.commands.create_process_instance import CreateProcessInstance
from engine.commands.deploy_resources import DeployResources
from engine.engine import Engine, StoreUnavailable
from engine.persistence.keys import BLOCK, KeyGenerator
from engine.persistence.unit_of_work import UnitOfWork
from engine.queries.find import Find
from tests.engine.diagrams import THREE_TASKS
from tests.engine.store import value
from tests.engine.wiring import ADMIN, OFFICER

CREATE = CreateProcessInstance(process_id="p")
INSTANCES = "SELECT count(*) FROM process_instance"


@pytest.fixture
def deployed(engine: Engine) -> Engine:
    engine.execute(DeployResources(resources=(("p.bpmn", THREE_TASKS),)), ADMIN)
    return engine


def cut_connections(engine: Engine, admin_connection: psycopg.Connection[Any]) -> None:
    """End all server processes of the engine's database, as a restart of PostgreSQL does."""
    admin_connection.execute(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s",
        (engine.database.url.database,),
    )


def test_a_command_runs_on_a_fresh_connection_when_the_pooled_one_is_dead(
    deployed: Engine, admin_connection: psycopg.Connection[Any]
) -> None:
    cut_connections(deployed, admin_connection)
    deployed.execute(CREATE, OFFICER)
    assert value(deployed, INSTANCES) == 1


def test_a_query_runs_on_a_fresh_connection_when_the_pooled_one_is_dead(
    deployed: Engine, admin_connection: psycopg.Connection[Any]
) -> None:
    cut_connections(deployed, admin_connection)
    assert deployed.query(Find(kind="process_instance"), OFFICER).rows == ()


def test_a_connection_lost_at_the_commit_is_told_and_the_command_is_not_run_again(
    deployed: Engine, admin_connection: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    commit, tries = UnitOfWork.commit, []

    def cut_then_commit(uow: UnitOfWork) -> None:
        tries.append(uow)
        cut_connections(deployed, admin_connection)
        commit(uow)

    monkeypatch.setattr(UnitOfWork, "commit", cut_then_commit)
    with pytest.raises(StoreUnavailable):
        deployed.execute(CREATE, OFFICER, idempotency_key="k")
    monkeypatch.undo()
    assert len(tries) == 1
    deployed.execute(CREATE, OFFICER, idempotency_key="k")
    deployed.execute(CREATE, OFFICER, idempotency_key="k")
    assert value(deployed, INSTANCES) == 1


def test_after_a_lost_connection_keys_come_from_a_fresh_block(
    deployed: Engine, admin_connection: psycopg.Connection[Any]
) -> None:
    """A crash of PostgreSQL may forget that it gave a block out, and give it to another process."""
    before = deployed.execute(CREATE, OFFICER).process_instance_key
    cut_connections(deployed, admin_connection)
    after = deployed.execute(CREATE, OFFICER).process_instance_key
    assert after // BLOCK > before // BLOCK


def test_keys_of_a_forgotten_block_are_not_given_again(engine: Engine) -> None:
    keys = KeyGenerator()
    with engine.database.connect() as connection:
        given = [keys.next(connection) for _ in range(3)]
        keys.forget()
        given += [keys.next(connection) for _ in range(3)]
        connection.rollback()
    assert len(set(given)) == 6
