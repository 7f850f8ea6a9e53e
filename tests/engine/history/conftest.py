"""A history to tamper with: a database with some cases, and the means to write and verify."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, NullPool, create_engine, insert, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from engine.actor import Actor
from engine.history import checkpoints, streams, verify
from engine.history.chain import NO_EVENTS, Head
from engine.history.checkpoints import Checkpoint
from engine.history.events import ACCESS, DEPLOYMENTS, EventType, HistoryEvent, Stream, process_instance_stream
from engine.history.faults import Fault, Status
from engine.history.reading import snapshot
from engine.history.recorder import Recorded, Recorder
from engine.history.signing import PublicKey, SigningKey, signing_key
from engine.history.subjects import subject_keys
from engine.history.verify import Verification
from engine.persistence.database import normalized_url
from engine.persistence.tables import history, instance

OFFICER = Actor(username="nguyen.van.an", unit="XA-TRA-BINH", position="focal_officer")
START = datetime(2025, 3, 10, 1, 0, tzinfo=UTC)


@dataclass
class Store:
    """A database with a history, as the engine writes it."""

    database: Engine
    key: SigningKey
    recorder: Recorder
    clock: datetime = START

    def now(self) -> datetime:
        self.clock += timedelta(minutes=1, microseconds=1)
        return self.clock

    def event(self, stream: Stream, type_: str, payload: dict[str, Any], **more: Any) -> HistoryEvent:
        return HistoryEvent(stream=stream, type=type_, actor=OFFICER, occurred_at=self.now(), payload=payload, **more)

    def case(self, root_key: int, *payloads: dict[str, Any], personal: dict[str, Any] | None = None) -> Head:
        """Write one event a payload into a case, continuing where it stands, with its head on the state row."""
        state = instance.process_instance_state
        stream = process_instance_stream(root_key)
        with self.database.begin() as connection:
            row = connection.execute(state.select().where(state.c.root_key == root_key)).one_or_none()
            head = Head(row.history_seq, row.history_hash) if row else NO_EVENTS
            keys = subject_keys(connection, personal or {}, self.now())
            for payload in payloads:
                event = self.event(stream, EventType.USER_TASK_COMPLETED, payload, personal=personal or {})
                recorded = self.recorder.record(event, head, keys)
                self.write(connection, recorded)
                head = recorded.head
            values = {"history_seq": head.seq, "history_hash": head.hash}
            statement = upsert(state).values(root_key=root_key, **values)
            connection.execute(statement.on_conflict_do_update(index_elements=[state.c.root_key], set_=values))
        return head

    def write(self, connection: Connection, recorded: Recorded) -> None:
        connection.execute(insert(history.history_event), recorded.event)
        connection.execute(insert(history.history_payload), list(recorded.payloads))

    def append(self, stream: Stream, type_: str, payload: dict[str, Any]) -> Recorded:
        with self.database.begin() as connection:
            return streams.append(connection, self.recorder, self.event(stream, type_, payload))

    def checkpoint(self) -> Checkpoint | None:
        with self.database.begin() as connection:
            return checkpoints.take_checkpoint(connection, self.key, self.now())

    def tamper(self, *statements: str, **values: Any) -> None:
        """Change history as the owner of the database can: with the triggers off."""
        tables = ("history_event", "history_payload", "history_subject_key", "history_checkpoint")
        with self.database.begin() as connection:
            for table in (*tables, "history_checkpoint_leaf", "history_stream"):
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
            for statement in statements:
                assert connection.execute(text(statement), values).rowcount > 0

    @property
    def public_keys(self) -> dict[str, PublicKey]:
        return {self.key.public.id: self.key.public}

    def verify(self, **more: Any) -> Verification:
        with snapshot(self.database) as connection:
            return verify.verify_store(connection, self.public_keys, **more)

    def verify_case(self, root_key: int, **more: Any) -> Verification:
        with snapshot(self.database) as connection:
            return verify.verify_stream(connection, process_instance_stream(root_key), self.public_keys, **more)

    def broken(self, **more: Any) -> list[tuple[Fault, int | None, int | None]]:
        """Fault, stream key and row of everything found; the case 1001 verified alone must give the same about it."""
        result = self.verify(**more)
        assert (result.status is Status.BROKEN) == bool(result.broken)
        of_one = [found for found in result.broken if found.stream == process_instance_stream(1001)]
        assert [found for found in self.verify_case(1001, **more).broken if found.stream] == of_one
        for found in result.broken:
            assert found.message("vi") != found.message("en")
        return [(found.fault, found.stream.key if found.stream else None, found.seq) for found in result.broken]

    def execute(self, statement: Any) -> None:
        with self.database.begin() as connection:
            connection.execute(statement)

    def set_head(self, root_key: int, head: Head) -> None:
        """Make the state row agree with a forged chain."""
        state = instance.process_instance_state
        values = {"history_seq": head.seq, "history_hash": head.hash}
        self.execute(update(state).where(state.c.root_key == root_key).values(**values))


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    """A fresh, migrated database."""
    engine = create_engine(normalized_url(database_url), poolclass=NullPool)
    yield engine
    engine.dispose()


@pytest.fixture
def store(database: Engine, tmp_path: Path) -> Store:
    """An empty history."""
    return Store(database, signing_key(tmp_path), Recorder())


@pytest.fixture
def history_of_three(store: Store) -> Store:
    """Three cases of five events and some of the single streams, sealed after the third event of each case."""
    for key in (1001, 1002, 1003):
        store.case(key, {"n": 1}, {"n": 2, "text": "dài " * 100}, {"n": 3})
    store.append(DEPLOYMENTS, EventType.DEPLOYMENT_CREATED, {"files": ["p01.bpmn"]})
    store.checkpoint()
    for key in (1001, 1002, 1003):
        store.case(key, {"n": 4}, {"n": 5})
    store.append(ACCESS, EventType.ACCESS_REFUSED, {"reason": "not a candidate"})
    return store
