"""The command line `quytrinh`: one file a command, each with a click command named `command`.

Exit codes: 0 done; 1 refused, or something wrong was found, and a message says what; 2 wrong usage;
70 a fault of the program; 130 interrupted.
"""

from __future__ import annotations

import io
import sys
import traceback

import click

from engine.errors import Problems, QuyTrinhError
from workflows.cli.group import quytrinh

__all__ = ["main", "quytrinh"]

REFUSED = 1
FAULT = 70
INTERRUPTED = 130


def main() -> None:
    """Run the command line and end the process with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # Windows' consoles and pipes have code pages that lack Vietnamese letters.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run the command that `arguments` name, tell errors on stderr, and return the exit code."""
    try:
        answer = quytrinh.main(arguments, prog_name="quytrinh", standalone_mode=False)
    except click.exceptions.Abort:
        return INTERRUPTED
    except KeyboardInterrupt:
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except QuyTrinhError as error:
        _tell(error)
        return REFUSED
    except Exception:  # noqa: BLE001 - the last resort of the program
        click.echo("Chương trình gặp lỗi ngoài dự kiến. Hãy gửi nội dung dưới đây cho người quản trị.", err=True)
        click.echo("(An unexpected fault of the program. Please report what follows.)\n", err=True)
        click.echo(traceback.format_exc(), err=True)
        return FAULT
    return answer if isinstance(answer, int) else 0


def _tell(error: QuyTrinhError) -> None:
    """Print an error in both languages; of several findings each with its place."""
    click.secho(error.message("vi"), fg="red", err=True)
    click.echo(f"({error.message('en')})", err=True)
    if not isinstance(error, Problems) or len(error.findings) == 1:
        return
    for finding in error.findings:
        file = f"{finding.resource}:{finding.line}" if finding.line else finding.resource
        place = " ".join(part for part in (file, finding.element_id, finding.path) if part)
        click.echo(f"- {place}: {finding.message('vi')}" if place else f"- {finding.message('vi')}", err=True)
        click.echo(f"  ({finding.message('en')})", err=True)
