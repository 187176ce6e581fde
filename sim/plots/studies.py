"""Figures of studies: estimates with intervals over a parameter, policies in the plane, shares as bars.

Black on white with one blue, marks told apart by their form, so that they read in grey.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

BLUE, GREY, BLACK = "#0072B2", "#8a8a8a", "#000000"
FEN_PER_YUAN = 100.0
WIDTH, HEIGHT = 4.0, 2.6
"""Inches of a panel."""
MOST_COLUMNS = 2


class Drawing(Figure):
    """A matplotlib figure that a notebook shows as it stands."""

    def _repr_svg_(self) -> str:
        """What a notebook shows."""
        return svg(self).decode()


class Panel(NamedTuple):
    """A headline over a parameter: a value of the parameter and the fields of summary.json for each point."""

    horizontal: str
    headline: str
    values: Sequence[Any]
    found: Sequence[Mapping[str, Any]]


def panels(drawn: Sequence[Panel]) -> Drawing:
    """One panel for each headline and parameter, two in a row."""
    rows = -(-len(drawn) // MOST_COLUMNS) or 1
    chart = Drawing(figsize=(WIDTH * MOST_COLUMNS, HEIGHT * rows), layout="constrained")
    grid = chart.subplots(rows, MOST_COLUMNS, squeeze=False).ravel()
    for axes, panel in zip(grid, drawn, strict=False):
        _over_parameter(axes, panel)
    for axes in grid[len(drawn) :]:
        axes.set_axis_off()
    return chart


def _over_parameter(axes: Any, panel: Panel) -> None:
    """Points with their intervals; words stand in the order they come."""
    exist = [place for place, one in enumerate(panel.found) if one["estimate"] is not None]
    are_words = any(isinstance(value, (str, bool)) for value in panel.values)
    across = [str(panel.values[place]) if are_words else panel.values[place] for place in exist]
    unit, scale = unit_of(panel.found[exist[0]]["note"]) if exist else ("", 1.0)
    middle = [panel.found[place]["estimate"] / scale for place in exist]
    low = [_end(panel.found[place], "ci_low") / scale for place in exist]
    high = [_end(panel.found[place], "ci_high") / scale for place in exist]
    errors = [[m - a for m, a in zip(middle, low, strict=True)], [b - m for m, b in zip(middle, high, strict=True)]]
    axes.errorbar(across, middle, yerr=errors, fmt="o", color=BLUE, ecolor=GREY, markersize=3.5, capsize=2, linewidth=1)
    _name(axes, panel.horizontal, f"{panel.headline}, {unit}" if unit else panel.headline)


def _end(found: Mapping[str, Any], name: str) -> float:
    """An end of the interval; the estimate where it does not exist."""
    return float(found["estimate"] if found[name] is None else found[name])


def unit_of(note: str) -> tuple[str, float]:
    """The unit in which a headline is drawn, and by what it is divided."""
    unit = note.partition(";")[0]
    return ("yuan", FEN_PER_YUAN) if unit == "fen" else (unit if len(unit) < 30 else "", 1.0)


def _name(axes: Any, horizontal: str, vertical: str) -> None:
    axes.set_xlabel(horizontal)
    axes.set_title(vertical, loc="left", fontsize=9)
    axes.grid(visible=True, color="#e2e2e2", linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def svg(chart: Figure) -> bytes:
    """The figure as a whole SVG file whose bytes do not vary."""
    from matplotlib import rc_context

    FigureCanvasSVG(chart)
    sink = io.BytesIO()
    with rc_context({"svg.hashsalt": "yuqi", "svg.fonttype": "none"}):
        chart.savefig(sink, format="svg", metadata={"Date": None, "Creator": None})
    return sink.getvalue()


def crossings(
    table: Any, limit: float, places: Sequence[tuple[float, float | None, float | None]], asked: str
) -> Drawing:
    """A measured curve over severities (columns severity, measured, ci_low, ci_high), its limit, and the crossings."""
    chart = Drawing(figsize=(1.5 * WIDTH, 1.3 * HEIGHT), layout="constrained")
    axes = chart.subplots()
    across = table["severity"].to_numpy(dtype=float)
    low, high = (table[name].to_numpy(dtype=float) for name in ("ci_low", "ci_high"))
    axes.fill_between(across, low, high, color="#d3e4f1", linewidth=0.0, label="95 % interval")
    axes.plot(across, table["measured"].to_numpy(dtype=float), "o-", color=BLUE, markersize=3, label="measured")
    axes.axhline(limit, color=BLACK, linewidth=0.8, linestyle="--", label="asked for")
    for place, lower, upper in places:
        axes.axvline(place, color=GREY, linewidth=0.8)
        axes.plot([lower if lower is not None else 0.0, upper if upper is not None else 1.0], [limit] * 2,
                  color=BLACK, linewidth=3)  # fmt: skip
    _name(axes, "severity (0 calm, 1 severe)", asked)
    axes.legend(frameon=False, fontsize=8)
    return chart


def plane(policies: Mapping[str, Mapping[str, Mapping[str, Any]]], members: Sequence[bool]) -> Drawing:
    """Profit over breach probability and over harm, a mark for each policy: filled in the Pareto set, else hollow."""
    chart = Drawing(figsize=(2 * WIDTH, 1.2 * HEIGHT), layout="constrained")
    for axes, (across, words) in zip(
        chart.subplots(1, 2), (("breach", "breach probability"), ("harm", "borrowers in default")), strict=True
    ):
        for (name, found), is_member in zip(policies.items(), members, strict=True):
            x, y = found[across], found["profit"]
            if x["estimate"] is None or y["estimate"] is None:
                continue
            axes.errorbar(
                x["estimate"], y["estimate"] / FEN_PER_YUAN, xerr=_arms(x, 1.0), yerr=_arms(y, FEN_PER_YUAN), fmt="o",
                color=BLUE, ecolor=GREY, linewidth=0.8, markersize=5, markerfacecolor=BLUE if is_member else "white",
            )  # fmt: skip
            at = (x["estimate"], y["estimate"] / FEN_PER_YUAN)
            axes.annotate(name, at, xytext=(4, 4), textcoords="offset points", fontsize=8)
        _name(axes, f"{words}, share", "profit over the horizon, yuan")
    return chart


def _arms(found: Mapping[str, Any], scale: float) -> list[list[float]]:
    """The lengths of an interval's two arms."""
    middle = float(found["estimate"])
    return [[max(0.0, middle - _end(found, "ci_low")) / scale], [max(0.0, _end(found, "ci_high") - middle) / scale]]


def bars(names: Sequence[str], figures: Mapping[str, Sequence[float | None]]) -> Drawing:
    """A panel for each figure with a bar for each name; what does not exist has none."""
    chart = Drawing(figsize=(WIDTH * len(figures), 0.8 + 0.3 * len(names) + 0.5), layout="constrained")
    for axes, (title, values) in zip(chart.subplots(1, len(figures), squeeze=False)[0], figures.items(), strict=True):
        lengths = [0.0 if value is None or value != value else float(value) for value in values]
        axes.barh(range(len(names)), lengths, color=BLUE)
        axes.set_yticks(range(len(names)), names)
        axes.invert_yaxis()
        _name(axes, "", title.replace("_", " "))
    return chart
