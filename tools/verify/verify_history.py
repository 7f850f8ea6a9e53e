#!/usr/bin/env python3
"""Kiểm chứng một gói bằng chứng lịch sử của Quy Trình trên máy bất kỳ. / Verifies an evidence bundle on any machine.

    python verify_history.py FOLDER --key public_key.pem [--key older_key.pem]

FOLDER là thư mục đã giải nén; khoá công khai phải lấy từ nguồn khác, trước đó, không lấy trong gói.
FOLDER is the unpacked bundle; take the public key from elsewhere, beforehand, not from the bundle.
Cần / needs: Python 3.9+, package `cryptography`. Mã thoát / exit: 0 nguyên vẹn / intact, 1 bị phá vỡ / broken, 2 không
kiểm chứng được / cannot be checked. Layout: docs/history.md.
"""

# ruff: noqa: UP017 (a program that prints, for Python 3.9)
import argparse
import base64
import json
import struct
import sys
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

ERASURE_STREAM = (5, 1)
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


class Broken(Exception):
    """What does not fit: Vietnamese, English."""


def micros(text):
    return (datetime.fromisoformat(text) - EPOCH) // timedelta(microseconds=1)


def field(value):
    if value is None:
        return b"\xff\xff\xff\xff"
    data = value.encode() if isinstance(value, str) else value
    return struct.pack(">I", len(data)) + data


