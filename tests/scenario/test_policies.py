"""The shipped policies: each valid, titled, sourced, and different from the others."""

import pytest

from sim.scenario.library import policies, policy_files
from sim.scenario.reader import parse_mapping
from sim.scenario.resolve import load

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


@pytest.mark.parametrize("name", sorted(set(SHIPPED) - {"passive", "standard"}))
def test_its_figures_name_their_page(name: str) -> None:
    assert policy_files()[name].read_text(encoding="utf-8").count("domain.md") >= 3
