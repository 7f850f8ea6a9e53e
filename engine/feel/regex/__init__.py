"""Regular expressions of XPath (XQuery and XPath Functions 3.1, 5.6) for ``matches``, ``replace`` and ``split``.

Python's `re` neither speaks this dialect nor can be stopped once it backtracks, so patterns run on a machine of our own
that visits no state twice and counts its steps: work is bounded whatever the pattern.
"""

from __future__ import annotations

from functools import lru_cache

from engine.feel import limits
from engine.feel.faults import Fault
from engine.feel.regex.machine import Match, Pattern
from engine.feel.regex.program import assemble
from engine.feel.regex.syntax import parse
from engine.feel.runtime import Run

__all__ = ["Match", "Pattern", "compiled", "find_all", "replace", "split"]


_INSTRUCTION = 3
"""Steps for each instruction of a pattern: dear enough for one that is compiled anew each time."""


def compiled(run: Run, pattern: str, flags: str) -> Pattern:
    """The machine for `pattern`; raises Fault when it or a flag is not valid."""
    run.spend(20 + len(pattern))
    try:
        found = _compiled(pattern, flags)
    except Fault as fault:
        run.spend(_INSTRUCTION * limits.MAX_PROGRAM if fault.code == "feel.warning.pattern_size" else 0)
        raise
    run.spend(_INSTRUCTION * found.size)
    return found


@lru_cache(maxsize=512)
def _compiled(pattern: str, flags: str) -> Pattern:
    if len(pattern) > limits.MAX_PATTERN:
        raise Fault("feel.warning.pattern", pattern=pattern[:40])
    if not set(flags) <= set("smix"):
        raise Fault("feel.warning.pattern_flags", flags=flags[:40])
    node, groups = parse(pattern, flags)
    return Pattern(assemble(node), groups)


def find_all(run: Run, text: str, pattern: Pattern) -> list[Match]:
    """All matches from left to right that do not overlap."""
    found: list[Match] = []
    position = 0
    while position <= len(text):
        match = pattern.search(run, text, position)
        if match is None:
            break
        run.items(1)
        found.append(match)
        position = max(match.end, position + 1) if match.end > match.start else match.end + 1
    return found


def replace(run: Run, text: str, pattern: Pattern, replacement: str) -> str:
    """Every match replaced; raises Fault when the pattern matches nothingness or the replacement is not valid."""
    pieces = _pieces(replacement, pattern.groups)
    _refuse_empty(run, pattern)
    written, position, length = [], 0, 0
    for match in find_all(run, text, pattern):
        written.append(text[position : match.start])
        for piece in pieces:
            written.append(piece if isinstance(piece, str) else match.group(text, piece))
            length += len(written[-1])
            run.text(length)
            run.spend(1)
        position = match.end
    run.text(len(text) + length)
    return "".join(written) + text[position:]


def split(run: Run, text: str, pattern: Pattern) -> list[str]:
    """The parts between matches; raises Fault when the pattern matches nothingness."""
    _refuse_empty(run, pattern)
    parts, position = [], 0
    for match in find_all(run, text, pattern):
        parts.append(text[position : match.start])
        position = match.end
    run.text(len(text))
    return [*parts, text[position:]]


def _refuse_empty(run: Run, pattern: Pattern) -> None:
    if pattern.search(run, "", 0) is not None:
        raise Fault("feel.warning.pattern_empty")


def _pieces(replacement: str, groups: int) -> list[str | int]:
    """Literal texts and numbers of groups."""
    pieces: list[str | int] = []
    index = 0
    while index < len(replacement):
        character, following = replacement[index], replacement[index + 1 : index + 2]
        if character == "\\" and following in ("\\", "$") and following:
            pieces.append(following)
            index += 2
        elif character == "$" and following.isdecimal() and following.isascii():
            number, index = int(following), index + 2
            while replacement[index : index + 1].isdecimal() and number * 10 + int(replacement[index]) <= groups:
                number, index = number * 10 + int(replacement[index]), index + 1
            pieces.append(number)
        elif character in "\\$":
            raise Fault("feel.warning.replacement", replacement=replacement[:40])
        else:
            pieces.append(character)
            index += 1
    return pieces