def check_event(stream, previous, event):
    """Hash and payload digests of one event; returns its hash and what is gone: (part, erasure) and (part, key)."""
    seq, digests = event["seq"], bytes.fromhex(event["payload_digests"])
    names = ("type", "actor", "actor_kind", "on_behalf_of", "unit", "position")
    header = bytes([event["format"]]) + previous + struct.pack(">hqqq", *stream, seq, micros(event["occurred_at"]))
    header += b"".join(field(event[name]) for name in names) + field(digests)
    if event["format"] != 1 or sha256(b"quytrinh:event\0" + header).hexdigest() != event["hash"]:
        raise Broken(f"sự kiện {seq}: mã băm không khớp", f"event {seq}: the hash does not fit")
    if [payload["part"] for payload in event["payloads"]] != list(range(len(digests) // 32)):
        raise Broken(f"sự kiện {seq}: thiếu hoặc thừa nội dung", f"event {seq}: a payload is missing or one too many")
    erased, encrypted = [], []
    for part, payload in enumerate(event["payloads"]):
        key = payload["subject_key_id"]
        if "erased_by" in payload:
            erased.append((part, payload["erased_by"]))
            continue
        content = payload["content"].encode() if "content" in payload else b""
        content = content or base64.b64decode(payload.get("ciphertext", ""))
        made = b"quytrinh:payload\0\x01" + bytes.fromhex(payload["salt"]) + struct.pack(">hq", part, key or 0) + content
        if sha256(made).digest() != digests[32 * part : 32 * part + 32]:
            raise Broken(f"sự kiện {seq}: nội dung {part} đã bị sửa", f"event {seq}: payload {part} was altered")
        if key is not None:
            encrypted.append((part, key))
    return bytes.fromhex(event["hash"]), erased, encrypted


def read_erasures(lines):
    """Which payloads and keys the recorded erasures name, by number of the erasure."""
    payloads, keys = set(), set()
    for event in lines:
        check_event(ERASURE_STREAM, bytes.fromhex(event["previous_hash"]), event)
        record = json.loads(event["payloads"][0]["content"])
        payloads |= {(event["seq"], *place) for place in record.get("payloads", [])}
        keys |= set(record.get("subject_key_ids", []))
    return payloads, keys


def check_signature(keys, key_id, signature, statement, what):
    if key_id not in keys:
        raise Broken(f"{what}: ký bằng khoá lạ {key_id}", f"{what}: signed with an unknown key {key_id}")
    try:
        keys[key_id].verify(signature, statement)
    except InvalidSignature:
        raise Broken(f"{what}: chữ ký không đúng", f"{what}: the signature is wrong") from None


def check_proof(stream, hashes, proof, keys):
    """That the checkpoint signed the event, by the path of RFC 9162 §2.1.3.2."""
    point, seq = proof["checkpoint"], proof["seq"]
    what = f"checkpoint {point['id']}"
    if not 1 <= seq <= len(hashes) or hashes[seq - 1].hex() != proof["hash"]:
        raise Broken(f"sự kiện {seq} khác với bản đã ký tại {what}", f"event {seq} is not the one that {what} signed")
    node, last = proof["index"], point["leaf_count"] - 1
    found = sha256(b"\x00" + struct.pack(">hqq", *stream, seq) + hashes[seq - 1]).digest()
    for sibling in map(bytes.fromhex, proof["path"] if last else []):
        if node & 1 or node == last:
            found = sha256(b"\x01" + sibling + found).digest()
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            found = sha256(b"\x01" + found + sibling).digest()
        node, last = node >> 1, last >> 1
    if last != 0 or node != 0 or found.hex() != point["root"]:
        raise Broken(f"{what}: không chứa sự kiện {seq}", f"{what}: does not contain event {seq}")
    numbers = struct.pack(">qqq", point["id"], micros(point["taken_at"]), point["leaf_count"])
    hexes = bytes.fromhex(point["root"] + point["previous_checkpoint_hash"])
    statement = b"quytrinh:checkpoint\0\x01" + numbers + hexes + point["public_key_id"].encode()
    check_signature(keys, point["public_key_id"], bytes.fromhex(point["signature"]), statement, what)


def verify(folder, keys):
    """Returns (manifest, events, erased payloads, last sealed event); raises Broken."""
    content = (folder / "manifest.json").read_bytes()
    manifest = json.loads(content)
    check_signature(keys, manifest["public_key_id"], (folder / "manifest.sig").read_bytes(), content, "manifest")
    for name, digest in manifest["files"].items():
        if sha256((folder / name).read_bytes()).hexdigest() != digest:
            raise Broken(f"tệp {name} đã bị sửa", f"file {name} was altered")
    read = {name: (folder / name).read_text("utf-8").split("\n")[:-1] for name in manifest["files"]}
    named, destroyed = read_erasures([json.loads(line) for line in read["erasures.jsonl"]])
    stream = (manifest["stream"]["kind"], int(manifest["stream"]["key"]))
    previous, hashes, gone = bytes(32), [], 0
    for seq, line in enumerate(read["events.jsonl"], start=1):
        event = json.loads(line)
        if event["seq"] != seq:
            raise Broken(f"thiếu sự kiện {seq}", f"event {seq} is missing")
        previous, erased, encrypted = check_event(stream, previous, event)
        hashes.append(previous)
        for part, erasure in erased:
            if (erasure, *stream, seq, part) not in named:
                raise Broken(f"sự kiện {seq}: xoá không có biên bản", f"event {seq}: erased without a record")
        gone += len(erased) + sum(key in destroyed for _, key in encrypted)
    if manifest["head"] != {"seq": len(hashes), "hash": previous.hex()} or not hashes:
        raise Broken("phần cuối lịch sử không khớp", "the end of the history does not fit")
    for proof in manifest["proofs"]:
        check_proof(stream, hashes, proof, keys)
    return manifest, len(hashes), gone, max((proof["seq"] for proof in manifest["proofs"]), default=0)


def key_id(key):
    return sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:32]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--key", type=Path, action="append", required=True, help="Ed25519 public key, PEM")
    options = parser.parse_args()
    for output in (sys.stdout, sys.stderr):
        output.reconfigure(encoding="utf-8")
    try:
        keys = {key_id(key): key for key in (load_pem_public_key(file.read_bytes()) for file in options.key)}
        manifest, events, gone, sealed = verify(options.folder, keys)
    except Broken as broken:
        print("BỊ PHÁ VỠ: {}\nBROKEN: {}".format(*broken.args))
        return 1
    except (OSError, ValueError, KeyError, TypeError, AttributeError, struct.error) as error:
        print(f"KHÔNG KIỂM CHỨNG ĐƯỢC: gói hoặc khoá không đọc được\nCANNOT BE CHECKED: {error!r}", file=sys.stderr)
        return 2
    stream = "{kind}/{key}".format(**manifest["stream"])
    print(f"NGUYÊN VẸN: luồng {stream}, {events} sự kiện; điểm kiểm đã ký đến sự kiện {sealed}.")
    print(f"INTACT: stream {stream}, {events} events; sealed by checkpoints up to event {sealed}.")
    if gone:
        print(f"Trong đó {gone} nội dung đã xoá theo căn cứ có biên bản. / {gone} payloads were lawfully erased.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
