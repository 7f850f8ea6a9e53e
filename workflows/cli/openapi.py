"""`quytrinh openapi`: prints the description of the HTTP API."""

from __future__ import annotations

import json
from pathlib import Path

import click

from workflows.cli._upward import openapi_document

_HELP = """In tài liệu OpenAPI 3.1 (JSON) của API, dùng để sinh mã phía máy khách. Không cần cơ sở dữ liệu.

(Print the OpenAPI 3.1 document of the API as JSON, for generating clients. Needs no database.)"""


@click.command("openapi", short_help="In tài liệu OpenAPI của API. (Print the OpenAPI document.)", help=_HELP)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Ghi vào tệp thay vì in ra. (Write to a file instead.)",
)
def command(output: Path | None) -> None:
    text = json.dumps(openapi_document(), ensure_ascii=False, indent=2, sort_keys=True)
    if output is None:
        click.echo(text)
    else:
        output.write_text(text + "\n", encoding="utf-8")
        click.echo(f"Đã ghi {output}. (Written.)", err=True)
