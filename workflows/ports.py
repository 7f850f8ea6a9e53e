"""The engine's ports with what the domain's own handlers need besides: who is who, and the watch over its changes."""

from __future__ import annotations

from dataclasses import dataclass

from engine.persistence.unit_of_work import UnitOfWork
from engine.ports import Ports
from engine.queries.reader import Reader
from workflows.organization.directory import Directory
from workflows.organization.directory_source import DirectorySource
from workflows.organization.epoch import EpochWatch, raise_identity_epoch


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainPorts(Ports):
    """What `workflows.wiring` gives the engine."""

    watch: EpochWatch
    directories: DirectorySource


def domain_ports(within: UnitOfWork | Reader) -> DomainPorts:
    """The ports of a command or query of the domain; the domain's handlers run under no other wiring."""
    if not isinstance(within.ports, DomainPorts):
        raise TypeError("this handler needs the wiring of workflows/wiring.py")
    return within.ports


def current_directory(within: UnitOfWork | Reader) -> Directory:
    """The organisation of today as the caches of this process know it."""
    return domain_ports(within).directories.current()


def identity_has_changed(uow: UnitOfWork) -> None:
    """Make all cached answers about people stale: here with the commit, elsewhere within a second."""
    epoch = raise_identity_epoch(uow)
    watch = domain_ports(uow).watch
    uow.after_commit(lambda: watch.see(epoch))
