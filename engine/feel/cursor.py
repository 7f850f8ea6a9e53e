"""Walks over the tokens of a source on behalf of the parser: looking, taking, refusing, counting depth."""

from __future__ import annotations

from collections.abc import Iterator as Iterating
from contextlib import contextmanager

from engine.feel import limits
from engine.feel.errors import FeelLimitExceeded, FeelSyntaxError
from engine.feel.lexer import Token, tokenize
from engine.feel.names import KnownNames, spelling, words


class Cursor:
    """The state of parsing: where we are, how deep, and which names are known there."""

    def __init__(self, source: str, names: KnownNames) -> None:
        self.tokens = tokenize(source)
        self.index = 0
        self.token = self.tokens[0]
        self.names = names
        self.members = KnownNames(outer=names)
        self._depth = 0

    def advance(self, count: int = 1) -> Token:
        """Step over `count` tokens; returns the first of them."""
        taken = self.token
        self.index += count
        self.token = self.tokens[self.index]
        return taken

    def at(self, *texts: str) -> bool:
        """Whether the token here is one of these symbols or keywords."""
        return self.token.text in texts and self.token.kind in ("symbol", "keyword")

    def take(self, *texts: str) -> Token | None:
        """Step over one of these symbols or keywords, if it is here."""
        return self.advance() if self.at(*texts) else None

    def expect(self, *texts: str) -> Token:
        """Step over one of these symbols or keywords; raises FeelSyntaxError when none is here."""
        if not self.at(*texts):
            raise self.expected(" ".join(f"“{text}”" for text in texts))
        return self.advance()

    def expected(self, what: str) -> FeelSyntaxError:
        """The error that `what`, a text or the code of one, was expected here."""
        if self.token.kind == "end":
            return FeelSyntaxError("feel.syntax.unexpected_end", self.token.line, self.token.column, expected=what)
        return self.refuse("feel.syntax.unexpected", found=self.token.text[:40], expected=what)

    def refuse(self, reason: str, **fields: str) -> FeelSyntaxError:
        """The error `reason` at the token here."""
        return FeelSyntaxError(reason, self.token.line, self.token.column, **fields)

    def deeper(self, by: int = 1) -> None:
        """Count one more level of nesting; a negative `by` goes back. Raises FeelLimitExceeded."""
        self._depth += by
        if self._depth > limits.MAX_NESTING:
            raise FeelLimitExceeded("feel.limit.nesting", limits.MAX_NESTING)

    @contextmanager
    def scope(self) -> Iterating[None]:
        """Names that become known inside are forgotten after."""
        outer = self.names
        self.names = KnownNames(outer=outer)
        try:
            yield
        finally:
            self.names = outer

    def known(self, names: KnownNames) -> str | None:
        """Take a name of several tokens that `names` knows, if a longer one than the plain words here."""
        found = names.longest(self.tokens, self.index)
        if found is None or (self.token.kind == "name" and words(self.tokens, self.index) > found[0]):
            return None
        self.advance(found[0])
        return found[1]

    def words(self) -> str:
        """Take the words here as one name; raises FeelSyntaxError when there is none."""
        if self.token.kind != "name":
            raise self.expected("feel.syntax.a_name")
        start = self.index
        self.advance(words(self.tokens, start))
        return spelling(self.tokens, start, self.index)
