"""What a run does month by month: capital ratio, liquidity, and how long both last."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sim.plots import canvas
from sim.plots.canvas import Chart, Panel
from sim.plots.source import NoFigure, Source
from sim.risk.drawn import Drawn
from sim.risk.samples import FloatArray
from sim.risk.survival import NEVER, event_times, survival_curve

DAYS_PER_MONTH = 30
"""As `sim.units` has it, which brings the compiler along."""
RATIOS_SHOWN = (-0.2, 0.4)
"""The axis of capital ratios goes no further: where assets vanish, a ratio means nothing."""
FAILED = 3.0
"""Code of a failed lender in the monthly table."""


class Axis(NamedTuple):
    """The vertical axis of a fan chart: its name, how numbers are written, a line with its name, and where it ends."""

    label: str
    show: Callable[[float], str]
    line: float
    line_words: str
    ends: tuple[float, float] = (-np.inf, np.inf)


def capital(source: Source) -> Chart:
    """Own funds / risk-weighted assets at month ends: median, bands of 50 and 95 % of replications, and the floor."""
    words = source.words
    floor = source.run.scenario.scenario.lenders["platform"].capital.floor
    bands = source.levels(ratios_until_failure(source))
    if not np.isfinite(bands).any():
        raise NoFigure(words("none.ratio"))
    floor_words = words("capital.floor", floor=words.level(floor))
    axis = Axis(words("capital.y"), lambda ratio: words.tick(100.0 * ratio), floor, floor_words, RATIOS_SHOWN)
    return _fan(source, bands, axis)


def ratios_until_failure(source: Source) -> FloatArray:
    """(replications, months) capital ratios; a failed platform keeps the one of the month in which it failed."""
    ratios, standings = source.months("capital_ratio", "standing")
    months = ratios.shape[1]
    failed = standings == FAILED
    last = np.where(failed.any(axis=1), failed.argmax(axis=1), months - 1)
    places = np.minimum(np.arange(months), last[:, None])
    kept: FloatArray = np.take_along_axis(ratios, places, axis=1)
    return kept


def liquidity(source: Source) -> Chart:
    """Cash and undrawn committed funding at month ends: median and bands, in the report's unit of money."""
    words, money = source.words, source.money
    axis = Axis(words("liquidity.y", unit=money.unit), words.tick, 0.0, words("liquidity.floor"))
    return _fan(source, source.levels(*source.months("liquidity_fen")) / money.fen, axis)


def _fan(source: Source, bands: FloatArray, axis: Axis) -> Chart:
    words = source.words
    months = np.arange(1, bands.shape[1] + 1)
    with canvas.drawing(height=3.4) as (chart, (axes,)):
        if source.size > 1:
            canvas.fan(axes, months, bands, (words("median"), words("band.half"), words("band.wide")))
        else:
            axes.plot(months, bands[2], color=canvas.BLUE, label=words("alone"))
        axes.axhline(axis.line, color=canvas.VERMILLION, linestyle="--", label=axis.line_words)
        bottom, top = axes.get_ylim()
        axes.set_ylim(max(bottom, axis.ends[0]), min(top, axis.ends[1]))
        canvas.scale_y(axes, axis.label, axis.show)
        canvas.scale_x(axes, words("month"), whole=True)
        canvas.legend(axes)
    return chart


def survival(source: Source) -> Chart:
    """Share of replications that have kept the capital floor, and that have not failed, by month; 95 % intervals."""
    source.need_replications()
    words = source.words
    (ratios,) = source.months("capital_ratio")
    kept = event_times(source.run.replications, "breach_month", source.draws)
    failures = event_times(source.run.replications, "failure_day", source.draws)
    failed = failures.of(np.where(failures.values < NEVER, (failures.values - 1) // DAYS_PER_MONTH + 1, NEVER))
    with canvas.drawing(height=3.4) as (chart, (axes,)):
        _curve(axes, kept, ratios.shape[1], Look(words("survival.floor"), canvas.BLUE, "-", canvas.PALE))
        _curve(axes, failed, ratios.shape[1], Look(words("survival.failure"), canvas.VERMILLION, "--", "#f6dfcf"))
        axes.set_ylim(0.0, 1.03)
        axes.set_xlim(0, ratios.shape[1])
        canvas.scale_y(axes, words("survival.y"), lambda share: words.tick(100.0 * share))
        canvas.scale_x(axes, words("month"), whole=True)
        canvas.legend(axes)
    return chart


class Look(NamedTuple):
    """How a curve is drawn."""

    words: str
    colour: str
    style: str
    tint: str


def _curve(axes: Panel, times: Drawn, horizon: int, look: Look) -> None:
    """A curve of shares by month, 1 at the start, with its interval."""
    found = survival_curve(times, horizon)
    months = np.arange(horizon + 1)
    low, share, high = (
        np.array([1.0, *(getattr(one, end) for one in found)], dtype=np.float64)
        for end in ("ci_low", "estimate", "ci_high")
    )
    axes.fill_between(months, low, high, step="post", color=look.tint, linewidth=0.0)
    axes.step(months, share, where="post", color=look.colour, linestyle=look.style, label=look.words)
