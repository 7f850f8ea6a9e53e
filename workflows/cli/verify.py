"""`quytrinh verify`: proves that the history of a case, or of everything, is as it was written."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from engine.actor import Actor
from engine.commands.record_history_visit import RecordHistoryVisit
from engine.commands.take_checkpoint import TakeCheckpoint
from engine.errors import InvalidInput
from engine.history.checkpoints import latest_checkpoint
from engine.history.events import Stream, process_instance_stream
from engine.history.export import export_stream
from engine.history.faults import Status, status_message
from engine.history.reading import snapshot
from engine.history.signing import PublicKey, SigningKey, by_id
from engine.history.verify import Progress as Step
from engine.history.verify import Verification, verify_store, verify_stream
from workflows.cli._program import actor_named, program, settings_of_environment
from workflows.wiring import Application

BROKEN = 1
_COLOURS = {Status.INTACT: "green", Status.ERASED: "yellow", Status.BROKEN: "red"}

_HELP = """Kiểm chứng nhật ký của một hồ sơ (KEY là khóa của hồ sơ gốc) hoặc của toàn bộ kho (--all).

Kết luận: nguyên vẹn, nguyên vẹn với phần đã xóa theo quy định (cả hai thoát với mã 0), hoặc bị phá vỡ (mã 1, nêu từng
chỗ). Lần kiểm chứng này cũng được ghi vào nhật ký.

