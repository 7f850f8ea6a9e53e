"""Durable cases a second over HTTP: `python -m benchmarks.cases` (`make bench`).

A case is seven requests of a signed-in officer: create an instance, then three times find the own task and complete
it, one of the three with a form that the server validates. PostgreSQL flushes every commit; history is written.
Clients are processes of their own with a bare socket each, so that they take little of the machine.

Every measurement is repeated; the table shows the median, least and greatest, and beside it how long a fixed
calculation takes on this machine meanwhile: compare results only where that is alike.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import time
import uuid
from dataclasses import asdict, dataclass, field
from multiprocessing.connection import Connection
from typing import Any

import psycopg

from benchmarks.client import Client
from benchmarks.measure import Database, Noise, calibrate, durable_database, percentile, processor_seconds
from benchmarks.office import PROCESS, SUBMISSIONS, Officer, furnish
from benchmarks.profiling import PROFILED, show_profile
from benchmarks.servers import UVICORN, Server, serving

SIZES = ((1, 1), (1, 4), (2, 1), (2, 4))
"""Server processes and clients."""


@dataclass(frozen=True, slots=True)
class Options:
    """`seconds` a measurement, `repeats` of them; `keys`: send an Idempotency-Key with every changing request."""

    seconds: float
    repeats: int
    keys: bool
    profile: bool


@dataclass(slots=True)
class Work:
    """What one client did in one measurement: milliseconds by request, and its own processor time in seconds."""

    cases: int = 0
    processor: float = 0.0
    milliseconds: dict[str, list[float]] = field(default_factory=dict)


def one_case(client: Client, officer: Officer, work: Work, with_key: bool) -> None:
    """Create, then three times search and complete."""

    def timed(name: str, path: str, body: Any, *, changes: bool = True) -> Any:
        key = uuid.uuid4().hex if with_key and changes else None
        began = time.perf_counter()
        answer = client.call("POST", path, body, idempotency_key=key)
        work.milliseconds.setdefault(name, []).append((time.perf_counter() - began) * 1e3)
        return answer

    variables = {"unit": {"code": officer.unit, "name": "Xã (mẫu)"}, "year": 2025}
    definition = {"processDefinitionId": PROCESS, "variables": variables}
    instance = timed("create", "/v2/process-instances", definition)["processInstanceKey"]
    for submission in SUBMISSIONS:
        search = {"filter": {"state": "CREATED", "processInstanceKey": instance}, "page": {"limit": 20}}
        [task] = timed("search", "/v2/user-tasks/search", search, changes=False)["items"]
        timed("complete", f"/v2/user-tasks/{task['userTaskKey']}/completion", {"variables": submission})
    work.cases += 1


def work_on(pipe: Connection, port: int, officer: Officer, with_key: bool) -> None:
    """A client process: works for as long as each message on `pipe` says, and sends back what it did."""
    client = Client(port)
    client.sign_in(officer.username, officer.password)
    pipe.send(None)
    while (seconds := pipe.recv()) is not None:
        work, began = Work(), time.process_time()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            one_case(client, officer, work, with_key)
        work.processor = time.process_time() - began
        pipe.send(work)
    client.close()


@dataclass(frozen=True, slots=True)
class Result:
    """One row of the table; processor times are milliseconds a case."""

    processes: int
    clients: int
    cases_a_second: Noise
    request_p50: float
    request_p95: float
    python: float
    postgres: float
    client: float
    loop: Noise


def measure(
    database: Database, servers: list[Server], clients: int, officers: list[Officer], options: Options
) -> Result:
    """All repeats of one size."""
    context = multiprocessing.get_context("spawn")
    pipes, processes = [], []
    for number in range(clients):
        ours, theirs = context.Pipe()
        arguments = (theirs, servers[number % len(servers)].port, officers[number], options.keys)
        process = context.Process(target=work_on, args=arguments, daemon=True)
        process.start()
        pipes.append(ours)
        processes.append(process)
    for pipe in pipes:
        pipe.recv()
    _round(pipes, min(2.0, options.seconds))
    rates, python, postgres, client, times = [], 0.0, 0.0, 0.0, []
    loops = [calibrate()]
    total = 0
    for _ in range(options.repeats):
        before = _processor(servers), processor_seconds(database.server)
        began = time.perf_counter()
        works = _round(pipes, options.seconds)
        elapsed = time.perf_counter() - began
        python += _processor(servers) - before[0]
        postgres += processor_seconds(database.server) - before[1]
        cases = sum(work.cases for work in works)
        rates.append(cases / elapsed)
        total += cases
        client += sum(work.processor for work in works)
        times += [ms for work in works for values in work.milliseconds.values() for ms in values]
        loops.append(calibrate())
    for pipe, process in zip(pipes, processes, strict=True):
        pipe.send(None)
        process.join()
    return Result(
        processes=len(servers),
        clients=clients,
        cases_a_second=Noise.of(rates),
        request_p50=percentile(times, 0.50),
        request_p95=percentile(times, 0.95),
        python=python / total * 1e3,
        postgres=postgres / total * 1e3,
        client=client / total * 1e3,
        loop=Noise(
            min(n.least for n in loops), sorted(n.median for n in loops)[len(loops) // 2], max(n.most for n in loops)
        ),
    )


def _round(pipes: list[Connection], seconds: float) -> list[Work]:
    for pipe in pipes:
        pipe.send(seconds)
    return [pipe.recv() for pipe in pipes]


def _processor(servers: list[Server]) -> float:
    return sum(processor_seconds(server.process.pid) for server in servers)


def stored_bytes(url: str) -> int:
    """Bytes of all our tables with their indexes, after dead rows are gone."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM FULL")
        row = connection.execute(
            "SELECT sum(pg_total_relation_size(oid)) FROM pg_class "
            "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'idempotency'"
        ).fetchone()
        assert row is not None
        return int(row[0])


