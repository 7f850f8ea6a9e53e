"""Every text that the code asks for is in the catalogue, and the catalogue holds no text that nobody asks for."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from pathlib import Path

import pytest

import workflows  # noqa: F401 - its texts join the catalogue
from engine import messages
from tests.architecture.source import FLOORS, ROOT, files, tree

_CODE = re.compile(r"[a-z][a-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)+")


@pytest.fixture(scope="module")
def catalogue() -> dict[str, dict[str, str]]:
    """Every code with its texts, as the files have them."""
    texts: dict[str, dict[str, str]] = {}
    for floor in FLOORS:
        for file in sorted((ROOT / floor / "messages").glob("*.toml")):
            texts |= tomllib.loads(file.read_text(encoding="utf-8"))
    return texts


def _docstrings(module: ast.Module) -> set[int]:
    return {
        id(statement.value)
        for node in ast.walk(module)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        for statement in node.body
        if isinstance(statement, ast.Expr)
    }


def _texts(file: Path) -> set[str]:
    """Every string of `file` that is no docstring."""
    module = tree(file)
    apart = _docstrings(module)
    return {
        node.value
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in apart
    }


def _prefixes(file: Path) -> set[str]:
    """What f-strings that build a code begin with, such as ``settings.help.``."""
    return {
        first.value
        for node in ast.walk(tree(file))
        if isinstance(node, ast.JoinedStr) and node.values
        for first in node.values[:1]
        if isinstance(first, ast.Constant)
        and isinstance(first.value, str)
        and re.fullmatch(r"[a-z_]+\.[a-z_.]*", first.value)
    }


def _asked_codes(file: Path) -> dict[str, int]:
    """Codes that are surely meant as such: ``code = "…"`` in a class, and ``code="…"`` in a call."""
    found: dict[str, int] = {}
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.ClassDef):
            for statement in node.body:
                if isinstance(statement, ast.Assign) and [ast.unparse(each) for each in statement.targets] == ["code"]:
                    _note(statement.value, found)
        elif isinstance(node, ast.Call):
            for keyword in node.keywords:
                if keyword.arg == "code":
                    _note(keyword.value, found)
    return found


def _note(value: ast.expr, found: dict[str, int]) -> None:
    if isinstance(value, ast.Constant) and isinstance(value.value, str) and _CODE.fullmatch(value.value):
        found[value.value] = value.lineno


def test_every_code_that_is_asked_for_has_its_texts(catalogue: dict[str, dict[str, str]]) -> None:
    missing = [
        f"{file}:{line} {code}"
        for file in files()
        for code, line in _asked_codes(file).items()
        if code not in catalogue
    ]

    assert not missing, "\n".join(["Add these to the catalogue of their area:", *missing])


def test_every_text_of_the_catalogue_is_asked_for(catalogue: dict[str, dict[str, str]]) -> None:
    texts = set().union(*(_texts(file) for file in files()))
    prefixes = set().union(*(_prefixes(file) for file in files()))

    unused = sorted(
        code for code in catalogue if code not in texts and not any(code.startswith(prefix) for prefix in prefixes)
    )

    assert not unused, "\n".join(["Remove these from the catalogue, or use them:", *unused])


def test_both_languages_of_a_text_have_the_same_placeholders(catalogue: dict[str, dict[str, str]]) -> None:
    def placeholders(text: str) -> set[str]:
        return {re.sub("_(vi|en)$", "", name) for _, name, _, _ in string.Formatter().parse(text) if name}

    # The English text may leave a detail out; it may not ask for one that the Vietnamese text does not have.
    different = sorted(code for code, text in catalogue.items() if placeholders(text["en"]) - placeholders(text["vi"]))

    assert not different


def test_vietnamese_texts_are_written_with_diacritics(catalogue: dict[str, dict[str, str]]) -> None:
    plain = sorted(
        code
        for code, text in catalogue.items()
        if re.search("[a-z]{2}", re.sub(r"{.*?}", "", text["vi"])) and text["vi"].isascii()
    )

    assert not plain, "\n".join(["These Vietnamese texts have no diacritics:", *plain])


def test_loading_the_floors_loads_every_catalogue(catalogue: dict[str, dict[str, str]]) -> None:
    assert messages.codes() == frozenset(catalogue)
