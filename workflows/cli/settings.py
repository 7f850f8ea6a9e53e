"""`quytrinh settings`: lists every setting with its value, default and meaning."""

from __future__ import annotations

import os

import click

from engine import messages
from workflows.settings import SettingRow, Settings, unknown_variables

_HELP = """Liệt kê các biến môi trường thiết lập hệ thống: giá trị hiện tại, mặc định và ý nghĩa. Mật khẩu được che.

(List the environment variables that set the system up: value, default and meaning. Passwords are masked.)"""


@click.command("settings", short_help="Liệt kê các thiết lập. (List the settings.)", help=_HELP)
def command() -> None:
    for row in Settings.from_environment(os.environ).rows():
        click.echo(f"{click.style(row.variable, bold=True)} = {row.value}{_origin(row)}")
        click.echo(f"    {row.help('vi')}\n    {click.style(row.help('en'), dim=True)}")
    for variable, suggestion in unknown_variables(os.environ).items():
        code = "settings.unknown_variable_with_suggestion" if suggestion else "settings.unknown_variable"
        for language in ("vi", "en"):
            text = messages.text(code, language, variable=variable, suggestion=suggestion)
            click.secho(text, fg="yellow", err=True)


def _origin(row: SettingRow) -> str:
    if row.is_default:
        return "   [mặc định / default]"
    return f"   [mặc định / default: {row.default or '∅'}]"
