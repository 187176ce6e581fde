"""Ruin of a simple random walk: capital that gains or loses one unit a day (gambler's ruin).

Without limit of time in closed form, and within so many days by the exact recursion with which a daily close is
compared. Claims of random size are in `cramer_lundberg`.
"""

from __future__ import annotations

import math

import numpy as np

from sim.risk.samples import FloatArray, RiskInputError


class ImpossibleCapital(RiskInputError):
    """Parameters of a ruin problem outside their range."""


def checked_walk(gain: float, capital: int, barrier: int | None) -> None:
    """Refuse a probability that is none and a capital that lies outside the barriers. Raises ImpossibleCapital."""
    if not 0.0 <= gain <= 1.0 or capital < 0 or (barrier is not None and not capital <= barrier):
        found = f"gain {gain}, capital {capital}, barrier {barrier}"
        raise ImpossibleCapital(f"{found}: allowed are a share in 0..1 and a capital from 0 up to the barrier")


def ruin_probability(gain: float, capital: int, barrier: int | None = None) -> float:
    """Chance that `capital` units ever reach 0, before `barrier` where there is one; `gain` is P(+1) a day.

    With r = (1 - p) / p: r^u, or (r^u - r^B) / (1 - r^B); at p = 1/2: 1, or 1 - u / B. Feller, An Introduction to
    Probability Theory, volume 1, XIV.2.
    """
    checked_walk(gain, capital, barrier)
    if capital == 0:
        return 1.0
    if barrier == capital:
        return 0.0
    if gain in (0.0, 1.0):
        return 1.0 - gain
    ratio = (1.0 - gain) / gain
    if barrier is None:
        return min(1.0, math.pow(ratio, capital))
    if ratio == 1.0:
        return 1.0 - capital / barrier
    if ratio < 1.0:
        return (math.pow(ratio, capital) - math.pow(ratio, barrier)) / (1.0 - math.pow(ratio, barrier))
    inverse = 1.0 / ratio
    return (1.0 - math.pow(inverse, barrier - capital)) / (1.0 - math.pow(inverse, barrier))


def ruin_by_day(gain: float, capital: int, days: int, barrier: int | None = None) -> FloatArray:
    """Chance of having reached 0 at the close of day 0, 1, ..., `days`; shape (days + 1,).

    The recursion over the states 0..barrier; without a barrier the walk cannot rise above capital + days.
    """
    checked_walk(gain, capital, barrier)
    top = capital + days + 1 if barrier is None else barrier
    alive = np.zeros(top + 1)
    ruined = np.zeros(days + 1)
    if capital == 0:
        return ruined + 1.0
    alive[capital] = 0.0 if capital == barrier else 1.0
    for day in range(1, days + 1):
        moved = np.zeros(top + 1)
        moved[1:] += gain * alive[:-1]
        moved[:-1] += (1.0 - gain) * alive[1:]
        ruined[day] = ruined[day - 1] + moved[0]
        moved[0] = moved[top] = 0.0
        alive = moved
    return ruined
