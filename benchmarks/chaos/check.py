"""What must hold after the kills: all accepted is there once, all begun is done, every chain is intact."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.chaos.clients import Deeds
from benchmarks.chaos.office import TASKS
from engine.history.faults import Status
from engine.history.reading import snapshot
from engine.history.signing import by_id, signing_key
from engine.history.verify import verify_store
from engine.persistence.database import open_database

_EXPECTED = Counter({
    "process_instance.created": 1,
    "user_task.completed": len(TASKS),
    "job.completed": 1,
    "timer.fired": 1,
})  # fmt: skip
"""The events of a finished case, by type."""

_LEFT_OVER = {
    "open user tasks": "SELECT count(*) FROM user_task WHERE state = 'CREATED'",
    "open jobs": "SELECT count(*) FROM job WHERE end_time IS NULL",
    "timers": "SELECT count(*) FROM timer",
    "incidents": "SELECT count(*) FROM incident",
    "instances that did not end": "SELECT count(*) FROM process_instance WHERE state <> 'COMPLETED'",
    "handlers that did not run once": "SELECT count(*) FROM variable WHERE name = 'noted' AND value <> '1'",
}


def settled(url: str, seconds: float) -> bool:
    """Wait until no delivery is left in the queue; False when some were after `seconds`."""
    end = time.monotonic() + seconds
    with psycopg.connect(url, autocommit=True) as connection:
        while time.monotonic() < end:
            if _value(connection, "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')") == 0:
                return True
            time.sleep(0.2)
    return False


def findings(url: str, folder: Path, deeds: Deeds) -> Iterator[str]:
    """Everything that is not as it must be, in words."""
    yield from (f"a client got an answer that helps nobody: {fault}" for fault in deeds.faults)
    with psycopg.connect(url, autocommit=True) as connection:
        yield from _lost_or_doubled(connection, deeds)
        for what, sql in _LEFT_OVER.items():
            count = _value(connection, sql)
            if count:
                yield f"{count} {what}"
    database = open_database(url)
    with snapshot(database) as history:
        verdict = verify_store(history, by_id([signing_key(folder).public]))
        history.rollback()
    database.dispose()
    if verdict.status is not Status.INTACT:
        yield from (f"history: {broken.message('en')}" for broken in verdict.broken)


def _lost_or_doubled(connection: psycopg.Connection[Any], deeds: Deeds) -> Iterator[str]:
    events: dict[int, Counter[str]] = {}
    for key, kind in connection.execute("SELECT stream_key, type FROM history_event WHERE stream_kind = 1"):
        events.setdefault(key, Counter())[kind] += 1
    for instance, tasks in deeds.completed.items():
        kinds = events.pop(instance, Counter())
        if not kinds["process_instance.created"]:
            yield f"instance {instance} was accepted and is lost"
        if kinds["user_task.completed"] < len(tasks):
            yield f"instance {instance}: {len(tasks)} completions accepted, {kinds['user_task.completed']} stored"
        if instance in deeds.finished and kinds != _EXPECTED:
            yield f"instance {instance}: {dict(kinds)}"
    for instance in events:
        yield f"instance {instance} was begun, and no client knows of it"


def _value(connection: psycopg.Connection[Any], sql: str) -> int:
    row = connection.execute(sql).fetchone()
    assert row is not None
    return int(row[0])
