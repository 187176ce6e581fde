"""The exact law of a cascade among finitely many borrowers who can all infect each other (Reed-Frost).

Each default brings down each borrower who still stands with the same probability, independently. Cascades in a
population without limit are in `branching`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from sim.risk.samples import FloatArray, RiskInputError, checked_level


class ImpossibleCascade(RiskInputError):
    """Parameters of a cascade outside their range."""


@dataclass(frozen=True, eq=False)
class CascadeLaw:
    """Law of the defaults that follow, beyond the first ones: `pmf` has shape (susceptible + 1,)."""

    pmf: FloatArray

    @property
    def size(self) -> int:
        """Largest number of defaults that can follow."""
        return self.pmf.size - 1

    @property
    def cdf(self) -> FloatArray:
        """Probability of at most k further defaults, k = 0..size; shape (size + 1,)."""
        total: FloatArray = np.minimum(np.cumsum(self.pmf), 1.0)
        return total

    @property
    def mean(self) -> float:
        """Expected number of further defaults."""
        return float(self.pmf @ np.arange(self.pmf.size))

    @property
    def variance(self) -> float:
        """Variance of the number of further defaults."""
        return self.central_moment(2)

    def central_moment(self, order: int) -> float:
        """Mean of (defaults - mean)^order."""
        return float(self.pmf @ (np.arange(self.pmf.size) - self.mean) ** order)

    def exceedance(self, count: int) -> float:
        """Probability of more than `count` further defaults, summed from the far end."""
        return float(self.pmf[count + 1 :][::-1].sum())

    def value_at_risk(self, level: float) -> int:
        """Smallest count k with P(further defaults <= k) >= level."""
        return min(int(np.searchsorted(self.cdf, checked_level(level), side="left")), self.size)


def reed_frost_law(susceptible: int, initial: int, probability: float) -> CascadeLaw:
    """Exact law of the final size among `susceptible` borrowers after `initial` defaults; all terms are positive.

    Defaults are looked at one by one, in any order: whoever still stands is brought down by the t-th of them with the
    probability p, so after t of them j of n are down with the weights of t binomial steps, and the cascade ends at the
    first t = initial + j (Ludwig 1975, Mathematical Biosciences 23, 33-46: the order of generations does not matter).
    Cost n^3; no cancellation, unlike the triangular equations. Raises ImpossibleCascade.
    """
    if susceptible < 0 or initial < 0 or not 0.0 <= probability <= 1.0:
        found = f"susceptible {susceptible}, initial {initial}, probability {probability}"
        raise ImpossibleCascade(f"{found}: allowed are numbers of at least 0 and a share in 0..1")
    down = np.arange(susceptible + 1)
    step = stats.binom.pmf(down[None, :] - down[:, None], susceptible - down[:, None], probability)
    alive = np.zeros(susceptible + 1)
    alive[0] = 1.0
    pmf: FloatArray = np.zeros(susceptible + 1)
    if initial == 0:
        pmf[0], alive[0] = 1.0, 0.0
    for looked_at in range(1, susceptible + initial + 1):
        alive = alive @ step
        ended = looked_at - initial
        if ended >= 0:
            pmf[ended], alive[ended] = alive[ended], 0.0
    return CascadeLaw(pmf)


def seeded_cascade_law(size: int, seed_probability: float, probability: float) -> CascadeLaw:
    """Law of ALL defaults where each of `size` borrowers defaults first with `seed_probability`, then infects.

    The mixture of `reed_frost_law` over the binomial number of first defaults; its pmf has shape (size + 1,).
    """
    pmf: FloatArray = np.zeros(size + 1)
    for initial, weight in enumerate(stats.binom.pmf(np.arange(size + 1), size, seed_probability)):
        if weight > 0.0:
            pmf[initial:] += weight * reed_frost_law(size - initial, initial, probability).pmf
    return CascadeLaw(pmf)


def reed_frost_by_generation(susceptible: int, initial: int, probability: float, generations: int) -> CascadeLaw:
    """Exact law of those brought down within so many generations after the first; the final one after `susceptible`.

    The chain of (down so far, newly down): each who stands is brought down by at least one of i new ones with the
    probability 1 - (1 - p)^i. Cost n^3 a generation.
    """
    down = np.arange(susceptible + 1)
    newly = np.arange(1, max(susceptible, initial) + 1)
    chance = 1.0 - (1.0 - probability) ** newly
    following = stats.binom.pmf(down[None, None, :], (susceptible - down)[None, :, None], chance[:, None, None])
    law = np.zeros((susceptible + 1, newly.size + 1))
    law[0, initial] = 1.0
    for _ in range(generations):
        spread = np.einsum("ti,itj->tj", law[:, 1:], following)
        after = np.zeros_like(law)
        after[:, 0] = law[:, 0]
        for number in down:
            after[number:, number] += spread[: susceptible + 1 - number, number]
        law = after
    return CascadeLaw(law.sum(axis=1))
