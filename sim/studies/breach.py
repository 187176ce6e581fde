"""What counts as a breach, how surely it happens, and what the economy looks like where it does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas

from sim.errors import UsageError
from sim.outputs import REPLICATION_COLUMNS
from sim.risk.columns import has_value, observed
from sim.risk.estimate import Estimate
from sim.risk.intervals import mean_interval, probability_interval
from sim.risk.samples import FloatArray
from sim.summary import percent, yuan

COLUMNS = {"capital": ("capital_shortfall_fen", 1.0), "liquidity": ("min_liquidity_fen", -1.0)}
"""Column and sign of what is beyond its limit above 0."""
WORDS = {"capital": "own funds fall below the capital floor", "liquidity": "cash and committed funding run out"}
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Breach:
    """A column of the replications that passes a limit; `probability` None asks for the mean to pass it instead."""

    column: str
    above: float
    sign: float
    words: str
    probability: float | None

    @classmethod
    def of(cls, kind: str, column: str | None, above: float | None, probability: float | None) -> Breach:
        """Capital, liquidity, or a column above a limit. Raises UsageError for a column there is not."""
        if kind in COLUMNS:
            return cls(COLUMNS[kind][0], 0.0, COLUMNS[kind][1], WORDS[kind], probability)
        units = {one.name: one.unit for one in REPLICATION_COLUMNS}
        if column not in units or above is None:
            raise UsageError(
                f"breach: column needs a column of replications.parquet and above, its limit; found {column}, {above}"
            )
        return cls(column, above, 1.0, f"{column} lies above {_limit(above, units[column])}", probability)

    def margins(self, rows: pandas.DataFrame) -> FloatArray:
        """How far each replication is beyond the limit, shape (replications with a value,), in the column's unit."""
        found: FloatArray = self.sign * observed(rows[has_value(rows, self.column)], self.column) - self.above
        return found

    def measured(self, rows: pandas.DataFrame) -> Estimate:
        """By how much the probability (or the mean) passes what is asked for, with its 95 % interval."""
        margins = self.margins(rows)
        if self.probability is None:
            return mean_interval(margins, CONFIDENCE)
        return _less(probability_interval(int((margins > 0.0).sum()), margins.size, CONFIDENCE), self.probability)

    @property
    def asked(self) -> str:
        """What is looked for, in words."""
        if self.probability is None:
            return f"on average {self.words}"
        return f"{self.words} with a probability of {percent(self.probability)}"


def _limit(above: float, unit: str) -> str:
    if unit == "fen":
        return f"{yuan(above)} yuan"
    return percent(above) if unit == "share" else f"{above:g}"


def _less(found: Estimate, amount: float) -> Estimate:
    """The estimate with an amount taken off all its numbers."""
    low, high = found.ci_low, found.ci_high
    return replace(
        found,
        estimate=None if found.estimate is None else found.estimate - amount,
        ci_low=None if low is None else low - amount,
        ci_high=None if high is None else high - amount,
    )


class Plausible(NamedTuple):
    """The economy of the replications that breach: what an outcome beyond the limit most likely looks like."""

    breaches: int
    replications: int
    probability: float
    """weighted"""
    factor: Estimate | None
    """mean of the macro factor over the loss horizon given a breach, standard deviations; None without a breach"""
    path: tuple[float, ...]
    """(months,) mean factor of each month given a breach, standard deviations; empty without one"""
    unemployment: tuple[float, ...]
    """(months,) mean unemployment rate likewise"""


def plausible(breach: Breach, rows: pandas.DataFrame, monthly: pandas.DataFrame) -> Plausible:
    """The mean economy given a breach, weighted where the run drew by importance."""
    exists = rows[has_value(rows, breach.column)]
    weights = exists["weight"].to_numpy(dtype=np.float64)
    hit = breach.margins(exists) > 0.0
    breaching = exists["replication"].to_numpy()[hit]
    chance = float(weights[hit].sum() / weights.sum()) if weights.sum() else 0.0
    if not hit.any():
        return Plausible(0, len(exists), chance, None, (), ())
    own = weights[hit] / weights[hit].sum()
    factors = observed(exists, "factor_mean")[hit]
    platform = monthly[(monthly["lender"] == "platform") & monthly["replication"].isin(breaching)]
    platform = platform.sort_values(["replication", "month"])
    shape = (int(hit.sum()), -1)
    paths = [platform[name].to_numpy(dtype=np.float64).reshape(shape) for name in ("factor", "unemployment_rate")]
    path, jobless = (tuple(float(value) for value in own @ one) for one in paths)
    return Plausible(int(hit.sum()), len(exists), chance, _mean(factors, own), path, jobless)


def _mean(values: FloatArray, shares: FloatArray) -> Estimate:
    """Mean with its interval; under unequal weights the error of a ratio (Hesterberg 1995, Technometrics 37)."""
    if np.ptp(shares) == 0.0:
        return mean_interval(values, CONFIDENCE)
    mean = float(shares @ values)
    half = 1.96 * float(np.sqrt(np.sum((shares * (values - mean)) ** 2)))
    return Estimate(mean, mean - half, mean + half, CONFIDENCE, "self-normalised weights", values.size)
