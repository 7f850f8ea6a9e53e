"""Puts the program together: database, engine with its ports, identity. The only place that knows all the parts."""

from __future__ import annotations

import importlib
import pkgutil
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from importlib.util import find_spec
from typing import Any

import engine.commands
import engine.queries
import workflows
from engine.clock import Clock, PinnedClock, SystemClock
from engine.engine import Engine
from engine.interpreter.spiff.interpreter import SpiffInterpreter
from engine.jobs.queue import ProcrastinateQueue
from engine.persistence.database import open_database
from engine.ports import FactListener, JobHandler
from workflows.authorization.policy import RolePolicy
from workflows.calendar.source import CalendarSource
from workflows.database import running_database
from workflows.identity.service import Identity
from workflows.organization.directory_source import DirectorySource
from workflows.organization.epoch import EpochWatch, SideReader
from workflows.organization.resolver import UnitResolver
from workflows.ports import DomainPorts
from workflows.settings import Settings

_HANDLERS = "workflows.handlers"
"""A package with `HANDLERS`, a mapping from job types to handlers, and `LISTENERS`, a tuple of FactListeners."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """The running program; `database_url` is that of libpq. Close it, or use it as a context manager."""

    settings: Settings
    database_url: str
    engine: Engine
    identity: Identity
    directories: DirectorySource
    watch: EpochWatch
    reader: SideReader
    _resources: ExitStack

    def close(self) -> None:
        """End threads and connections, and the bundled PostgreSQL if nobody else uses it."""
        self._resources.close()

    def __enter__(self) -> Application:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def wire(
    settings: Settings,
    *,
    clock: Clock | None = None,
    ticks: Callable[[], float] = time.monotonic,
    handlers: Mapping[str, JobHandler] | None = None,
) -> Application:
    """The program on the database that `settings` name, which must be at the schema of this release.

    `clock` is that of the settings and `ticks` (seconds that never go back) the machine's unless others are given;
    `handlers` replace those of `workflows.handlers`. Raises what `workflows.database.running_database` raises.
    """
    register_handlers()
    clock = clock or (SystemClock() if settings.clock is None else PinnedClock(settings.clock))
    with ExitStack() as resources:
        url = resources.enter_context(running_database(settings))
        database = open_database(url, pool_size=settings.pool_size)
        resources.callback(database.dispose)
        queue = ProcrastinateQueue(url)
        resources.callback(queue.close)
        reader = SideReader(url)
        resources.callback(reader.close)
        watch = EpochWatch(reader, clock, settings.time_zone, ticks=ticks)
        directories = DirectorySource(reader, watch)
        ports = _ports(queue, reader, watch, directories, handlers)
        running = Engine(database, clock, SpiffInterpreter(), ports)
        identity = Identity(running, reader, watch, directories, timedelta(hours=settings.session_hours))
        return Application(
            settings=settings,
            database_url=url,
            engine=running,
            identity=identity,
            directories=directories,
            watch=watch,
            reader=reader,
            _resources=resources.pop_all(),
        )


def _ports(
    queue: ProcrastinateQueue,
    reader: SideReader,
    watch: EpochWatch,
    directories: DirectorySource,
    handlers: Mapping[str, JobHandler] | None,
) -> DomainPorts:
    return DomainPorts(
        policy=RolePolicy(directories),
        resolver=UnitResolver(directories),
        queue=queue,
        handlers=_of_domain("HANDLERS", {}) if handlers is None else handlers,
        listeners=_listeners(),
        functions=CalendarSource(reader, watch).functions(),
        watch=watch,
        directories=directories,
    )


def register_handlers() -> None:
    """Import every module that holds handlers of commands or queries, so that the engine finds them.

    They are ``commands`` and ``queries``, a module or a package of modules, in ``engine`` and in each domain folder.
    """
    _import_all(engine.commands.__name__)
    _import_all(engine.queries.__name__)
    for folder in pkgutil.iter_modules(workflows.__path__, "workflows."):
        if folder.ispkg:
            for name in ("commands", "queries"):
                if find_spec(f"{folder.name}.{name}") is not None:
                    _import_all(f"{folder.name}.{name}")


def _import_all(name: str) -> None:
    module = importlib.import_module(name)
    for part in pkgutil.iter_modules(getattr(module, "__path__", []), f"{name}."):
        importlib.import_module(part.name)


def _of_domain(name: str, default: Any) -> Any:
    return default if find_spec(_HANDLERS) is None else getattr(importlib.import_module(_HANDLERS), name, default)


def _listeners() -> tuple[FactListener, ...]:
    listeners: tuple[FactListener, ...] = _of_domain("LISTENERS", ())
    return listeners
