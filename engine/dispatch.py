"""Finds the handler of a command or a query by its type; handlers announce themselves with a decorator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, get_type_hints

Handler = Callable[..., Any]
H = TypeVar("H", bound=Handler)

_commands: dict[type, Handler] = {}
_queries: dict[type, Handler] = {}


def command_handler(handler: H) -> H:
    """Register ``handler(command, uow)`` for the type of its first parameter."""
    return _register(_commands, handler)


def query_handler(handler: H) -> H:
    """Register ``handler(query, reader)`` for the type of its first parameter."""
    return _register(_queries, handler)


def handler_of_command(command: object) -> Handler:
    """The handler of `command`; LookupError when its module was never imported."""
    return _commands[type(command)]


def handler_of_query(query: object) -> Handler:
    """The handler of `query`; LookupError when its module was never imported."""
    return _queries[type(query)]


def answer_type(command_type: type) -> Any:
    """What the handler of a command returns, for reading a stored answer again."""
    return get_type_hints(_commands[command_type])["return"]


def _register(registry: dict[type, Handler], handler: H) -> H:
    hints = get_type_hints(handler)
    subject = next(iter(hints.values()))
    if subject in registry:
        raise ValueError(f"{subject.__name__} has two handlers")
    registry[subject] = handler
    return handler
