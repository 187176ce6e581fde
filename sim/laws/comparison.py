"""One line of the table of `yuqi validate`: what a law says, what the engine did, and whether the two agree.

Exact laws are tested at the false-alarm rate that they are given. A limit is tested with an allowance for the finite
size on top of the interval of that rate.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from scipy import stats

from sim.risk.battery import Battery
from sim.risk.intervals import probability_interval

NAMES = {
    "mean": "mean of the default count",
    "dispersion": "variance of the default count",
    "chi_square": "shape: chi-square against its freedom",
    "certain_count": "the one possible count",
}


@dataclass(frozen=True)
class Comparison:
    """One line of the table. Where all is exact there is no interval and no p-value."""

    case: str
    test: str
    analytic: float
    simulated: float
    ci_low: float | None
    ci_high: float | None
    p_value: float | None
    passed: bool


class Law(Protocol):
    """A law with the parameters of one case, to be compared with the engine."""

    @property
    def title(self) -> str:
        """The case in a few words."""

    @property
    def replications(self) -> int:
        """How many are run."""

    def comparisons(self, false_alarm: float) -> Iterator[Comparison]:
        """Run the engine; all lines together give a false alarm with at most this probability."""


class Measured(NamedTuple):
    """A simulated figure, its standard error, and the degrees of freedom of that error."""

    value: float
    error: float
    freedom: float = math.inf


def exactly(case: str, test: str, wanted: float, found: float) -> Comparison:
    """A figure that leaves no room."""
    return Comparison(case, test, wanted, found, None, None, None, wanted == found)


def at_most(case: str, test: str, bound: float, found: float) -> Comparison:
    """A figure that may not pass a bound."""
    return Comparison(case, test, bound, found, None, None, None, found <= bound)


def battery_lines(case: str, battery: Battery) -> Iterator[Comparison]:
    """The tests of a battery in plain words."""
    for test in battery.tests:
        found = test.simulated
        yield Comparison(
            case, title_of(test.name), test.analytic, float(found.estimate or 0), found.ci_low, found.ci_high,
            test.p_value, test.passed,
        )  # fmt: skip


def title_of(name: str) -> str:
    """A test of the battery in plain words."""
    level = name.removeprefix("tail_").replace("_", ".")
    return NAMES.get(name, f"share above the {level} % quantile")


def share_line(case: str, test: str, probability: float, successes: int, trials: int, level: float) -> Comparison:
    """A share of independent trials against its probability: exact binomial, 2 x the smaller tail."""
    null = stats.binom(trials, probability)
    p_value = min(1.0, 2.0 * float(min(null.cdf(successes), null.sf(successes - 1))))
    found = probability_interval(successes, trials, 1.0 - level)
    return Comparison(
        case, test, probability, successes / trials, found.ci_low, found.ci_high, p_value, p_value >= level
    )


def limit_line(case: str, test: str, limit: float, found: Measured, allowance: float, level: float) -> Comparison:
    """A figure against its limit: Student's t, beyond what the allowance for the finite size takes up."""
    law = stats.t(found.freedom)
    beyond = max(0.0, abs(found.value - limit) - allowance)
    p_value = float(2.0 * law.sf(beyond / found.error)) if found.error > 0.0 else float(beyond == 0.0)
    half = float(law.isf(level / 2.0)) * found.error
    low, high = found.value - half, found.value + half
    return Comparison(
        case, f"{test}, ±{allowance:.2g}", limit, found.value, low, high, min(1.0, p_value), p_value >= level
    )


def order_line(case: str, small: Measured, large: Measured, ratio: float, allowance: float, level: float) -> Comparison:
    """The distance from the limit at the larger size against that at the smaller one divided by `ratio`.

    `small` and `large` are distances with their standard errors; the ratio is the sizes' to the order of the error.
    """
    expected = small.value / ratio
    error = (large.error**2 + (small.error / ratio) ** 2) ** 0.5
    return limit_line(
        case, "distance at the larger size", expected, Measured(large.value, error, small.freedom), allowance, level
    )
