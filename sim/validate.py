"""`yuqi validate`: the full engine against laws that are known exactly, with one stated rate of false alarms.

Default counts of `scenarios/verification/finite_pool.yaml` are compared with the exact finite-pool law; a loan's
repayments, run through the engine day by day, with the schedule worked out in decimals; the ends of quantile intervals
with published indices. The seeds are fixed: a verdict does not change from one call to the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, NamedTuple

import numpy as np

from sim.risk.battery import FALSE_ALARM, pool_battery
from sim.risk.finite_pool import pool_law
from sim.risk.intervals import order_statistic_indices, smallest_sample, smallest_sample_two_sided
from sim.scenario.resolve import load
from sim.scenario.resolved import Resolved
from sim.simulation import Simulation

SCENARIO = "finite_pool"
SEGMENT = "population.segments.pool"
DAYS_PER_MONTH, DISCLOSURE_DAYS = 30, 365
FEN_PER_YUAN = 100


class Pool(NamedTuple):
    """A pool of equal borrowers: how many, default probability, asset correlation, replications to draw."""

    size: int
    probability: float
    correlation: float
    replications: int

    @property
    def title(self) -> str:
        """The case in a few words."""
        law = f"correlation {100 * self.correlation:g} %" if self.correlation else "independent"
        return f"{self.size:,} borrowers, p {100 * self.probability:g} %, {law}"


POOLS = (
    Pool(10, 0.03, 0.12, 20_000),
    Pool(100, 0.03, 0.12, 20_000),
    Pool(100, 0.03, 0.0, 20_000),
    Pool(100, 0.03, 0.3, 10_000),
    Pool(1000, 0.01, 0.04, 4_000),
    Pool(1000, 0.05, 0.0, 2_000),
)
LOANS = ((10_000, Decimal("0.01"), 12), (20_000, Decimal("0.0075"), 36), (9_999, Decimal("0.012"), 6))
"""Principal in yuan, rate a month, instalments."""
QUANTILE_ENDS = (
    # size, level, lower and upper order statistic at 95 %: exact binomial (David and Nagaraja, Order Statistics, 7.1)
    (10_000, 0.999, 9_983, 9_997),
    (100_000, 0.999, 99_880, 99_920),
    (10_000, 0.99, 9_880, 9_920),
)
SMALLEST_SAMPLES = ((0.99, 299, 368), (0.999, 2_995, 3_688), (0.9999, 29_956, 36_887))
"""Level, fewest values for a one-sided and for a two-sided bound (Wilks 1941)."""


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


@dataclass(frozen=True)
class Validation:
    """All comparisons; the rate of false alarms is that of all of them together."""

    comparisons: tuple[Comparison, ...]
    false_alarm: float

    @property
    def passed(self) -> bool:
        """Whether every comparison passed."""
        return all(comparison.passed for comparison in self.comparisons)


def validate(tell: Callable[[str], None] = lambda message: None) -> Validation:
    """Run every comparison; `tell` hears which case is under way."""
    found: list[Comparison] = []
    for pool in POOLS:
        tell(f"{pool.title}: {pool.replications:,} replications")
        found += pool_comparisons(pool, FALSE_ALARM / len(POOLS))
    tell("loan schedules and quantile intervals")
    for principal, rate, months in LOANS:
        found += loan_comparisons(principal, rate, months)
    found += quantile_comparisons()
    return Validation(tuple(found), FALSE_ALARM)


def pool_comparisons(pool: Pool, false_alarm: float) -> Iterator[Comparison]:
    """Default counts of the whole engine against the exact law."""
    rows, _ = Simulation.of(pool_scenario(pool).scenario)(range(pool.replications))
    law = pool_law(pool.size, pool.probability, pool.correlation)
    yield _exact(pool.title, "performing at the start", pool.size, int(rows["performing"].min()))
    for test in pool_battery(rows["defaults"], law, false_alarm).tests:
        found = test.simulated
        yield Comparison(
            pool.title, title_of(test.name), test.analytic, float(found.estimate or 0), found.ci_low,
            found.ci_high, test.p_value, test.passed,
        )  # fmt: skip


def title_of(name: str) -> str:
    """A test of the battery in plain words."""
    known = {
        "mean": "mean of the default count",
        "dispersion": "variance of the default count",
        "chi_square": "shape: chi-square against its freedom",
        "certain_count": "the one possible count",
    }
    level = name.removeprefix("tail_").replace("_", ".")
    return known.get(name, f"share above the {level} % quantile")


def pool_scenario(pool: Pool) -> Resolved:
    """The verification scenario with the dials of a case."""
    return load(SCENARIO).with_(
        {
            "population.size": pool.size,
            f"{SEGMENT}.employment.job_loss_monthly": pool.probability,
            f"{SEGMENT}.employment.asset_correlation": pool.correlation,
        }
    )


def loan_comparisons(principal: int, rate: Decimal, months: int) -> Iterator[Comparison]:
    """One borrower who always can pay: what the platform books, month by month, against the schedule."""
    case = f"loan of {principal:,} yuan, {100 * float(rate):g} % a month, {months} months"
    _, monthly = Simulation.of(loan_scenario(principal, rate, months).scenario)([0])
    schedule = exact_schedule(principal * FEN_PER_YUAN, rate, months)
    for name, column in (("interest", "interest_income_fen"), ("principal", "principal_repaid_fen")):
        wanted = np.array([getattr(instalment, name) for instalment in schedule])
        months_off = int(np.count_nonzero(monthly[column] != wanted))
        yield _exact(case, f"total {name}, fen", int(wanted.sum()), int(monthly[column].sum()))
        yield _exact(case, f"months in which {name} differs", 0, months_off)
    yield _exact(case, "left after the last instalment, fen", 0, int(monthly["outstanding_fen"][-1]))


class Instalment(NamedTuple):
    """What one due date brings, fen."""

    interest: int
    principal: int


def exact_schedule(principal: int, rate: Decimal, months: int) -> list[Instalment]:
    """Level instalments P r / (1 - (1 + r)^-n), rounded once to fen; the last one pays what is left."""
    level = _rounded(principal * rate / (1 - (1 + rate) ** -months))
    balance, schedule = principal, []
    for month in range(1, months + 1):
        interest = _rounded(balance * rate)
        repaid = balance if month == months else level - interest
        schedule.append(Instalment(interest, repaid))
        balance -= repaid
    return schedule


def _rounded(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), ROUND_HALF_EVEN))


def loan_scenario(principal: int, rate: Decimal, months: int) -> Resolved:
    """The verification scenario with one borrower, one loan, and pay that covers every instalment."""
    changes: dict[str, Any] = {
        "horizon_months": months,
        "loss_horizon_months": months,
        "population.size": 1,
        f"{SEGMENT}.employment.job_loss_monthly": 0.0,
        f"{SEGMENT}.income.median": principal,
        f"{SEGMENT}.borrowing.loan_size": 1.0,
        "products.loan.annual_rate": float(rate) * DISCLOSURE_DAYS / DAYS_PER_MONTH,
        "products.loan.limit_cap": principal,
        "products.loan.terms": {1: None, months: 1.0},
    }
    return load(SCENARIO).with_(changes)


def quantile_comparisons() -> Iterator[Comparison]:
    """The order statistics that end an interval, and the samples from which it has ends."""
    for size, level, lower, upper in QUANTILE_ENDS:
        case = f"{100 * level:g} % quantile of {size:,} values"
        found = order_statistic_indices(size, level)
        yield _exact(case, "lower end, order statistic", lower, found.lower)
        yield _exact(case, "upper end, order statistic", upper, found.upper)
    for level, one_sided, two_sided in SMALLEST_SAMPLES:
        case = f"{100 * level:g} % quantile"
        yield _exact(case, "fewest values, one-sided", one_sided, smallest_sample(level))
        yield _exact(case, "fewest values, two-sided", two_sided, smallest_sample_two_sided(level))


def _exact(case: str, test: str, wanted: int, found: int) -> Comparison:
    return Comparison(case, test, wanted, found, None, None, None, wanted == found)
