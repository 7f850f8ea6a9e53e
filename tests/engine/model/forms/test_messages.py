"""The texts of forms say what to do, in the words of an office."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import engine
from tests.engine.model.forms.filled import make, submit

CATALOGUE = Path(engine.__file__).parent / "messages" / "forms.toml"


def test_every_message_tells_what_to_do() -> None:
    texts = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))
    silent = [code for code, text in texts.items() if not re.search(r"[Hh]ãy|phải", text["vi"])]
    assert silent == []


def test_an_error_reads_like_a_colleague() -> None:
    form = make({"type": "datetime", "key": "han", "label": "Hạn gửi", "validate": {"required": True}})
    (error,) = submit(form, {}).errors
    assert error.message("vi") == "«Hạn gửi» còn để trống. Hãy điền rồi gửi lại."
