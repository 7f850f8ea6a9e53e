"""A worker: does deliveries, hands over what falls due, frees what a dead worker held.

Several workers on several machines share the work through the database. Every delivery is done at least once; the
commands behind them do a thing that was already done not again.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable

from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import DeleteJobCondition

from engine.actor import SYSTEM
from engine.commands.clean_up import CleanUp
from engine.commands.deliver_due import BATCH, DeliverDue
from engine.commands.fire_timer import FireTimer
from engine.commands.proceed import Proceed
from engine.commands.run_job import RecordJobFailure, RunJob
from engine.commands.take_checkpoint import TakeCheckpoint
from engine.engine import Engine
from engine.errors import Unavailable
from engine.jobs.queue import QUEUE
from engine.jobs.wakeups import Wakeups

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
"""How often a worker looks for what is due when nobody wakes it."""
STALLED_SECONDS = 30.0
"""A worker that gave no sign of life for so long is taken for dead."""
CHORE_SECONDS = 600.0
"""How often a worker cleans up and has the history signed."""


class Worker:
    """Runs until `stop`; `concurrency` deliveries at a time, each in a thread of its own."""

    def __init__(self, engine: Engine, url: str, *, concurrency: int = 4) -> None:
        self._engine = engine
        self._app = App(connector=PsycopgConnector(conninfo=url, min_size=1, max_size=4))
        self._wakeups = Wakeups(url)
        self._concurrency = concurrency
        self._is_stopping = threading.Event()
        for name, run in self._tasks().items():
            self._app.task(name=name, queue=QUEUE, retry=RetryStrategy(max_attempts=1_000, wait=1))(run)

    def run(self) -> None:
        """Work until `stop` is called from another thread or by a signal handler."""
        poller = threading.Thread(target=self._poll, name="quytrinh-due", daemon=True)
        poller.start()
        try:
            while not self._is_stopping.is_set():
                try:
                    asyncio.run(self._work())
                except (ConnectorException, OSError):
                    logger.warning("the worker lost the database and tries again")
                    self._is_stopping.wait(1)
        finally:
            self._is_stopping.set()
            self._wakeups.close()
            poller.join()

    def stop(self) -> None:
        """Finish what is under way and return from `run`."""
        self._is_stopping.set()

    # -- deliveries ------------------------------------------------------------------------------------------------

    def _tasks(self) -> dict[str, Callable[[int], None]]:
        def fire_timer(key: int) -> None:
            self._engine.execute(FireTimer(timer_key=key), SYSTEM)

        def proceed(key: int) -> None:
            self._engine.execute(Proceed(root_key=key), SYSTEM)

        return {"fire_timer": fire_timer, "proceed": proceed, "run_job": self._run_job}

    def _run_job(self, key: int) -> None:
        try:
            self._engine.execute(RunJob(job_key=key), SYSTEM)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a handler raises is a failure of its job
            logger.warning("job %s failed: %s", key, type(error).__name__)
            self._engine.execute(RecordJobFailure(job_key=key, message=f"{type(error).__name__}: {error}"), SYSTEM)

    async def _work(self) -> None:
        async with self._app.open_async():
            working = asyncio.create_task(
                self._app.run_worker_async(
                    queues=[QUEUE],
                    concurrency=self._concurrency,
                    install_signal_handlers=False,
                    delete_jobs=DeleteJobCondition.SUCCESSFUL,
                    stalled_worker_timeout=STALLED_SECONDS,
                    update_heartbeat_interval=STALLED_SECONDS / 3,
                    shutdown_graceful_timeout=20,
                )
            )
            freeing = asyncio.create_task(self._free_stalled())
            stopping = asyncio.create_task(self._until_stopped())
            await asyncio.wait({working, stopping, freeing}, return_when=asyncio.FIRST_COMPLETED)
            tasks = (working, freeing, stopping)
            for task in tasks:
                task.cancel()
            results = await asyncio.gather(*tasks, return_exceptions=True)
            failures = [result for result in results if isinstance(result, Exception)]
            if failures and not self._is_stopping.is_set():
                raise failures[0]

    async def _until_stopped(self) -> None:
        while not self._is_stopping.is_set():
            await asyncio.sleep(0.1)

    async def _free_stalled(self) -> None:
        """Give deliveries of dead workers back to the queue."""
        manager = self._app.job_manager
        while True:
            for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
                logger.warning("delivery %s was held by a dead worker and is done again", job.id)
                await manager.retry_job(job)
            await asyncio.sleep(STALLED_SECONDS / 3)

    # -- what falls due --------------------------------------------------------------------------------------------

    def _poll(self) -> None:
        pause = 0.0
        while not self._is_stopping.is_set():
            seen = self._wakeups.count
            try:
                while self._engine.execute(DeliverDue(), SYSTEM) >= BATCH and not self._is_stopping.is_set():
                    pass
                if pause <= 0:
                    pause = CHORE_SECONDS
                    self._do_chores()
            except Unavailable:
                logger.warning("the database does not answer; looking again")
            except Exception:
                # A chore that cannot be done (a broken history is not signed) must not keep timers from firing.
                logger.exception("what falls due was not looked after; looking again")
            self._wakeups.wait(seen, LOOK_SECONDS)
            pause -= LOOK_SECONDS

    def _do_chores(self) -> None:
        self._engine.execute(CleanUp(), SYSTEM)
        if self._engine.ports.signing_key is not None:
            self._engine.execute(TakeCheckpoint(), SYSTEM)
