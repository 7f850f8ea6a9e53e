"""One run of the kill test: furnish, load, kill, let the clients finish, look."""

from __future__ import annotations

import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.chaos.check import findings, settled
from benchmarks.chaos.clients import Clients
from benchmarks.chaos.kills import PARTS, Program
from benchmarks.chaos.office import furnish
from engine.persistence.postmaster import free_port
from workflows.database import running_database
from workflows.settings import Settings

_COMES_BACK_SECONDS = 120.0
_FINISH_SECONDS = 240.0


@dataclass(frozen=True, slots=True)
class Report:
    """`findings` is empty when all is well; `log` is what the program wrote."""

    seed: int
    kills: dict[str, int]
    deeds: int
    finished: int
    retries: int
    longest_silence: float
    seconds: float
    findings: tuple[str, ...]
    log: str

    def text(self) -> str:
        """A few lines for people."""
        kills = ", ".join(f"{part} {count}" for part, count in self.kills.items())
        lines = [
            f"seed {self.seed}: {sum(self.kills.values())} kills ({kills}) in {self.seconds:.0f} s",
            f"{self.deeds} deeds accepted, {self.finished} cases finished, {self.retries} requests repeated",
            f"longest silence {self.longest_silence:.1f} s",
            *(f"WRONG: {finding}" for finding in self.findings),
        ]
        return "\n".join(lines if self.findings else [*lines, "nothing lost, nothing doubled, every chain intact"])


def run(
    kills: int,
    seed: int,
    *,
    clients: int = 8,
    parts: Sequence[str] = PARTS,
    tell: Callable[[str], None] = lambda _: None,
) -> Report:
    """Each of `parts` is killed once before any is killed again at random."""
    choice = random.Random(seed)
    targets = [*choice.sample(parts, len(parts)), *choice.choices(parts, k=kills)][:kills]
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="quytrinh-chaos-") as name:
        folder, log, port = Path(name) / "data", Path(name) / "log", free_port(0)
        with running_database(Settings(data=folder)) as url:
            furnish(url)
            work = Clients(port, clients, seed)
            with Program(folder, port, log) as program:
                work.start()
                silences, problems = _under_attack(program, work, targets, choice, tell)
                if not problems and not work.finish(_FINISH_SECONDS):
                    problems.append("clients wait in vain for their cases to go on")
                if not problems and not settled(url, 30):
                    problems.append("deliveries are stuck")
            if program.exit_code != 0:
                problems.append(f"the program ended with {program.exit_code} when it was told to stop")
            problems += findings(url, folder, work.deeds)
        return Report(
            seed=seed,
            kills=dict(Counter(targets)),
            deeds=work.deeds.count,
            finished=len(work.deeds.finished),
            retries=work.deeds.retries,
            longest_silence=max(silences, default=0.0),
            seconds=time.monotonic() - began,
            findings=tuple(problems),
            log=log.read_text(encoding="utf-8", errors="replace"),
        )


def _under_attack(
    program: Program, work: Clients, targets: Sequence[str], choice: random.Random, tell: Callable[[str], None]
) -> tuple[list[float], list[str]]:
    """Kill one after the other; the seconds until clients got on again after each, and what went wrong."""
    silences: list[float] = []
    try:
        _next_deeds(work)
        for number, part in enumerate(targets, 1):
            time.sleep(choice.uniform(0.0, 0.7))
            _kill(program, part, choice)
            silences.append(_next_deeds(work))
            tell(f"{number}. {part}: back after {silences[-1]:.1f} s, {work.deeds.count} deeds accepted")
    except TimeoutError as error:
        return silences, [str(error)]
    return silences, []


def _kill(program: Program, part: str, choice: random.Random) -> None:
    end = time.monotonic() + _COMES_BACK_SECONDS
    while not program.kill(part, choice):
        if time.monotonic() > end:
            raise TimeoutError(f"{part} does not come back")
        time.sleep(0.05)


def _next_deeds(work: Clients, count: int = 10) -> float:
    """Wait until `count` more deeds are accepted; how many seconds that took."""
    began, before = time.monotonic(), work.deeds.count
    while work.deeds.count < before + count:
        if time.monotonic() - began > _COMES_BACK_SECONDS or work.deeds.faults:
            raise TimeoutError("no deed is accepted any more")
        time.sleep(0.02)
    return time.monotonic() - began
