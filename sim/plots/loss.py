"""The loss distribution with its marks, and how the figures settle as replications are added."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from sim.plots import canvas
from sim.plots.canvas import Chart, Panel
from sim.plots.source import Headline, NoFigure, Source
from sim.risk.drawn import Drawn
from sim.risk.estimate import Estimate
from sim.risk.estimators import mean_of, quantile_of
from sim.risk.samples import FloatArray

MARKS = (
    ("expected_loss", canvas.BLACK, "-"),
    ("var_99", canvas.BLUE, "--"),
    ("es_97_5", canvas.GREEN, ":"),
    ("var_99_9", canvas.VERMILLION, "-."),
)
"""Headlines that are marked in the distribution, each with its colour and style."""
FEWEST_BARS, MOST_BARS = 10, 40
ROOM_ABOVE = 1.42
"""Height of the panel over the highest bar, where the intervals lie."""
LOOKS = 24
"""Points of the convergence figure."""
FIRST_LOOK = 10
RUNNING = ("expected_loss", "var_99_9")
"""Figures that are followed as replications are added."""
CONFIDENCE = 0.95


def loss(source: Source) -> Chart:
    """Shares of replications by credit loss, in the report's unit of money; marks with their 95 % intervals."""
    source.need_replications()
    drawn, money, words = source.drawn("loss_fen"), source.money, source.words
    values = drawn.values.astype(np.float64) / money.fen
    marked = [mark for mark in MARKS if source.estimate(mark[0]) is not None]
    ends = [end / money.fen for name, *_ in marked for end in _known_ends(source.headlines[name])]
    with canvas.drawing(height=3.5) as (chart, (axes,)):
        shares = drawn.shares / drawn.size
        axes.hist(values, _edges(values), weights=shares, color=canvas.MIDDLE, edgecolor="white", linewidth=0.4)
        canvas.scale_y(axes, words("loss.y"), lambda share: words.tick(100.0 * share))
        canvas.scale_x(axes, words("loss.x", unit=money.unit), words.tick)
        nearest, farthest = min(*axes.get_xlim(), *ends), max(*axes.get_xlim(), *ends)
        axes.set_xlim(nearest, farthest + 0.04 * (farthest - nearest))
        axes.set_ylim(0.0, axes.get_ylim()[1] * ROOM_ABOVE)
        for place, mark in enumerate(marked):
            _mark(source, axes, mark, 0.96 - 0.065 * place)
        canvas.legend(axes)
    return chart


def _edges(values: FloatArray) -> list[float]:
    """Edges of the bars: more of them the more values there are."""
    low, high = float(values.min()), float(values.max())
    if low == high:
        return [low - 0.5, low + 0.5]
    bars = min(MOST_BARS, max(FEWEST_BARS, round(2.0 * math.sqrt(values.size))))
    return [float(edge) for edge in np.linspace(low, high, bars + 1)]


def _known_ends(found: Headline) -> list[float]:
    return [float(found[name]) for name in ("ci_low", "estimate", "ci_high") if found[name] is not None]


def _mark(source: Source, axes: Panel, mark: tuple[str, str, str], height: float) -> None:
    """A vertical line at a headline, and its interval as a bar near the top."""
    name, colour, line = mark
    found, fen = source.headlines[name], source.money.fen
    low, high = (None if found[end] is None else found[end] / fen for end in ("ci_low", "ci_high"))
    point = float(found["estimate"]) / fen
    axes.plot(
        [point, point], [0.0, height], transform=axes.get_xaxis_transform(), color=colour, linestyle=line,
        linewidth=1.3, label=source.words(f"headline.{name}"),
    )  # fmt: skip
    canvas.interval(axes, height, low, point, high, colour)


def convergence(source: Source) -> Chart:
    """Expected loss and value at risk 99.9 % of the first 10, ..., all replications, with 95 % intervals."""
    source.need_replications(FIRST_LOOK + 1)
    if source.estimate("var_99_9") is None:
        raise NoFigure(source.words("none.partial"))
    drawn, money, words = source.drawn("loss_fen"), source.money, source.words
    sizes = sorted({int(size) for size in np.geomspace(FIRST_LOOK, drawn.size, LOOKS)})
    with canvas.drawing(2, height=4.6) as (chart, panels):
        for axes, name, colour in zip(panels, RUNNING, (canvas.BLUE, canvas.VERMILLION), strict=True):
            found = list(_running(drawn, sizes, name))
            ends = ("ci_low", "estimate", "ci_high")
            low, point, high = ([_number(one, end, money.fen) for one in found] for end in ends)
            axes.fill_between(sizes, low, high, color=canvas.PALE, linewidth=0.0, label=words("interval"))
            axes.plot(sizes, low, color=canvas.GREY, linewidth=0.7, linestyle=":", label=words("convergence.lower"))
            axes.plot(sizes, point, color=colour, marker=".", markersize=3.0, label=words("convergence.running"))
            canvas.counted(axes, sizes[0], sizes[-1])
            canvas.scale_y(axes, words("convergence.y", figure=words(f"headline.{name}"), unit=money.unit), words.tick)
        canvas.scale_x(panels[1], words("convergence.x"), words.number)
        panels[0].tick_params(labelbottom=False)
        canvas.legend(panels[1], loc="upper center", bbox_to_anchor=(0.5, -0.3), ncols=3)
    return chart


def _running(drawn: Drawn, sizes: list[int], name: str) -> Iterator[Estimate]:
    """The figure of the first replications, as many as each size says."""
    for size in sizes:
        first = drawn.picked(np.arange(drawn.size) < size)
        yield mean_of(first, CONFIDENCE) if name == "expected_loss" else quantile_of(first, 0.999, CONFIDENCE)


def _number(found: Estimate, end: str, fen: float) -> float:
    value = getattr(found, end)
    return float("nan") if value is None else float(value) / fen
