"""Random secrets that a browser or a program shows to be known again; only their SHA-256 is kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets

TOKEN_PREFIX = "qt_"  # noqa: S105
"""Begins every personal access token, so that one that leaked into a file can be found by a search."""


def new_session_token() -> str:
    """256 random bits, safe in a cookie."""
    return secrets.token_urlsafe(32)


def new_access_token() -> str:
    """256 random bits behind the prefix."""
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


def digest_of(token: str) -> bytes:
    """What is stored of a token. Its 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def name_tag(secret: bytes, username: str) -> str:
    """Ten characters that stand for a typed username: people now and then type their password there.

    Keyed, so that what is exported cannot be searched for words.
    """
    return hmac.digest(secret, username.encode("utf-8", "surrogatepass"), "sha256").hex()[:10]
