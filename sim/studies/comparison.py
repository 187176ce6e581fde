"""What a comparison found: the runs of its arms, and every figure of each arm against the base. Nothing is run here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas

from sim.montecarlo.result import Result
from sim.risk.contrasts import Contrast, aligned, pairs
from sim.risk.estimate import Estimate
from sim.risk.paired_worth import worth_of_luck
from sim.studies.arms import Arm
from sim.studies.lever import Lever
from sim.studies.people.changes import People


@dataclass(frozen=True)
class Comparison:
    """Arms that met the same luck; every difference is arm - base, and the base is the first arm."""

    folder: Path | None
    fingerprint: str
    scenarios: Mapping[str, Arm]
    arms: Mapping[str, Result]
    """The run of each arm by name, the base first."""
    contrasts: Mapping[str, Mapping[str, Contrast]]
    """Arm (all but the base) to figure to both values, difference and worth of the same luck."""
    people: Mapping[str, People] = field(default_factory=dict)
    """Arm (all but the base) to whom the change reaches; empty where borrowers were not followed."""
    strangers: str = ""
    """Why borrowers were not followed, in words."""
    levers: Mapping[str, Lever] = field(default_factory=dict)
    """Arm (all but the base) to the marginal capital of what it does otherwise."""
    fates: pandas.DataFrame | None = None
    """The sums by replication and group that `people` comes from, with the columns of `fates.parquet`."""

    @property
    def base(self) -> str:
        """Name of the arm that the others are compared with."""
        return next(iter(self.arms))

    @property
    def replications(self) -> int:
        """Replications that every arm has."""
        return len(set.intersection(*(set(run.replications["replication"]) for run in self.arms.values())))

    @property
    def differences(self) -> dict[str, dict[str, Estimate]]:
        """Arm (all but the base) to figure to its difference to the base; money in fen, rates as shares."""
        return {arm: {name: one.difference for name, one in found.items()} for arm, found in self.contrasts.items()}

    @cached_property
    def worth(self) -> dict[str, Estimate]:
        """Arm (all but the base) to how many times the replications independent runs need, for the expected loss."""
        base = self.arms[self.base].replications
        losses = {arm: pairs(*aligned(base, self.arms[arm].replications), "loss_fen") for arm in self.contrasts}
        return {arm: worth_of_luck(*both) for arm, both in losses.items() if both[0].size}

    @cached_property
    def table(self) -> pandas.DataFrame:
        """A row per arm and figure: both values, the difference with its interval, and what the same luck was worth."""
        rows = [{"arm": arm, **row(one)} for arm, found in self.contrasts.items() for one in found.values()]
        return pandas.DataFrame(rows)


def row(one: Contrast) -> dict[str, Any]:
    """A contrast as one flat row."""
    found = one.difference
    pairs = one.pairing
    return {
        "figure": one.figure,
        "unit": one.unit,
        "better": one.better,
        "base_value": one.base,
        "value": one.other,
        "difference": found.estimate,
        "ci_low": found.ci_low,
        "ci_high": found.ci_high,
        "verdict": one.verdict,
        "correlation": None if pairs is None else pairs.correlation,
        "replications_factor": None if pairs is None else pairs.replications_factor,
        "share_lower": None if pairs is None else pairs.lower,
        "share_higher": None if pairs is None else pairs.higher,
        "share_better": one.better_share,
        "confidence": found.confidence,
        "method": found.method,
        "n": found.n,
        "note": found.note,
    }
