"""A sweep in plain words: the design before it runs, and afterwards what moved the headlines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import stats

from sim.montecarlo.progress import duration
from sim.studies.parameters import Parameter
from sim.studies.shapes import Table
from sim.studies.sweep import Sweep, SweepDesign, shown
from sim.studies.telling import BUSINESS, LINES
from sim.summary import percent, yuan

USUAL_SPEED = 1_000_000
"""Borrower-months a second and processor, for the time told beforehand (docs/performance.md)."""
DESIGNS = {
    "grid": "every combination",
    "zip": "values in step",
    "latin_hypercube": "a Latin hypercube",
    "sobol": "a Sobol sequence",
}
FEWEST_FOR_RANKS = 4


def design_words(design: SweepDesign, jobs: int) -> list[str]:
    """What will be run, in a few lines."""
    scenario = design.base.scenario
    count = len(design.points)
    months = scenario.horizon_months * design.replications + scenario.population.warmup_months
    seconds = count * months * scenario.population.size / USUAL_SPEED / jobs
    lines = [
        f"sweep of {design.base.name}: {count} points ({DESIGNS[design.study.design]}), "
        f"{design.replications:,} replications each, the same luck at all; seed {scenario.seed}"
    ]
    lines += [f"  {one.name}: {_span(one)}" for one in design.parameters]
    lines.append(f"  about {duration(seconds)} at the usual speed; the time left is told after each point")
    return lines


def _span(one: Parameter) -> str:
    varied = one.varied
    times = " times the scenario's own" if varied.multiple else ""
    if varied.values is not None:
        return f"{varied.key} = {', '.join(str(value) for value in varied.values)}{times}"
    spacing = ", logarithmic" if varied.spacing == "logarithmic" else ""
    return f"{varied.key} from {varied.low:g} to {varied.high:g}{times}{spacing}"


def points_table(found: Sweep) -> Table:
    """A row a point: its name, parameters, and the headlines shown."""
    names = [one.name for one in found.design.parameters]
    heads = ("point", *names, *(words(headline) for headline in shown(found)))
    rows = []
    for point, values in found.design.points.items():
        summary = found.summaries[point]
        cells = [value_words(value) for value in values]
        rows.append((point, *cells, *(amount(summary[headline]) for headline in shown(found))))
    return Table(heads, tuple(rows))


NAMES = {line.figure: line.words for line in (*LINES, *BUSINESS)}


def words(headline: str) -> str:
    """The name of a headline as other tables have it."""
    return NAMES.get(headline, headline.replace("_", " "))


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def value_words(value: Any) -> str:
    """A value of a parameter."""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def amount(found: dict[str, Any]) -> str:
    """An estimate: yuan, per cent, or a plain number."""
    value = found["estimate"]
    unit = str(found["note"]).partition(";")[0]
    if value is None:
        return "unknown"
    if unit == "fen":
        return yuan(value)
    return percent(value) if "share" in unit or -1 <= value <= 1 else f"{value:,.4g}"


def paragraph(found: Sweep) -> list[str]:
    """Where each headline shown is lowest and highest, and which parameter goes with it."""
    told = []
    for headline in shown(found):
        values = found.values(headline)
        exist = [place for place, value in enumerate(values) if value is not None]
        if not exist:
            continue
        order = sorted(exist, key=lambda place: values[place] or 0.0)
        low, high = order[0], order[-1]
        if values[low] == values[high]:
            told.append(f"{_capital(words(headline))} is the same at all points.")
            continue
        ends = [f"{_amount_at(found, headline, place)} at {_place(found, place)}" for place in (low, high)]
        told.append(f"{_capital(words(headline))} runs from {ends[0]} to {ends[1]}.{_rank(found, exist, values)}")
    return told


def _amount_at(found: Sweep, headline: str, place: int) -> str:
    one = list(found.summaries.values())[place][headline]
    unit = " yuan" if str(one["note"]).startswith("fen") else ""
    return amount(one) + unit


def _place(found: Sweep, place: int) -> str:
    values = list(found.design.points.values())[place]
    named = zip(found.design.parameters, values, strict=True)
    return ", ".join(f"{one.name} {value_words(value)}" for one, value in named)


def _rank(found: Sweep, exist: Sequence[int], values: Sequence[float | None]) -> str:
    """The parameter that goes with the headline most closely, by rank correlation."""
    numbers = [place for place, one in enumerate(found.design.parameters) if one.is_number]
    if len(exist) < FEWEST_FOR_RANKS or len(numbers) < 2:
        return ""
    points = list(found.design.points.values())
    own = np.array([values[place] for place in exist], dtype=float)
    ranked = {}
    for number in numbers:
        given = np.array([points[place][number] for place in exist], dtype=float)
        if np.ptp(given) > 0 and np.ptp(own) > 0:
            ranked[found.design.parameters[number].name] = float(stats.spearmanr(given, own).statistic)
    if not ranked:
        return ""
    name = max(ranked, key=lambda one: abs(ranked[one]))
    return f" It goes most closely with {name} (rank correlation {ranked[name]:+.2f})."
