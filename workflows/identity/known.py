"""Remembers which credentials were found good, so that the next request with them needs no statement.

What is kept is keyed by a hash; it holds only for the identity epoch and the day it was read at.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Generic, TypeVar

from engine.actor import Actor
from workflows.identity.actors import Account
from workflows.organization.epoch import Stamp

CAPACITY = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Authenticated:
    """Who a request comes from.

    `csrf_token` is None where no cookie is involved. With `must_change_password` the actor has no right but to do
    that; the caller should say so instead of refusing everything. Programs that send a password never see an expiry.
    """

    actor: Actor
    account: Account
    csrf_token: str | None = None
    expires_at: datetime | None = None

    @property
    def must_change_password(self) -> bool:
        return self.account.must_change_password


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An answer, what it is valid for, and when the session was last noted as seen."""

    stamp: Stamp
    authenticated: Authenticated
    last_seen_at: datetime | None = None


V = TypeVar("V")


class Remembered(Generic[V]):
    """A dictionary that forgets what was not asked for the longest time; safe between threads."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._lock = Lock()
        self._values: OrderedDict[bytes, V] = OrderedDict()

    def get(self, key: bytes) -> V | None:
        with self._lock:
            value = self._values.get(key)
            if value is not None:
                self._values.move_to_end(key)
            return value

    def put(self, key: bytes, value: V) -> None:
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            if len(self._values) > self._capacity:
                self._values.popitem(last=False)

    def drop(self, key: bytes) -> None:
        with self._lock:
            self._values.pop(key, None)
