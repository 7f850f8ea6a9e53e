"""The signing key: one file, made once, for nobody else to read."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from engine.history.signing import (
    KEY_FILE,
    PublicKey,
    SigningKeyOpenToOthers,
    SigningKeyUnreadable,
    by_id,
    signing_key,
)


def test_the_key_is_made_at_the_first_start_and_kept(tmp_path: Path) -> None:
    # given
    folder = tmp_path / "data"

    # when
    first, second = signing_key(folder), signing_key(folder)

    # then
    assert first.public.id == second.public.id
    assert [file.name for file in folder.iterdir()] == [KEY_FILE]


@pytest.mark.skipif(os.name != "posix", reason="file modes are of POSIX systems")
def test_the_key_is_for_its_owner_only(tmp_path: Path) -> None:
    # given
    signing_key(tmp_path)
    file = tmp_path / KEY_FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600

    # when
    file.chmod(0o640)

    # then
    with pytest.raises(SigningKeyOpenToOthers) as raised:
        signing_key(tmp_path)
    assert "0600" in raised.value.message("vi")


def test_several_that_start_at_once_share_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: signing_key(tmp_path), range(16)))
    assert len({key.public.id for key in keys}) == 1
    assert [file.name for file in tmp_path.iterdir()] == [KEY_FILE]


def test_a_signature_fits_its_statement_and_its_key(tmp_path: Path) -> None:
    # given
    key, other = signing_key(tmp_path / "a"), signing_key(tmp_path / "b")
    signature = key.sign(b"statement")

    # then
    public = PublicKey.from_pem(key.public.pem())
    assert public.id == key.public.id
    assert public.has_signed(b"statement", signature)
    assert not public.has_signed(b"Statement", signature)
    assert not other.public.has_signed(b"statement", signature)
    assert set(by_id([public, other.public])) == {key.public.id, other.public.id}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a key",
        X25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    ],
)
def test_a_damaged_key_is_an_error_and_not_replaced(tmp_path: Path, content: bytes) -> None:
    # given
    signing_key(tmp_path)
    (tmp_path / KEY_FILE).write_bytes(content)

    # then
    with pytest.raises(SigningKeyUnreadable) as raised:
        signing_key(tmp_path)
    assert KEY_FILE in raised.value.message("en")
    assert (tmp_path / KEY_FILE).read_bytes() == content


def test_another_kind_of_public_key_is_refused() -> None:
    pem = X25519PrivateKey.generate().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(ValueError, match="Ed25519"):
        PublicKey.from_pem(pem)
