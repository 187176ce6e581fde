"""The worth of the same luck: hand numbers, identities, and what its interval covers."""

import math

import numpy as np
import pytest

from sim.risk.paired_worth import worth_of_luck


def test_by_hand() -> None:
    found = worth_of_luck([0.0, 2.0, 4.0], [1.0, 3.0, 8.0])  # variances 4 and 13, of the difference (1, 1, 4) 3
    assert found.estimate == pytest.approx(17.0 / 3.0)


def test_independent_arms_save_nothing() -> None:
    first, second = np.random.default_rng(4).standard_normal((2, 5_000))
    found = worth_of_luck(first, second)
    assert found.ci_low <= 1.0 <= found.ci_high
    assert found.ci_high - found.ci_low < 0.2


def test_a_difference_that_does_not_vary_has_no_worth() -> None:
    found = worth_of_luck([1.0, 2.0, 4.0], [2.0, 3.0, 5.0])
    assert found.estimate is None
    assert "does not vary" in found.note


def test_few_pairs_that_differ_have_no_upper_end() -> None:
    """One pair of twenty differs: in a resample of three it is not drawn, and nothing varies."""
    base = np.arange(20.0)
    other = base.copy()
    other[3] += 1.0
    found = worth_of_luck(base, other)
    assert found.ci_high is None
    assert found.ci_low is not None


def test_the_interval_covers_what_it_says() -> None:
    """Normals with correlation 0.95 and equal variances are worth 1 / (1 - 0.95) = 20 times.

    95 % intervals, 100 samples of 200 pairs: 87 or fewer cover with a chance of 1 in 700.
    """
    generator = np.random.default_rng(6)
    covered = 0
    for _ in range(100):
        shared, own = generator.normal(size=(2, 200))
        found = worth_of_luck(shared, 0.95 * shared + math.sqrt(1.0 - 0.95**2) * own)
        covered += found.ci_low <= 20.0 <= found.ci_high
    assert covered > 87
