"""The store gets the secret with which typed usernames are hashed, once in its life."""

from __future__ import annotations

from dataclasses import dataclass

from engine.dispatch import command_handler
from engine.persistence.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreIdentitySecret:
    """`candidate` becomes the secret if there is none yet."""

    candidate: bytes


@command_handler
def store_identity_secret(command: StoreIdentitySecret, uow: UnitOfWork) -> bytes:
    """The store's secret."""
    uow.permit_own_deed()
    uow.connection.exec_driver_sql(
        "INSERT INTO identity_secret (id, secret) VALUES (1, %s) ON CONFLICT DO NOTHING", (command.candidate,)
    )
    stored = uow.connection.exec_driver_sql("SELECT secret FROM identity_secret WHERE id = 1").scalar_one()
    return bytes(stored)
