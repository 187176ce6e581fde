"""Intervals cover on a small pool of unequal exposures, whose law is the engine's; the campaign is in tests/soak."""

import numpy as np
import pytest
from scipy import stats

from sim.laws.running import replicate
from sim.risk.finite_pool import pool_law
from sim.risk.tails import sum_p_value
from sim.simulation import Simulation
from tests.risk.unequal_pool import UnequalPool, coverage, heavy_pool
from tests.studies.buffer_world import SEGMENT, unequal_borrowers

REPETITIONS = 40
FALSE_ALARM = 1e-6


def test_equal_exposures_have_the_law_of_the_finite_pool() -> None:
    pool = UnequalPool(0.03, 0.12, np.full(60, 2))
    exact = pool_law(60, 0.03, 0.12)
    losses, probabilities = pool.law
    assert np.abs(probabilities[::2] - exact.pmf).max() < 1e-12
    assert pool.value_at_risk(0.999) == 2 * exact.value_at_risk(0.999)
    assert pool.expected_shortfall(0.99) == pytest.approx(2 * exact.expected_shortfall(0.99), rel=1e-9)
    assert float(losses @ probabilities) == pytest.approx(pool.mean, rel=1e-12)


def test_the_engine_draws_from_the_law_of_the_unequal_pool() -> None:
    """1,500 replications: mean and shape (ten bins above the median) at 1e-6 together."""
    resolved = unequal_borrowers().with_({f"{SEGMENT}.income.dispersion": 1.0, f"{SEGMENT}.income.median": 4})
    exposures = Simulation.of(resolved.scenario).books[0]["accounts"]["principal"].sum(axis=1)
    losses, probabilities = UnequalPool(0.05, 0.15, exposures).law
    rows, _ = replicate(resolved, 1_500)
    found = rows["loss_fen"]
    assert sum_p_value(losses, probabilities, found.size, float(found.sum())) > FALSE_ALARM / 2
    cumulative = np.cumsum(probabilities)
    edges = np.searchsorted(cumulative, np.linspace(0.5, 0.95, 10))
    observed = np.histogram(found, np.concatenate([[-1], edges, [losses[-1]]]) + 0.5)[0]
    expected = np.diff(np.concatenate([[0.0], cumulative[edges], [cumulative[-1]]])) * found.size
    assert stats.chisquare(observed, expected, sum_check=False).pvalue > FALSE_ALARM / 2


@pytest.mark.parametrize(("plan", "size"), [("plain", 5_000), ("importance", 4_096), ("stratified", 4_096)])
def test_intervals_cover(plan: str, size: int) -> None:
    """40 runs: fewer than 29 hits have probability 1e-6 a figure at a coverage of 95 %."""
    for cover in coverage(heavy_pool(), plan, size, REPETITIONS, seed=9):
        assert cover.held >= 29, cover.figure
