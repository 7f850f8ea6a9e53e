"""Radio, select, checklist and taglist: values out of a list of options."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from engine.feel import Expression
from engine.model.forms.kinds.base import Kind, Refused, Site, Violation, shown
from engine.model.forms.kinds.text import stored_text

MAX_ITEMS = 10_000

Options: TypeAlias = Mapping[Hashable, Any]
"""Identity of a value → the value as the list of options has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Kind):
    """`source` is the options themselves, the path of an input variable (``valuesKey``) or FEEL.

    form-js silently turns an unknown option into null. For a value that a client sends this is refused with the
    field's name instead: what a person chose must not vanish. A prefilled value that is no longer an option does
    become null, as in the browser, since nobody chose it now.
    """

    source: Options | str | Expression
    is_multiple: bool = False

    def accept(self, value: Any) -> Any:
        if not self.is_multiple:
            return _accepted(value)
        if not isinstance(value, list):
            raise Refused("form.not_choices")
        if len(value) > MAX_ITEMS:
            raise Refused("form.too_many_items", limit=MAX_ITEMS, count=len(value))
        return list({identity(item): item for item in map(_accepted, value)}.values())

    def sanitize(self, value: Any) -> Any:
        try:
            return self.accept(value) if value is not None else self._nothing()
        except Refused:
            return self._nothing()

    def settle(self, value: Any, site: Site) -> Any:
        if self.is_blank(value):
            return value
        options = self._options(site)
        if self.is_multiple:
            return [options[key] for key in map(identity, value) if key in options]
        return options.get(identity(value))

    def violations(self, value: Any, site: Site) -> Iterator[Violation]:
        options = self._options(site)
        if not options:
            yield Violation("form.no_options")
            return
        for item in value if self.is_multiple else (value,):
            if identity(item) not in options:
                yield Violation("form.unknown_option", value=shown(item))

    def deciding(self) -> Expression | None:
        return self.source if isinstance(self.source, Expression) else None

    def is_blank(self, value: Any) -> bool:
        return value is None or value == []

    def _nothing(self) -> Any:
        return [] if self.is_multiple else None

    def _options(self, site: Site) -> Options:
        source = self.source
        if isinstance(source, Mapping):
            return source
        if isinstance(source, str):
            path = source
            return site.once(source, lambda: options_of(site.input_variable(path)))
        expression = source
        return site.once(expression, lambda: options_of(site.evaluate(expression)))


def options_of(data: Any) -> Options:
    """The options in `data`: a list of scalars or of objects with ``value`` and maybe ``label``; all else is none."""
    options: dict[Hashable, Any] = {}
    for entry in data if isinstance(data, list) else ():
        value = entry.get("value") if isinstance(entry, dict) else entry
        is_labelled = isinstance(entry, dict) and bool(entry.get("label"))
        if value is None or value == "" or (isinstance(value, dict | list) and not is_labelled):
            continue
        value = _accepted(value)
        options.setdefault(identity(value), value)
    return options


def identity(value: Any) -> Hashable:
    """What makes two options the same: type and value as in JavaScript's ``===``, members for objects."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return ("boolean", value)
    if isinstance(value, int | Decimal):
        return ("number", value)
    return ("object", json.dumps(value, sort_keys=True, default=str, ensure_ascii=False))


def _accepted(value: Any) -> Any:
    if isinstance(value, str):
        return stored_text(value)
    if isinstance(value, float):
        return Decimal(repr(value))
    return value
