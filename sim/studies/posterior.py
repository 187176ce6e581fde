"""What a finished `yuqi calibrate` leaves open of its parameters: points of its posterior instead of plain ranges.

The posterior is normal with the mean and covariance of calibrate.json, cut at the ends of the ranges. Along a direction
that the targets do not identify it has the spread of knowing nothing but the range.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy import special

from sim.errors import UsageError
from sim.risk.samples import FloatArray
from sim.scenario.resolve import load
from sim.scenario.resolved import Resolved
from sim.studies.ranges import Range, keys_of, value_of

RESULT, CALIBRATED = "calibrate.json", "calibrated.yaml"
RANGE_VARIANCE = 1.0 / 12.0
"""Of a uniform law over a range of 1."""


@dataclass(frozen=True)
class Posterior:
    """Parameters that were fitted, what is known of them, and the fitted scenario."""

    ranges: tuple[Range, ...]
    mean: FloatArray
    """(parameters,) place within each range, 0..1"""
    covariance: FloatArray
    """(parameters, parameters) of places"""
    calibrated: Resolved

    def placed(self, shares: FloatArray) -> FloatArray:
        """(points, parameters) places within the ranges, from as many independent shares in 0..1."""
        values, directions = np.linalg.eigh(self.covariance)
        root = directions * np.sqrt(np.maximum(values, 0.0))
        places: FloatArray = np.clip(self.mean + special.ndtri(shares) @ root.T, 0.0, 1.0)
        return places

    def fitted_values(self, scenario: Resolved) -> dict[str, float]:
        """By key of a scenario: the fitted values. Raises UsageError for a segment that was not fitted."""
        plain = self.calibrated.as_plain()
        keys = [key for span in self.ranges for key in keys_of(scenario, span.key)]
        try:
            return {key: float(value_of(plain, key)) for key in keys}
        except KeyError as error:
            raise UsageError(f"{scenario.name} has {error}, which the calibration did not fit") from error


def read_posterior(folder: Path) -> Posterior:
    """The posterior of a finished calibration. Raises UsageError for a folder without one."""
    try:
        document = json.loads((folder / RESULT).read_bytes())
        parameters = document["parameters"]
        mean, covariance = (np.array(document["posterior"][name], dtype=float) for name in ("mean", "covariance"))
        lowest, highest = (np.array([each[end] for each in parameters.values()]) for end in ("low", "high"))
        open_ways = [np.array(each["shares"], dtype=float) for each in document["not_identified"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{folder} is no finished calibration: {RESULT} cannot be read ({error})") from error
    widths = highest - lowest
    known = covariance / np.outer(widths, widths)
    for way in open_ways:
        known = known + RANGE_VARIANCE * np.outer(way, way) / float(way @ way)
    ranges = tuple(_range(name, each, value) for (name, each), value in zip(parameters.items(), mean, strict=True))
    return Posterior(ranges, (mean - lowest) / widths, known, load(folder / CALIBRATED))


def _range(name: str, parameter: dict[str, Any], fitted: float) -> Range:
    """Multiples become multiples of the fitted values, which the scenario will have. Raises UsageError at 0."""
    low, high, is_multiple = parameter["low"], parameter["high"], parameter["multiple"]
    if is_multiple and fitted == 0.0:
        raise UsageError(f"{name} was fitted as 0 times its values, so that no multiple of them is another value")
    unit = fitted if is_multiple else 1.0
    return Range(parameter["key"], low / unit, high / unit, is_multiple, f"fitted as {name}")
