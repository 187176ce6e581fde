"""What a target is: a figure of the real world with its base, its band and the argument for it, and its measure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.risk.estimate import Estimate
from sim.studies.levels.measure import Measure

Part = Literal["levels", "paths", "macro", "tail"]
Band = tuple[float, float]


@dataclass(frozen=True)
class Target:
    """One row of the table; figures in `unit`."""

    id: str
    name: str
    base: str
    unit: str
    point: float | None
    """None: the source gives a range"""
    band: Band
    argument: str
    """Why the band is what it is"""
    source: str
    """Section of domain.md, and the page or table named there"""
    measure: Measure | str
    """A function of sums, or the name of an estimate of the tail"""
    part: Part = "levels"
    """Which runs it is measured on"""
    loose: bool = False
    """Whether the target is only a rough guide"""


@dataclass(frozen=True)
class Outcome:
    """A target and what was found."""

    target: Target
    found: Estimate

    @property
    def verdict(self) -> str:
        """`met`; `met, edge`: the interval leaves the band; `near`: only it reaches the band; `low`; `high`."""
        low, high = self.target.band
        value = self.found.estimate
        if value is None:
            return "none"
        left = value if self.found.ci_low is None else self.found.ci_low
        right = value if self.found.ci_high is None else self.found.ci_high
        if low <= value <= high:
            return "met" if low <= left and right <= high else "met, edge"
        if right >= low and left <= high:
            return "near, low" if value < low else "near, high"
        return "low" if value < low else "high"

    @property
    def is_met(self) -> bool:
        """Whether the estimate lies in the band."""
        return self.verdict.startswith("met")


def quarter(point: float) -> Band:
    """A quarter of the point either way."""
    return 0.75 * point, 1.25 * point


def staying(share: float) -> Band:
    """Band of a share that stays, per cent: a quarter of the share that leaves, either way."""
    leaves = 100.0 - share
    return 100.0 - 1.25 * leaves, 100.0 - 0.75 * leaves


QUARTER = "a quarter of the point either way"
QUARTER_OF_LEAVERS = "a quarter of those who leave either way: a quarter of the stayers would pass 100 %"
AS_GIVEN = "the range given"
