"""Clients of the kill test: they do case after case, and repeat every request until it is accepted.

A repetition bears the same Idempotency-Key, as any client must that wants a deed done exactly once.
"""

from __future__ import annotations

import random
import threading
import uuid
from dataclasses import dataclass, field
from typing import Any

from benchmarks.chaos.office import PASSWORD, PROCESS, TASKS, USERNAME
from benchmarks.client import Client, Refused

_RETRIED = {429, 503}
_PAUSE = 0.05


@dataclass(slots=True)
class Deeds:
    """What clients saw accepted: instances by key with the keys of their tasks that were completed."""

    completed: dict[int, list[int]] = field(default_factory=dict)
    finished: set[int] = field(default_factory=set)
    retries: int = 0
    faults: list[str] = field(default_factory=list)
    """Answers that a client cannot do anything with: a fault of the program."""

    @property
    def count(self) -> int:
        """How many deeds were accepted."""
        return len(self.completed) + sum(len(tasks) for tasks in self.completed.values())


class Clients:
    """`count` threads at `port`; they begin cases until `finish`, and end when theirs are done, or at `give_up`."""

    def __init__(self, port: int, count: int, seed: int) -> None:
        self.deeds = Deeds()
        self._port = port
        self._random = random.Random(seed)
        self._is_finishing = threading.Event()
        self._is_over = threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(count)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def finish(self, seconds: float) -> bool:
        """Begin no more cases and wait until all are done; False when they were not after `seconds`."""
        self._is_finishing.set()
        for thread in self._threads:
            thread.join(seconds / len(self._threads))
        is_done = not any(thread.is_alive() for thread in self._threads)
        self._is_over.set()
        return is_done

    def _work(self) -> None:
        client = Client(self._port)
        self._until_accepted(lambda: client.sign_in(USERNAME, PASSWORD))
        while not self._is_finishing.is_set() and not self._is_over.is_set():
            self._case(client)
        client.close()

    def _case(self, client: Client) -> None:
        body = {"processDefinitionId": PROCESS, "variables": {}}
        instance = int(self._deed(client, "/v2/process-instances", body)["processInstanceKey"])
        with self._lock:
            self.deeds.completed[instance] = []
        for element in TASKS:
            task = self._open_task(client, instance, element)
            self._deed(client, f"/v2/user-tasks/{task}/completion", {"variables": {element: True}})
            with self._lock:
                self.deeds.completed[instance].append(task)
        with self._lock:
            self.deeds.finished.add(instance)

    def _open_task(self, client: Client, instance: int, element: str) -> int:
        search = {"filter": {"processInstanceKey": str(instance), "elementId": element, "state": "CREATED"}}
        while True:
            found = self._until_accepted(lambda: client.call("POST", "/v2/user-tasks/search", search))["items"]
            if found:
                return int(found[0]["userTaskKey"])
            self._pause()

    def _deed(self, client: Client, path: str, body: Any) -> Any:
        with self._lock:
            key = str(uuid.UUID(int=self._random.getrandbits(128)))
        return self._until_accepted(lambda: client.call("POST", path, body, idempotency_key=key))

    def _until_accepted(self, request: Any) -> Any:
        while True:
            try:
                return request()
            except OSError:
                pass
            except Refused as refused:
                if refused.status not in _RETRIED:
                    with self._lock:
                        self.deeds.faults.append(str(refused))
                    raise SystemExit from refused
            with self._lock:
                self.deeds.retries += 1
            self._pause()

    def _pause(self) -> None:
        """Raises SystemExit, which ends a thread, when it is over."""
        if self._is_over.wait(_PAUSE):
            raise SystemExit
