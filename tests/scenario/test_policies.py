"""The shipped policies: each valid, titled, sourced, and different from the others."""

from collections.abc import Iterator
from typing import Any

import pytest

from sim.scenario.library import policies, policy_files
from sim.scenario.reader import parse_mapping
from sim.scenario.resolve import load
from sim.scenario.structure import plain

SHIPPED = (
    "collections_heavy",
    "early_warning",
    "forbearance_first",
    "keep_funders",
    "lenient",
    "passive",
    "standard",
    "strict",
)


def test_these_are_shipped() -> None:
    assert tuple(policies()) == SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_policy_is_valid_and_says_what_it_does(name: str) -> None:
    text = policy_files()[name].read_text(encoding="utf-8")
    assert parse_mapping(text, name).value["title"]
    assert len(text.splitlines()) <= 50
    assert load("baseline", policy=name).scenario.lenders["platform"].policy


def test_no_two_are_the_same() -> None:
    found = [load("baseline", policy=name).scenario.lenders["platform"].policy for name in SHIPPED]
    assert all(one != other for place, one in enumerate(found) for other in found[:place])


@pytest.mark.parametrize("name", sorted(set(SHIPPED) - {"standard"}))
def test_each_says_only_what_it_does_otherwise_than_the_baseline(name: str) -> None:
    """So that a comparison with `standard` tells of its idea and of nothing else: no number repeats the baseline's."""
    own = parse_mapping(policy_files()[name].read_text(encoding="utf-8"), name).value
    assert own["extends"] == "standard"
    standard = plain(load("baseline", policy="standard").scenario.lenders["platform"].policy)
    assert [
        path for path, value in leaves(own) if path not in (("title",), ("extends",)) and at(standard, path) == value
    ] == []


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if not isinstance(value, dict):
        yield path, value
        return
    for key, entry in value.items():
        if path[-1:] != ("levers",):  # a lever is whole
            yield from leaves(entry, (*path, str(key)))


def at(value: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


@pytest.mark.parametrize("name", sorted(set(SHIPPED) - {"keep_funders", "passive", "standard"}))
def test_its_figures_name_their_page(name: str) -> None:
    assert policy_files()[name].read_text(encoding="utf-8").count("domain.md") >= 3
