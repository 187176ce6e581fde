"""Threshold cascades on random networks: who defaults once a share of the neighbours has, and how far it goes.

The window of mean degrees in which one default can bring down a finite share (Watts), and the share that has
defaulted in the end, or after so many rounds, from a given share of first defaults (Gleeson and Cahalane).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy import optimize, stats

from sim.risk.reed_frost import ImpossibleCascade
from sim.risk.samples import FloatArray

SETTLED = 1e-15
WHOLE = 1e-9
"""A number of neighbours within this of a whole one is that."""
MOST_ROUNDS = 1_000_000


class Window(NamedTuple):
    """Mean degrees between which one default can start a global cascade."""

    low: float
    high: float


class Spread(NamedTuple):
    """Shares of the population: who a neighbour finds in default, and who is in default in the end."""

    neighbour: float
    final: float


def vulnerable_degree(threshold: float) -> int:
    """Most neighbours with whom one defaulted neighbour is enough: the largest K with threshold x K <= 1."""
    if not 0.0 < threshold <= 1.0:
        raise ImpossibleCascade(f"threshold {threshold}: allowed is a share above 0, up to 1")
    degree = math.ceil(1.0 / threshold) + 1
    while threshold * degree > 1.0:
        degree -= 1
    return degree


def cascade_condition(mean_degree: float, threshold: float) -> float:
    """Z P(Poisson(z) <= K - 2): above 1 one default can start a global cascade on an Erdos-Renyi network.

    Watts (2002), PNAS 99, 5766-5771, equation 5 for Poisson degrees.
    """
    return mean_degree * float(stats.poisson.cdf(vulnerable_degree(threshold) - 2, mean_degree))


def cascade_window(threshold: float) -> Window | None:
    """The mean degrees at which the cascade condition is exactly 1; None where it is met nowhere."""
    fewest = vulnerable_degree(threshold) - 2
    if fewest < 0:
        return None

    def slope(mean_degree: float) -> float:
        law = stats.poisson(mean_degree)
        return float(law.cdf(fewest) - mean_degree * law.pmf(fewest))

    def gap(mean_degree: float) -> float:
        return cascade_condition(mean_degree, threshold) - 1.0

    beyond = 2.0 * fewest + 20.0
    highest = optimize.brentq(slope, 1e-9, beyond, xtol=1e-12)
    if gap(highest) <= 0.0:
        return None
    low = optimize.brentq(gap, 1e-9, highest, xtol=1e-15, rtol=1e-15)
    high = optimize.brentq(gap, highest, beyond, xtol=1e-15, rtol=1e-15)
    return Window(float(low), float(high))


def final_share(degrees: FloatArray, threshold: float, seed_share: float, rounds: int = MOST_ROUNDS) -> Spread:
    """Share in default after so many synchronous rounds, or in the end, on a locally tree-like network.

    q' = r + (1 - r) sum_k (k / z) p_k P(Bin(k - 1, q) >= threshold k), and the same with k neighbours for the share
    itself; a borrower without neighbours defaults only as a first one (Gleeson and Cahalane 2007, Physical Review E
    75, 056103). `degrees`: shape (largest degree + 1,) shares of borrowers, `poisson_law(z)` for Erdos-Renyi.
    """
    if not 0.0 <= seed_share <= 1.0 or not 0.0 < threshold <= 1.0:
        raise ImpossibleCascade(
            f"threshold {threshold}, seed share {seed_share}: allowed are shares, the first above 0"
        )
    numbers = np.arange(degrees.size, dtype=np.float64)
    needed = np.maximum(1.0, np.ceil(threshold * numbers - WHOLE))
    at_an_end = numbers * degrees / float(numbers @ degrees)
    neighbour = final = seed_share
    for _ in range(rounds):
        final = seed_share + (1.0 - seed_share) * _brought_down(degrees, numbers, needed, neighbour)
        following = seed_share + (1.0 - seed_share) * _brought_down(at_an_end, numbers - 1.0, needed, neighbour)
        if abs(following - neighbour) < SETTLED:
            break
        neighbour = following
    return Spread(float(neighbour), float(final))


def _brought_down(shares: FloatArray, neighbours: FloatArray, needed: FloatArray, defaulted: float) -> float:
    """Share of borrowers of whose neighbours enough are in default, each with probability `defaulted`."""
    enough = stats.binom.sf(needed - 1.0, np.maximum(neighbours, 0.0), defaulted)
    return float(shares @ enough)


def trigger_share(mean_degree: float, threshold: float) -> float:
    """Share of borrowers from each of whom alone a global cascade starts, Poisson degrees, many borrowers.

    Those with a neighbour in the giant cluster of vulnerable ones: 1 - sum_k p_k u^k, where u is the chance that a
    neighbour leads to no such cluster, u = 1 - sum over k <= K of (k p_k / z) (1 - u^(k - 1)) (Watts 2002, the
    extended vulnerable cluster). 0 outside the window.
    """
    numbers = np.arange(1, vulnerable_degree(threshold) + 1, dtype=np.float64)
    at_an_end = stats.poisson.pmf(numbers - 1.0, mean_degree)
    leads_nowhere = 0.0
    for _ in range(MOST_ROUNDS):
        following = 1.0 - float(at_an_end @ (1.0 - leads_nowhere ** (numbers - 1.0)))
        if abs(following - leads_nowhere) < SETTLED:
            break
        leads_nowhere = following
    return -math.expm1(-mean_degree * (1.0 - leads_nowhere))
