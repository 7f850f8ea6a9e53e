"""Writes the lock files: exact versions with hashes for every platform, and no index's address."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parent.parent
_COMMON = (
    "pyproject.toml", "--group", "build", "--universal", "--python-version", "3.11", "--generate-hashes",
    "--no-emit-index-url", "--no-emit-find-links", "--quiet",
)  # fmt: skip


def main(options: list[str]) -> None:
    """Compile the run-time lock, then the developer's lock on top of it, so that both agree on every version."""
    _compile("requirements.lock", *options)
    _compile("requirements-dev.lock", "--extra", "dev", "--constraint", "requirements.lock", *options)


def _compile(file: str, *options: str) -> None:
    uv = Path(sys.executable).with_name("uv")
    command = [str(uv), "pip", "compile", *_COMMON, *options, "--output-file", file]
    subprocess.run(command, cwd=_ROOT, env=os.environ | {"UV_CUSTOM_COMPILE_COMMAND": "make lock"}, check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
