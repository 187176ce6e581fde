"""One parameter that the calibration moved."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Moved:
    """A parameter that was moved from its neutral or first value: its path in the scenario, from, to, why, source."""

    name: str
    before: float | str
    after: float | str
    reason: str
    source: str
