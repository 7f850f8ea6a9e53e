"""Reads the components of a form file: their types, nesting, keys and conditions."""

from __future__ import annotations

import re
from typing import Any, Final

from engine.feel import Expression
from engine.model.forms.captions import read_caption
from engine.model.forms.components import Component, DynamicList, Field, Group, Path
from engine.model.forms.kind_reader import KEYED_TYPES, read_kind
from engine.model.forms.kinds.base import Kind, shown
from engine.model.forms.notes import Notes

MAX_COMPONENTS: Final = 2000
MAX_NESTING: Final = 10
MAX_REPETITIONS: Final = 100

PRESENTATION_TYPES: Final = frozenset(
    ("button", "documentPreview", "html", "iframe", "image", "separator", "spacer", "table", "text")
)
_PATH: Final = re.compile(r"\w+(?:\.\w+)*", re.ASCII)
_ILLEGAL_SEGMENTS: Final = frozenset(("__proto__", "constructor", "prototype"))
_ITEM: Final = "[]"


class ComponentReader:
    """Reads all components of one form."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._count = 0
        self._ids: dict[str, str] = {}
        self._claims: dict[Path, tuple[str, str]] = {}
        """Data path → ("field", "list" or "object", JSON path of the component that claimed it)."""

    def read(self, value: Any) -> tuple[Component, ...]:
        """The root's components."""
        return self._components(value, "components", (), (), 0)

    def _components(self, value: Any, path: str, level: Path, group: Path, depth: int) -> tuple[Component, ...]:
        """`level` is the data path of the form or list item around, `group` that of the groups within it."""
        if not isinstance(value, list):
            self._notes.error("form.schema.not_a_list", path)
            return ()
        if depth > MAX_NESTING:
            self._notes.error("form.schema.nested_too_deep", path, limit=MAX_NESTING)
            return ()
        found = []
        for index, item in enumerate(value):
            self._count += 1
            if self._count > MAX_COMPONENTS:
                if self._count == MAX_COMPONENTS + 1:
                    self._notes.error("form.schema.too_many_components", path, limit=MAX_COMPONENTS)
                break
            component = self._component(item, f"{path}[{index}]", level, group, depth)
            if component is not None:
                found.append(component)
        return tuple(found)

    def _component(self, item: Any, path: str, level: Path, group: Path, depth: int) -> Component | None:
        if not isinstance(item, dict):
            self._notes.error("form.schema.not_object", path)
            return None
        self._claim_id(item, path)
        hide = self._hide(item, path)
        kind = item.get("type")
        if kind == "group":
            inner = self._path(item, "path", path) or ()
            self._claim((*level, *group, *inner), "object", path)
            children = self._components(item.get("components"), f"{path}.components", level, group + inner, depth + 1)
            return Group(components=children, hide=hide)
        if kind == "dynamiclist":
            return self._list(item, path, level, group, hide, depth)
        if isinstance(kind, str) and kind in KEYED_TYPES:
            return self._field(item, path, level, group, hide)
        if not isinstance(kind, str) or kind not in PRESENTATION_TYPES:
            self._notes.error("form.schema.unknown_type", f"{path}.type", type=shown(kind))
        return None

    def _field(
        self, item: dict[str, Any], path: str, level: Path, group: Path, hide: Expression | None
    ) -> Field | None:
        key = self._required_path(item, "key", path)
        kind = read_kind(item, path, self._notes)
        caption = read_caption(item, path, self._notes)
        disabled = item.get("disabled")
        if isinstance(disabled, str) and disabled:
            self._notes.warning("form.schema.disabled_text", f"{path}.disabled", value=shown(disabled))
        rules = item.get("validate")
        field_rules = rules if isinstance(rules, dict) else {}
        readonly = self._notes.condition(item, "readonly", path)
        is_required = self._notes.flag(field_rules, "required", f"{path}.validate")
        if key is None or kind is None:
            return None
        self._claim((*level, *group, *key), "field", path)
        default = item.get("defaultValue")
        self._check_default(kind, default, path)
        return Field(
            type=item["type"],
            key=group + key,
            caption=caption,
            kind=kind,
            hide=hide,
            readonly=readonly,
            is_disabled=bool(disabled),
            is_required=is_required,
            default=default,
        )

    def _list(
        self, item: dict[str, Any], path: str, level: Path, group: Path, hide: Expression | None, depth: int
    ) -> DynamicList | None:
        key = self._required_path(item, "path", path)
        caption = read_caption(item, path, self._notes)
        repetitions = self._notes.whole(item, "defaultRepetitions", path, most=MAX_REPETITIONS)
        may_add_remove = self._notes.flag(item, "allowAddRemove", path, default=True)
        place = (*level, *group, *(key or ("?", path)))
        self._claim(place, "list", path)
        children = self._components(item.get("components"), f"{path}.components", (*place, _ITEM), (), depth + 1)
        if key is None:
            return None
        return DynamicList(
            key=group + key,
            caption=caption,
            components=children,
            hide=hide,
            default_repetitions=1 if repetitions is None else repetitions,
            may_add_remove=may_add_remove,
        )

    def _hide(self, item: dict[str, Any], path: str) -> Expression | None:
        conditional = item.get("conditional")
        if conditional is None:
            return None
        if not isinstance(conditional, dict):
            self._notes.error("form.schema.not_object", f"{path}.conditional")
            return None
        source = conditional.get("hide")
        return None if source is None or source == "" else self._notes.feel(source, f"{path}.conditional.hide")

    def _check_default(self, kind: Kind, default: Any, path: str) -> None:
        if default is not None and not kind.is_blank(default) and kind.is_blank(kind.sanitize(default)):
            self._notes.warning("form.schema.useless_default", f"{path}.defaultValue", value=shown(default))

    def _required_path(self, item: dict[str, Any], name: str, path: str) -> Path | None:
        if item.get(name) in (None, ""):
            self._notes.error("form.schema.missing_key", path, name=name)
            return None
        return self._path(item, name, path)

    def _path(self, item: dict[str, Any], name: str, path: str) -> Path | None:
        text = self._notes.text(item, name, path)
        if text is None:
            return None
        segments = tuple(text.split("."))
        if not _PATH.fullmatch(text) or not _ILLEGAL_SEGMENTS.isdisjoint(segments) or len(text) > 255:
            self._notes.error("form.schema.bad_key", f"{path}.{name}", value=shown(text))
            return None
        return segments

    def _claim_id(self, item: dict[str, Any], path: str) -> None:
        component_id = self._notes.text(item, "id", path)
        if component_id is None:
            return
        if component_id in self._ids:
            other = self._ids[component_id]
            self._notes.error("form.schema.duplicate_id", f"{path}.id", id=shown(component_id), other=other)
        self._ids.setdefault(component_id, path)

    def _claim(self, place: Path, use: str, path: str) -> None:
        """Every value has one owner: no key twice, none below another field, none into the items of a list."""
        for length in range(1, len(place)):
            use_above, other = self._claims.setdefault(place[:length], ("object", path))
            if use_above == "field" or (use_above == "list" and place[length] != _ITEM):
                self._notes.error("form.schema.claimed_key", path, key=_dotted(place), other=other)
                return
        if place:
            use_here, other = self._claims.setdefault(place, (use, path))
            if other != path and not (use == use_here == "object"):
                self._notes.error("form.schema.claimed_key", path, key=_dotted(place), other=other)


def _dotted(place: Path) -> str:
    return ".".join(place).replace(f".{_ITEM}", _ITEM)
