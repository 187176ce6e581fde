"""A resolved scenario as text and as fingerprint."""

from __future__ import annotations

import dataclasses
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario import load, names
from sim.scenario.reader import parse
from sim.scenario.writing import scalar_text, written

REORDERED = """\
lenders: {platform: {}}
products:
  huabei: {annual_rate: 1.8e-1, lender: platform, kind: revolving}
population:
  segments:
    gig: {income: {median: 5200.0}, share: 0.30}
    salaried: {share: 7e-1}
name: small
"""


def fingerprint(scenario, *arguments: str, model_version: int = 1) -> str:
    return scenario.fingerprint(*arguments, model_version=model_version)


@pytest.mark.parametrize("name", names())
def test_a_shipped_scenario_reads_back_from_its_own_text(name: str, write) -> None:
    scenario = load(name)
    again = load(write(scenario.as_yaml(), "again.yaml"))
    assert again.scenario == scenario.scenario
    assert again.as_yaml() == scenario.as_yaml()
    assert fingerprint(again) == fingerprint(scenario)
    assert again.sources != scenario.sources


def test_the_order_of_keys_and_entries_never_matters(write, small) -> None:
    scenario, reordered = load(small), load(write(REORDERED))
    assert fingerprint(reordered) == fingerprint(scenario)
    assert reordered.as_yaml() == scenario.as_yaml()


def test_what_changes_no_number_changes_no_fingerprint(small) -> None:
    scenario = load(small)
    same = scenario.with_(name="other", title="Other", replications=7)
    assert fingerprint(same) == fingerprint(scenario)


def test_what_changes_a_number_changes_the_fingerprint(small) -> None:
    scenario = load(small)
    others = [
        fingerprint(scenario.with_(seed=1)),
        fingerprint(scenario.with_({"macro.persistence": 0.93 + 2**-53})),
        fingerprint(scenario.with_({"population.segments.gig.share": 0.31})),
        fingerprint(scenario, "aa"),
        fingerprint(scenario, None, "aa"),
        fingerprint(scenario, "aa", "aa", "direct"),
        scenario.fingerprint(draws="sobol", model_version=1),
        fingerprint(scenario, model_version=2),
        fingerprint(scenario),
    ]
    assert len(set(others)) == len(others)
    assert all(re.fullmatch("[0-9a-f]{64}", one) for one in others)


def test_a_tape_counts_by_its_bytes_not_by_its_place(small) -> None:
    here, there = load(small, tape="a.csv", mapping="m/a.yaml"), load(small, tape="b/c.csv", mapping="m/b.yaml")
    assert fingerprint(here, "aa", "bb") == fingerprint(there, "aa", "bb")
    assert fingerprint(here, "aa", "bb") != fingerprint(here, "ab", "bb")
    assert fingerprint(here) != fingerprint(there)


def test_the_order_of_overrides_and_the_way_they_are_said_do_not_matter(small) -> None:
    by_option = load(small, overrides=["population.size=77"], seed=5)
    assert fingerprint(by_option) == fingerprint(load(small).with_({"population": {"size": 77}}, seed=5))


def test_a_resolved_scenario_is_frozen(small) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        load(small).name = "x"


PRINTABLE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False).map(lambda x: x + 0.0 if x else 0.0)
    | PRINTABLE
    | st.sampled_from(
        ["no", "null", "1e3", "0x1", "- a", "a: b", "#", "", " ", "yes", "1_0", "<<", "'", '"', "\\", "a\nb"]
    )
)
KEYS = PRINTABLE.filter(lambda key: key != "<<")
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_any_plain_data_reads_back_with_the_same_bits(values: dict[str, object]) -> None:
    text = written(values)
    document = parse(text, "x.yaml")
    assert not document.faults
    assert keyed_by_text(document.value) == values
    assert repr(keyed_by_text(document.value)) == repr(values)


def keyed_by_text(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): keyed_by_text(entry) for key, entry in value.items()}
    return [keyed_by_text(one) for one in value] if isinstance(value, list) else value


def test_words_that_other_readers_misread_are_quoted() -> None:
    assert [scalar_text(word) for word in ("no", "on", "null", "1e3", "platform")] == [
        '"no"', '"on"', '"null"', '"1e3"', "platform",
    ]  # fmt: skip
