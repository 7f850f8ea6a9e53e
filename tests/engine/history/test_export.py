"""Evidence verifies elsewhere, by a program that shares no code with ours."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

import engine
from engine.actor import Actor
from engine.history import erasure
from engine.history.body import Place
from engine.history.events import ACCESS, ERASURES, EventType, Stream, process_instance_stream
from engine.history.export import MAX_PROOFS, export_stream
from engine.history.reading import snapshot
from engine.history.signing import SigningKey, signing_key
from engine.history.verify import HistoryNotFound

PROGRAM = Path(engine.__path__[0]).parent / "tools" / "verify" / "verify_history.py"
AUDITOR = Actor(username="vo.thi.hanh")
CASE = process_instance_stream(1001)


def export(store: Any, folder: Path, stream: Stream = CASE) -> Path:
    with snapshot(store.database) as connection:
        export_stream(connection, stream, folder, key=store.key, exported_by="vo.thi.hanh", now=store.now())
    return folder


def run(folder: Path, key: SigningKey | Path) -> subprocess.CompletedProcess[str]:
    """The verdict of the stand-alone program, run where our packages cannot be imported."""
    if isinstance(key, SigningKey):
        file = folder.parent / "auditor.pem"
        file.write_bytes(key.public.pem())
    else:
        file = key
    command = [sys.executable, "-I", str(PROGRAM), str(folder), "--key", str(file)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, cwd=folder.parent)


@pytest.fixture
def sealed(store: Any) -> Any:
    """Some cases, one of them with personal data, sealed twice."""
    for key in range(1002, 1009):
        store.case(key, {"n": 1})
    store.case(1001, {"n": 1, "text": "Kế hoạch " * 50}, {"n": 2}, personal={"resident-1": {"name": "Hồ Văn Dân"}})
    store.checkpoint()
    store.case(1001, {"n": 3, "text": "\n\u0301 \u2028 \x1f 😀"})
    store.case(1004, {"n": 2})
    store.checkpoint()
    store.case(1001, {"n": 4})
    return store


def test_the_program_needs_only_python_3_9_and_cryptography() -> None:
    # given
    tree = ast.parse(PROGRAM.read_text("utf-8"), feature_version=(3, 9))

    # when
    imports = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imports |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    # then
    foreign = {name.split(".")[0] for name in imports} - sys.stdlib_module_names
    assert foreign == {"cryptography"}


def test_exported_evidence_is_intact_elsewhere(sealed: Any, tmp_path: Path) -> None:
    # when
    result = run(export(sealed, tmp_path / "bundle"), sealed.key)

    # then
    assert (result.returncode, result.stderr) == (0, "")
    assert "NGUYÊN VẸN: luồng 1/1001, 4 sự kiện; điểm kiểm đã ký đến sự kiện 3." in result.stdout
    assert "INTACT: stream 1/1001, 4 events" in result.stdout
    assert "Hồ Văn Dân" not in (tmp_path / "bundle" / "events.jsonl").read_text("utf-8")


def test_erased_evidence_is_told_apart(sealed: Any, tmp_path: Path) -> None:
    # given two erasures that concern the case and one that does not
    common: dict[str, Any] = {"actor": AUDITOR, "ground": "căn cứ (mẫu)", "now": sealed.now()}
    with sealed.database.begin() as connection:
        erasure.erase_payloads(connection, sealed.recorder, [Place(*CASE, 3, 0)], **common)
        erasure.erase_payloads(connection, sealed.recorder, [Place(1, 1002, 1, 0)], **common)
        erasure.erase_subject(connection, sealed.recorder, "resident-1", **common)

    # when
    folder = export(sealed, tmp_path / "bundle")
    result = run(folder, sealed.key)

    # then
    assert result.returncode == 0
    assert "3 nội dung đã xoá theo căn cứ có biên bản" in result.stdout
    lines = [json.loads(line) for line in (folder / "erasures.jsonl").read_text("utf-8").splitlines()]
    assert [line["seq"] for line in lines] == [1, 3]


def lines_of(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "events.jsonl").read_text("utf-8").split("\n")[:-1]]


def alter_actor(lines: list[dict[str, Any]]) -> None:
    lines[1]["actor"] = "le.van.cuong"


def alter_content(lines: list[dict[str, Any]]) -> None:
    lines[1]["payloads"][0]["content"] = "{}"


def alter_ciphertext(lines: list[dict[str, Any]]) -> None:
    lines[0]["payloads"][1]["ciphertext"] = "AAAA"


def drop_event(lines: list[dict[str, Any]]) -> None:
    del lines[1]


def drop_end(lines: list[dict[str, Any]]) -> None:
    del lines[-1]


def drop_payload(lines: list[dict[str, Any]]) -> None:
    del lines[0]["payloads"][1]


def pretend_erasure(lines: list[dict[str, Any]]) -> None:
    lines[1]["payloads"][0] = {"part": 0, "subject_key_id": None, "erased_by": 1}


ALTERATIONS = [
    (alter_actor, "event 2: the hash does not fit"),
    (alter_content, "event 2: payload 0 was altered"),
    (alter_ciphertext, "event 1: payload 1 was altered"),
    (drop_event, "event 2 is missing"),
    (drop_end, "the end of the history does not fit"),
    (drop_payload, "event 1: a payload is missing"),
    (pretend_erasure, "event 2: erased without a record"),
]


def test_altered_evidence_is_broken(sealed: Any, tmp_path: Path, subtests: pytest.Subtests) -> None:
    original = export(sealed, tmp_path / "bundle")
    for alter, complaint in ALTERATIONS:
        with subtests.test(complaint):
            # given somebody who alters the events and, having the server's key, signs the manifest again
            folder = Path(shutil.copytree(original, tmp_path / alter.__name__))
            lines = lines_of(folder)
            alter(lines)
            (folder / "events.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")

            # then, without the key, the manifest shows it
            assert "file events.jsonl was altered" in run(folder, sealed.key).stdout

            # and with it, the chain does
            manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
            manifest["files"]["events.jsonl"] = sha256((folder / "events.jsonl").read_bytes()).hexdigest()
            sign(folder, manifest, sealed.key)
            result = run(folder, sealed.key)
            assert (result.returncode, result.stderr) == (1, "")
            assert f"BROKEN: {complaint}" in result.stdout


def sign(folder: Path, manifest: dict[str, Any], key: SigningKey) -> None:
    content = json.dumps(manifest).encode()
    (folder / "manifest.json").write_bytes(content)
    (folder / "manifest.sig").write_bytes(key.sign(content))


PROOFS: list[tuple[str, Any, str]] = [
    ("seq", 2, "event 2 is not the one that checkpoint 2 signed"),
    ("hash", "00" * 32, "event 3 is not the one that checkpoint 2 signed"),
    ("index", 1, "checkpoint 2: does not contain event 3"),
    ("path", [], "checkpoint 2: does not contain event 3"),
    ("path", ["00" * 32] * 9, "checkpoint 2: does not contain event 3"),
    ("root", "00" * 32, "checkpoint 2: does not contain event 3"),
    ("taken_at", "2025-03-01T00:00:00+00:00", "checkpoint 2: the signature is wrong"),
    ("previous_checkpoint_hash", "00" * 32, "checkpoint 2: the signature is wrong"),
    ("public_key_id", "x", "checkpoint 2: signed with an unknown key x"),
]


def test_an_altered_proof_is_broken(sealed: Any, tmp_path: Path, subtests: pytest.Subtests) -> None:
    folder = export(sealed, tmp_path / "bundle")
    original = (folder / "manifest.json").read_text("utf-8")
    for field, value, complaint in PROOFS:
        with subtests.test(field, value=value):
            # given
            manifest = json.loads(original)
            proof = manifest["proofs"][1]
            (proof if field in proof else proof["checkpoint"])[field] = value

            # when
            sign(folder, manifest, sealed.key)

            # then
            result = run(folder, sealed.key)
            assert result.returncode == 1
            assert f"BROKEN: {complaint}" in result.stdout


def test_evidence_of_another_server_is_not_believed(sealed: Any, tmp_path: Path) -> None:
    # given
    folder = export(sealed, tmp_path / "bundle")

    # then
    result = run(folder, signing_key(tmp_path / "other"))
    assert result.returncode == 1
    assert "signed with an unknown key" in result.stdout


def test_a_bundle_that_cannot_be_read_is_neither_intact_nor_broken(
    sealed: Any, tmp_path: Path, subtests: pytest.Subtests
) -> None:
    original = export(sealed, tmp_path / "bundle")
    for missing in ("manifest.json", "manifest.sig", "events.jsonl"):
        with subtests.test(missing):
            # given
            folder = Path(shutil.copytree(original, tmp_path / f"without-{missing}"))
            (folder / missing).unlink()

            # then
            result = run(folder, sealed.key)
            assert result.returncode == 2
            assert "KHÔNG KIỂM CHỨNG ĐƯỢC" in result.stderr
    assert run(original, original / "events.jsonl").returncode == 2


def test_a_broken_history_is_exported_and_found_broken(sealed: Any, tmp_path: Path) -> None:
    # given
    sealed.tamper("UPDATE history_payload SET body = '\\x01ff' WHERE stream_key = 1001 AND seq = 2 AND part = 0")

    # when
    result = run(export(sealed, tmp_path / "bundle"), sealed.key)

    # then
    assert "BROKEN: event 2: payload 0 was altered" in result.stdout


def test_a_single_stream_is_exported_with_its_newest_proofs(store: Any, tmp_path: Path) -> None:
    # given
    for _ in range(MAX_PROOFS + 2):
        store.append(ACCESS, EventType.SESSION_OPENED, {})
        store.checkpoint()

    # when
    folder = export(store, tmp_path / "bundle", ACCESS)

    # then
    assert "sealed by checkpoints up to event 26." in run(folder, store.key).stdout
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert [proof["seq"] for proof in manifest["proofs"]] == list(range(3, 27))
    assert all(proof["path"] == [] for proof in manifest["proofs"])


def test_what_has_no_history_cannot_be_exported(store: Any, tmp_path: Path) -> None:
    for stream in (CASE, ERASURES):
        with pytest.raises(HistoryNotFound):
            export(store, tmp_path / "bundle", stream)
