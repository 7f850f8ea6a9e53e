"""How the content of a payload is stored: plain, compressed or encrypted, told by its first byte.

Compression is a matter of storage only: digests are made over the content, so a row may be packed in another way later.
Encrypted content is digested as it is stored, because it must stay provable when its key is gone.
"""

from __future__ import annotations

import os
import zlib
from dataclasses import dataclass
from struct import Struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PLAIN = b"\x00"
DEFLATED = b"\x01"
ENCRYPTED = b"\x02"

MAX_CONTENT_BYTES = 256 * 1024 * 1024
"""A forged row shall not fill the memory of the one who verifies it."""

_WORTH_DEFLATING = 48
_LEVEL = 1
_NONCE_BYTES = 12
_PLACE = Struct(">hqqh")

# What most events say (``engine.moves`` and the payloads of the commands), the commonest last: halves a typical body.
# Stored rows need it as it is: a better one gets a form byte of its own.
_DICTIONARY = (
    b'{"after":{"before":null,"correlation_key":"","definitions":[["deployment_key":,"error_code":"","error_message":"'
    b'"ground":"","incident_key":,"is_local":true,"job_key":,"kind":"user_task","key":,"message_name":"","reason":"'
    b'"resources":{".bpmn":".form":".dmn":"retries":"scope_key":"timer_key":["terminated",["incident cleared",'
    b'["incident",["message",["timer",["job",["instance terminated","unit":{"code":"00:00+00:00"],@false,'
    b'["instance completed",]],"process_id":"","version":1}{"moves":[["instance activated",,null],["activated",Event_'
    b'{"action":"complete","element_id":"Activity_","moves":[["closed",,null],["completed",,"Gateway_"],["flow",,"Flow_'
    b'"],["activated",,"Activity_"],["task",,"Activity_",null,[""],null]],"user_task_key":,"variables":[[,"",true]]}'
)


@dataclass(frozen=True, slots=True)
class SubjectKey:
    """The AES-256 key of one data subject; `id` is its row in `history_subject_key`."""

    id: int
    key: bytes


@dataclass(frozen=True, slots=True)
class Place:
    """Which payload of which event; encryption is bound to it, so ciphertext cannot be moved elsewhere."""

    stream_kind: int
    stream_key: int
    seq: int
    part: int

    def __bytes__(self) -> bytes:
        return _PLACE.pack(self.stream_kind, self.stream_key, self.seq, self.part)


def packed(content: bytes) -> bytes:
    """The stored form of clear content."""
    if len(content) >= _WORTH_DEFLATING:
        deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=_DICTIONARY)
        small = deflate.compress(content) + deflate.flush()
        if len(small) < len(content):
            return DEFLATED + small
    return PLAIN + content


def encrypted(content: bytes, key: SubjectKey, place: Place) -> bytes:
    """The stored form of personal content (AES-256-GCM, random nonce of 96 bits)."""
    nonce = os.urandom(_NONCE_BYTES)
    return ENCRYPTED + nonce + AESGCM(key.key).encrypt(nonce, content, bytes(place))


def content_of(body: bytes) -> bytes:
    """The bytes that were digested. Raises ValueError when `body` cannot be unpacked."""
    flag, rest = body[:1], body[1:]
    if flag in (PLAIN, ENCRYPTED):
        return rest
    if flag == DEFLATED:
        return _inflated(rest)
    raise ValueError("unknown form of body")


def is_encrypted(body: bytes) -> bool:
    return body[:1] == ENCRYPTED


def decrypted(body: bytes, key: SubjectKey, place: Place) -> bytes:
    """The clear content of a personal payload. Raises ValueError when key, place or bytes are not the true ones."""
    nonce, data = body[1 : 1 + _NONCE_BYTES], body[1 + _NONCE_BYTES :]
    try:
        return AESGCM(key.key).decrypt(nonce, data, bytes(place))
    except InvalidTag as error:
        raise ValueError("not encrypted with this key for this place") from error


def _inflated(data: bytes) -> bytes:
    inflate = zlib.decompressobj(-zlib.MAX_WBITS, zdict=_DICTIONARY)
    try:
        content = inflate.decompress(data, MAX_CONTENT_BYTES)
    except zlib.error as error:
        raise ValueError(f"cannot be inflated: {error}") from error
    if not inflate.eof or inflate.unused_data:
        raise ValueError("cannot be inflated: too large, cut off or followed by more")
    return content
