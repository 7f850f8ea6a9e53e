"""The OpenAPI document and the page that shows it, both open to everybody who reaches the server."""

from __future__ import annotations

from typing import Any

from api.call import Call, Reply
from api.openapi.html import page_of
from api.operations import Router

router = Router("", tag="Documentation", vi="Tài liệu")

_HTML = "text/html; charset=utf-8"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@router.get("/openapi.json", is_public=True, vi="Tài liệu OpenAPI", en="The OpenAPI document")
def get_openapi_document(call: Call) -> dict[str, Any]:
    return call.services.document


@router.get("/docs", is_public=True, media_type=_HTML, vi="Trang tài liệu API", en="The API reference, for people")
def get_api_reference(call: Call) -> Reply[bytes]:
    return Reply(content=page_of(call.services.document), headers={"content-security-policy": _POLICY})
