"""The heads of all streams that moved are signed, so that nobody can rewrite them unseen."""

from __future__ import annotations

from dataclasses import dataclass

from engine.dispatch import command_handler
from engine.errors import NotSupported
from engine.history.checkpoints import take_checkpoint as sign_heads
from engine.persistence.unit_of_work import UnitOfWork
from engine.ports import Resource


class NoSigningKey(NotSupported):
    """This program was started without a signing key."""

    code = "history.no_signing_key"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeCheckpoint:
    """Returns the number of the checkpoint; None when nothing has moved since the last one."""


@command_handler
def take_checkpoint(command: TakeCheckpoint, uow: UnitOfWork) -> int | None:
    uow.require("history.checkpoint", Resource(kind="history"))
    if uow.ports.signing_key is None:
        raise NoSigningKey
    checkpoint = sign_heads(uow.connection, uow.ports.signing_key, uow.now)
    return None if checkpoint is None else checkpoint.id
