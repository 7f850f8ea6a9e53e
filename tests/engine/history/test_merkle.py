"""The tree of RFC 6962, against its own definition."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from engine.history.merkle import Tree, root_from_path, tree_root

LEAVES = st.lists(st.binary(max_size=4), min_size=1, max_size=70)


def defined_root(leaves: list[bytes]) -> bytes:
    """MTH as RFC 6962 §2.1 defines it."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + defined_root(leaves[:split]) + defined_root(leaves[split:])).digest()


def proof(leaves: list[bytes], index: int) -> tuple[bytes, list[bytes]]:
    tree = Tree(index)
    for leaf in leaves:
        tree.add(leaf)
    return tree.root(), tree.path


@given(LEAVES)
def test_the_root_is_that_of_the_definition(leaves: list[bytes]) -> None:
    assert tree_root(leaves) == defined_root(leaves)


def test_the_root_of_no_leaves_is_the_hash_of_nothing() -> None:
    assert tree_root([]) == defined_root([])


@given(LEAVES, st.data())
def test_a_path_proves_its_leaf(leaves: list[bytes], data: st.DataObject) -> None:
    # given
    index = data.draw(st.integers(0, len(leaves) - 1))

    # when
    root, path = proof(leaves, index)

    # then
    assert root == defined_root(leaves)
    assert root_from_path(leaves[index], index, len(leaves), path) == root


@given(LEAVES, st.data())
def test_a_path_proves_no_other_leaf_and_no_other_place(leaves: list[bytes], data: st.DataObject) -> None:
    # given
    index = data.draw(st.integers(0, len(leaves) - 1))
    root, path = proof(leaves, index)

    # then
    assert root_from_path(leaves[index] + b"x", index, len(leaves), path) != root
    assert root_from_path(leaves[index], index, len(leaves), [*path, bytes(32)]) != root
    assert root_from_path(leaves[index], index + len(leaves), len(leaves), path) is None
    if path:
        assert root_from_path(leaves[index], index, len(leaves), path[:-1]) != root
