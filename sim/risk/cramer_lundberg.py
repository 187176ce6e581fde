"""Ruin of a business with steady income and exponential claims (Cramer-Lundberg), in continuous time and day by day.

Day by day there is at most one claim, with the same chance every day: the law of the simulated business, exact for
every horizon. As the chance falls and the income with it, it tends to the continuous one.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import optimize, stats

from sim.risk.poisson import poisson_law
from sim.risk.random_walk import ImpossibleCapital
from sim.risk.samples import FloatArray


def adjustment_coefficient(loading: float, mean_claim: float) -> float:
    """Theta / (mu (1 + theta)), per unit of money; 0 where the income covers the claims no more than on average."""
    if mean_claim <= 0.0:
        raise ImpossibleCapital(f"mean claim {mean_claim}: allowed is above 0")
    return max(0.0, loading) / (mean_claim * (1.0 + max(0.0, loading)))


def ruin_probability(loading: float, mean_claim: float, capital: float) -> float:
    """Chance of ever being ruined: exp(-theta u / (mu (1 + theta))) / (1 + theta).

    `loading` theta is income over the claims expected in the same time, less 1; 1 where it is not above 0.
    Asmussen and Albrecher, Ruin Probabilities (2010), IV.3.
    """
    return math.exp(-adjustment_coefficient(loading, mean_claim) * capital) / (1.0 + max(0.0, loading))


def daily_adjustment_coefficient(income: float, claim_rate: float, mean_claim: float) -> float:
    """The positive root R of (1 - q) + q / (1 - R mu) = exp(R c): Lundberg's equation of the daily business.

    0 where there is none, because the income c does not exceed the claims expected, q mu.
    """
    if not 0.0 < claim_rate <= 1.0 or mean_claim <= 0.0 or income < 0.0:
        found = f"income {income}, claim rate {claim_rate}, mean claim {mean_claim}"
        raise ImpossibleCapital(f"{found}: allowed are 0 or more, a share above 0, above 0")
    if income <= claim_rate * mean_claim:
        return 0.0

    def gap(root: float) -> float:
        moment = 1.0 - claim_rate + claim_rate / (1.0 - root)
        return math.log(moment) - root * income / mean_claim

    smallest = 1e-9
    while gap(smallest) >= 0.0 and smallest > 1e-300:
        smallest /= 16.0
    return float(optimize.brentq(gap, smallest, 1.0 - 1e-15, xtol=1e-300, rtol=1e-14)) / mean_claim


def daily_ruin_probability(income: float, claim_rate: float, mean_claim: float, capital: float) -> float:
    """Chance that the daily business is ever ruined: (1 - R mu) exp(-R u).

    Exact: exp(-R x capital) is a martingale, and what is missing at ruin is exponential with the mean of a claim.
    """
    root = daily_adjustment_coefficient(income, claim_rate, mean_claim)
    return (1.0 - root * mean_claim) * math.exp(-root * capital)


def daily_ruin_by_day(income: float, claim_rate: float, mean_claim: float, capital: float, days: int) -> FloatArray:
    """Chance of having been ruined at the close of day 0, 1, ..., `days`; shape (days + 1,). Exact.

    Exponential claims X1, X2, ... are the gaps of a Poisson process M of rate 1 / mu on the line of money, so the
    first j of them exceed an amount y just where M(y) < j. Hence the business stands after t days where the whole
    number D = M(capital + t x income) - (claims so far) has never been negative: a day adds a Poisson number and
    takes away a claim. Whoever has D above the days left is safe.
    """
    daily_adjustment_coefficient(income, claim_rate, mean_claim)
    top = days + 1
    alive: FloatArray = stats.poisson.pmf(np.arange(top), capital / mean_claim)
    gained = poisson_law(income / mean_claim)
    ruined = np.zeros(days + 1)
    for day in range(1, days + 1):
        risen = np.convolve(alive, gained)[:top]
        ruined[day] = ruined[day - 1] + claim_rate * risen[0]
        alive = (1.0 - claim_rate) * risen
        alive[:-1] += claim_rate * risen[1:]
    return ruined
