"""The door to Procrastinate: deliveries are deferred on the command's own connection, so they exist with its commit.

The NOTIFY trigger of Procrastinate is dropped by our migration, since a NOTIFY inside a transaction makes commits wait
for each other. Instead `wake` tells a thread, which sends one notification for many commits.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence

import psycopg
from procrastinate import App, SyncPsycopgConnector
from procrastinate.jobs import Job
from sqlalchemy import Connection

from engine.ports import Delivery

logger = logging.getLogger(__name__)

QUEUE = "quytrinh"
WAKE_CHANNEL = "quytrinh_wake"
_NOTIFY = (
    f"SELECT pg_notify('{WAKE_CHANNEL}', ''), "
    """pg_notify('procrastinate_any_queue_v1', '{"type": "job_inserted", "job_id": 0}'), """
    f"""pg_notify('procrastinate_queue_v1#{QUEUE}', '{{"type": "job_inserted", "job_id": 0}}')"""
)


class ProcrastinateQueue:
    """`JobQueue` on Procrastinate; `url` is that of libpq, for the notifications."""

    def __init__(self, url: str) -> None:
        self._jobs = App(connector=SyncPsycopgConnector()).job_manager
        self._url = url
        self._is_wanted = threading.Event()
        self._is_closed = False
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def defer(self, connection: Connection, deliveries: Sequence[Delivery]) -> None:
        """One statement for all of them."""
        self._jobs.batch_defer_jobs(
            jobs=[
                Job(
                    id=None,
                    queue=QUEUE,
                    lock=str(delivery.root_key),
                    queueing_lock=None,
                    task_name=delivery.task,
                    task_kwargs={"key": delivery.key},
                )
                for delivery in deliveries
            ],
            connection=connection.connection.driver_connection,
        )

    def wake(self) -> None:
        """Tell all workers and waiting requests that there may be something; returns at once."""
        with self._lock:
            if self._thread is None and not self._is_closed:
                self._thread = threading.Thread(target=self._send, name="quytrinh-wake", daemon=True)
                self._thread.start()
        self._is_wanted.set()

    def close(self) -> None:
        """Send what is wanted and end the thread."""
        self._is_closed = True
        self._is_wanted.set()
        if self._thread is not None:
            self._thread.join()

    def _send(self) -> None:
        connection: psycopg.Connection | None = None
        while not self._is_closed or self._is_wanted.is_set():
            self._is_wanted.wait()
            self._is_wanted.clear()
            try:
                if connection is None or connection.closed:
                    connection = psycopg.connect(self._url, autocommit=True)
                connection.execute(_NOTIFY)
            except psycopg.Error:
                # Nothing is lost: workers also look by themselves now and then.
                logger.warning("wake-up could not be sent")
                if connection is not None:
                    connection.close()
                connection = None
            if self._is_closed:
                break
        if connection is not None:
            connection.close()
