"""What every kind of field can do with a value, and how it says no."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar, Protocol, TypeAlias, TypeVar

from engine.feel import Expression

Bound: TypeAlias = Decimal | Expression | None
"""A limit of a rule: a number, FEEL that gives one, or none."""

T = TypeVar("T")

MAX_SHOWN = 60


class Refused(Exception):
    """A value cannot be taken at all; `code` and `fields` make the message, the caller adds the label."""

    def __init__(self, code: str, **fields: Any) -> None:
        self.code = code
        self.fields = fields
        super().__init__(code)


class Violation:
    """A value is of the right type and breaks a rule."""

    __slots__ = ("code", "fields")

    def __init__(self, code: str, **fields: Any) -> None:
        self.code = code
        self.fields = fields


class Site(Protocol):
    """Where in a submission a value stands: what expressions see there."""

    def evaluate(self, expression: Expression) -> Any:
        """The value of `expression` at this place."""

    def input_variable(self, path: str) -> Any:
        """The variable at the dotted `path` as it was before the form was filled in, or None."""

    def once(self, source: Expression | str, make: Callable[[], T]) -> T:
        """What `make` gives, remembered for all places where `source` means the same."""


class Kind(ABC):
    """The behaviour of one field type; instances are immutable."""

    __slots__ = ()

    empty: ClassVar[Any] = None
    """What form-js submits for an untouched field without data."""

    @abstractmethod
    def accept(self, value: Any) -> Any:
        """Return `value`, which a client sent and which is not None, in its one stored form. Raises Refused."""

    @abstractmethod
    def sanitize(self, value: Any) -> Any:
        """Return `value`, which comes from a variable or a default, as far as a field can show it; else `empty`."""

    def settle(self, value: Any, site: Site) -> Any:
        """Return a sanitized `value` as the state of the form allows it."""
        return value

    def deciding(self) -> Expression | None:
        """The FEEL from which a value that was not sent follows, if it may depend on other fields."""
        return None

    def violations(self, value: Any, site: Site) -> Iterator[Violation]:
        """The rules, other than being required, that a non-empty `value` breaks."""
        return iter(())

    def is_blank(self, value: Any) -> bool:
        """Whether a required field with this value is unanswered."""
        return bool(value == self.empty)


def number_at(site: Site, bound: Bound) -> Decimal | None:
    """The number that `bound` stands for; None when its FEEL gives anything but a number, and the rule rests."""
    if bound is None or isinstance(bound, Decimal):
        return bound
    value = site.evaluate(bound)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return Decimal(value)


def number_texts(name: str, number: Decimal) -> Mapping[str, str]:
    """`number` as message fields: `name` in Vietnamese (1.234,5), ``<name>_en`` in English (1,234.5)."""
    if abs(number.adjusted()) > 30:
        return {name: str(number), f"{name}_en": str(number)}
    english = f"{number:,f}"
    return {name: english.translate(str.maketrans(",.", ".,")), f"{name}_en": english}


def shown(value: Any) -> str:
    """`value` as a message may quote it."""
    text = str(value)
    return text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "…"
