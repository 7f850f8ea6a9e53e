"""String functions (DMN 1.5, table 75)."""

from __future__ import annotations

from typing import Any

from engine.feel import regex
from engine.feel.decimals import Number
from engine.feel.faults import Fault
from engine.feel.registry import Registry
from engine.feel.runtime import Run

FUNCTIONS = Registry()
builtin = FUNCTIONS.builtin


@builtin("substring", "string: string, start position: number, length: number?")
def _substring(run: Run, text: str, start: Number, length: Number | None = None) -> str:
    position = int(start)
    if position == 0 or abs(position) > len(text) + (position > 0) or (length is not None and length < 1):
        raise Fault("feel.warning.position", position=str(start)[:40])
    first = position - 1 if position > 0 else len(text) + position
    part = text[first:] if length is None else text[first : first + int(length)]
    run.text(len(part))
    return part


@builtin("string length", "string: string")
def _string_length(run: Run, text: str) -> int:
    return len(text)


@builtin("upper case", "string: string")
def _upper_case(run: Run, text: str) -> str:
    run.text(len(text))
    return text.upper()


@builtin("lower case", "string: string")
def _lower_case(run: Run, text: str) -> str:
    run.text(len(text))
    return text.lower()


@builtin("substring before", "string: string, match: string")
def _substring_before(run: Run, text: str, match: str) -> str:
    before, found, _ = text.partition(match) if match else ("", "", "")
    run.text(len(before))
    return before if found else ""


@builtin("substring after", "string: string, match: string")
def _substring_after(run: Run, text: str, match: str) -> str:
    if not match:
        return text
    after = text.partition(match)[2]
    run.text(len(after))
    return after


@builtin("contains", "string: string, match: string")
def _contains(run: Run, text: str, match: str) -> bool:
    run.spend(len(text) >> 6)
    return match in text


@builtin("starts with", "string: string, match: string")
def _starts_with(run: Run, text: str, match: str) -> bool:
    return text.startswith(match)


@builtin("ends with", "string: string, match: string")
def _ends_with(run: Run, text: str, match: str) -> bool:
    return text.endswith(match)


@builtin("matches", "input: string, pattern: string, flags: string?")
def _matches(run: Run, text: str, pattern: str, flags: str | None = None) -> bool:
    return regex.compiled(run, pattern, flags or "").search(run, text, 0) is not None


@builtin("replace", "input: string, pattern: string, replacement: string, flags: string?")
def _replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    return regex.replace(run, text, regex.compiled(run, pattern, flags or ""), replacement)


@builtin("split", "string: string, delimiter: string")
def _split(run: Run, text: str, delimiter: str) -> list[str]:
    return regex.split(run, text, regex.compiled(run, delimiter, ""))


@builtin("string join", "list: list, delimiter: string?")
def _string_join(run: Run, items: list[Any], delimiter: str | None = None) -> str:
    texts = [item for item in items if item is not None]
    if not all(type(item) is str for item in texts):
        raise Fault("feel.warning.elements", name="string join", expected="string")
    run.spend(len(texts))
    run.text(sum(map(len, texts)) + len(delimiter or "") * len(texts))
    return (delimiter or "").join(texts)
