"""The statements that make history append-only in the database itself, for the migration; safe to run again.

Triggers stop honest mistakes and ordinary attackers. Whoever owns the database can switch them off: that is what the
chain and the signed checkpoints are for.
"""

from __future__ import annotations

from engine.history.chain import NO_HASH
from engine.history.events import SINGLE_STREAMS, StreamKind

_APPEND_ONLY = ("history_event", "history_checkpoint", "history_checkpoint_leaf")
_ERASABLE = {
    "history_payload": (
        "OLD.body IS NOT NULL AND NEW.body IS NULL AND NEW.salt IS NULL"
        " AND (NEW.stream_kind, NEW.stream_key, NEW.seq, NEW.part)"
        " = (OLD.stream_kind, OLD.stream_key, OLD.seq, OLD.part)"
        " AND NEW.subject_key_id IS NOT DISTINCT FROM OLD.subject_key_id"
        f" AND OLD.stream_kind <> {StreamKind.ERASURE:d}"
    ),
    "history_subject_key": (
        "OLD.key IS NOT NULL AND NEW.key IS NULL"
        " AND (NEW.id, NEW.subject, NEW.created_at) = (OLD.id, OLD.subject, OLD.created_at)"
    ),
}

_REFUSE = """
CREATE OR REPLACE FUNCTION history_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'insufficient_privilege',
        MESSAGE = 'Lịch sử chỉ được ghi thêm, không sửa, không xoá (bảng ' || TG_TABLE_NAME || ', ' || TG_OP || '). / '
            'History is append-only (table ' || TG_TABLE_NAME || ', ' || TG_OP || ').',
        HINT = 'Dữ liệu cá nhân được xoá bằng chức năng xoá có căn cứ. / '
            'Personal data are erased by lawful erasure.';
END $$
"""

_ALLOW_ERASURE = """
CREATE OR REPLACE FUNCTION {table}_allow_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {condition} AND EXISTS (
        SELECT FROM history_event e WHERE e.stream_kind = {kind:d} AND e.stream_key = 1 AND e.seq = NEW.erasure_seq
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION USING
        ERRCODE = 'insufficient_privilege',
        MESSAGE = 'Lịch sử chỉ được ghi thêm (bảng {table} chỉ cho xoá có căn cứ, đã lập biên bản trước). / '
            'History is append-only (table {table} allows only a lawful erasure that was recorded first).';
END $$
"""


def _trigger(table: str, name: str, timing: str, function: str) -> list[str]:
    """ENABLE ALWAYS: also in sessions that switch ordinary triggers off by ``session_replication_role``."""
    return [
        f"CREATE OR REPLACE TRIGGER {name} {timing} ON {table} {function}",
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
    ]


def _statements() -> list[str]:
    refuse = "FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_change()"
    statements = [_REFUSE]
    for table in _APPEND_ONLY:
        statements += _trigger(table, "history_refuse", "BEFORE UPDATE OR DELETE OR TRUNCATE", refuse)
    for table, condition in _ERASABLE.items():
        statements.append(_ALLOW_ERASURE.format(table=table, condition=condition, kind=StreamKind.ERASURE))
        statements += _trigger(table, "history_refuse", "BEFORE DELETE OR TRUNCATE", refuse)
        allow = f"FOR EACH ROW EXECUTE FUNCTION {table}_allow_erasure()"
        statements += _trigger(table, "history_allow_erasure", "BEFORE UPDATE", allow)
    statements += _trigger("history_stream", "history_refuse", "BEFORE DELETE OR TRUNCATE", refuse)
    # Content is compressed already or cannot be: PostgreSQL shall not try again.
    statements.append("ALTER TABLE history_payload ALTER COLUMN body SET STORAGE EXTERNAL")
    heads = ", ".join(f"({kind:d}, {key}, 0, decode('{NO_HASH.hex()}', 'hex'))" for kind, key in SINGLE_STREAMS)
    insert = "INSERT INTO history_stream (stream_kind, stream_key, seq, hash) VALUES"
    statements.append(f"{insert} {heads} ON CONFLICT DO NOTHING")
    return statements


HISTORY_DDL: tuple[str, ...] = tuple(_statements())
"""Run in this order after the tables are created. No statement holds a percent sign or a colon before a word, so every
driver, SQLAlchemy's ``text`` and Alembic take them as they are."""
