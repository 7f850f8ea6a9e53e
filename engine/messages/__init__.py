"""Message catalogues: every text a user reads, Vietnamese first, English second, keyed by a stable code.

A catalogue is a folder of TOML files. Each table is a code, with the keys ``vi`` and ``en``::

    ["user_task.already_completed"]
    vi = "Công việc {user_task_key} đã được hoàn thành. Hãy tải lại danh sách công việc."
    en = "User task {user_task_key} is already completed. Reload the task list."

A message states the cause and then the next action.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Literal

Language = Literal["vi", "en"]

_catalogue: dict[str, dict[str, str]] = {}


def add_folder(folder: Path) -> None:
    """Load every ``*.toml`` of `folder`; a code that is defined twice raises ValueError."""
    for file in sorted(folder.glob("*.toml")):
        for code, texts in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if set(texts) != {"vi", "en"}:
                raise ValueError(f"{file.name}: {code!r} must have exactly the keys vi and en")
            if code in _catalogue and _catalogue[code] != texts:
                raise ValueError(f"{file.name}: {code!r} is defined twice")
            _catalogue[code] = texts


def text(code: str, language: Language = "vi", /, **fields: Any) -> str:
    """Return the message `code` in `language`, its placeholders filled from `fields`.

    Raises KeyError when the code or a placeholder is missing: a missing text is a fault of ours.
    """
    return _catalogue[code][language].format(**fields)


def codes() -> frozenset[str]:
    """Every code that is loaded, for the test that compares catalogues with the code."""
    return frozenset(_catalogue)


add_folder(Path(__file__).parent)
