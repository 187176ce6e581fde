"""Keyed draws: published answers, addresses that never meet, and statistics at stated error rates."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from sim.randomness import (
    DECISION_BITS,
    MACRO_AGENT,
    RESOLUTION,
    WARMUP_REPLICATION,
    Decision,
    normal_cdf,
    normal_quantile,
    philox,
    uniform,
)
from sim.records import STREAM
from tests.builders import a_stream, rules

pytestmark = pytest.mark.plain

KNOWN_ANSWERS = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]
"""Random123's kat_vectors for philox4x32-10: counter, key, words."""

FROZEN_DECISIONS = {
    "MACRO_FACTOR": 1, "JOB_LOSS": 2, "JOB_FINDING": 3, "TRANSITORY_INCOME": 4, "PERMANENT_INCOME": 5,
    "DISCRETIONARY_SPENDING": 6, "FORGETTING": 7, "PAYER_SWITCH": 8, "PAYER_TYPE": 9, "LOAN_DEMAND": 10,
    "LOAN_SIZE": 11, "LOAN_TERM": 12, "BIRTH_SEGMENT": 32, "BIRTH_INCOME": 33, "BIRTH_RISK": 34, "BIRTH_PAYDAY":
    35, "BIRTH_SAVINGS": 36, "BIRTH_FORGETFULNESS": 37, "BIRTH_SCORE_NOISE": 38, "BIRTH_PAYER_TYPE": 39,
    "BIRTH_LOAN_SIZE": 40, "BIRTH_LOAN_TERM": 41,
}  # fmt: skip

Z = 4.8916
"""Two-sided normal quantile for a false alarm in a million."""
WORDS = st.integers(0, 0xFFFFFFFF)


@pytest.mark.parametrize("block", [philox, rules.philox], ids=["as called", "plain"])
@pytest.mark.parametrize(("counter", "key", "words"), KNOWN_ANSWERS, ids=["zeros", "ones", "pi"])
def test_philox_gives_the_published_answers(block, counter, key, words) -> None:
    assert tuple(int(word) for word in block(*counter, *key)) == words


@given(st.lists(WORDS, min_size=6, max_size=6))
def test_compiled_and_plain_philox_agree(words: list[int]) -> None:
    assert tuple(map(int, philox(*words))) == tuple(rules.philox(*words))


@given(
    agent=WORDS,
    replication=WORDS,
    item=st.integers(0, 2**22 - 1),
    day=st.integers(-5000, 5000),
    seed=st.integers(0, 2**63 - 1),
)
def test_compiled_and_plain_draws_agree_and_lie_inside_the_unit_interval(agent, replication, item, day, seed) -> None:
    stream = a_stream(seed, replication)
    draw = uniform(stream, agent, item, day, 7)
    assert draw == rules.uniform(stream, agent, item, day, 7)
    assert 0.0 < draw < 1.0


def test_the_ends_of_the_unit_interval_are_never_drawn(monkeypatch) -> None:
    for words, expected in (((0, 0), 0.5 * RESOLUTION), ((0xFFFFFFFF, 0xFFFFFFFF), 1 - RESOLUTION / 2)):
        monkeypatch.setitem(rules.uniform.__globals__, "philox", lambda *_, words=words: (*words, 0, 0))
        draw = rules.uniform(a_stream(), 0, 0, 0, 1)
        assert 0.0 < draw < 1.0
        assert draw == pytest.approx(expected, abs=RESOLUTION)


def test_a_draw_holds_fifty_two_bits() -> None:
    assert RESOLUTION == 2.0**-52
    words = [int(rules.uniform(a_stream(), agent, 0, 1, 1) / RESOLUTION - 0.5) for agent in range(400)]
    assert all(rules.uniform(a_stream(), agent, 0, 1, 1) == (words[agent] + 0.5) * RESOLUTION for agent in range(400))
    both = np.array([[word >> bit & 1 for bit in range(52)] for word in words])
    # each bit is binomial(400, 1/2); 52 bits at 1e-6 in all: 5.6 standard deviations
    assert (np.abs(both.sum(axis=0) - 200) < 5.6 * 10).all()


@given(
    first=st.tuples(st.integers(0, 2**22 - 1), st.integers(0, 1023)),
    second=st.tuples(st.integers(0, 2**22 - 1), st.integers(0, 1023)),
)
def test_item_and_decision_share_a_word_without_meeting(first, second) -> None:
    packed = [item << DECISION_BITS | decision for item, decision in (first, second)]
    assert all(0 <= word <= 0xFFFFFFFF for word in packed)
    assert (packed[0] == packed[1]) == (first == second)


