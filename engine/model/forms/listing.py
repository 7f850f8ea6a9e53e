"""Lists the fields of a form, for the API description and documentation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.model.forms.components import Component, DynamicList, Field, FieldInfo, Form
from engine.model.forms.kinds.choice import Choice


def fields(form: Form) -> tuple[FieldInfo, ...]:
    """Every keyed field and list of `form`, in document order."""
    return tuple(_fields(form.components, ""))


def _fields(components: tuple[Component, ...], prefix: str) -> Iterator[FieldInfo]:
    for component in components:
        if isinstance(component, Field):
            yield _field(component, prefix)
        elif isinstance(component, DynamicList):
            path = prefix + ".".join(component.key)
            yield FieldInfo(path=path, type="dynamiclist", label=component.caption.source)
            yield from _fields(component.components, f"{path}[].")
        else:
            yield from _fields(component.components, prefix)


def _field(field: Field, prefix: str) -> FieldInfo:
    kind = field.kind
    return FieldInfo(
        path=prefix + ".".join(field.key),
        type=field.type,
        label=field.caption.source,
        is_required=field.is_required,
        is_disabled=field.is_disabled,
        options=tuple(kind.source.values()) if isinstance(kind, Choice) and isinstance(kind.source, Mapping) else None,
    )
