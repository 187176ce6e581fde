"""The figure of a comparison: losses of both arms replication by replication, and for whom the default rate changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.figure import Figure

from sim.plots.studies import BLACK, BLUE, GREY, svg

WIDTH, PAIRS_HEIGHT, LINE = 9.0, 3.4, 0.22
"""Inches: of the figure, of the panel of pairs at least, and of a line of the other panel."""


class Pairs(NamedTuple):
    """Losses of the replications in two arms, yuan, shape (pairs,) each."""

    base: str
    arm: str
    first: np.ndarray[Any, Any]
    second: np.ndarray[Any, Any]


class Change(NamedTuple):
    """A group's change of the default rate with its interval, percentage points."""

    words: str
    middle: float
    low: float
    high: float


def comparison_figure(rows: Sequence[tuple[Pairs, Sequence[Change]]]) -> bytes:
    """One row of panels for each arm, as SVG."""
    heights = [max(PAIRS_HEIGHT, 1.0 + LINE * len(changes)) for _, changes in rows]
    columns = 2 if any(changes for _, changes in rows) else 1
    chart = Figure(figsize=(WIDTH * columns / 2, sum(heights)), layout="constrained")
    grid = chart.subplots(len(rows), columns, squeeze=False, height_ratios=heights)
    for (pairs, changes), axes in zip(rows, grid, strict=True):
        _draw_pairs(axes[0], pairs)
        if changes:
            _draw_changes(axes[1], pairs, changes)
        elif columns > 1:
            axes[1].set_axis_off()
    return svg(chart)


def _draw_pairs(axes: Any, pairs: Pairs) -> None:
    """A dot a replication; below the line the arm loses less than the base."""
    axes.plot(pairs.first, pairs.second, "o", color=BLUE, markersize=2.5, alpha=0.6, markeredgewidth=0)
    ends = [float(min(pairs.first.min(), pairs.second.min())), float(max(pairs.first.max(), pairs.second.max()))]
    axes.plot(ends, ends, color=BLACK, linewidth=0.8)
    axes.set_title("loss of each replication, yuan", loc="left", fontsize=9)
    axes.set_xlabel(pairs.base, fontsize=8)
    axes.set_ylabel(pairs.arm, fontsize=8)
    _plain(axes)


def _draw_changes(axes: Any, pairs: Pairs, changes: Sequence[Change]) -> None:
    """A line a group, the first on top; to the left of the black line the arm has fewer defaults."""
    places = range(len(changes))
    middle = [one.middle for one in changes]
    arms = [[one.middle - one.low for one in changes], [one.high - one.middle for one in changes]]
    axes.errorbar(middle, places, xerr=arms, fmt="o", color=BLUE, ecolor=GREY, markersize=3.5, capsize=2, linewidth=1)
    axes.axvline(0.0, color=BLACK, linewidth=0.8)
    axes.set_yticks(places, [one.words for one in changes])
    axes.invert_yaxis()
    axes.set_title("change of the default rate, points", loc="left", fontsize=9)
    axes.set_xlabel(f"{pairs.arm} less {pairs.base}, 95 % interval", fontsize=8)
    _plain(axes)


def _plain(axes: Any) -> None:
    axes.tick_params(labelsize=7)
    axes.grid(visible=True, color="#e2e2e2", linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
