"""Reads the organisation for a command that will change it, and keeps other such commands waiting until it ends."""

from __future__ import annotations

from typing import Any

from engine.persistence.unit_of_work import UnitOfWork
from workflows.organization.loading import ORGANIZATION_SQL, organization_of
from workflows.organization.values import Organization


def locked_rows(uow: UnitOfWork) -> Any:
    """What `ORGANIZATION_SQL` gives, read after the lock. Readers and sign-ins are not kept waiting."""
    uow.connection.exec_driver_sql("LOCK TABLE organization_unit IN SHARE ROW EXCLUSIVE MODE")
    return uow.connection.exec_driver_sql(ORGANIZATION_SQL).one()


def locked_organization(uow: UnitOfWork) -> Organization:
    """The organisation as values."""
    return organization_of(locked_rows(uow))
