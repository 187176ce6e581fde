import numpy as np
import pytest
from scipy import stats

from sim.risk.contributions import UnequalParts, quantile_contributions, shortfall_contributions, tail_of
from sim.risk.shortfall import expected_shortfall_point

LEVEL = 0.95


def drawn(seed: int, size: int = 20_000) -> np.ndarray:
    """(size, 3) whole-number losses of three normal parts, two of them correlated."""
    covariance = np.array([[4.0, 1.5, 0.0], [1.5, 1.0, 0.0], [0.0, 0.0, 9.0]])
    parts = np.random.default_rng(seed).multivariate_normal([50.0, 20.0, 30.0], covariance, size)
    return np.rint(1e4 * parts)


def theory() -> tuple[np.ndarray, np.ndarray]:
    """Contributions of the normal parts to value at risk and expected shortfall: mean + covariance / deviation x z."""
    with_whole, deviation = np.array([5.5, 2.5, 9.0]), np.sqrt(17.0)
    means = np.array([50.0, 20.0, 30.0])
    z = stats.norm.ppf(LEVEL)
    return means + with_whole / deviation * z, means + with_whole / deviation * stats.norm.pdf(z) / (1 - LEVEL)


def test_contributions_to_shortfall_by_hand_with_a_tie():
    losses = np.array([1.0, 2.0, 3.0, 3.0, 9.0])
    parts = np.array([[1.0, 0.0], [1.0, 1.0], [3.0, 0.0], [1.0, 2.0], [4.0, 5.0]])
    tail = tail_of(losses, 0.6)  # two slots: the 9, and half of each 3
    assert tail.threshold == 3.0
    found = shortfall_contributions(parts[tail.needed], losses[tail.needed], 0.6, tail)
    assert [each.estimate for each in found] == pytest.approx([(4 + 0.5 * 3 + 0.5 * 1) / 2, (5 + 0.5 * 2) / 2])


def test_contributions_to_shortfall_add_up_to_it():
    parts = drawn(1, 999)
    losses = parts.sum(axis=1)
    tail = tail_of(losses, 0.99)
    found = shortfall_contributions(parts[tail.needed], losses[tail.needed], 0.99, tail)
    assert sum(each.estimate for each in found) == pytest.approx(expected_shortfall_point(losses, 0.99), rel=1e-12)


def test_contributions_to_the_quantile_add_up_to_it():
    parts = drawn(2, 999)
    losses = parts.sum(axis=1)
    tail = tail_of(losses, 0.99)
    found = quantile_contributions(parts[tail.needed], losses[tail.needed], tail)
    assert sum(each.estimate for each in found) == pytest.approx(tail.threshold, rel=1e-12)
    assert tail.threshold == np.sort(losses)[int(np.ceil(999 * 0.99)) - 1]


def test_weights_count_like_copies():
    parts = drawn(3, 400)
    weights = np.random.default_rng(4).integers(1, 5, 400)
    losses, copies = parts.sum(axis=1), np.repeat(parts, weights, axis=0)
    weighted, whole = tail_of(losses, 0.9, weights.astype(float)), tail_of(copies.sum(axis=1), 0.9)
    assert weighted.threshold == whole.threshold
    one = shortfall_contributions(parts[weighted.needed], losses[weighted.needed], 0.9, weighted)
    other = shortfall_contributions(copies[whole.needed], copies.sum(axis=1)[whole.needed], 0.9, whole)
    assert [each.estimate for each in one] == pytest.approx([each.estimate for each in other])


def test_intervals_cover_the_closed_form():
    # 60 samples x 3 parts each; a nominal 95 % covers fewer than 160 of 180 with a probability below 1e-4, taking the
    # parts of a sample as dependent as can be (60 trials: below 50 of 60)
    at_quantile, beyond = theory()
    hits = np.zeros((2, 3))
    for seed in range(60):
        parts = drawn(100 + seed, 4_000)
        losses = parts.sum(axis=1)
        tail = tail_of(losses, LEVEL)
        near = parts[tail.needed], losses[tail.needed]
        for place, (found, wanted) in enumerate(
            ((quantile_contributions(*near, tail), at_quantile), (shortfall_contributions(*near, LEVEL, tail), beyond))
        ):
            hits[place] += [one.ci_low <= 1e4 * value <= one.ci_high for one, value in zip(found, wanted, strict=True)]
    assert (hits >= 50).all(), hits
    assert (hits < 60).any(), "intervals that never miss are too wide"


def test_parts_that_are_not_the_whole_are_refused():
    losses = np.array([1.0, 2.0])
    tail = tail_of(losses, 0.5)
    with pytest.raises(UnequalParts, match="up to 1"):
        shortfall_contributions(np.array([[1.0], [3.0]]), losses, 0.5, tail)
    with pytest.raises(UnequalParts, match="no losses"):
        tail_of(np.array([]), 0.5)


def test_one_replication_has_no_interval():
    tail = tail_of(np.array([7.0]), 0.99)
    found = shortfall_contributions(np.array([[7.0]]), np.array([7.0]), 0.99, tail)[0]
    assert (found.estimate, found.ci_low) == (pytest.approx(7.0), None)
