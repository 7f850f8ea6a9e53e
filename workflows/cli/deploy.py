"""`quytrinh deploy`: deploys diagrams, forms and tables as one bundle."""

from __future__ import annotations

from pathlib import Path

import click

from engine.commands.deploy_resources import Deployed, Deployment, DeployResources
from workflows.cli import _bundles
from workflows.cli._program import actor_named, program, settings_of_environment

_HELP = """Triển khai sơ đồ, biểu mẫu, bảng quyết định từ các tệp hoặc thư mục; sai một tệp thì không triển khai gì cả.

Nội dung không đổi thì giữ nguyên phiên bản. Nhật ký ghi việc này do hệ thống làm, trừ khi nêu tài khoản bằng --as.

(Deploy diagrams, forms and decision tables, all of them or none. Same content keeps its version. History records the
system as the one who did it, unless --as names an account.)"""

_KINDS = {"process": "quy trình", "form": "biểu mẫu", "decision": "quyết định"}


@click.command("deploy", short_help="Triển khai sơ đồ, biểu mẫu. (Deploy diagrams and forms.)", help=_HELP)
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--as", "username", metavar="USERNAME", help="Tài khoản thực hiện. (The account that deploys.)")
def command(paths: tuple[Path, ...], username: str | None) -> None:
    files = _bundles.find(paths).all_files()
    resources = tuple((file.name, file.read_bytes()) for file in files)
    with program(settings_of_environment()) as application:
        actor = actor_named(application, username)
        deployment: Deployment = application.engine.execute(DeployResources(resources=resources), actor)
    for each in deployment.definitions:
        click.echo(_line(each))
    for warning in deployment.warnings:
        click.secho(f"Lưu ý / warning: {warning}", fg="yellow", err=True)
    new = sum(each.is_new for each in deployment.definitions)
    old = len(deployment.definitions) - new
    click.echo(f"Đã triển khai: {new} mới, {old} không đổi. (Deployed: {new} new, {old} unchanged.)")


def _line(each: Deployed) -> str:
    state = click.style("mới / new", fg="green") if each.is_new else "không đổi / unchanged"
    name = f" · {each.name}" if each.name else ""
    return f"{_KINDS[each.kind]} {each.id} v{each.version}: {state}  ({each.resource_name}{name})"
