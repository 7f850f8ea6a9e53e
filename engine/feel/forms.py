"""The forms of FEEL that are not operators: brackets, ``if``, ``for``, ``function``, calls, types, unary tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.feel import tree
from engine.feel.lexer import string_value
from engine.feel.names import NAME_SYMBOLS, KnownNames, spelling

if TYPE_CHECKING:
    from engine.feel.parser import Parser

_COMPARATORS = ("=", "!=", "<", "<=", ">", ">=")
_TYPES = KnownNames(
    [
        "date and time",
        "days and time duration",
        "years and months duration",
        "day time duration",
        "day-time-duration",
        "year-month-duration",
        "days-and-time-duration",
        "years-and-months-duration",
    ]
)


def if_form(parser: Parser) -> tree.Node:
    """``if … then … else …``; a chain of them is one node."""
    start = parser.expect("if")
    branches = []
    while True:
        condition = parser.expression()
        parser.expect("then")
        branches.append((condition, parser.expression()))
        parser.expect("else")
        if not parser.take("if"):
            break
    return tree.If(start.line, start.column, tuple(branches), parser.expression())


def for_form(parser: Parser) -> tree.Node:
    """``for x in … , y in … return …``."""
    start = parser.expect("for")
    with parser.scope():
        iterators = _iterators(parser)
        parser.expect("return")
        return tree.For(start.line, start.column, iterators, parser.expression())


def quantified_form(parser: Parser) -> tree.Node:
    """``some x in … satisfies …`` and ``every``."""
    start = parser.expect("some", "every")
    with parser.scope():
        iterators = _iterators(parser)
        parser.expect("satisfies")
        return tree.Quantified(start.line, start.column, start.text == "every", iterators, parser.expression())


def _iterators(parser: Parser) -> tuple[tree.Iterator, ...]:
    iterators = []
    while True:
        token = parser.token
        name = _name_before(parser, "in")
        parser.expect("in")
        source = parser.expression()
        end = parser.expression() if parser.take("..") else None
        parser.names.add(name)
        iterators.append(tree.Iterator(token.line, token.column, name, source, end))
        if not parser.take(","):
            return tuple(iterators)


def function_form(parser: Parser) -> tree.Node:
    """``function(a, b: number) body``."""
    start = parser.expect("function")
    parser.expect("(")
    parameters: list[tuple[str, tree.TypeName | None]] = []
    with parser.scope():
        while not parser.at(")"):
            name = _name_before(parser, ":", ",", ")")
            parameters.append((name, type_name(parser) if parser.take(":") else None))
            parser.names.add(name)
            if not parser.take(","):
                break
        parser.expect(")")
        is_external = parser.take("external") is not None
        body = parser.expression()
    return tree.FunctionLiteral(start.line, start.column, tuple(parameters), body, is_external)


def list_or_range(parser: Parser) -> tree.Node:
    """``[a, b]``, ``[a..b]`` and the ranges that start with ``]``."""
    start = parser.expect("[", "]")
    if start.text == "[" and parser.take("]"):
        return tree.ListLiteral(start.line, start.column, ())
    first = parser.expression()
    if parser.at("..") or start.text == "]":
        return range_end(parser, first, start.line, start.column, low_included=start.text == "[")
    items = [first]
    while parser.take(","):
        items.append(parser.expression())
    parser.expect("]")
    return tree.ListLiteral(start.line, start.column, tuple(items))


def parenthesis(parser: Parser) -> tree.Node:
    """``(e)``, ``(a..b)`` and ``(< e)``."""
    start = parser.expect("(")
    node = unary_test(parser)
    if parser.at("..") and not isinstance(node, tree.Comparator):
        return range_end(parser, node, start.line, start.column, low_included=False)
    parser.expect(")")
    return node


def range_end(parser: Parser, low: tree.Node, line: int, column: int, *, low_included: bool) -> tree.Node:
    """The rest of a range from its dots on."""
    parser.expect("..")
    high = parser.expression(in_range=True)
    end = parser.expect("]", ")", "[")
    return tree.RangeLiteral(line, column, low, high, low_included, end.text == "]")


def context_form(parser: Parser) -> tree.Node:
    """``{a: 1, "b c": 2}``; later entries see earlier ones."""
    start = parser.expect("{")
    entries: list[tuple[str, tree.Node]] = []
    with parser.scope():
        while not parser.at("}"):
            key = context_key(parser)
            parser.expect(":")
            parser.members.add(key)
            if parser.at("function"):
                parser.names.add(key)
            entries.append((key, parser.expression()))
            parser.names.add(key)
            if not parser.take(","):
                break
        parser.expect("}")
    return tree.ContextLiteral(start.line, start.column, tuple(entries))


def context_key(parser: Parser) -> str:
    """A string, or a name that may hold any name symbol and keyword."""
    if parser.token.kind == "string":
        return string_value(parser.advance())
    return _name_before(parser, ":")


def _name_before(parser: Parser, *ends: str) -> str:
    start = parser.index
    while not parser.at(*ends):
        token = parser.token
        if token.kind not in ("name", "keyword", "number") and token.text not in NAME_SYMBOLS:
            raise parser.expected("feel.syntax.a_name")
        parser.advance()
    if parser.index == start or parser.tokens[start].kind == "number":
        raise parser.expected("feel.syntax.a_name")
    return spelling(parser.tokens, start, parser.index)


def call(parser: Parser, function: tree.Node) -> tree.Node:
    """The arguments of an invocation, after its opening bracket."""
    arguments: list[tree.Node] = []
    names: list[str] = []
    while not parser.at(")"):
        if _is_named_argument(parser):
            names.append(_name_before(parser, ":"))
            parser.expect(":")
        arguments.append(parser.expression())
        if not parser.take(","):
            break
    if names and len(names) != len(arguments):
        raise parser.refuse("feel.syntax.mixed_arguments")
    parser.expect(")")
    return tree.Call(function.line, function.column, function, tuple(arguments), tuple(names))


def _is_named_argument(parser: Parser) -> bool:
    if parser.token.kind != "name":
        return False
    index = parser.index
    while parser.tokens[index].kind in ("name", "keyword") or parser.tokens[index].text in NAME_SYMBOLS:
        index += 1
    return parser.tokens[index].text == ":"


def unary_test(parser: Parser) -> tree.Node:
    """``< e`` and its kin, or an expression."""
    token = parser.take(*_COMPARATORS)
    if token is None:
        return parser.expression()
    return tree.Comparator(token.line, token.column, token.text, parser.operand())


def in_tests(parser: Parser) -> tuple[tree.Node, ...]:
    """What stands after ``in``: one test, or several in brackets."""
    if not parser.at("("):
        token = parser.take(*_COMPARATORS)
        operand = parser.operand()
        return (tree.Comparator(token.line, token.column, token.text, operand) if token else operand,)
    start = parser.advance()
    tests = [unary_test(parser)]
    if parser.at("..") and not isinstance(tests[0], tree.Comparator):
        return (parser.postfix(range_end(parser, tests[0], start.line, start.column, low_included=False)),)
    while parser.take(","):
        tests.append(unary_test(parser))
    parser.expect(")")
    return (parser.postfix(tests[0]),) if len(tests) == 1 else tuple(tests)


def unary_tests(parser: Parser) -> tree.UnaryTests:
    """A decision table's cell: ``-``, ``not(…)`` or tests."""
    start = parser.token
    if parser.at("-") and parser.tokens[parser.index + 1].kind == "end":
        parser.advance()
        return tree.UnaryTests(start.line, start.column, (), False)
    is_negated = start.text == "not" and parser.tokens[1].text == "(" and _closes_at_end(parser)
    if is_negated:
        parser.advance(2)
    tests = [unary_test(parser)]
    while parser.take(","):
        tests.append(unary_test(parser))
    if is_negated:
        parser.expect(")")
    return tree.UnaryTests(start.line, start.column, tuple(tests), is_negated)


