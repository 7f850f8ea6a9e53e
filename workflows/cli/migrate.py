"""`quytrinh migrate`: brings the database to the schema of this release."""

from __future__ import annotations

import os

import click
from rich.console import Console

from workflows import migrations
from workflows.database import running_database
from workflows.settings import Settings

_HELP = """Nâng cấp cơ sở dữ liệu lên lược đồ của phiên bản này; chạy lại nhiều lần vẫn an toàn.

(Bring the database to the schema of this release; safe to run again.)"""


@click.command("migrate", short_help="Nâng cấp cơ sở dữ liệu. (Migrate the database.)", help=_HELP)
def command() -> None:
    settings = Settings.from_environment(os.environ)
    with (
        Console(stderr=True).status("Đang nâng cấp cơ sở dữ liệu… (migrating)"),
        running_database(settings) as url,
    ):
        before = migrations.current(url)
        migrations.upgrade(url)
        after = migrations.current(url)
    if before == after:
        click.echo(f"Cơ sở dữ liệu đã ở phiên bản {after}. (Already at {after}.)")
    else:
        click.echo(f"Đã nâng cấp cơ sở dữ liệu: {before or '∅'} → {after}. (Migrated.)")
