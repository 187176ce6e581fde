"""Cascades in a population without limit: their size below criticality, the giant cascade above it.

Each default triggers a Poisson number of further ones. Finite populations are in `reed_frost`, thresholds in
`threshold`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from sim.risk.reed_frost import ImpossibleCascade
from sim.risk.samples import FloatArray, checked_level

NEGLIGIBLE = 1e-17
"""A tail is summed until its terms fall below this share of its sum."""
FIRST_REACH = 1024


@dataclass(frozen=True)
class BorelTanner:
    """Law of the size of a cascade, its `initial` k defaults counted in; `offspring` is the mean lambda < 1."""

    offspring: float
    initial: int

    def __post_init__(self) -> None:
        """Refuse what never ends and what never begins."""
        if not 0.0 <= self.offspring < 1.0 or self.initial < 1:
            found = f"mean offspring {self.offspring}, initial {self.initial}"
            raise ImpossibleCascade(f"{found}: allowed are 0..1 (1 excluded) and at least 1")

    @property
    def mean(self) -> float:
        """Expected size, k / (1 - lambda)."""
        return self.initial / (1.0 - self.offspring)

    @property
    def variance(self) -> float:
        """Variance of the size, k lambda / (1 - lambda)^3."""
        return self.initial * self.offspring / (1.0 - self.offspring) ** 3

    def pmf(self, last: int) -> FloatArray:
        """Probability of each size 0..last, shape (last + 1,).

        P(n) = (k / n) exp(-lambda n) (lambda n)^(n - k) / (n - k)! for n >= k (Tanner 1961, Biometrika 48, 222-224).
        """
        sizes = np.arange(self.initial, last + 1, dtype=np.float64)
        further = sizes - self.initial
        logarithm = np.log(self.initial / sizes) - self.offspring * sizes - special.gammaln(further + 1.0)
        logarithm += special.xlogy(further, self.offspring * sizes)
        law: FloatArray = np.concatenate([np.zeros(min(self.initial, last + 1)), np.exp(logarithm)])
        return law

    def exceedance(self, size: int) -> float:
        """Probability of a cascade of more than `size`, summed from the far end."""
        reach = max(size + 1, FIRST_REACH)
        while True:
            reach *= 2
            tail = self.pmf(reach)[size + 1 :]
            if tail[-1] <= NEGLIGIBLE * tail.sum():
                return float(tail[::-1].sum())

    def quantile(self, level: float) -> int:
        """Smallest size n with P(size <= n) >= level."""
        checked_level(level)
        reach = FIRST_REACH
        while self.exceedance(reach) > 1.0 - level:
            reach *= 2
        return int(np.searchsorted(np.cumsum(self.pmf(reach)), level, side="left"))


@dataclass(frozen=True)
class GiantCascade:
    """A cascade above criticality: `share` is its chance from one default and the share of the population it takes."""

    reproduction: float
    share: float

    @property
    def extinction(self) -> float:
        """Probability that one default starts no giant cascade."""
        return 1.0 - self.share

    @property
    def dual_reproduction(self) -> float:
        """Mean offspring of the cascades that stay small, R (1 - s)."""
        return self.reproduction * (1.0 - self.share)

    @property
    def variance_per_borrower(self) -> float:
        """Variance of the size of the giant cascade over N: s (1 - s) / (1 - R (1 - s))^2.

        Martin-Loef (1998), Journal of Applied Probability 35, 671-682, for one first default.
        """
        return self.share * (1.0 - self.share) / (1.0 - self.dual_reproduction) ** 2

    def reached_from(self, initial: int) -> float:
        """Probability that at least one of `initial` defaults starts the giant cascade, 1 - (1 - s)^k."""
        return 1.0 - self.extinction**initial


def giant_cascade(reproduction: float) -> GiantCascade:
    """The positive root of s = 1 - exp(-R s), or 0 where R <= 1: 1 + W0(-R exp(-R)) / R, polished by Newton."""
    if reproduction < 0.0:
        raise ImpossibleCascade(f"reproduction number {reproduction}: allowed is at least 0")
    if reproduction <= 1.0:
        return GiantCascade(reproduction, 0.0)
    share = 1.0 + float(special.lambertw(-reproduction * math.exp(-reproduction)).real) / reproduction
    for _ in range(3):
        gap = share + math.expm1(-reproduction * share)
        share -= gap / (1.0 - reproduction * math.exp(-reproduction * share))
    return GiantCascade(reproduction, share)