def _closes_at_end(parser: Parser) -> bool:
    """Whether the bracket after ``not`` closes at the very end; ranges make brackets unequal, so only ``()`` count."""
    depth = 0
    for index, token in enumerate(parser.tokens):
        if token.kind == "symbol" and token.text in "()":
            depth += 1 if token.text == "(" else -1
            if depth <= 0 and token.text == ")":
                return parser.tokens[index + 1].kind == "end"
    return False


def type_name(parser: Parser) -> tree.TypeName:
    """``number``, ``list<T>``, ``context<a: T>``, ``function<T> -> T``, ``range<T>`` or the name of a type."""
    parser.deeper()
    start = parser.token
    name = parser.known(_TYPES) or parser.known(parser.names)
    if name is None:
        name = parser.advance().text if start.kind == "keyword" else parser.words()
        while parser.take("."):
            name += "." + parser.words()
    arguments: list[tree.TypeName] = []
    members: list[str] = []
    result = None
    if name in ("list", "range", "context", "function") and parser.take("<"):
        while not parser.at(">"):
            if name == "context":
                members.append(context_key(parser))
                parser.expect(":")
            arguments.append(type_name(parser))
            if not parser.take(","):
                break
        parser.expect(">")
        if name == "function":
            parser.expect("->")
            result = type_name(parser)
    parser.deeper(-1)
    return tree.TypeName(start.line, start.column, name, tuple(arguments), tuple(members), result)


FORMS: dict[str, Callable[[Parser], tree.Node]] = {
    "if": if_form,
    "for": for_form,
    "some": quantified_form,
    "every": quantified_form,
    "function": function_form,
    "[": list_or_range,
    "]": list_or_range,
    "(": parenthesis,
    "{": context_form,
}
