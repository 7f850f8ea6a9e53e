"""Parses FEEL source into a tree: operators by precedence, names by the longest one known (DMN 1.5, 10.3.1.2)."""

from __future__ import annotations

from engine.feel import forms, tree
from engine.feel.cursor import Cursor
from engine.feel.decimals import parse_number
from engine.feel.lexer import string_value
from engine.feel.names import KnownNames
from engine.feel.temporal.parse import parse_literal

COMPARATORS = ("=", "!=", "<", "<=", ">", ">=")
_OR, _AND, _COMPARE, _ADD, _MULTIPLY, _POWER = range(1, 7)
_PRECEDENCE = {
    "or": _OR,
    "and": _AND,
    "between": _COMPARE,
    "in": _COMPARE,
    "+": _ADD,
    "-": _ADD,
    "*": _MULTIPLY,
    "/": _MULTIPLY,
    "**": _POWER,
} | dict.fromkeys(COMPARATORS, _COMPARE)
_CONSTANTS = {"true": True, "false": False, "null": None}
_NEVER_FIRST = frozenset([".", ",", ")", "]", "}", "+", "*", "/", "**", ":", ".."])


def parse_expression(source: str, known_names: KnownNames) -> tree.Node:
    """The tree of an expression; raises FeelSyntaxError, FeelLimitExceeded."""
    parser = Parser(source, known_names)
    node = parser.expression()
    parser.finish()
    return node


def parse_unary_tests(source: str, known_names: KnownNames) -> tree.UnaryTests:
    """The tree of a decision table's cell (grammar rules 14 to 17); raises FeelSyntaxError, FeelLimitExceeded."""
    parser = Parser(source, known_names)
    tests = forms.unary_tests(parser)
    parser.finish()
    return tests


class Parser(Cursor):
    """The operators; what stands between them is in `forms`."""

    def finish(self) -> None:
        """Raise FeelSyntaxError when something follows."""
        if self.token.kind != "end":
            raise self.refuse("feel.syntax.trailing", found=self.token.text[:40])

    def expression(self, minimum: int = 0, *, in_range: bool = False) -> tree.Node:
        """An expression whose operators bind at least as tightly as `minimum`."""
        self.deeper()
        line, column = self.token.line, self.token.column
        node = self.unary(in_range)
        while self.token.kind in ("symbol", "keyword"):
            precedence = _PRECEDENCE.get(self.token.text)
            if precedence is None or precedence < minimum:
                break
            if precedence in (_OR, _AND):
                operands = self._operands(node, precedence, in_range)
                kind = tree.Disjunction if precedence == _OR else tree.Conjunction
                node = kind(line, column, operands)
            elif precedence == _COMPARE:
                node = self._comparison(node, line, column, in_range)
            else:
                node = self._arithmetic(node, precedence, in_range)
        self.deeper(-1)
        return node

    def operand(self) -> tree.Node:
        """An expression without comparison, ``and``, ``or``."""
        return self.expression(_ADD)

    def unary(self, in_range: bool = False) -> tree.Node:
        """Minus signs, a primary with what follows it, ``instance of``."""
        minus = []
        while self.at("-"):
            minus.append(self.advance())
            self.deeper()
        node = self.postfix(self.primary(), in_range)
        for sign in reversed(minus):
            node = _negated(node, sign.line, sign.column)
        self.deeper(-len(minus))
        while self.take("instance"):
            if self.token.text != "of":
                raise self.expected("“of”")
            self.advance()
            node = tree.InstanceOf(node.line, node.column, node, forms.type_name(self))
        return node

    def postfix(self, node: tree.Node, in_range: bool = False) -> tree.Node:
        """Paths, filters and invocations after `node`. In a range, ``[`` may end it instead: ``[1..10[``."""
        levels = 0
        while self.at(".", "[", "("):
            if in_range and self.at("[") and self._ends_range():
                break
            levels += 1
            self.deeper()
            if self.take("."):
                node = tree.Path(node.line, node.column, node, self._member())
            elif self.take("["):
                node = tree.Filter(node.line, node.column, node, self.expression())
                self.expect("]")
            else:
                self.advance()
                node = forms.call(self, node)
        self.deeper(-levels)
        return node

    def primary(self) -> tree.Node:
        """A literal, a name, a bracket or a form that starts with a keyword."""
        token = self.token
        if token.kind in ("name", "keyword"):
            known = self.known(self.names)
            if known is not None:
                return tree.Name(token.line, token.column, known)
        if token.kind == "name":
            return tree.Name(token.line, token.column, self.words())
        if token.kind == "number":
            return tree.Literal(token.line, token.column, parse_number(self.advance().text))
        if token.kind == "string":
            return tree.Literal(token.line, token.column, string_value(self.advance()))
        if token.text in _CONSTANTS and token.kind == "keyword":
            self.advance()
            return tree.Literal(token.line, token.column, _CONSTANTS[token.text])
        if self.take("@"):
            if self.token.kind != "string":
                raise self.expected('"…"')
            text = string_value(self.advance())
            return tree.AtLiteral(token.line, token.column, text, parse_literal(text))
        form = forms.FORMS.get(token.text) if token.kind != "end" else None
        if form is None:
            raise self.expected("feel.syntax.an_expression")
        return form(self)

    def _operands(self, first: tree.Node, precedence: int, in_range: bool) -> tuple[tree.Node, ...]:
        operands = [first]
        while self.take("or" if precedence == _OR else "and"):
            operands.append(self.expression(precedence + 1, in_range=in_range))
        return tuple(operands)

    def _arithmetic(self, first: tree.Node, precedence: int, in_range: bool) -> tree.Node:
        rest = []
        while self.token.kind == "symbol" and _PRECEDENCE.get(self.token.text) == precedence:
            operator = self.advance().text
            rest.append((operator, self.expression(precedence + 1, in_range=in_range)))
        return tree.Arithmetic(first.line, first.column, first, tuple(rest))

    def _comparison(self, left: tree.Node, line: int, column: int, in_range: bool) -> tree.Node:
        if isinstance(left, tree.Comparison | tree.Between | tree.In) and self._chain_is_long(left):
            raise self.refuse("feel.syntax.comparison_chain")
        operator = self.advance().text
        if operator == "between":
            low = self.operand()
            self.expect("and")
            return tree.Between(line, column, left, low, self.operand())
        if operator == "in":
            return tree.In(line, column, left, forms.in_tests(self))
        return tree.Comparison(line, column, operator, left, self.expression(_ADD, in_range=in_range))

    @staticmethod
    def _chain_is_long(node: tree.Node) -> bool:
        length = 0
        while isinstance(node, tree.Comparison | tree.Between | tree.In) and length < 10:
            node = node.left if isinstance(node, tree.Comparison) else node.value
            length += 1
        return length == 10

    def _member(self) -> str:
        known = self.known(self.members)
        if known is not None:
            return known
        return self.advance().text if self.token.kind == "keyword" else self.words()

    def _ends_range(self) -> bool:
        following = self.tokens[self.index + 1]
        if following.kind == "keyword":
            return following.text in ("and", "or", "in", "then", "else", "return", "satisfies", "between", "instance")
        return following.kind == "end" or (following.kind == "symbol" and following.text in _NEVER_FIRST)


def _negated(node: tree.Node, line: int, column: int) -> tree.Node:
    if isinstance(node, tree.Literal) and isinstance(node.value, int) and not isinstance(node.value, bool):
        return tree.Literal(line, column, -node.value)
    return tree.Negation(line, column, node)
