"""A form as frozen values: what its JSON says, with every expression and pattern compiled (form-js schema 19)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from engine.errors import Finding
from engine.feel import Expression
from engine.model.forms.kinds.base import Kind

Path: TypeAlias = tuple[str, ...]
"""The segments of a dotted key, from the form or the list item inward."""


@dataclass(frozen=True, slots=True)
class Caption:
    """A label: literal texts and FEEL inserts in turn (``=FEEL``, or text with ``{{FEEL}}``)."""

    source: str
    parts: tuple[str | Expression, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One keyed component. `key` already includes the paths of the groups around it."""

    type: str
    key: Path
    caption: Caption
    kind: Kind
    hide: Expression | None = None
    readonly: bool | Expression = False
    is_disabled: bool = False
    is_required: bool = False
    default: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Holds components together; only its condition matters here, its path is in the keys of its fields."""

    components: tuple[Component, ...]
    hide: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DynamicList:
    """A list of objects; the keys of its components start at the item."""

    key: Path
    caption: Caption
    components: tuple[Component, ...]
    hide: Expression | None = None
    default_repetitions: int = 1
    may_add_remove: bool = True


Component: TypeAlias = Field | Group | DynamicList


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A parsed form; immutable and safe to share between threads.

    `own_names` are the root names that the form itself fills, with the names by which an expression reaches a list
    item; an expression that uses none of them has one value as long as the form is open. `warnings` are findings
    that do not keep the form from being deployed.
    """

    id: str
    version_tag: str | None
    name: str | None
    schema_version: int | None
    components: tuple[Component, ...]
    own_names: frozenset[str]
    settles_in_one_pass: bool
    warnings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Submission:
    """What a submission came to. With `errors`, `values` is empty: half a form is never stored."""

    values: dict[str, Any]
    errors: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldInfo:
    """One keyed field for an API description; `path` writes a list as ``tasks[].deadline``."""

    path: str
    type: str
    label: str
    is_required: bool = False
    is_disabled: bool = False
    options: tuple[Any, ...] | None = None
    """The values on offer, when they stand in the form itself."""