(Verify the history of a case, KEY being that of its root process instance, or of the whole store with --all. The
verdict is intact, intact with lawful erasures (both exit with 0), or broken (1, with each place). The visit itself is
recorded.)"""


class PublicKeyUnreadable(InvalidInput):
    """The file holds no Ed25519 public key. Fields: file."""

    code = "cli.public_key_unreadable"


class CheckpointHashUnreadable(InvalidInput):
    """Not NUMBER:HASH. Fields: value."""

    code = "cli.checkpoint_hash_unreadable"


@click.command("verify", short_help="Kiểm chứng nhật ký. (Verify the history.)", help=_HELP)
@click.argument("key", required=False, type=int)
@click.option("--all", "is_all", is_flag=True, help="Toàn bộ kho. (The whole store.)")
@click.option(
    "--checkpoint", "is_sealed", is_flag=True, help="Ký một điểm kiểm chứng mới trước. (Sign a new checkpoint first.)"
)
@click.option(
    "--known",
    multiple=True,
    metavar="NUMBER:HASH",
    help="Mã băm của điểm kiểm chứng đã ghi lại từ trước. (A checkpoint's hash that you noted down before.)",
)
@click.option(
    "--public-key",
    "key_files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Khóa công khai cũ hoặc của máy khác. (An older public key, or that of another machine.)",
)
@click.option(
    "--export",
    "target",
    type=click.Path(path_type=Path),
    help="Ghi bằng chứng của hồ sơ vào thư mục hoặc tệp .zip, để kiểm chứng bằng tools/verify/verify_history.py. "
    "(Write the evidence of the case to a folder or .zip file for the stand-alone verifier.)",
)
@click.option("--as", "username", metavar="USERNAME", help="Tài khoản kiểm chứng. (The account that verifies.)")
def command(
    key: int | None,
    is_all: bool,
    is_sealed: bool,
    known: tuple[str, ...],
    key_files: tuple[Path, ...],
    target: Path | None,
    username: str | None,
) -> int:
    if (key is None) != is_all:
        raise click.UsageError("Hãy nêu KEY của hồ sơ, hoặc --all. (Give the KEY of a case, or --all.)")
    if target is not None and key is None:
        raise click.UsageError("--export cần KEY của hồ sơ. (--export needs the KEY of a case.)")
    stream = None if key is None else process_instance_stream(key)
    hashes, more_keys = _known(known), [_public_key(file) for file in key_files]
    with program(settings_of_environment()) as application:
        actor = actor_named(application, username)
        own = application.engine.ports.signing_key
        if is_sealed:
            _seal(application, actor)
        public_keys = by_id([*more_keys, *([own.public] if own is not None else [])])
        result = _verified(application, stream, public_keys, hashes)
        visit = RecordHistoryVisit(action="history.verify", stream=stream, outcome=result.status.value)
        application.engine.execute(visit, actor)
        _tell(result)
        if target is not None and stream is not None and own is not None:
            _export(application, stream, target, actor, own)
        _tell_checkpoint(application)
    return BROKEN if result.status is Status.BROKEN else 0


def _verified(
    application: Application, stream: Stream | None, public_keys: Mapping[str, PublicKey], known: Mapping[int, bytes]
) -> Verification:
    with snapshot(application.engine.database) as connection, _bar() as on_progress:
        try:
            if stream is not None:
                return verify_stream(connection, stream, public_keys, known)
            return verify_store(connection, public_keys, known, on_progress)
        finally:
            connection.rollback()


@contextmanager
def _bar() -> Iterator[Callable[[Step], None]]:
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Đang kiểm chứng… (verifying)", total=None)
        yield lambda step: progress.update(task, completed=step.done, total=step.total)


def _seal(application: Application, actor: Actor) -> None:
    number = application.engine.execute(TakeCheckpoint(), actor)
    if number is None:
        click.echo("Không có gì thay đổi từ điểm kiểm chứng trước. (Nothing has moved since the last checkpoint.)")
    else:
        click.echo(f"Đã ký điểm kiểm chứng {number}. (Signed checkpoint {number}.)")


def _tell(result: Verification) -> None:
    for broken in result.broken:
        click.secho(f"- {broken.message('vi')}", fg="red")
        click.echo(f"  ({broken.message('en')})")
    counts_vi = f"{result.streams} chuỗi, {result.events} sự kiện, {result.erased} nội dung đã xóa"
    counts_en = f"{result.streams} chains, {result.events} events, {result.erased} payloads erased"
    click.echo(f"Đã đọc {counts_vi}; {result.unsealed_events} sự kiện chưa được ký.")
    click.echo(f"({counts_en}; {result.unsealed_events} events not signed yet.)")
    click.secho(status_message(result.status, "vi"), fg=_COLOURS[result.status], bold=True)
    click.echo(f"({status_message(result.status, 'en')})")


def _tell_checkpoint(application: Application) -> None:
    """What an auditor notes down, to know the store again."""
    with snapshot(application.engine.database) as connection:
        latest = latest_checkpoint(connection)
        connection.rollback()
    if latest is not None:
        click.echo(f"Điểm kiểm chứng mới nhất / newest checkpoint: {latest.id}:{latest.hash().hex()}")


def _export(application: Application, stream: Stream, target: Path, actor: Actor, key: SigningKey) -> None:
    engine = application.engine
    engine.execute(RecordHistoryVisit(action="history.export", stream=stream), actor)
    with tempfile.TemporaryDirectory() as draft:
        folder = Path(draft) if target.suffix == ".zip" else target
        with snapshot(engine.database) as connection:
            export_stream(connection, stream, folder, key=key, exported_by=actor.username, now=engine.clock.now())
            connection.rollback()
        if target.suffix == ".zip":
            shutil.make_archive(str(target.with_suffix("")), "zip", folder)
    click.echo(f"Đã ghi bằng chứng vào {target}. (Evidence written.)")


def _known(values: tuple[str, ...]) -> dict[int, bytes]:
    found = {}
    for value in values:
        number, _, digest = value.partition(":")
        try:
            found[int(number)] = bytes.fromhex(digest)
        except ValueError:
            raise CheckpointHashUnreadable(value=value) from None
    return found


def _public_key(file: Path) -> PublicKey:
    try:
        return PublicKey.from_pem(file.read_bytes())
    except ValueError:
        raise PublicKeyUnreadable(file=str(file)) from None
