"""The body of a request: read within limits, then turned into what the operation takes, in words people understand."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

import msgspec
import python_multipart
from python_multipart.exceptions import FormParserError
from starlette.types import Receive

from api.call import Upload, UploadedFile
from api.errors import BodyTooLarge, UnsupportedMediaType
from api.json import decoder
from api.limits import JSON_BYTES, check_json, check_length
from api.operations import JSON, Operation
from engine.errors import Finding, InvalidInput, Problems
from workflows.settings import Settings

_MULTIPART = "multipart/form-data"


class ClientGone(Exception):
    """The client closed the connection before its request was complete; nobody is left to tell."""


class NotJson(InvalidInput):
    """The body is no JSON. Fields: reason (English, of the parser)."""

    code = "http.not_json"


class NotMultipart(InvalidInput):
    """The body is no multipart form."""

    code = "http.not_multipart"


class BodyInvalid(Problems):
    """The body is JSON of another shape than the operation takes; the finding has the JSON path."""


async def read_body(
    operation: Operation, headers: Mapping[bytes, bytes], receive: Receive, settings: Settings
) -> bytes:
    """All bytes of the body; raises BodyTooLarge as soon as they are too many."""
    limit = settings.upload_megabytes * 1024 * 1024 if operation.is_upload else JSON_BYTES
    check_length(headers.get(b"content-length"), limit)
    parts: list[bytes] = []
    length, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        part: bytes = message.get("body", b"")
        length += len(part)
        if length > limit:
            raise BodyTooLarge(limit=limit // 1024)
        parts.append(part)
        more = message.get("more_body", False)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def read_argument(operation: Operation, headers: Mapping[bytes, bytes], body: bytes) -> Any:
    """The body as the type that the handler takes; an empty one stands for ``{}``."""
    if operation.is_upload:
        return _upload(headers, body)
    if not body:
        body = b"{}"
    else:
        _require(headers, JSON, "json")
        check_json(body)
    try:
        return decoder(operation.body).decode(body)
    except msgspec.ValidationError as error:
        raise _invalid(str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotJson(reason=str(error)) from None


def _require(headers: Mapping[bytes, bytes], expected: str, ending: str) -> None:
    found = headers.get(b"content-type", b"").decode("latin-1")
    kind = found.partition(";")[0].strip().lower()
    if kind != expected and not kind.endswith("+" + ending):
        raise UnsupportedMediaType(found=found[:80] or "–", expected=expected)


# -- what msgspec says, for people ---------------------------------------------------------------------------------

_SHAPES = (
    (re.compile(r"Object missing required field `(?P<name>.+?)`"), "http.field_missing"),
    (re.compile(r"Object contains unknown field `(?P<name>.+?)`"), "http.field_unknown"),
    (re.compile(r"Expected `(?P<expected>.+?)`, got `(?P<found>.+?)`"), "http.wrong_type"),
)


def _invalid(text: str) -> BodyInvalid:
    what, _, place = text.partition(" - at `")
    path = place.removesuffix("`").removeprefix("$").removeprefix(".")
    code, fields = _shape(what)
    if "name" in fields:
        path = f"{path}.{fields['name']}" if path else fields["name"]
    finding = Finding(code=code, fields={**fields, "path": path or "$"}, path=path or "$")
    return BodyInvalid((finding,), code="http.body_invalid")


def _shape(what: str) -> tuple[str, dict[str, str]]:
    for pattern, code in _SHAPES:
        match = pattern.fullmatch(what)
        if match:
            return code, match.groupdict()
    return "http.wrong_value", {"reason": what}


# -- forms with files ----------------------------------------------------------------------------------------------


def _upload(headers: Mapping[bytes, bytes], body: bytes) -> Upload:
    _require(headers, _MULTIPART, "form-data")
    files: list[UploadedFile] = []
    fields: dict[str, str] = {}

    def on_field(part: Any) -> None:
        fields[_text(part.field_name)] = _text(part.value)

    def on_file(part: Any) -> None:
        part.file_object.seek(0)
        files.append(UploadedFile(_text(part.field_name), _text(part.file_name), part.file_object.read()))
        part.close()

    try:
        python_multipart.parse_form(
            {"Content-Type": headers[b"content-type"]},
            io.BytesIO(body),
            on_field,
            on_file,
        )
    except (FormParserError, ValueError):
        raise NotMultipart from None
    return Upload(tuple(files), fields)


def _text(value: bytes | None) -> str:
    return (value or b"").decode("utf-8", "replace")
