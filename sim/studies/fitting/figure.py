"""The figure of a calibration: where each parameter lies within its range, and how far each target is missed."""

from __future__ import annotations

import io
import math
from typing import Any

from sim.studies.fitting.result import Calibration, FittedTarget

ROW, HEADS = 0.32, 1.6
"""Inches of a row, and of titles and axes."""


def figure_bytes(found: Calibration) -> bytes:
    """The figure as SVG; the same bytes for the same calibration."""
    import matplotlib
    from matplotlib.figure import Figure

    rows = max(len(found.knobs), len(found.targets))
    settings: Any = {
        "svg.hashsalt": "yuqi",
        "svg.fonttype": "none",
        "axes.spines.top": False,
        "axes.spines.right": False,
    }
    with matplotlib.rc_context(settings):
        figure = Figure(figsize=(10.0, HEADS + ROW * rows), layout="constrained")
        left, right = figure.subplots(1, 2)
        _parameters(left, found)
        _targets(right, found)
        sink = io.BytesIO()
        figure.savefig(sink, format="svg", metadata={"Date": None})
    return sink.getvalue()


def _parameters(axes: Any, found: Calibration) -> None:
    """Estimates and intervals as shares of the ranges; an open ring where nothing is identified."""
    for row, (knob, estimate) in enumerate(zip(found.knobs, found.parameters.values(), strict=True)):
        place = float(found.found.place[row])
        axes.plot([0, 1], [row, row], color="0.85", linewidth=6, solid_capstyle="butt")
        axes.plot([knob.begins], [row], marker="|", color="0.4", markersize=12)
        if estimate.ci_low is None or estimate.ci_high is None:
            axes.plot([place], [row], marker="o", color="black", markerfacecolor="white")
            continue
        ends = [(end - knob.low) / (knob.high - knob.low) for end in (estimate.ci_low, estimate.ci_high)]
        axes.plot(ends, [row, row], color="black", linewidth=2)
        axes.plot([place], [row], marker="o", color="black")
    names = [f"{knob.name} ({knob.low:g} to {knob.high:g})" for knob in found.knobs]
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_xlim(-0.02, 1.02)
    axes.set_xlabel("place within the range, share\nbar: 95 % interval; tick: start; ring: not identified")
    axes.set_title("Parameters")


def _targets(axes: Any, found: Calibration) -> None:
    """Misses in standard errors: full marks are fitted, open ones held out."""
    targets = found.targets
    axes.axvspan(-2, 2, color="0.92")
    axes.axvline(0, color="0.4", linewidth=1)
    for row, target in enumerate(targets):
        miss = miss_in_errors(target)
        if miss is not None:
            shape = {"marker": "D", "markerfacecolor": "white"} if target.is_held_out else {"marker": "o"}
            axes.plot([miss], [row], color="black", **shape)
    axes.set_yticks(range(len(targets)), [target.name for target in targets])
    axes.set_ylim(len(targets) - 0.5, -0.5)
    axes.set_xlabel("found less target, standard errors\ndot: fitted; diamond: held out; grey: within 2")
    axes.set_title("Targets")


def miss_in_errors(target: FittedTarget) -> float | None:
    """Miss over the error of target and simulation together, before the fit took up any of it; None without one."""
    if target.found.estimate is None or target.found.ci_low is None or target.found.ci_high is None:
        return None
    noise = (target.found.ci_high - target.found.ci_low) / 4.0
    error = math.hypot(target.error or 0.0, noise)
    return (target.found.estimate - target.value) / error if error > 0.0 else None
