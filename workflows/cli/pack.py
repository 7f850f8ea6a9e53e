"""`quytrinh pack`: lists the configuration packs, and loads one into the database."""

from __future__ import annotations

import click
from rich.console import Console
from rich.progress import Progress

from engine import messages
from workflows.cli._program import program, settings_of_environment
from workflows.packs import load_pack, pack_names
from workflows.packs.install import STEPS, Installed, install_pack

_HELP = """Gói cấu hình: đơn vị, người dùng mẫu, lịch làm việc, căn cứ pháp lý, nhiệm vụ của một nơi trong một năm.

(Configuration packs: the units, sample people, calendar, legal bases and obligations of one place and year.)"""

_LOAD_HELP = """Nạp gói NAME vào cơ sở dữ liệu; nạp lại nhiều lần vẫn an toàn và giữ những gì đã thay đổi bằng tay.

Gồm cơ cấu tổ chức, tài khoản mẫu, lịch làm việc, căn cứ pháp lý, sơ đồ quy trình và chương trình của năm. Chương trình
chỉ được mở (giao nhiệm vụ, bắt đầu hồ sơ) khi có --open.

(Load the pack NAME; safe to run again, and keeps what people have changed. The programme is opened only with --open:
that gives every unit its obligations and begins their cases.)"""


@click.group("pack", short_help="Liệt kê, nạp gói cấu hình. (List and load packs.)", help=_HELP)
def command() -> None:
    pass


@command.command("list", short_help="Liệt kê các gói. (List the packs.)", help="Liệt kê các gói. (List the packs.)")
def _list() -> None:
    for name in pack_names():
        click.echo(f"{click.style(name, bold=True)}  {load_pack(name).title}")


@command.command("load", short_help="Nạp một gói. (Load a pack.)", help=_LOAD_HELP)
@click.argument("name")
@click.option("--open", "is_opened", is_flag=True, help="Mở chương trình luôn. (Open the programme too.)")
def _load(name: str, is_opened: bool) -> None:
    pack = load_pack(name)
    console = Console(stderr=True)
    with program(settings_of_environment()) as application, Progress(console=console, transient=True) as progress:
        task = progress.add_task("…", total=len(STEPS) if is_opened else len(STEPS) - 1)

        def begin(step: str) -> None:
            texts = (messages.text(step, "vi"), messages.text(step, "en"))
            progress.update(task, completed=STEPS.index(step), description=f"{texts[0]}… ({texts[1]})")

        installed = install_pack(application.engine, pack, begin, is_opened=is_opened)
    _tell(installed, pack.demo_note)


def _tell(installed: Installed, note: str) -> None:
    click.echo(f"Đã nạp gói {installed.programme}. (Loaded.)")
    if installed.state == "draft":
        click.echo(
            "Chương trình đang ở trạng thái dự thảo; mở bằng --open hoặc trên giao diện. (A draft: open it next.)"
        )
    else:
        click.echo(f"Chương trình đã mở: {installed.obligations} nhiệm vụ, {installed.cases} hồ sơ.")
        click.echo(f"(The programme is open: {installed.obligations} obligations, {installed.cases} cases.)")
    click.secho(note, fg="yellow", err=True)
