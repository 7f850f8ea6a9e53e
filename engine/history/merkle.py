"""Merkle tree hashes and inclusion proofs (RFC 6962 §2.1, SHA-256) over a stream of leaves, in logarithmic memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """Takes leaf after leaf. With `index`, also gathers the inclusion proof of that leaf (counted from 0)."""

    __slots__ = ("_index", "_nodes", "count", "path")

    def __init__(self, index: int | None = None) -> None:
        self._index = index
        # Roots of complete subtrees, the larger to the left: (leaves, hash, holds the leaf to prove).
        self._nodes: list[tuple[int, bytes, bool]] = []
        self.count = 0
        self.path: list[bytes] = []
        """The proof, from the leaf upward; complete after `root`."""

    def add(self, data: bytes) -> None:
        """Append a leaf."""
        self._nodes.append((1, leaf_hash(data), self.count == self._index))
        self.count += 1
        while len(self._nodes) > 1 and self._nodes[-2][0] == self._nodes[-1][0]:
            self._join()

    def root(self) -> bytes:
        """The hash of the whole tree; call it once, after the last leaf."""
        if not self._nodes:
            return sha256().digest()
        while len(self._nodes) > 1:
            self._join()
        return self._nodes[0][1]

    def _join(self) -> None:
        right_count, right, right_holds = self._nodes.pop()
        left_count, left, left_holds = self._nodes.pop()
        if left_holds:
            self.path.append(right)
        elif right_holds:
            self.path.append(left)
        self._nodes.append((left_count + right_count, node_hash(left, right), left_holds or right_holds))


def tree_root(leaves: Iterable[bytes]) -> bytes:
    """The hash of the tree over `leaves`."""
    tree = Tree()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()


def root_from_path(leaf: bytes, index: int, count: int, path: Sequence[bytes]) -> bytes | None:
    """The root that `path` proves for `leaf` at `index` of `count` leaves (RFC 9162 §2.1.3.2); None when the path has
    the wrong length."""
    if not 0 <= index < count:
        return None
    node, last, found = index, count - 1, leaf_hash(leaf)
    for sibling in path:
        if last == 0:
            return None
        if node & 1 or node == last:
            found = node_hash(sibling, found)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        node, last = node >> 1, last >> 1
    return found if last == 0 else None
