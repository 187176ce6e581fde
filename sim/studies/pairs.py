"""Two scenarios run in memory for a direction test: the rows, and the difference of any column of them.

base, tightened = paired_runs(scenario, scenario.with_({...}), 100)
assert difference(base, tightened, "default_rate").ci_high < 0
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.errors import ArmsDiffer
from sim.outputs import MONTHLY_DTYPE, NULL_INTEGER, REPLICATION_DTYPE
from sim.risk.estimate import Estimate
from sim.risk.paired import mean_difference
from sim.risk.samples import NumberArray, RiskInputError
from sim.scenario.models import Scenario
from sim.scenario.resolve import load
from sim.scenario.resolved import Resolved

Rows = np.ndarray[Any, Any]


class Outcome(NamedTuple):
    """What a scenario's replications gave: (replications,) rows of REPLICATION_DTYPE, and MONTHLY_DTYPE rows sorted by
    (replication, month, lender), where lender 0 is the platform.
    """

    replications: Rows
    monthly: Rows


def paired_runs(
    base: Scenario | Resolved | str | Path, other: Scenario | Resolved | str | Path, replications: int
) -> tuple[Outcome, Outcome]:
    """Replications 0..`replications` - 1 of both scenarios under the same luck, in this thread; nothing is written.

    Raises ArmsDiffer where the seeds differ.
    """
    first, second = _resolved(base), _resolved(other)
    seeds = (first.scenario.seed, second.scenario.seed)
    if seeds[0] != seeds[1]:
        raise ArmsDiffer(f"seed differs between the arms ({seeds[0]} and {seeds[1]}); pairs need the same luck")
    return outcome_of(first, replications), outcome_of(second, replications)


def outcome_of(scenario: Resolved, replications: int) -> Outcome:
    """Replications 0..`replications` - 1 of a scenario, in this thread; nothing is written."""
    from sim.job import prepare

    return Outcome(*prepare(scenario, jobs=1).simulator(range(replications)))


def difference(base: Outcome, other: Outcome, column: str, confidence: float = 0.95) -> Estimate:
    """Paired mean difference other - base of a column, in its unit.

    A column of the replication rows; else one of the monthly rows: the platform's mean over a replication's months.
    Pairs in which an arm has no value are left out. Raises RiskInputError for an unknown column.
    """
    values = [_values(outcome, column) for outcome in (base, other)]
    both = ~(np.isnan(values[0]) | np.isnan(values[1]))
    return mean_difference(values[0][both], values[1][both], confidence)


def _values(outcome: Outcome, column: str) -> NumberArray:
    """(replications,) values of a column, NaN where there is none."""
    if column in (REPLICATION_DTYPE.names or ()):
        return _numbers(outcome.replications[column])
    if column not in (MONTHLY_DTYPE.names or ()):
        raise RiskInputError(f"{column} is no column of replications.parquet or monthly.parquet")
    platform = outcome.monthly[outcome.monthly["lender"] == 0]
    means: NumberArray = _numbers(platform[column]).reshape(len(outcome.replications), -1).mean(axis=1)
    return means


def _numbers(values: Rows) -> NumberArray:
    """The values as float64; a whole number that does not exist becomes NaN."""
    if np.issubdtype(values.dtype, np.integer):
        return np.where(values == NULL_INTEGER, np.nan, values.astype(np.float64))
    return values.astype(np.float64)


def _resolved(scenario: Scenario | Resolved | str | Path) -> Resolved:
    if isinstance(scenario, Scenario):
        return Resolved(scenario, scenario.name, ())
    return scenario if isinstance(scenario, Resolved) else load(scenario)
