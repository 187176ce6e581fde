"""`yuqi validate`: the full engine against laws that are known exactly, with one stated rate of false alarms.

Default counts of `scenarios/verification/finite_pool.yaml` are compared with the exact finite-pool law, the laws of
contagion and ruin in `sim.laws` with theirs; a loan's
repayments, run through the engine day by day, with the schedule worked out in decimals; the ends of quantile intervals
with published indices. The seeds are fixed: a verdict does not change from one call to the next.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, NamedTuple

import numpy as np

from sim.laws.cascades import GiantCascades, ReedFrost, SmallCascades
from sim.laws.comparison import Comparison, Law, battery_lines, exactly
from sim.laws.debts import ClearedDebts
from sim.laws.layers import GuaranteeLayer, SeniorNotes
from sim.laws.ruin import CramerLundberg, GamblersRuin
from sim.laws.running import replicate
from sim.laws.sharing import Case, compared
from sim.laws.thresholds import Networks, Rounds, Window
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
WORTH_SHARING = 10_000
"""Replications in all: below it, processes take longer to start than they save."""


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

    def comparisons(self, false_alarm: float) -> Iterator[Comparison]:
        """Default counts of the whole engine against the exact law."""
        rows, _ = replicate(pool_scenario(self), self.replications)
        law = pool_law(self.size, self.probability, self.correlation)
        yield exactly(self.title, "performing at the start", self.size, int(rows["performing"].min()))
        yield from battery_lines(self.title, pool_battery(rows["defaults"], law, false_alarm))


POOLS = (
    Pool(10, 0.03, 0.12, 20_000),
    Pool(100, 0.03, 0.12, 20_000),
    Pool(100, 0.03, 0.0, 20_000),
    Pool(100, 0.03, 0.3, 10_000),
    Pool(1000, 0.01, 0.04, 4_000),
    Pool(1000, 0.05, 0.0, 2_000),
)
STAR = ((0, 6000, 6000, 6000), (5000, 0, 0, 0), (5000, 0, 0, 0), (5000, 0, 0, 0))
MESH = ((0, 3000, 2000, 5000), (4000, 0, 3000, 2000), (1000, 5001, 0, 3000), (2000, 2000, 4000, 0))
LAWS: tuple[Law, ...] = (
    ReedFrost(size=20, seeds=1, probability=0.05, months=14, replications=4_000),
    ReedFrost(size=50, seeds=3, probability=0.03, months=14, replications=2_000),
    SmallCascades(offspring=0.4, seeds=3, sizes=(40, 160), months=14, replications=2_000, allowance=18.0),
    GiantCascades(reproduction=3.0, degree=10.0, sizes=(250, 1_000), months=16, networks=4, runs=60, allowance=1.5),
    Window(Networks(4.0, 0.18, (250, 1_000), months=26, networks=4, runs=40), allowance=2.0),
    Window(Networks(9.0, 0.18, (250, 1_000), months=14, networks=4, runs=40), allowance=0.5),
    Rounds(Networks(6.0, 0.25, (250, 1_000), months=4, networks=24, runs=2), seed_share=0.1, allowance=6.0),
    GamblersRuin(gain=0.52, capital=10, barrier=None, months=10, replications=3_000),
    GamblersRuin(gain=0.49, capital=5, barrier=12, months=8, replications=3_000),
    CramerLundberg(
        loading=1.0, capital=3.0, claim_rates=(0.2, 0.05), months=(6, 16), replications=4_000, allowance=0.15
    ),
    ClearedDebts("a star", STAR, (1000, 2000, 0, 3000)),
    ClearedDebts("all with all", MESH, (1000, 2000, 0, 1000)),
    ClearedDebts("all with all, lossy", MESH, (1000, 2000, 0, 1000), recovered_assets=0.9, recovered_claims=0.7),
    GuaranteeLayer(100, 0.03, 0.12, attach=0.02, detach=0.06, replications=3_000),
    SeniorNotes(100, 0.03, 0.12, attach=0.05, detach=1.0, replications=3_000),
)
"""Laws of contagion, ruin, clearing and layers; asymptotic ones at two sizes."""
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
class Validation:
    """All comparisons; the rate of false alarms is that of all of them together."""

    comparisons: tuple[Comparison, ...]
    false_alarm: float

    @property
    def passed(self) -> bool:
        """Whether every comparison passed."""
        return all(comparison.passed for comparison in self.comparisons)


def validate(tell: Callable[[str], None] = lambda message: None, workers: int = 1) -> Validation:
    """Run every comparison; `tell` hears which case is under way.

    The cases are shared among so many processes; with one, they run here, on all processors as far as Python lets them.
    """
    cases: tuple[Case, ...] = (*POOLS, *LAWS)
    found = list(compared(cases, FALSE_ALARM / len(cases), workers, tell))
    tell("loan schedules and quantile intervals")
    for principal, rate, months in LOANS:
        found += loan_comparisons(principal, rate, months)
    found += quantile_comparisons()
    return Validation(tuple(found), FALSE_ALARM)


def enough_workers() -> int:
    """One process a processor, or none beside this one where there is too little to share."""
    total = sum(case.replications for case in (*POOLS, *LAWS))
    return os.cpu_count() or 1 if total > WORTH_SHARING else 1


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
        yield exactly(case, f"total {name}, fen", int(wanted.sum()), int(monthly[column].sum()))
        yield exactly(case, f"months in which {name} differs", 0, months_off)
    yield exactly(case, "left after the last instalment, fen", 0, int(monthly["outstanding_fen"][-1]))


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
        yield exactly(case, "lower end, order statistic", lower, found.lower)
        yield exactly(case, "upper end, order statistic", upper, found.upper)
    for level, one_sided, two_sided in SMALLEST_SAMPLES:
        case = f"{100 * level:g} % quantile"
        yield exactly(case, "fewest values, one-sided", one_sided, smallest_sample(level))
        yield exactly(case, "fewest values, two-sided", two_sided, smallest_sample_two_sided(level))
