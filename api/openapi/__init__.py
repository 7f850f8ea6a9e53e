"""The OpenAPI document, made from the operations, and the page that shows it."""

from __future__ import annotations

from api.openapi.document import document_of

__all__ = ["document_of"]
