"""Paper and pens: the one module that knows matplotlib. Figures that read in grey, and SVG whose bytes do not vary.

Colours are those of Okabe and Ito (2008), which the colour-blind tell apart; every line also has a style of its own.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, VERMILLION, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"
COLOURS = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY, BLACK)
LINE_STYLES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 3)), (0, (8, 2)))
PALE, MIDDLE = "#d3e4f1", "#92bfdf"
"""Tints of BLUE for bands; no transparency, which grey print loses."""
GREY = "#666666"
Panel = Axes
"""A panel of a figure."""
WIDTH, HEIGHT = 4.8, 3.1
"""Inches: small enough to be read on a telephone."""
STYLE = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 8.5,
    "axes.titlesize": 8.5,
    "axes.labelsize": 8.5,
    "legend.fontsize": 8.0,
    "legend.frameon": False,
    "xtick.labelsize": 8.0,
    "ytick.labelsize": 8.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#e2e2e2",
    "grid.linewidth": 0.6,
    "axes.linewidth": 0.7,
    "lines.linewidth": 1.5,
    "hatch.linewidth": 0.6,
    "svg.fonttype": "none",
    "axes.unicode_minus": True,
}


@contextmanager
def _pens() -> Iterator[None]:
    """The house style, whatever the user's own settings are; Chinese is drawn by whoever shows the SVG."""
    with style.context(["default", STYLE]), warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"Glyph \d+ .* missing from font", UserWarning)
        yield


class Chart(Figure):
    """A matplotlib figure that keeps the house style, and that a notebook shows as it stands."""

    def draw(self, renderer: Any) -> None:
        """Draw in the house style."""
        with _pens():
            super().draw(renderer)

    def _repr_svg_(self) -> str:
        """What a notebook shows."""
        return svg(self, "chart")


@contextmanager
def drawing(rows: int = 1, height: float = HEIGHT) -> Iterator[tuple[Chart, list[Axes]]]:
    """A figure of so many panels, one above the other, while it is drawn; (inches) height of all."""
    with _pens():
        chart = Chart(figsize=(WIDTH, height), layout="constrained")
        FigureCanvasSVG(chart)
        axes = chart.subplots(rows, 1, squeeze=False)
        yield chart, [axes[row, 0] for row in range(rows)]


def svg(chart: Figure, name: str) -> str:
    """The figure as an SVG element to stand in a page: no header, no size, every identifier begins with the name."""
    sink = io.StringIO()
    with style.context(["default", STYLE, {"svg.hashsalt": name}]):
        chart.savefig(sink, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    text = sink.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>|<style[^>]*>.*?</style>|<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r'(<svg\b[^>]*?) width="[^"]*"', r"\1", text, count=1)
    text = re.sub(r'(<svg\b[^>]*?) height="[^"]*"', r"\1", text, count=1)
    return _renamed(text, name)


def _renamed(text: str, name: str) -> str:
    """Identifiers that something refers to, numbered in their order behind the name; the others are dropped.

    Those of matplotlib rest on addresses in memory, and differ from run to run.
    """
    used = set(re.findall(r'(?:url\(#|href="#)([^")]+)', text))
    numbers: dict[str, str] = {}

    def renamed(found: re.Match[str]) -> str:
        if found[1] not in used:
            return ""
        return f' id="{numbers.setdefault(found[1], f"{name}-{len(numbers) + 1}")}"'

    text = re.sub(r' id="([^"]*)"', renamed, text)
    return re.sub(r'(url\(#|href="#)([^")]+)', lambda found: found[1] + numbers[found[2]], text)


def scale_x(axes: Axes, label: str, show: Callable[[float], str] | None = None, *, whole: bool = False) -> None:
    """Name the horizontal axis, and how its numbers are written."""
    axes.set_xlabel(label)
    if whole:
        axes.xaxis.set_major_locator(MaxNLocator(nbins=8, integer=True))
    if show is not None:
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: show(value)))


def scale_y(axes: Axes, label: str, show: Callable[[float], str]) -> None:
    """Name the vertical axis, above it, where it takes no width; and how its numbers are written."""
    axes.set_title(label, loc="left")
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: show(value)))


def counted(axes: Axes, first: float, last: float) -> None:
    """A logarithmic horizontal axis with ticks at 1, 2 and 5 times powers of ten."""
    axes.set_xscale("log")
    powers = range(int(np.floor(np.log10(first))), int(np.ceil(np.log10(last))) + 1)
    ticks = [step * 10.0**power for power in powers for step in (1, 2, 5)]
    axes.set_xticks([tick for tick in ticks if first <= tick <= last])
    axes.xaxis.set_minor_locator(NullLocator())


def logarithmic(axes: Axes) -> None:
    """A logarithmic vertical axis with ticks at powers of ten only."""
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(LogLocator(base=10.0, numticks=8))
    axes.yaxis.set_minor_locator(NullLocator())


def legend(axes: Axes, **place: Any) -> None:
    """The legend, below the panel unless a place is given."""
    below = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.19), "ncols": 2, "columnspacing": 1.4}
    axes.legend(**(place or below), handlelength=2.4, borderaxespad=0.0)


def fan(axes: Axes, months: Any, bands: Any, words: tuple[str, str, str]) -> None:
    """Median, inner and outer band over months; `bands` is (5, months) from the lowest level to the highest."""
    axes.fill_between(months, bands[0], bands[4], color=PALE, linewidth=0.0, label=words[2])
    axes.fill_between(months, bands[1], bands[3], color=MIDDLE, linewidth=0.0, label=words[1])
    axes.plot(months, bands[2], color=BLUE, label=words[0])


def interval(axes: Axes, height: float, low: float | None, point: float, high: float | None, colour: str) -> None:
    """An interval as a horizontal bar at a height (share of the panel); an end that does not exist is an arrow."""
    right = axes.get_xlim()[1]
    left = axes.get_xlim()[0]
    ends = (left if low is None else low, right if high is None else high)
    across = axes.get_xaxis_transform()
    axes.plot(ends, (height, height), color=colour, linewidth=1.1, transform=across, clip_on=False)
    axes.plot([point], [height], marker="o", markersize=3.5, color=colour, transform=across, clip_on=False)
    for end, is_open, mark in ((ends[0], low is None, "<"), (ends[1], high is None, ">")):
        axes.plot(
            [end], [height], marker=mark if is_open else "|", markersize=4.5, color=colour, transform=across,
            clip_on=False,
        )  # fmt: skip


def heat(axes: Axes, shares: Any, rows: list[str], columns: list[str]) -> None:
    """A table of shares with dark for high; (rows, columns), NaN stays white. Numbers are in per cent."""
    axes.grid(visible=False)
    sides = [np.arange(count + 1) - 0.5 for count in (len(columns), len(rows))]
    axes.pcolormesh(*sides, np.ma.masked_invalid(shares), cmap="Blues", vmin=0.0, vmax=1.0, edgecolor="white")
    axes.invert_yaxis()
    axes.set_xticks(range(len(columns)), columns)
    axes.set_yticks(range(len(rows)), rows)
    axes.tick_params(length=0)
    for row, column in zip(*np.nonzero(np.isfinite(shares)), strict=True):
        share = shares[row, column]
        colour = "white" if share > 0.55 else BLACK
        axes.text(column, row, f"{100.0 * share:.1f}", ha="center", va="center", color=colour, fontsize=8.0)
