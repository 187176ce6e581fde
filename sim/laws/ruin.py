"""Ruin of a lender by its other business: gambler's ruin and Cramer-Lundberg, watched at every close."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.laws.cascades import mean_of
from sim.laws.comparison import Comparison, limit_line, order_line, share_line
from sim.laws.running import replicate
from sim.risk.cramer_lundberg import daily_ruin_by_day, ruin_probability
from sim.risk.random_walk import ruin_by_day
from sim.risk.samples import FloatArray
from sim.scenario.resolve import load
from sim.units import DAYS_PER_MONTH

BUSINESS = "lenders.platform.other_business"
PARTS = (0.1, 0.3, 1.0)
"""Shares of the horizon at which ruin so far is compared."""


@dataclass(frozen=True)
class GamblersRuin:
    """Capital u that gains one unit with probability p, else loses one; ruin at 0, stop at B units."""

    gain: float
    capital: int
    barrier: int | None
    months: int
    replications: int

    @property
    def title(self) -> str:
        """The case in a few words."""
        upper = "" if self.barrier is None else f", stop at {self.barrier}"
        return f"gambler's ruin, p {self.gain:g}, u {self.capital}{upper}"

    def comparisons(self, false_alarm: float) -> Iterator[Comparison]:
        """Ruin by three days and, with a barrier, stops by the end, against the recursion: exact."""
        days = self.months * DAYS_PER_MONTH
        rows = self.run()
        level = false_alarm / (len(PARTS) + 1)
        law = ruin_by_day(self.gain, self.capital, days, self.barrier)
        yield from ruin_lines(self.title, rows["failure_day"], law, level)
        if self.barrier is not None:
            stopped = ruin_by_day(1.0 - self.gain, self.barrier - self.capital, days, self.barrier)[days]
            count = int((rows["other_stop_day"] > 0).sum())
            yield share_line(self.title, f"stopped by day {days}", stopped, count, len(rows), level)

    def run(self) -> Any:
        """(replications,) rows."""
        resolved = load("gamblers_ruin")
        unit = resolved.scenario.lenders["platform"].other_business.income_daily
        changes = {
            "horizon_months": self.months,
            f"{BUSINESS}.opening_cash": (self.capital - 1) * unit,
            f"{BUSINESS}.claim_rate": 1.0 - self.gain,
            f"{BUSINESS}.stop_above": None if self.barrier is None else (self.barrier - 1) * unit,
        }
        return replicate(resolved.with_(changes), self.replications)[0]


@dataclass(frozen=True)
class CramerLundberg:
    """Exponential claims of mean mu, loading theta, capital u; two chances of a claim a day, both small."""

    loading: float
    capital: float
    """In mean claims."""
    claim_rates: tuple[float, float]
    months: tuple[int, int]
    replications: int
    allowance: float
    """Distance of the ruin probability from its limit, times 1 / claim rate."""

    @property
    def title(self) -> str:
        """The case in a few words."""
        return f"Cramer-Lundberg, theta {self.loading:g}, u {self.capital:g}"

    def comparisons(self, false_alarm: float) -> Iterator[Comparison]:
        """Ruin by three days against the exact recursion; ruin at the end against the limit, distance falling as q."""
        level = false_alarm / (2 * len(PARTS) + 3)
        limit = ruin_probability(self.loading, 1.0, self.capital)
        distances = []
        for rate, months in zip(self.claim_rates, self.months, strict=True):
            case = f"{self.title}, a claim on {100 * rate:g} % of days"
            ruined = self.failure_days(rate, months)
            days = months * DAYS_PER_MONTH
            law = daily_ruin_by_day((1.0 + self.loading) * rate, rate, 1.0, self.capital, days)
            yield from ruin_lines(case, ruined, law, level)
            found = mean_of(ruined > 0)
            yield limit_line(case, "ruin, limit of small days", limit, found, self.allowance * rate, level)
            distances.append(found._replace(value=limit - found.value))
        ratio = self.claim_rates[0] / self.claim_rates[1]
        yield order_line(
            self.title, distances[0], distances[1], ratio, 0.35 * self.allowance * self.claim_rates[1], level
        )

    def failure_days(self, rate: float, months: int) -> Any:
        """(replications,) day of ruin; negative: none."""
        resolved = load("cramer_lundberg")
        mean = resolved.scenario.lenders["platform"].other_business.claim_mean
        changes = {
            "horizon_months": months,
            f"{BUSINESS}.opening_cash": self.capital * mean,
            f"{BUSINESS}.claim_rate": rate,
            f"{BUSINESS}.income_daily": (1.0 + self.loading) * rate * mean,
        }
        return replicate(resolved.with_(changes), self.replications)[0]["failure_day"]


def ruin_lines(case: str, failure_days: Any, law: FloatArray, level: float) -> Iterator[Comparison]:
    """Shares ruined by some days against the (days + 1,) law; (replications,) failure days, negative for none."""
    for part in PARTS:
        day = round(part * (law.size - 1))
        ruined = int(np.count_nonzero((failure_days > 0) & (failure_days <= day)))
        yield share_line(case, f"ruined by day {day}", float(law[day]), ruined, len(failure_days), level)
