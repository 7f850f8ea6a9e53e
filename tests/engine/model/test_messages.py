"""The message catalogue of the model and the codes in its source belong to each other."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import engine.model
from engine import messages

_FOLDER = Path(engine.model.__file__).parent
_CODE = re.compile(r'"((?:xml|bpmn|deployment|dmn)\.[a-z0-9_.]+)"')


def codes_in_source() -> set[str]:
    files = [file for file in _FOLDER.rglob("*.py") if "forms" not in file.parts]
    return {code for file in files for code in _CODE.findall(file.read_text(encoding="utf-8"))}


def test_every_code_in_the_source_has_a_text_and_every_text_a_code() -> None:
    catalogue = tomllib.loads((_FOLDER.parent / "messages" / "model.toml").read_text(encoding="utf-8"))

    assert codes_in_source() == set(catalogue)


def test_both_languages_have_the_same_placeholders() -> None:
    for code in sorted(codes_in_source()):
        vi, en = (set(re.findall(r"\{(\w+)\}", messages._catalogue[code][language])) for language in ("vi", "en"))
        assert {name.removesuffix("_vi") for name in vi} == {name.removesuffix("_en") for name in en}, code