def finished(url: str) -> int:
    """How many instances have come to their end."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM process_instance WHERE state = 'COMPLETED'").fetchone()
        assert row is not None
        return int(row[0])


def show(results: list[Result], bytes_a_case: float) -> None:
    """Print the table."""
    print(f"\n{'':17} {'cases/s':>16} {'request, ms':>13} {'processor ms a case':>26} {'fixed loop, ms':>18}")
    heads = ("processes", "clients", "median (range)", "p50", "p95", "Python", "Postgres", "client", "median (range)")
    print("{:>9} {:>7} {:>16} {:>6} {:>6} {:>8} {:>9} {:>7} {:>18}".format(*heads))
    for r in results:
        print(
            f"{r.processes:>9} {r.clients:>7} {r.cases_a_second.text():>16} {r.request_p50:6.1f} {r.request_p95:6.1f} "
            f"{r.python:8.2f} {r.postgres:9.2f} {r.client:7.2f} {r.loop.text(1):>18}"
        )
    print(f"\n{bytes_a_case:,.0f} bytes a finished case in the database, indexes and history included")


def run(options: Options, sizes: tuple[tuple[int, int], ...]) -> tuple[list[Result], float]:
    """Measure every size on one database."""
    results = []
    with durable_database() as database:
        officers = furnish(database.url)
        before = stored_bytes(database.url)
        for processes, clients in sizes:
            with serving(database.url, processes, program=PROFILED if options.profile else UVICORN) as servers:
                results.append(measure(database, servers, clients, officers, options))
                print(
                    f"{processes} processes, {clients} clients: {results[-1].cases_a_second.text()} cases/s",
                    file=sys.stderr,
                )
        bytes_a_case = (stored_bytes(database.url) - before) / finished(database.url)
    return results, bytes_a_case


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5.0, help="of one measurement (5)")
    parser.add_argument("--repeats", type=int, default=5, help="measurements of each size (5)")
    parser.add_argument("--size", action="append", metavar="PROCESSES:CLIENTS", help="instead of 1:1 1:4 2:1 2:4")
    parser.add_argument("--keys", action="store_true", help="send an Idempotency-Key with every changing request")
    parser.add_argument("--profile", action="store_true", help="show where the servers' Python spends its time")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    sizes = tuple((int(p), int(c)) for p, _, c in (s.partition(":") for s in options.size)) if options.size else SIZES
    results, size = run(Options(options.seconds, options.repeats, options.keys, options.profile), sizes)
    if options.json:
        print(json.dumps({"results": [asdict(result) for result in results], "bytes_a_case": size}, indent=2))
    else:
        show(results, size)
    if options.profile:
        show_profile()


if __name__ == "__main__":
    main()
