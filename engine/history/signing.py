"""The key that signs checkpoints: an Ed25519 key in one file of the data folder, readable by nobody else.

Whoever has the key can sign a forged history, so it belongs on the server, not in the database, and its public half
with the auditor before the audit. Nodes of a cluster share one file or one copy of it.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from engine.errors import QuyTrinhError

KEY_FILE = "history-signing.key"
"""Name of the key file in the data folder."""


class SigningKeyUnreadable(QuyTrinhError):
    """The key file is damaged or holds another kind of key."""

    code = "history.signing_key.unreadable"


class SigningKeyOpenToOthers(QuyTrinhError):
    """Others than the owner may read the key file."""

    code = "history.signing_key.open_to_others"


class PublicKey:
    """Checks signatures; `id` is the first 16 bytes of the SHA-256 of the raw key, in hex."""

    def __init__(self, key: Ed25519PublicKey) -> None:
        self._key = key
        self.id = sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:32]

    @classmethod
    def from_pem(cls, pem: bytes) -> PublicKey:
        """Raises ValueError for anything but an Ed25519 public key."""
        key = load_pem_public_key(pem)
        if not isinstance(key, Ed25519PublicKey):
            raise ValueError("not an Ed25519 public key")
        return cls(key)

    def pem(self) -> bytes:
        """The key as a file to give to an auditor."""
        return self._key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def has_signed(self, statement: bytes, signature: bytes) -> bool:
        try:
            self._key.verify(signature, statement)
        except InvalidSignature:
            return False
        return True


class SigningKey:
    """Signs statements."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public = PublicKey(key.public_key())

    def sign(self, statement: bytes) -> bytes:
        """The signature of `statement`, 64 bytes."""
        return self._key.sign(statement)


def signing_key(folder: Path) -> SigningKey:
    """The key of the data folder `folder`, made at the first start. Several processes may start at once."""
    file = folder / KEY_FILE
    if not file.exists():
        _create(file)
    if os.name == "posix" and stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise SigningKeyOpenToOthers(file=str(file))
    try:
        key = load_pem_private_key(file.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise SigningKeyUnreadable(file=str(file), reason=str(error)) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise SigningKeyUnreadable(file=str(file), reason="not an Ed25519 key")
    return SigningKey(key)


def by_id(keys: Iterable[PublicKey]) -> dict[str, PublicKey]:
    """Public keys by their id, as verification takes them; old keys stay in use for what they signed."""
    return {key.id: key for key in keys}


def _create(file: Path) -> None:
    """Write a new key beside `file` and link it into place: nobody sees half a key, and the first one wins."""
    file.parent.mkdir(parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    descriptor, draft = tempfile.mkstemp(dir=file.parent, prefix=KEY_FILE)  # created with mode 0600
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(pem)
            stream.flush()
            os.fsync(stream.fileno())
        os.link(draft, file)
    except FileExistsError:
        return
    finally:
        Path(draft).unlink()