def test_every_part_of_an_address_counts() -> None:
    addresses = list(product((1, 2**40 + 1), (0, 1), (0, 1), (0, 1), (1, 2), (2, 3)))
    draws = {
        rules.uniform(a_stream(seed, r), agent, item, day, decision)
        for seed, r, agent, item, day, decision in addresses
    }
    assert len(draws) == len(addresses)


def test_no_two_of_a_large_set_of_addresses_meet() -> None:
    stream = a_stream()
    draws = {
        rules.uniform(stream, agent, item, day, 7) for agent in range(40) for item in range(8) for day in range(1, 61)
    }
    assert len(draws) == 40 * 8 * 60


def test_the_economy_and_the_warm_up_have_numbers_of_their_own() -> None:
    assert MACRO_AGENT == WARMUP_REPLICATION == 2**32 - 1
    assert np.zeros(1, dtype=STREAM).itemsize == 16


def test_decisions_keep_their_numbers_for_ever() -> None:
    numbers = {decision.name: int(decision) for decision in Decision}
    assert {name: numbers.get(name) for name in FROZEN_DECISIONS} == FROZEN_DECISIONS
    assert len(set(numbers.values())) == len(Decision.__members__)
    assert max(numbers.values()) < 1 << DECISION_BITS


@pytest.fixture(scope="module")
def draws() -> np.ndarray:
    """(agents, 20,000) times (2): draws of neighbouring addresses, by what they differ in."""
    stream, other, size = a_stream(), a_stream(replication=1), 20_000
    return np.array(
        [
            [
                rules.uniform(stream, agent, 0, 1, Decision.JOB_LOSS),
                rules.uniform(stream, agent, 0, 2, Decision.JOB_LOSS),
                rules.uniform(stream, agent, 1, 1, Decision.JOB_LOSS),
                rules.uniform(stream, agent, 0, 1, Decision.JOB_FINDING),
                rules.uniform(other, agent, 0, 1, Decision.JOB_LOSS),
            ]
            for agent in range(size)
        ]
    )


def test_draws_are_uniform(draws) -> None:
    counts = np.bincount((draws[:, 0] * 100).astype(int), minlength=100)
    assert stats.chisquare(counts).pvalue > 1e-6


@pytest.mark.parametrize("column", [1, 2, 3, 4], ids=["days", "items", "decisions", "replications"])
def test_neighbouring_addresses_are_uncorrelated(draws, column: int) -> None:
    for transform in (lambda u: u, lambda u: (u - 0.5) ** 2):
        r = np.corrcoef(transform(draws[:, 0]), transform(draws[:, column]))[0, 1]
        assert abs(r) < Z / math.sqrt(len(draws))


@pytest.mark.parametrize("lag", [1, 2, 3])
def test_neighbouring_agents_are_uncorrelated(draws, lag: int) -> None:
    r = np.corrcoef(draws[:-lag, 0], draws[lag:, 0])[0, 1]
    assert abs(r) < Z / math.sqrt(len(draws) - lag)


@pytest.mark.parametrize("function", [normal_quantile, rules.normal_quantile], ids=["as called", "plain"])
def test_the_normal_quantile_agrees_with_another_implementation_to_a_few_last_bits(function) -> None:
    # each is within about three last bits of the exact value (checked with 40 digits), so six between them
    centre = np.linspace(0.001, 0.999, 4001)
    tail = np.concatenate([2.0 ** -np.arange(2.0, 1000.0, 7.0), 10.0 ** -np.linspace(1.0, 300.0, 200)])
    for grid in (centre[centre != 0.5], tail):
        found = np.array([function(float(p)) for p in grid])
        exact = special.ndtri(grid)
        # near the median the value is a difference, so the last bits are those of 1/2
        spacing = np.maximum(np.spacing(np.abs(exact)), np.spacing(0.5))
        assert (np.abs(found - exact) / spacing).max() <= 6.0


def test_the_normal_quantile_is_odd_and_zero_at_the_median() -> None:
    assert normal_quantile(0.5) == 0.0
    for p in (0.25, 0.125, 0.0625, 2.0**-30):
        assert normal_quantile(1 - p) == -normal_quantile(p)


def test_the_normal_distribution_inverts_its_quantile() -> None:
    for p in np.linspace(0.0001, 0.9999, 501):
        assert normal_cdf(normal_quantile(float(p))) == pytest.approx(p, rel=1e-13)
