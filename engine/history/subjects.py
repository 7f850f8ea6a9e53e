"""Keys of data subjects: what is personal in history is encrypted with a key of its person.

Destroying the key erases it all at once (``engine.history.erasure``). The Law on personal data protection 91/2025/QH15
gives the subject a right to erasure, while the duty to account keeps the events: one key a person serves both.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from engine.history.body import SubjectKey
from engine.persistence.tables.history import history_subject_key


def subject_keys(connection: Connection, subjects: Iterable[str], now: datetime) -> dict[str, SubjectKey]:
    """The living key of each subject, made where there is none: for ``Recorder.record``.

    After an erasure a person who comes back gets a new key; what was erased stays unreadable.
    """
    wanted = sorted(set(subjects))
    found = _living(connection, wanted)
    missing = [subject for subject in wanted if subject not in found]
    if missing:
        rows = [
            {"subject": subject, "key": AESGCM.generate_key(bit_length=256), "created_at": now} for subject in missing
        ]
        living = history_subject_key.c.key.is_not(None)
        connection.execute(
            insert(history_subject_key)
            .values(rows)
            .on_conflict_do_nothing(index_elements=[history_subject_key.c.subject], index_where=living)
        )
        found |= _living(connection, missing)
    return found


def _living(connection: Connection, subjects: list[str]) -> dict[str, SubjectKey]:
    key = history_subject_key.c
    rows = connection.execute(
        select(key.subject, key.id, key.key).where(key.subject.in_(subjects), key.key.is_not(None))
    )
    return {row.subject: SubjectKey(row.id, row.key) for row in rows}
