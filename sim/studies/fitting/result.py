"""What a calibration found, as numbers: parameters with intervals, targets with misses, directions left open."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.risk.estimate import Estimate
from sim.risk.samples import FloatArray
from sim.scenario.resolved import Resolved
from sim.studies.fitting.aiming import Aims
from sim.studies.fitting.inference import CONFIDENCE, Inference
from sim.studies.fitting.moments import Measured
from sim.studies.fitting.parameters import Knob, changes_at
from sim.studies.fitting.search import Found
from sim.studies.fitting.settings import FitStudy

METHOD = "simulated moments, sandwich"
AT_END = 1e-6
"""Distance from an end of a range, as a share of it, within which a parameter lies at the end."""


@dataclass(frozen=True)
class FittedTarget:
    """A target and what the fitted scenario gives."""

    name: str
    is_held_out: bool
    value: float
    error: float | None
    """standard error of the value; None where it counts as known exactly"""
    found: Estimate
    """with the interval of the Monte Carlo noise alone"""
    noise: float | None
    """standard error of what was found, by the Monte Carlo noise alone"""
    score: float | None
    """miss over its standard error given the fit; None where the fit takes up all of the error"""


@dataclass(frozen=True)
class Calibration:
    """A finished calibration. `calibrated` is the fitted scenario, `covariance` that of the parameters."""

    study: FitStudy
    scenario: Resolved
    """the scenario that was fitted, with options over it"""
    knobs: tuple[Knob, ...]
    aims: Aims
    found: Found
    measured: Measured
    inference: Inference
    points: tuple[tuple[FloatArray, FloatArray], ...]
    """(parameters,) place and (figures,) values of every point, in the order in which they were looked at"""
    fingerprint: str
    folder: Path | None = None

    @property
    def changes(self) -> dict[str, float]:
        """Keys and fitted values."""
        return changes_at(list(self.knobs), self.found.place)

    @property
    def calibrated(self) -> Resolved:
        """The fitted scenario."""
        return self.scenario.with_(self.changes)

    @property
    def mean(self) -> FloatArray:
        """(parameters,) fitted values, or multiples."""
        return np.array([knob.value(float(place)) for knob, place in zip(self.knobs, self.found.place, strict=True)])

    @property
    def covariance(self) -> FloatArray:
        """(parameters, parameters) in the units of `mean`, without directions that are not identified."""
        ranges = np.array([knob.high - knob.low for knob in self.knobs])
        return np.asarray(self.inference.covariance * np.outer(ranges, ranges))

    @property
    def parameters(self) -> dict[str, Estimate]:
        """Every parameter with its interval, within its range; no ends where the targets do not identify it."""
        return {knob.name: self._parameter(number, knob) for number, knob in enumerate(self.knobs)}

    def _parameter(self, number: int, knob: Knob) -> Estimate:
        place, value = float(self.found.place[number]), float(self.mean[number])
        groups = self.measured.groups
        if not self.inference.is_identified(number):
            return Estimate(value, None, None, CONFIDENCE, METHOD, groups, "the targets do not identify it")
        half = self.inference.factor * float(self.inference.errors[number])
        low, high = knob.value(max(0.0, place - half)), knob.value(min(1.0, place + half))
        note = "at the end of its range: the interval is rough" if min(place, 1.0 - place) < AT_END else ""
        return Estimate(value, min(low, value), max(high, value), CONFIDENCE, METHOD, groups, note)

    @property
    def targets(self) -> list[FittedTarget]:
        """Every target at the fitted parameters, in the order of the file."""
        return [self._target(number) for number in range(len(self.aims.names))]

    def _target(self, number: int) -> FittedTarget:
        value, noise = float(self.measured.values[number]), math.sqrt(self.measured.covariance()[number, number])
        half = self.inference.factor * noise
        exists = math.isfinite(value)
        low, high = (value - half, value + half) if exists and math.isfinite(half) else (None, None)
        method, groups = "jackknife over groups", self.measured.groups
        found = Estimate(value if exists else None, low, high, CONFIDENCE, method, groups)
        error, score = math.sqrt(self.aims.errors[number, number]), float(self.inference.scores[number])
        return FittedTarget(
            self.aims.names[number],
            self.aims.held_out[number],
            float(self.aims.values[number]),
            error or None,
            found,
            noise if math.isfinite(noise) else None,
            score if math.isfinite(score) else None,
        )

    def as_plain(self) -> dict[str, Any]:
        """The calibration as calibrate.json holds it."""
        misfit = self.inference.misfit
        return {
            "fingerprint": self.fingerprint,
            "scenario": self.scenario.name,
            "seed": self.scenario.scenario.seed,
            "replications": self.scenario.scenario.replications,
            "points": self.found.points,
            "converged": self.found.converged,
            "parameters": {
                knob.name: {
                    "key": self.study.parameters[knob.name].key,
                    "multiple": self.study.parameters[knob.name].multiple,
                    "low": knob.low,
                    "high": knob.high,
                    "start": knob.start,
                    **self.parameters[knob.name].as_dict(),
                }
                for knob in self.knobs
            },
            "targets": {
                each.name: {
                    "hold_out": each.is_held_out,
                    "value": each.value,
                    "standard_error": each.error,
                    "found": each.found.as_dict(),
                    "score": each.score,
                }
                for each in self.targets
            },
            "posterior": {"mean": self.mean.tolist(), "covariance": self.covariance.tolist()},
            "not_identified": [
                {"shares": each.shares.tolist(), "error": each.error if math.isfinite(each.error) else None}
                for each in self.inference.unidentified
            ],
            "misfit": None if misfit is None else {"p_value": misfit[0], "degrees_of_freedom": misfit[1]},
        }
