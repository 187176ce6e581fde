"""Contagion: the largest cascades against a branching law, and the defaults that channels add and avert."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas

from sim.plots import canvas
from sim.plots.canvas import Chart
from sim.plots.source import NoFigure, Source
from sim.risk.attribution import CHANNEL_NAMES
from sim.risk.branching import BorelTanner
from sim.risk.columns import has_value
from sim.risk.samples import FloatArray

LONGEST = 20_000
"""Largest size up to which the law is summed."""
TERMS = (("direct", canvas.BLUE, ""), ("amplified", canvas.VERMILLION, "///"), ("averted", canvas.GREEN, "..."))


class Sizes(NamedTuple):
    """Of the replications that have them: largest cascade, first defaults, offspring of one default; and weights."""

    largest: FloatArray
    defaults: FloatArray
    offspring: float
    weights: FloatArray


def cascades(source: Source) -> Chart:
    """Share of replications whose largest cascade has n defaults or more, on logarithmic axes; and the branching law.

    The law is that of the largest of independent Borel cascades, with the run's own number of defaults that make one.
    """
    source.need_replications()
    found = cascade_sizes(source)
    words = source.words
    sizes, exceeding = exceedance(found)
    with canvas.drawing(height=3.4) as (chart, (axes,)):
        axes.plot(
            sizes, exceeding, linestyle="none", marker="o", markersize=3.2, color=canvas.BLUE,
            markerfacecolor="none", label=words("cascades.observed"),
        )  # fmt: skip
        if found.offspring < 1.0:
            law_sizes, law = largest_law(found)
            shown = law >= 0.2 / source.size
            label = words("cascades.law", offspring=f"{found.offspring:.2f}")
            axes.plot(law_sizes[shown], law[shown], color=canvas.VERMILLION, linestyle="--", label=label)
        canvas.logarithmic(axes)
        canvas.counted(axes, 1.0, axes.get_xlim()[1])
        canvas.scale_y(axes, words("cascades.y"), lambda share: f"{share:g}")
        canvas.scale_x(axes, words("cascades.x"), words.number)
        canvas.legend(axes)
    return chart


def exceedance(found: Sizes) -> tuple[FloatArray, FloatArray]:
    """Sizes that occur, ascending, and the weighted share of replications whose largest cascade has so many or more."""
    order = np.argsort(found.largest)
    beyond = np.cumsum(found.weights[order][::-1])[::-1] / found.weights.sum()
    sizes, first = np.unique(found.largest[order], return_index=True)
    return sizes, beyond[first]


def cascade_sizes(source: Source) -> Sizes:
    """What is known of cascades. Raises NoFigure without attribution, and where nobody defaulted."""
    rows = source.run.replications
    names = ("largest_cascade", "first_defaults", "reproduction_number")
    exists = np.logical_and.reduce([has_value(rows, name) for name in names])
    kept = rows[exists]
    largest, defaults, offspring = (_floats(kept[name]) for name in names)
    some = largest > 0.0
    if not some.any():
        raise NoFigure(source.words("none.attribution"))
    weights = source.weights[exists][some]
    pooled = float(weights @ (offspring * defaults)[some] / (weights @ defaults[some]))
    return Sizes(largest[some], defaults[some], pooled, weights)


def _floats(column: pandas.Series) -> FloatArray:
    values: FloatArray = column.to_numpy(dtype=np.float64, na_value=np.nan)
    return values


def largest_law(found: Sizes) -> tuple[FloatArray, FloatArray]:
    """Sizes 1, 2, ... and the chance that the largest of a replication's cascades has so many defaults or more.

    With an offspring of lambda, N first defaults stem from N (1 - lambda) cascades of Borel's law, whose largest is
    below n with probability F(n - 1) to the power of their number; averaged over the replications.
    """
    last = int(min(LONGEST, max(64, 4 * found.largest.max())))
    below = np.cumsum(BorelTanner(found.offspring, 1).pmf(last))[:-1]
    number = np.maximum(found.defaults * (1.0 - found.offspring), 1.0)
    shares = found.weights / found.weights.sum()
    law = np.zeros(last)
    for share, cascades_made in zip(shares, number, strict=True):
        law += share * -np.expm1(cascades_made * np.log(np.clip(below, 1e-300, 1.0)))
    return np.arange(1, last + 1, dtype=np.float64), law


def attribution(source: Source) -> Chart:
    """Mean defaults a replication: direct, amplified and averted, and what each channel adds, with 95 % intervals."""
    headlines, words = source.headlines, source.words
    if source.estimate("direct_defaults") is None:
        raise NoFigure(words("none.attribution"))
    bars = [(words(f"attribution.{name}"), headlines[f"{name}_defaults"], look) for name, *look in TERMS]
    bars += [
        (
            words("attribution.channel", name=words(f"channel.{name}")),
            headlines[f"net_{name}_defaults"],
            [canvas.PURPLE, "xx"],
        )
        for name in CHANNEL_NAMES
        if source.estimate(f"net_{name}_defaults")
    ]
    with canvas.drawing(height=0.9 + 0.34 * len(bars)) as (chart, (axes,)):
        for place, (_, found, (colour, hatch)) in enumerate(bars):
            point = float(found["estimate"])
            axes.barh(place, point, height=0.62, color=colour, edgecolor="white", hatch=hatch, linewidth=0.0)
            if found["ci_low"] is not None and found["ci_high"] is not None:
                axes.plot(
                    [found["ci_low"], found["ci_high"]],
                    [place, place],
                    color=canvas.BLACK,
                    linewidth=1.2,
                    marker="|",
                    markersize=6.0,
                )
        axes.set_yticks(range(len(bars)), [name for name, *_ in bars])
        axes.invert_yaxis()
        axes.axvline(0.0, color=canvas.BLACK, linewidth=0.7)
        axes.grid(axis="y", visible=False)
        canvas.scale_x(axes, words("attribution.x"), words.number)
    return chart
