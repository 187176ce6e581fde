"""What the figure of a calibration shows; how it is drawn is in `sim.plots.calibration`."""

from __future__ import annotations

import math

from sim.plots.calibration import Miss, Place, calibration_svg
from sim.studies.fitting.result import Calibration, FittedTarget


def figure_bytes(found: Calibration) -> bytes:
    """The figure as SVG; the same bytes for the same calibration."""
    places = [_place(found, number) for number in range(len(found.knobs))]
    return calibration_svg(places, [Miss(each.name, in_errors(each), each.is_held_out) for each in found.targets])


def _place(found: Calibration, number: int) -> Place:
    knob = found.knobs[number]
    estimate, label = found.parameters[knob.name], f"{knob.name} ({knob.low:g} to {knob.high:g})"
    place, width = float(found.found.place[number]), knob.high - knob.low
    if estimate.ci_low is None or estimate.ci_high is None:
        return Place(label, place, knob.begins, None)
    ends = ((estimate.ci_low - knob.low) / width, (estimate.ci_high - knob.low) / width)
    return Place(label, place, knob.begins, ends)


def in_errors(target: FittedTarget) -> float | None:
    """Miss over the error of target and simulation together, before the fit took up any of it; None without one."""
    if target.found.estimate is None or target.noise is None:
        return None
    error = math.hypot(target.error or 0.0, target.noise)
    return (target.found.estimate - target.value) / error if error > 0.0 else None
