"""What a handler works with: one request, who sent it, and the door to the engine."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import parse_qsl

from api import authentication
from api.json import read_key
from engine.actor import ANONYMOUS, Actor
from engine.errors import InvalidInput
from workflows.identity.known import Authenticated
from workflows.wiring import Application

if TYPE_CHECKING:
    from api.services import Services

T = TypeVar("T")

LONGEST_IDEMPOTENCY_KEY = 255


class BadIdempotencyKey(InvalidInput):
    """``Idempotency-Key`` is empty, too long, or has other than printable ASCII characters. Fields: limit."""

    code = "http.bad_idempotency_key"


class BadParameter(InvalidInput):
    """A query parameter that cannot be read. Fields: name, value, expected."""

    code = "http.bad_parameter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply(Generic[T]):
    """An answer with headers, or one that is no JSON: `content` then is bytes of the operation's media type."""

    content: T
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str | None = None
    status: int | None = None


@dataclass(frozen=True, slots=True)
class Hold(Generic[T]):
    """Instead of an answer: keep the request, without a thread, until `look` finds something or `seconds` are over.

    `look` is called in a thread, again and again; `finish` makes the answer of what it found, or of None. Requests
    with the same `what` look on behalf of each other.
    """

    what: Hashable
    look: Callable[[], T | None]
    seconds: float
    finish: Callable[[T | None], Any]


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """One file of a multipart form."""

    field: str
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Upload:
    """A multipart form: its files in order, and its plain fields."""

    files: tuple[UploadedFile, ...]
    fields: Mapping[str, str]


class Call:
    """One request. `path` holds the values of the path's parameters by name, `headers` are in lower case."""

    def __init__(
        self, services: Services, method: str, path: Mapping[str, str], headers: Mapping[bytes, bytes], query: bytes
    ) -> None:
        self.services = services
        self.method = method
        self.path = path
        self.headers = headers
        self.actor: Actor = ANONYMOUS
        self._authenticated: Authenticated | None = None
        self._query = query

    @property
    def application(self) -> Application:
        """The wired program."""
        return self.services.application

    def authenticate(self, *, is_own_account: bool = False) -> None:
        """Find out who asks; `is_own_account` lets in who has to change the password first."""
        identity = self.application.identity
        self._authenticated = found = authentication.authenticate(identity, self.headers, self.method)
        if found.must_change_password and not is_own_account:
            raise authentication.PasswordMustChange
        self.actor = authentication.actor_of(identity, found, self.headers)

    @property
    def authenticated(self) -> Authenticated:
        """How the actor was recognised; raises NotSignedIn where nobody had to be."""
        if self._authenticated is None:
            raise authentication.NotSignedIn
        return self._authenticated

    # -- the engine ------------------------------------------------------------------------------------------------

    def execute(self, command: Any) -> Any:
        """Run a command as the actor; with ``Idempotency-Key`` a repetition gets the first answer.

        A handler executes at most one command, for one key stands for one command.
        """
        return self.application.engine.execute(command, self.actor, idempotency_key=self.idempotency_key)

    def query(self, query: Any) -> Any:
        """Answer a query as the actor."""
        return self.application.engine.query(query, self.actor)

    # -- parts of the request --------------------------------------------------------------------------------------

    @cached_property
    def idempotency_key(self) -> str | None:
        """The header ``Idempotency-Key``; raises BadIdempotencyKey."""
        value = self.headers.get(b"idempotency-key")
        if value is None:
            return None
        text = value.decode("latin-1").strip()
        if not 0 < len(text) <= LONGEST_IDEMPOTENCY_KEY or not (text.isascii() and text.isprintable()):
            raise BadIdempotencyKey(limit=LONGEST_IDEMPOTENCY_KEY)
        return text

    def key(self, name: str) -> int:
        """The key that the path names; raises BadKey."""
        return read_key(self.path[name], name)

    @cached_property
    def parameters(self) -> Mapping[str, str]:
        """The query string; of a repeated parameter the last value counts."""
        return dict(parse_qsl(self._query.decode("latin-1"), keep_blank_values=True))

    def flag(self, name: str, default: bool) -> bool:
        """A query parameter that is true or false; raises BadParameter."""
        text = self.parameters.get(name)
        if text is None:
            return default
        if text.lower() not in {"true", "false"}:
            raise BadParameter(name=name, value=text[:40], expected="true, false")
        return text.lower() == "true"
