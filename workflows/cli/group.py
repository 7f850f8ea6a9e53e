"""The group `quytrinh`, which imports a command's file only when it is asked for."""

from __future__ import annotations

import importlib

import click

from workflows.version import VERSION

#: In the order in which the help lists them: the file of each command beside this one.
COMMANDS = ("demo", "serve", "worker", "migrate", "deploy", "check", "pack", "verify", "settings", "openapi")

_HELP = """Quy Trình: hệ thống quy trình điện tử mở cho cơ quan nhà nước.

(Quy Trình: an open workflow system for public administration.)"""

_EPILOG = """\b
Mã thoát / exit codes:
  0    xong / done
  1    bị từ chối hoặc phát hiện sai sót, có thông báo / refused, or something wrong was found
  2    gõ sai lệnh / wrong usage
  70   lỗi của chương trình / a fault of the program
  130  bị ngắt bằng Ctrl-C / interrupted"""


class LazyGroup(click.Group):
    """Commands are imported one by one, so that a small command does not wait for the engine to load."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"workflows.cli.{name}").command
        return command


@click.group(
    cls=LazyGroup,
    help=_HELP,
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(VERSION, prog_name="quytrinh", message="%(prog)s %(version)s")
def quytrinh() -> None:
    pass
