"""Ruin of a diffusing capital against reference values, limits, and normal walks watched at steps."""

from typing import Any

import numpy as np
import pytest
from scipy import special, stats

from sim.risk.brownian import BARRIER_SHIFT, ruin_probability, watched_ruin_probability
from sim.risk.random_walk import ImpossibleCapital
from tests.risk.reference import reference_cases


@pytest.mark.parametrize("case", reference_cases("ruin_brownian"))
def test_ruin_equals_the_reference(case: dict[str, Any]) -> None:
    diffusion = (case["params"]["mu"], case["params"]["sigma"], case["params"]["u"])
    assert ruin_probability(*diffusion, case["params"]["T"]) == pytest.approx(case["expected"]["ruin_prob"], rel=1e-12)
    assert ruin_probability(*diffusion) == pytest.approx(case["expected"]["ruin_prob_infinite"], rel=1e-13)


def test_without_drift_ruin_is_twice_the_chance_of_ending_below() -> None:
    assert ruin_probability(0.0, 2.0, 3.0, 4.0) == pytest.approx(2 * special.ndtr(-0.75), rel=1e-14)


def test_the_shift_is_minus_zeta_of_a_half_over_root_two_pi() -> None:
    assert pytest.approx(-special.zeta(0.5) / np.sqrt(2 * np.pi), rel=1e-14) == BARRIER_SHIFT


def test_a_long_horizon_is_for_ever() -> None:
    assert ruin_probability(0.5, 2.0, 3.0, 1e6) == pytest.approx(ruin_probability(0.5, 2.0, 3.0), rel=1e-12)
    assert ruin_probability(0.5, 2.0, 3.0, 0.0) == 0.0


def normal_walk_ruin(drift: float, volatility: float, capital: float, horizon: float, steps: int) -> float:
    """Ruin of the capital looked at after each of `steps` equal steps, by the recursion on a fine grid."""
    spread = volatility * np.sqrt(horizon / steps)
    grid, width = np.linspace(0.0, capital + 8 * volatility * np.sqrt(horizon), 4001, retstep=True)
    density = stats.norm.pdf(grid, capital + drift * horizon / steps, spread)
    kernel = stats.norm.pdf(np.arange(-4000, 4001) * width, drift * horizon / steps, spread)
    weights = np.full(grid.size, width)
    weights[0] = weights[-1] = width / 2
    for _ in range(steps - 1):
        density = np.convolve(density * weights, kernel)[4000:8001]
    return 1.0 - float(density @ weights)


def test_the_shifted_barrier_is_the_law_of_a_watched_walk() -> None:
    diffusion = (0.2, 1.0, 1.5, 1.0)
    gaps, uncorrected = [], []
    for steps in (12, 48):
        exact = normal_walk_ruin(*diffusion, steps)
        gaps.append(abs(watched_ruin_probability(*diffusion, 1.0 / steps) - exact))
        uncorrected.append(abs(ruin_probability(*diffusion) - exact))
    # without the shift the error falls as the root of the interval, with it faster
    assert uncorrected[0] / uncorrected[1] == pytest.approx(2.0, rel=0.15)
    assert gaps[0] < 0.1 * uncorrected[0]
    assert gaps[0] / gaps[1] > 2.5


@pytest.mark.parametrize("wrong", [(0.1, 0.0, 1.0, 1.0), (0.1, 1.0, -1.0, 1.0), (0.1, 1.0, 1.0, -1.0)])
def test_impossible_diffusions_are_refused(wrong: tuple[float, float, float, float]) -> None:
    with pytest.raises(ImpossibleCapital):
        ruin_probability(*wrong)
