"""Which files and folders the paths of a command line mean."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from engine.errors import InvalidInput

SUFFIXES = (".bpmn", ".form", ".dmn")


class NothingFound(InvalidInput):
    """There is no diagram, form or table. Fields: path."""

    code = "cli.nothing_found"


@dataclass(frozen=True, slots=True)
class Found:
    """`folders` hold files of a bundle directly; `files` were named one by one."""

    folders: tuple[Path, ...]
    files: tuple[Path, ...]

    def all_files(self) -> tuple[Path, ...]:
        """Every file, those of folders in the order of their names."""
        return (*(file for folder in self.folders for file in bundle_files(folder)), *self.files)


def find(paths: Iterable[Path]) -> Found:
    """A folder stands for itself, or, without such files, for those folders in it that have some.

    A file that is not one of a bundle is passed over, so that ``bpmn/*`` may hold a README. Raises NothingFound.
    """
    folders: dict[Path, None] = {}
    files: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            candidates = [path] if bundle_files(path) else sorted(each for each in path.iterdir() if each.is_dir())
            found = [each for each in candidates if bundle_files(each)]
            if not found:
                raise NothingFound(path=str(path))
            folders |= dict.fromkeys(found)
        elif path.suffix.lower() in SUFFIXES:
            files[path] = None
    if not folders and not files:
        raise NothingFound(path=", ".join(map(str, paths)) or "∅")
    return Found(tuple(folders), tuple(files))


def bundle_files(folder: Path) -> tuple[Path, ...]:
    """The diagrams, forms and tables directly in a folder, sorted by name."""
    return tuple(sorted(file for file in folder.iterdir() if file.suffix.lower() in SUFFIXES and file.is_file()))
