"""One verification from beginning to end: asked for, done on one moment of the store, recorded with its verdict."""

from __future__ import annotations

from engine.actor import Actor
from engine.commands.record_history_visit import RecordHistoryVisit
from engine.engine import Engine
from engine.history.events import Stream
from engine.history.reading import snapshot
from engine.history.signing import by_id
from engine.history.verify import Verification, verify_store, verify_stream
from workflows.verification.queries import AskToVerify


def verify_history(engine: Engine, process_instance_key: int | None, actor: Actor) -> Verification:
    """Of one case, or of everything when there is no key.

    The signatures are checked with this program's own public key. Raises AccessDenied before anything is read,
    InstanceNotFound, HistoryNotFound.
    """
    stream: Stream | None = engine.query(AskToVerify(process_instance_key=process_instance_key), actor)
    key = engine.ports.signing_key
    public_keys = by_id([key.public] if key is not None else [])
    with snapshot(engine.database) as connection:
        try:
            result = (
                verify_store(connection, public_keys)
                if stream is None
                else verify_stream(connection, stream, public_keys)
            )
        finally:
            connection.rollback()
    visit = RecordHistoryVisit(action="history.verify", stream=stream, outcome=result.status.value)
    engine.execute(visit, actor)
    return result
