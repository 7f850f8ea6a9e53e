"""Built-in functions: their signatures, how arguments are matched and converted, and the register of them all.

A signature is written as in the standard's tables: ``"string: string, start position: number, length: number?"``.
``?`` marks what may be left out or null, ``...`` the last parameter of any number of arguments. A name may have several
signatures; the first that fits the arguments is taken, as it stands or after the implicit conversions between an
element and the list of it alone (DMN 1.5, 10.3.2.9.4).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.feel.decimals import as_number
from engine.feel.faults import Fault
from engine.feel.runtime import Run
from engine.feel.values import KINDS, NATIVE, Function, inward, kind_of

_KIND_SETS = {
    "date or date and time": frozenset(["date", "date and time"]),
    "duration": frozenset(["days and time duration", "years and months duration"]),
    "point": frozenset(
        ["number", "string", "date", "time", "date and time", "days and time duration", "years and months duration"]
    ),
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """`kinds` is None for any value, null included; `types` are the Python types of these kinds that need no change."""

    name: str
    kinds: frozenset[str] | None
    is_optional: bool
    is_variadic: bool
    types: frozenset[type] | None


class Signature:
    """One way to call a built-in."""

    __slots__ = ("_types", "is_variadic", "parameters", "required", "target")

    def __init__(self, text: str, target: Callable[..., Any]) -> None:
        self.parameters = tuple(_parameter(part) for part in text.split(", ") if part)
        self.required = sum(not parameter.is_optional for parameter in self.parameters)
        self.is_variadic = bool(self.parameters) and self.parameters[-1].is_variadic
        self.target = target
        self._types = tuple(parameter.types for parameter in self.parameters)

    def takes(self, arguments: list[Any]) -> bool:
        """Whether positional arguments fit as they stand: the usual case, told quickly."""
        types = self._types
        if not self.required <= len(arguments) <= len(types):
            return False
        for value, kinds in zip(arguments, types, strict=False):
            if kinds is not None and type(value) not in kinds:
                return False
        return True

    def named(self, arguments: dict[str, Any]) -> list[Any] | None:
        """Arguments by name put into order; None when a name is unknown or a required one is missing."""
        ordered = []
        for parameter in self.parameters:
            if parameter.name not in arguments and not parameter.is_optional:
                return None
            ordered.append(arguments.get(parameter.name))
        known = {parameter.name for parameter in self.parameters}
        return ordered if arguments.keys() <= known else None

    def converted(self, arguments: list[Any]) -> list[Any] | None:
        """The arguments as the parameters want them; None when they do not fit."""
        count = len(arguments)
        if count < self.required or (count > len(self.parameters) and not self.is_variadic):
            return None
        result = []
        for index, value in enumerate(arguments):
            parameter = self.parameters[min(index, len(self.parameters) - 1)]
            kinds = parameter.kinds
            kind = kind_of(value)
            if kinds is None or kind in kinds:
                result.append(as_number(value) if type(value) is float else value)
            elif kind == "null" and parameter.is_optional:
                result.append(None)
            elif "list" in kinds and kind not in ("null", "list"):
                result.append([value])
            elif kind == "list" and len(value) == 1 and kind_of(value[0]) in kinds:
                result.append(inward(value[0]))
            else:
                return None
        return result


class Builtin(Function):
    """A built-in function with its signatures.

    `is_pure` unless it depends on the clock or calls functions; `cost` are the steps of a call, about 0.5 µs each.
    """

    __slots__ = ("cost", "is_pure", "signatures")

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.signatures: list[Signature] = []
        self.is_pure = True
        self.cost = 1

    def invoke(self, run: Run, arguments: list[Any], names: tuple[str, ...] = ()) -> Any:
        run.spend(self.cost)
        if not names:
            for signature in self.signatures:
                if signature.takes(arguments):
                    return signature.target(run, *arguments)
        for signature in self.signatures:
            ordered: list[Any] | None = arguments
            if names:
                ordered = signature.named(dict(zip(names, arguments, strict=True)))
            converted = None if ordered is None else signature.converted(ordered)
            if converted is not None:
                return signature.target(run, *converted)
        raise Fault("feel.warning.arguments", name=self.name)


class Form(Function):
    """A built-in that wants to know why its first argument is null; called with the warnings that were given.

    Those warnings are not kept: the form is there to deal with a missing value.
    """

    __slots__ = ("count", "target")

    def __init__(self, name: str, count: int, target: Callable[..., Any]) -> None:
        super().__init__(name)
        self.count = count
        self.target = target

    def invoke(self, run: Run, arguments: list[Any], names: tuple[str, ...] = ()) -> Any:
        if names or len(arguments) != self.count:
            raise Fault("feel.warning.arguments", name=self.name)
        return self.target((), *arguments)


class Registry(dict[str, Function]):
    """Built-ins by name."""

    def builtin(
        self, name: str, *signatures: str, is_pure: bool = True, cost: int = 1
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a function as the built-in `name`; it is called with the run and the converted arguments."""

        def register(target: Callable[..., Any]) -> Callable[..., Any]:
            function = self.setdefault(name, Builtin(name))
            assert isinstance(function, Builtin)
            function.signatures.extend(Signature(text, target) for text in signatures)
            function.is_pure = function.is_pure and is_pure
            function.cost = max(function.cost, cost)
            return target

        return register


def _parameter(text: str) -> Parameter:
    name, _, kind = text.partition(": ")
    is_variadic, is_optional = kind.endswith("..."), kind.endswith("?")
    kind = kind.removesuffix("...").removesuffix("?")
    kinds = None if kind == "any" else _KIND_SETS.get(kind, frozenset(kind.split(" | ")))
    types = None if kinds is None else frozenset(type_ for type_ in NATIVE if KINDS[type_] in kinds)
    return Parameter(name, kinds, is_optional, is_variadic, types)
