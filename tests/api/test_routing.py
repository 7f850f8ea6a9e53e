"""The tree of paths finds what a list of patterns would find."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.routing import Routes


@dataclass(frozen=True)
class Route:
    method: str
    path: str


SEGMENTS = st.sampled_from(["a", "b", "{key}"])
PATHS = st.lists(SEGMENTS, min_size=1, max_size=4).map(lambda parts: "/" + "/".join(parts))


def fits(template: str, path: str) -> bool:
    """By the definition: as many segments, and each fixed one the same."""
    ours, theirs = template[1:].split("/"), path[1:].split("/")
    return len(ours) == len(theirs) and all(a == b or a[0] == "{" for a, b in zip(ours, theirs, strict=True))


@given(st.sets(PATHS, max_size=6), st.lists(st.sampled_from(["a", "b", "c", "1"]), min_size=1, max_size=4))
def test_what_is_found_fits_and_brings_the_values(templates: set[str], segments: list[str]) -> None:
    # given
    routes = Routes([Route("GET", template) for template in templates])
    path = "/" + "/".join(segments)

    # when
    found = routes.find(path)

    # then: a fixed segment is followed without looking back, so what is found is one of those that fit
    if found is not None:
        methods, values = found
        route, names = methods["GET"]
        assert fits(route.path, path)
        assert values == [s for s, t in zip(segments, route.path[1:].split("/"), strict=True) if t[0] == "{"]
        assert len(names) == len(values)
    elif not any(fits(template, path) for template in templates):
        assert found is None


def test_a_fixed_segment_wins_over_a_parameter() -> None:
    routes = Routes([Route("POST", "/jobs/{key}"), Route("POST", "/jobs/search")])

    found = routes.find("/jobs/search")

    assert found is not None
    assert found[0]["POST"][0].path == "/jobs/search"


@pytest.mark.parametrize("path", ["/", "", "/jobs", "/jobs/", "/jobs//search", "/jobs/1/2", "/other"])
def test_a_path_that_nothing_has_is_not_found(path: str) -> None:
    assert Routes([Route("POST", "/jobs/{key}")]).find(path) is None


def test_the_same_path_and_method_twice_is_a_fault() -> None:
    with pytest.raises(ValueError, match="twice"):
        Routes([Route("GET", "/a/{x}"), Route("GET", "/a/{y}")])
