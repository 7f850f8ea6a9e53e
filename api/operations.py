"""Operations: a method, a path, a handler, and all that the OpenAPI document says about them.

A family of operations is a `Router`; its decorators read the types of body and answer from the handler::

    router = Router("/v2/user-tasks", tag="User tasks", vi="Công việc")

    @router.post("/{userTaskKey}/completion", vi="Hoàn thành công việc", en="Complete a user task", errors=(404, 409))
    def complete_user_task(call: Call, body: Completion) -> None:
        call.execute(CompleteUserTask(user_task_key=call.key("userTaskKey"), ...))

Handlers are plain ``def`` and run in a thread; one that has to wait returns a `Hold`. A handler that returns None
answers 204. Whoever is not signed in is refused before it is called, unless the operation is declared `is_public`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import UnionType
from typing import Any, Literal, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

from api.call import Hold, Reply, Upload
from api.search import SearchBody, SearchFields

Handler = Callable[..., Any]
H = TypeVar("H", bound=Handler)
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]

JSON = "application/json"


class Parameter(NamedTuple):
    """A query parameter or a header, for the OpenAPI document; `schema` is JSON Schema."""

    name: str
    vi: str
    en: str
    schema: Mapping[str, Any]
    place: Literal["query", "header"] = "query"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation; `body` and `answer` are types, None for none. `path` includes the prefix of its router."""

    method: Method
    path: str
    handler: Handler
    tag: str
    vi: str
    en: str
    notes: str = ""
    body: Any = None
    answer: Any = None
    status: int = 200
    media_type: str = JSON
    errors: tuple[int, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    search: SearchFields | None = None
    example: Any = None
    answer_example: Any = None
    is_public: bool = False
    is_own_account: bool = False
    may_be_empty: bool = False
    """Answers 204 where there is nothing."""

    @property
    def name(self) -> str:
        """The operationId: the handler's name in camelCase."""
        first, *others = self.handler.__name__.split("_")
        return first + "".join(word.title() for word in others)

    @property
    def is_upload(self) -> bool:
        return self.body is Upload


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A family, as the documentation names it."""

    name: str
    vi: str


@dataclass(slots=True)
class Router:
    """The operations of one family, below one path."""

    prefix: str
    tag: str
    vi: str
    operations: list[Operation] = field(default_factory=list)

    def get(self, path: str = "", **more: Any) -> Callable[[H], H]:
        """Declare an operation; `more` are fields of `Operation`."""
        return self._declare("GET", path, more)

    def post(self, path: str = "", **more: Any) -> Callable[[H], H]:
        """Declare an operation; `more` are fields of `Operation`."""
        return self._declare("POST", path, more)

    def put(self, path: str = "", **more: Any) -> Callable[[H], H]:
        """Declare an operation; `more` are fields of `Operation`."""
        return self._declare("PUT", path, more)

    def patch(self, path: str = "", **more: Any) -> Callable[[H], H]:
        """Declare an operation; `more` are fields of `Operation`."""
        return self._declare("PATCH", path, more)

    def delete(self, path: str = "", **more: Any) -> Callable[[H], H]:
        """Declare an operation; `more` are fields of `Operation`."""
        return self._declare("DELETE", path, more)

    def _declare(self, method: Method, path: str, more: dict[str, Any]) -> Callable[[H], H]:
        def declare(handler: H) -> H:
            self.operations.append(_operation(method, self.prefix + path, self.tag, handler, more))
            return handler

        return declare


def _operation(method: Method, path: str, tag: str, handler: Handler, more: dict[str, Any]) -> Operation:
    hints = get_type_hints(handler)
    answer, may_be_empty = _answer(hints.pop("return"))
    body = next((hint for name, hint in hints.items() if name != "call"), None)
    operation = Operation(
        method=method,
        path=path,
        handler=handler,
        tag=tag,
        body=body,
        answer=answer,
        status=204 if answer is None else 200,
        may_be_empty=may_be_empty,
        vi=more["vi"],
        en=more["en"],
    )
    operation = replace(operation, **more)
    if (operation.search is None) != (body is not SearchBody):
        raise TypeError(f"{path}: a search needs a SearchBody and its fields")
    return operation


def _answer(hint: Any) -> tuple[Any, bool]:
    """The type of the answer that a return annotation means, and whether there may be nothing to answer."""
    if hint is type(None):
        return None, False
    if get_origin(hint) in (Union, UnionType):
        (main,) = [each for each in get_args(hint) if (get_origin(each) or each) not in (Hold, type(None))]
        return _answer(main)[0], type(None) in get_args(hint)
    if get_origin(hint) is Reply:
        return _answer(get_args(hint)[0])
    return hint, False
