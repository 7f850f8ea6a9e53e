"""The house rules that no linter knows (CONTRIBUTING.md); each failure says what to do instead."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.architecture.source import FLOORS, ROOT, calls, files, text, tree

ENGINE = Path("engine/engine.py")
COMMIT = Path("engine/persistence/unit_of_work.py")
CLOCK = Path("engine/clock.py")
LONGEST_FILE = 300
LONGEST_FUNCTION = 40


def _report(findings: list[str], instead: str) -> str:
    return "\n".join([f"{len(findings)} places.", *findings, instead])


def test_commit_is_written_in_one_file() -> None:
    findings = [
        f"{file}:{line} {name}"
        for file in files()
        for name, line in calls(file)
        # The engine's loop commits a unit of work; SQLAlchemy's `begin` commits by itself, which a migration may.
        if (name.endswith(".commit") and file != COMMIT and (file, name) != (ENGINE, "uow.commit"))
        or (name.endswith("engine.begin") and file.parts[:2] != ("workflows", "migrations"))
    ]

    assert not findings, _report(findings, "Leave commit to the unit of work: a command never commits.")


def test_no_source_file_is_longer_than_one_sitting() -> None:
    findings = [
        f"{file}: {lines} lines"
        for file in files(*FLOORS, "tests", "tools", "benchmarks")
        if (lines := text(file).count("\n")) > LONGEST_FILE
    ]

    assert not findings, _report(findings, "Split it by deed, not by layer.")


def test_no_function_is_longer_than_a_screen() -> None:
    findings = [
        f"{file}:{node.lineno} {node.name}: {lines} lines"
        for file in files()
        for node in ast.walk(tree(file))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := _lines_of_code(node)) > LONGEST_FUNCTION
    ]

    assert not findings, _report(findings, "Give a part of it a name of its own.")


def _lines_of_code(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines from `def` to the end, less the docstring."""
    total = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        total -= (first.end_lineno or first.lineno) - first.lineno + 1
    return total


def test_only_the_clock_reads_the_time_of_day() -> None:
    wall_clocks = re.compile(r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|time\.time|time\.time_ns)$")
    findings = [
        f"{file}:{line} {name}"
        for file in files()
        for name, line in calls(file)
        if wall_clocks.search(name) and file != CLOCK
    ]

    assert not findings, _report(findings, "Take the time from the clock port (engine/clock.py).")


def test_nothing_below_the_command_line_prints() -> None:
    findings = [
        f"{file}:{line}"
        for file in files()
        for name, line in calls(file)
        if name in {"print", "click.echo", "click.secho"} and file.parts[:2] != ("workflows", "cli")
    ]

    assert not findings, _report(findings, "Log it, or return it to the caller.")


def test_nothing_evaluates_python_at_run_time() -> None:
    findings = [
        f"{file}:{line}" for file in files() for name, line in calls(file) if name in {"eval", "exec", "compile"}
    ]

    assert not findings, _report(findings, "Expressions are FEEL (engine/feel), which cannot reach Python.")


def test_every_module_opens_with_a_sentence_on_its_job() -> None:
    a_sentence = re.compile(r"\S[^\n]*(\n[^\n]+)*?[.:]")
    findings = [
        str(file)
        for file in files(*FLOORS, "tools", "benchmarks")
        if not a_sentence.match(ast.get_docstring(tree(file)) or "")
    ]

    assert not findings, _report(findings, "Say in one sentence what the file is for.")


def test_lock_files_name_no_index_and_pin_every_hash() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        lock = (ROOT / name).read_text(encoding="utf-8")
        requirements = re.findall(r"^[A-Za-z0-9].*$", lock, re.MULTILINE)

        assert "://" not in lock
        assert "index" not in lock
        assert all("==" in requirement and requirement.endswith("\\") for requirement in requirements)
        assert lock.count("--hash=sha256:") >= len(requirements)


def test_both_lock_files_agree_on_every_version() -> None:
    def versions(name: str) -> dict[str, str]:
        return dict(re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))

    runtime, developer = versions("requirements.lock"), versions("requirements-dev.lock")

    assert {name: developer.get(name) for name in runtime} == runtime


def test_no_file_of_the_project_names_an_absolute_path_of_a_developer_s_machine() -> None:
    suspicious = re.compile(r"(?<![\w.])/(home|root|work|Users)/\w")
    findings = [
        str(file.relative_to(ROOT))
        for pattern in ("*.md", "*.toml", "*.yaml", "*.py", "Makefile")
        for file in _own_files(pattern)
        if suspicious.search(file.read_text(encoding="utf-8")) and file != Path(__file__)
    ]

    assert not findings, _report(findings, "Write paths from the root of the repository.")


def _own_files(pattern: str) -> list[Path]:
    hidden = {".venv", "node_modules", ".git", "data", "build", "dist"}
    return [file for file in ROOT.rglob(pattern) if not hidden & set(file.relative_to(ROOT).parts)]
