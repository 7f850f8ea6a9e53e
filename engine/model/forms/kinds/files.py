"""File pickers: the value names documents that travelled apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.feel import Expression
from engine.model.forms.kinds.base import Kind, Refused, Site, Violation
from engine.model.forms.kinds.text import stored_text

MAX_DOCUMENTS = 1000

_KEY = re.compile(r"files::[A-Za-z0-9_.:-]{1,200}")
_TEXTS = ("camunda.document.type", "storeId", "documentId", "contentHash")
_METADATA_TEXTS = ("contentType", "fileName", "expiresAt", "processDefinitionId", "processInstanceKey")


@dataclass(frozen=True, slots=True)
class FilePicker(Kind):
    """The key ``files::…`` of form-js, or what the host app stores instead: a list of Camunda document references.

    Only the shape is checked here; whether a document exists and may be used is for the document store to say.
    `is_multiple` may be FEEL.
    """

    is_multiple: bool | Expression = False

    def accept(self, value: Any) -> Any:
        if isinstance(value, str):
            if value == "":
                return None
            if not _KEY.fullmatch(value):
                raise Refused("form.not_documents")
            return value
        if not isinstance(value, list):
            raise Refused("form.not_documents")
        if len(value) > MAX_DOCUMENTS:
            raise Refused("form.too_many_items", limit=MAX_DOCUMENTS, count=len(value))
        return [_reference(item) for item in value] or None

    def sanitize(self, value: Any) -> Any:
        try:
            return None if value is None else self.accept(value)
        except Refused:
            return None

    def violations(self, value: Any, site: Site) -> Iterator[Violation]:
        if isinstance(value, list) and len(value) > 1:
            multiple = self.is_multiple
            if (multiple if isinstance(multiple, bool) else site.evaluate(multiple)) is not True:
                yield Violation("form.one_document_only", count=len(value))


def _reference(item: Any) -> dict[str, Any]:
    """The known members of a document reference (Camunda 8, "Document handling"); others are dropped."""
    if not isinstance(item, dict) or not isinstance(item.get("documentId"), str) or not item["documentId"]:
        raise Refused("form.not_documents")
    result: dict[str, Any] = _texts(item, _TEXTS)
    metadata = item.get("metadata")
    if isinstance(metadata, dict):
        kept: dict[str, Any] = _texts(metadata, _METADATA_TEXTS)
        size = metadata.get("size")
        if isinstance(size, int) and not isinstance(size, bool) and 0 <= size < 2**63:
            kept["size"] = size
        result["metadata"] = kept
    return result


def _texts(source: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: stored_text(source[name]) for name in names if isinstance(source.get(name), str)}
