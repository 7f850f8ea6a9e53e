"""Definitions in memory: what is deployed, and which one a reference means."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeAlias, TypeVar

from engine.errors import Finding
from engine.interpreter.port import Interpreter, Program
from engine.interpreter.spiff import SpiffInterpreter
from engine.model.bundle import read_bundle
from engine.model.forms import Form
from engine.model.process import Binding, CallBehavior, FormReference

Source: TypeAlias = str | bytes | Path | tuple[str, str | bytes]
"""The text of a diagram, a file, a folder with the files of one bundle, or a file's name with its text."""

SUFFIXES = (".bpmn", ".form", ".dmn")

T = TypeVar("T", Program, Form)


@dataclass(frozen=True, slots=True)
class Deployment:
    """What one deployment brought; `warnings` are the lint findings that do not refuse it."""

    processes: tuple[str, ...]
    forms: tuple[str, ...]
    warnings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Version(Generic[T]):
    definition: T
    tag: str | None
    deployment_key: int


class Library:
    """Everything deployed. Programs and forms are immutable, so that many runners may share one library."""

    def __init__(self, interpreter: Interpreter | None = None) -> None:
        self.interpreter = interpreter or SpiffInterpreter()
        self._keys = itertools.count(1)
        self._programs: dict[int, Program] = {}
        self._processes: dict[str, list[_Version[Program]]] = {}
        self._forms: dict[str, list[_Version[Form]]] = {}

    def deploy(self, sources: Sequence[Source]) -> Deployment:
        """All of `sources` as one deployment. Raises Problems (``deployment.refused``) as the engine does."""
        bundle = read_bundle([file for source in sources for file in read_source(source)])
        deployment_key = next(self._keys)
        for file in bundle.forms:
            version = _Version(file.form, file.form.version_tag, deployment_key)
            self._forms.setdefault(file.form.id, []).append(version)
        processes = [process for file in bundle.processes for process in file.definitions.processes]
        for process in processes:
            key = next(self._keys)
            self._programs[key] = program = self.interpreter.compile(key, process, deployment_key)
            self._processes.setdefault(process.id, []).append(_Version(program, process.version_tag, deployment_key))
        return Deployment(
            tuple(process.id for process in processes), tuple(file.form.id for file in bundle.forms), bundle.findings
        )

    def program(self, key: int) -> Program:
        """Raises KeyError."""
        return self._programs[key]

    def latest(self) -> Iterator[Program]:
        """The newest version of every process."""
        return (versions[-1].definition for versions in self._processes.values())

    def process(self, process_id: str) -> Program | None:
        """The newest version of a process."""
        return _chosen(self._processes.get(process_id, []), Binding.LATEST, None, 0)

    def called(self, caller: Program, call: CallBehavior, process_id: str) -> Program | None:
        """What a call activity of `caller` means."""
        versions = self._processes.get(process_id, [])
        return _chosen(versions, call.binding, call.version_tag, caller.deployment_key)

    def form(self, user: Program, reference: FormReference, form_id: str) -> Form | None:
        """What a form reference in `user` means."""
        versions = self._forms.get(form_id, [])
        return _chosen(versions, reference.binding, reference.version_tag, user.deployment_key)


def read_source(source: Source) -> Iterator[tuple[str, bytes]]:
    """The files that `source` stands for: name and bytes. Raises OSError."""
    if isinstance(source, Path):
        files = [source]
        if source.is_dir():
            files = sorted(file for file in source.iterdir() if file.suffix.lower() in SUFFIXES)
        yield from ((file.name, file.read_bytes()) for file in files)
        return
    name, content = source if isinstance(source, tuple) else ("diagram.bpmn", source)
    yield name, content.encode() if isinstance(content, str) else content


def _chosen(versions: Sequence[_Version[T]], binding: Binding, tag: str | None, deployment_key: int) -> T | None:
    for version in reversed(versions):
        if (
            binding is Binding.LATEST
            or (binding is Binding.VERSION_TAG and version.tag == tag)
            or (binding is Binding.DEPLOYMENT and version.deployment_key == deployment_key)
        ):
            return version.definition
    return None
