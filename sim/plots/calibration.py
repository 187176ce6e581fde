"""The figure of a calibration: where each parameter lies within its range, and how far each target is missed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, NamedTuple

ROW, HEADS = 0.32, 1.6
"""Inches of a row, and of titles and axes."""


class Place(NamedTuple):
    """A parameter as it is drawn; places and ends are shares of its range."""

    label: str
    place: float
    start: float
    ends: tuple[float, float] | None
    """of its interval; None where it is not identified"""


class Miss(NamedTuple):
    """A target as it is drawn."""

    label: str
    errors: float | None
    """found less target in standard errors; None without one"""
    is_held_out: bool


def calibration_svg(parameters: Sequence[Place], targets: Sequence[Miss]) -> bytes:
    """The figure as SVG; the same bytes for the same numbers."""
    import matplotlib
    from matplotlib.figure import Figure

    settings: Any = {
        "svg.hashsalt": "yuqi",
        "svg.fonttype": "none",
        "axes.spines.top": False,
        "axes.spines.right": False,
    }
    with matplotlib.rc_context(settings):
        rows = max(len(parameters), len(targets))
        figure = Figure(figsize=(10.0, HEADS + ROW * rows), layout="constrained")
        left, right = figure.subplots(1, 2)
        _parameters(left, parameters)
        _targets(right, targets)
        sink = io.BytesIO()
        figure.savefig(sink, format="svg", metadata={"Date": None})
    return sink.getvalue()


def _parameters(axes: Any, parameters: Sequence[Place]) -> None:
    """Estimates and intervals as shares of the ranges; an open ring where nothing is identified."""
    for row, parameter in enumerate(parameters):
        axes.plot([0, 1], [row, row], color="0.85", linewidth=6, solid_capstyle="butt")
        axes.plot([parameter.start], [row], marker="|", color="0.4", markersize=12)
        if parameter.ends is not None:
            axes.plot(parameter.ends, [row, row], color="black", linewidth=2)
        inside = "white" if parameter.ends is None else "black"
        axes.plot([parameter.place], [row], marker="o", color="black", markerfacecolor=inside)
    _label(axes, [parameter.label for parameter in parameters], "Parameters")
    axes.set_xlim(-0.02, 1.02)
    axes.set_xlabel("place within the range, share\nbar: 95 % interval; tick: start; ring: not identified")


def _targets(axes: Any, targets: Sequence[Miss]) -> None:
    """Misses in standard errors: full marks are fitted, open ones held out."""
    axes.axvspan(-2, 2, color="0.92")
    axes.axvline(0, color="0.4", linewidth=1)
    for row, target in enumerate(targets):
        if target.errors is not None:
            shape = {"marker": "D", "markerfacecolor": "white"} if target.is_held_out else {"marker": "o"}
            axes.plot([target.errors], [row], color="black", **shape)
    _label(axes, [target.label for target in targets], "Targets")
    axes.set_xlabel("found less target, standard errors\ndot: fitted; diamond: held out; grey: within 2")


def _label(axes: Any, labels: Sequence[str], title: str) -> None:
    """Names of the rows, the first on top; a dollar is a dollar and no formula."""
    axes.set_yticks(range(len(labels)), [label.replace("$", r"\$") for label in labels])
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.set_title(title)
