"""Reads what a field of each type accepts: its rules, options, formats and computations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from engine.feel import Expression
from engine.model.forms.kinds.base import Kind, shown
from engine.model.forms.kinds.boolean import Checkbox
from engine.model.forms.kinds.choice import Choice, Options, options_of
from engine.model.forms.kinds.computed import Computed
from engine.model.forms.kinds.files import FilePicker
from engine.model.forms.kinds.number import Number
from engine.model.forms.kinds.temporal import SUBTYPES, TIME_FORMATS, Temporal
from engine.model.forms.kinds.text import FORMATS, Text
from engine.model.forms.notes import Notes
from engine.model.forms.pattern import Pattern
from engine.model.forms.pattern_syntax import PatternRefused

MAX_OPTIONS: Final = 10_000

_TEXT_RULES: Final = frozenset(("required", "minLength", "maxLength", "pattern"))
_RULES: Final[Mapping[str, frozenset[str]]] = {
    "textfield": _TEXT_RULES | {"validationType"},
    "textarea": _TEXT_RULES,
    "number": frozenset(("required", "min", "max")),
}
_ONLY_REQUIRED: Final = frozenset(("required",))


@dataclass(frozen=True, slots=True)
class _Source:
    """A keyed component, its rules, its JSON path, and where to note what is wrong with it."""

    item: dict[str, Any]
    rules: dict[str, Any]
    path: str
    notes: Notes

    def wrong(self, code: str, name: str, **fields: Any) -> None:
        self.notes.error(code, f"{self.path}.{name}", **fields)

    def one_of(self, name: str, known: tuple[str, ...], default: str) -> str:
        """The member `name`, if it is one of `known`."""
        value = self.item.get(name) or default
        if value not in known:
            self.wrong("form.schema.unknown_choice", name, known=", ".join(known))
            return default
        return str(value)


def read_kind(item: dict[str, Any], path: str, notes: Notes) -> Kind | None:
    """The kind of the keyed component `item`; None when what is wrong with it leaves none."""
    return _READERS[item["type"]](_Source(item, _rules(item, path, notes), path, notes))


def _rules(item: dict[str, Any], path: str, notes: Notes) -> dict[str, Any]:
    """The rules of a field. One that form-js does not enforce for this type is refused: its author relies on it."""
    rules = item.get("validate")
    if rules is None:
        return {}
    if not isinstance(rules, dict):
        notes.error("form.schema.not_object", f"{path}.validate")
        return {}
    known = _RULES.get(item["type"], _ONLY_REQUIRED)
    for name, value in rules.items():
        if name not in known and value not in (None, "", False):
            notes.error("form.schema.unknown_rule", f"{path}.validate.{name}", rule=shown(name), type=item["type"])
    return rules


def _text(source: _Source) -> Kind:
    is_field = source.item["type"] == "textfield"
    rules, path, notes = source.rules, f"{source.path}.validate", source.notes
    validation_type = rules.get("validationType") if is_field else None
    if validation_type not in (None, "", "custom", *FORMATS):
        source.wrong("form.schema.unknown_choice", "validate.validationType", known="email, phone, custom")
    return Text(
        is_multiline=not is_field,
        min_length=notes.bound(rules, "minLength", path),
        max_length=notes.bound(rules, "maxLength", path),
        pattern=_pattern(rules, path, notes),
        format=validation_type if validation_type in FORMATS else None,
    )


def _pattern(rules: dict[str, Any], path: str, notes: Notes) -> Pattern | None:
    source = notes.text(rules, "pattern", path)
    if source is None:
        return None
    try:
        return Pattern(source)
    except PatternRefused as refused:
        notes.error(refused.code, f"{path}.pattern", position=refused.position)
        return None


def _number(source: _Source) -> Kind:
    item, rules, path, notes = source.item, source.rules, source.path, source.notes
    increment = notes.number(item, "increment", path)
    if increment is not None and increment <= 0:
        source.wrong("form.schema.not_positive", "increment")
    return Number(
        is_text=notes.flag(item, "serializeToString", path),
        decimal_digits=notes.whole(item, "decimalDigits", path, most=100),
        increment=increment,
        minimum=notes.bound(rules, "min", f"{path}.validate"),
        maximum=notes.bound(rules, "max", f"{path}.validate"),
    )


def _choice(source: _Source) -> Kind | None:
    item, path, notes = source.item, source.path, source.notes
    is_multiple = item["type"] in ("checklist", "taglist")
    given = [name for name in ("values", "valuesKey", "valuesExpression") if item.get(name) not in (None, "", [])]
    if len(given) != 1:
        notes.error("form.schema.many_option_sources" if given else "form.schema.no_options", path)
        return None
    options: Options | str | Expression | None
    if given == ["valuesExpression"]:
        options = notes.feel(item["valuesExpression"], f"{path}.valuesExpression")
    elif given == ["valuesKey"]:
        options = notes.text(item, "valuesKey", path)
    else:
        options = _static_options(item["values"], f"{path}.values", notes)
    return None if options is None else Choice(source=options, is_multiple=is_multiple)


def _static_options(values: Any, path: str, notes: Notes) -> Options:
    if not isinstance(values, list):
        notes.error("form.schema.not_a_list", path)
        return {}
    if len(values) > MAX_OPTIONS:
        notes.error("form.schema.too_many_options", path, limit=MAX_OPTIONS)
        return {}
    for index, entry in enumerate(values):
        if not options_of([entry]):
            notes.error("form.schema.bad_option", f"{path}[{index}]")
    return options_of(values)


def _temporal(source: _Source) -> Kind:
    return Temporal(
        source.one_of("subtype", SUBTYPES, "date"), source.one_of("timeSerializingFormat", TIME_FORMATS, "no_timezone")
    )


def _computed(source: _Source) -> Kind | None:
    source.one_of("computeOn", ("change", "presubmit"), "change")
    expression = source.notes.feel(source.item.get("expression"), f"{source.path}.expression")
    return None if expression is None else Computed(expression)


def _files(source: _Source) -> Kind:
    return FilePicker(source.notes.condition(source.item, "multiple", source.path))


_READERS: Final[Mapping[str, Callable[[_Source], Kind | None]]] = {
    "textfield": _text,
    "textarea": _text,
    "number": _number,
    "checkbox": lambda _: Checkbox(),
    "radio": _choice,
    "select": _choice,
    "checklist": _choice,
    "taglist": _choice,
    "datetime": _temporal,
    "expression": _computed,
    "filepicker": _files,
}
KEYED_TYPES: Final = frozenset(_READERS)
