"""`quytrinh demo`: from an empty folder to a running office, with the year's plan opened and people to sign in as."""

from __future__ import annotations

from dataclasses import replace

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from engine import messages
from engine.actor import SYSTEM
from engine.commands.clock import PinClock
from workflows import migrations
from workflows.cli._program import program, set_up_logging, settings_of_environment
from workflows.cli.serve import listening, supervise
from workflows.database import running_database
from workflows.packs import load_pack
from workflows.packs.install import STEPS, install_pack
from workflows.packs.model import Pack
from workflows.programmes.queries.programmes import ListProgrammes
from workflows.programmes.rows import ProgrammeState
from workflows.settings import Settings

_HELP = """Chạy thử toàn bộ hệ thống với gói mẫu: cơ sở dữ liệu, quy trình, người dùng mẫu, máy chủ và xử lý nền.

Lần đầu nạp gói và đặt đồng hồ theo gói; những lần sau giữ nguyên dữ liệu và đồng hồ. Ctrl-C để dừng.

(Run everything with a sample pack: database, processes, sample people, server and background worker. The first start
loads the pack and pins the clock where the pack says; later starts keep data and clock. Ctrl-C stops it.)"""


@click.command("demo", short_help="Chạy thử với gói mẫu. (Run the demonstration.)", help=_HELP)
@click.option("--pack", "name", default="tra_bong_2025", show_default=True, help="Gói cấu hình. (The pack.)")
def command(name: str) -> None:
    settings = settings_of_environment()
    pack = load_pack(name)
    set_up_logging(settings)
    with listening(settings) as listener, running_database(settings) as url:
        migrations.upgrade(url)
        _install(settings, pack)
        host, port = listener.getsockname()[:2]
        _tell(pack, f"http://{host}:{port}")
        supervise(replace(settings, worker=True), listener)
    click.echo("Đã dừng; dữ liệu được giữ lại. (Stopped; the data are kept.)")


def _install(settings: Settings, pack: Pack) -> None:
    """Load and open the pack; where it is open already nothing changes."""
    with program(settings, is_checked=True) as application, Progress(console=Console(stderr=True)) as progress:
        engine = application.engine
        states = {programme.code: programme.state for programme in engine.query(ListProgrammes(), SYSTEM)}
        if states.get(pack.name, ProgrammeState.DRAFT) == ProgrammeState.DRAFT:
            engine.execute(PinClock(at=pack.clock_starts_at), SYSTEM)
            application.watch.look()
        task = progress.add_task("…", total=len(STEPS))

        def begin(step: str) -> None:
            texts = (messages.text(step, "vi"), messages.text(step, "en"))
            progress.update(task, completed=STEPS.index(step), description=f"{texts[0]} ({texts[1]})")

        install_pack(engine, pack, begin)
        progress.update(task, completed=len(STEPS), description="Đã nạp gói mẫu (Sample pack loaded)")


def _tell(pack: Pack, address: str) -> None:
    """Where to go and as whom."""
    click.secho(f"\n{pack.title}", bold=True)
    click.echo(f"  Địa chỉ (address)      {address}")
    click.echo(f"  Tài liệu API (API)     {address}/docs")
    click.echo(f"  Mật khẩu (password)    {pack.demo_password}\n")
    table = Table(title="Tài khoản mẫu (sample accounts)", title_justify="left")
    for heading in ("Tài khoản", "Họ tên", "Chức vụ", "Đơn vị"):
        table.add_column(heading, overflow="fold")
    people = {person.username: person for person in pack.people}
    positions = {position.code: position.title for position in pack.positions}
    today = pack.clock_starts_at.date()
    for username in pack.demo_people:
        for held in people[username].holdings:
            if held.validity.covers(today):
                unit = pack.units_by_code[held.unit]
                table.add_row(username, people[username].name, positions[held.position], unit.short_name)
    Console().print(table)
    click.secho(pack.demo_note, fg="yellow", err=True)
