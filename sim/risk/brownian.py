"""Ruin of a capital that drifts and diffuses (Brownian motion), watched always or only at the closes.

The limit of the daily businesses of `random_walk` and `cramer_lundberg` when claims are many and small.
"""

from __future__ import annotations

import math

from scipy import special

from sim.risk.random_walk import ImpossibleCapital

BARRIER_SHIFT = 0.5825971579390107
"""-zeta(1/2) / sqrt(2 pi): mean overshoot of a normal random walk in standard deviations of its step."""


def ruin_probability(drift: float, volatility: float, capital: float, horizon: float | None = None) -> float:
    """Chance that u + mu t + sigma W(t) reaches 0 within the horizon, or ever (None); watched without a break.

    Phi((-u - mu T) / (sigma sqrt T)) + exp(-2 mu u / sigma^2) Phi((-u + mu T) / (sigma sqrt T)); ever:
    exp(-2 mu u / sigma^2), at most 1. Harrison, Brownian Motion and Stochastic Flow Systems (1985), 1.8.
    """
    if volatility <= 0.0 or capital < 0.0 or (horizon is not None and horizon < 0.0):
        found = f"volatility {volatility}, capital {capital}, horizon {horizon}"
        raise ImpossibleCapital(f"{found}: allowed are above 0, 0 or more, 0 or more")
    exponent = -2.0 * drift * capital / (volatility * volatility)
    if horizon is None:
        return math.exp(min(0.0, exponent))
    if horizon == 0.0:
        return float(capital == 0.0)
    spread = volatility * math.sqrt(horizon)
    reflected = math.exp(exponent + float(special.log_ndtr((drift * horizon - capital) / spread)))
    return float(special.ndtr((-capital - drift * horizon) / spread)) + reflected


def watched_ruin_probability(
    drift: float, volatility: float, capital: float, horizon: float | None, interval: float
) -> float:
    """The same, watched only every `interval`: the capital is raised by 0.5826 sigma sqrt(interval).

    Broadie, Glasserman and Kou (1997), Mathematical Finance 7, 325-349; the error is of smaller order than the root
    of the interval. For a normal random walk of so many steps.
    """
    return ruin_probability(drift, volatility, capital + BARRIER_SHIFT * volatility * math.sqrt(interval), horizon)
