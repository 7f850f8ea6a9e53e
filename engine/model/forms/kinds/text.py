"""Text fields and text areas: Unicode NFC, lengths as the browser counts them, patterns in linear time."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from engine.model.forms.kinds.base import Bound, Kind, Refused, Site, Violation, number_at, number_texts
from engine.model.forms.pattern import MAX_INPUT, Pattern

MAX_LENGTH = 100_000

_BLANKS = "\t\n\v\f\r \u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000\ufeff"
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_ONE_LINE = str.maketrans("\n\r\t", "   ")

# The "valid e-mail address" of the HTML standard, which browsers and form-js use.
_LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
_EMAIL = re.compile(rf"[a-zA-Z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_LABEL}(?:\.{_LABEL}){{0,20}}")
# ITU-T E.164: international prefix, then at most 15 digits.
_PHONE = re.compile(r"(?:\+|00)[1-9][0-9]{6,14}")
FORMATS = {"email": (_EMAIL, "form.not_email"), "phone": (_PHONE, "form.not_phone")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Kind):
    """`format` is "email", "phone" or None."""

    empty: ClassVar[str] = ""

    is_multiline: bool
    min_length: Bound = None
    max_length: Bound = None
    pattern: Pattern | None = None
    format: str | None = None

    def accept(self, value: Any) -> str:
        if not isinstance(value, str):
            raise Refused("form.not_text")
        return self._stored(value)

    def _stored(self, value: str) -> str:
        text = stored_text(value)
        if len(text) > MAX_LENGTH:
            raise Refused("form.too_long", **number_texts("limit", Decimal(MAX_LENGTH)), length=len(text))
        return text.replace("\r\n", "\n").replace("\r", "\n") if self.is_multiline else text.translate(_ONE_LINE)

    def sanitize(self, value: Any) -> str:
        if value is None or isinstance(value, list | dict):
            return ""
        try:
            return self._stored(str(value).lower() if isinstance(value, bool) else str(value))
        except Refused:
            return ""

    def is_blank(self, value: Any) -> bool:
        return not value.strip(_BLANKS)

    def violations(self, value: str, site: Site) -> Iterator[Violation]:
        if self.min_length is not None or self.max_length is not None:
            yield from self._length(value, site)
        if self.pattern is not None and not self.pattern.matches(value):
            if len(value) > MAX_INPUT:
                yield Violation("form.too_long", **number_texts("limit", Decimal(MAX_INPUT)), length=len(value))
            else:
                yield Violation("form.pattern", pattern=self.pattern.source)
        if self.format is not None:
            pattern, code = FORMATS[self.format]
            if not pattern.fullmatch(value):
                yield Violation(code)

    def _length(self, value: str, site: Site) -> Iterator[Violation]:
        length = _browser_length(value.strip(_BLANKS))
        least, most = number_at(site, self.min_length), number_at(site, self.max_length)
        if least is not None and length < least:
            yield Violation("form.too_short", **number_texts("limit", least), length=length)
        if most is not None and length > most:
            yield Violation("form.too_long", **number_texts("limit", most), length=length)


def stored_text(value: str) -> str:
    """`value` in NFC; raises Refused for characters that no database text can hold (NUL, halves of a pair)."""
    if value.isascii():
        if "\x00" in value:
            raise Refused("form.unstorable_character")
        return value
    if _UNSTORABLE.search(value):
        raise Refused("form.unstorable_character")
    return unicodedata.normalize("NFC", value)


def _browser_length(text: str) -> int:
    """UTF-16 units, which JavaScript counts; they differ from characters outside the basic plane (emoji) only."""
    return len(text) if text.isascii() or max(text) <= "\uffff" else len(text.encode("utf-16-le")) // 2
