"""A reverse stress test in plain words."""

from __future__ import annotations

import numpy as np

from sim.outputs import REPLICATION_COLUMNS
from sim.studies.breach import Breach, Plausible
from sim.studies.reverse import Reverse, driver_values
from sim.studies.root import Crossing
from sim.studies.shapes import Table
from sim.summary import percent, yuan

FEW = 30
"""Breaching replications below which their mean economy is only a hint."""


def answer(found: Reverse) -> list[str]:
    """The mildest shock, then what else was found."""
    test, crossings = found.test, found.search.crossings
    asked = f"That {test.breach.asked}"
    if not crossings:
        where = "at every severity from 0 to 1" if found.search.is_always else "at no severity from 0 to 1"
        advice = "make the calm end calmer" if found.search.is_always else "make the severe end more severe"
        return [f"{asked}, or more, holds {where}: there is no crossing to report. To find one, {advice}."]
    told = []
    for one in crossings:
        verb = "is reached" if one.rises else "is undercut again"
        told.append(f"{asked} {verb} at {_place(found, one)}.")
    if len(crossings) > 1:
        told.append(f"The curve is not monotone: it crosses {len(crossings)} times. The mildest is the first.")
    return told


def _place(found: Reverse, one: Crossing) -> str:
    low = "0 or below" if one.ci_low is None else f"{one.ci_low:.3f}"
    high = "1 or above" if one.ci_high is None else f"{one.ci_high:.3f}"
    severity = f"severity {one.place:.3f} (95 % interval: {low} to {high})"
    values = driver_values(found.test, one.place)
    if not values:
        return f"{severity} of the way from {found.test.base.name} to {found.test.study.towards}"
    parts = [f"{name} {value:.5g}{_ends(found, name, one)}" for name, value in values.items()]
    return f"{severity}: {', '.join(parts)}"


def _ends(found: Reverse, name: str, one: Crossing) -> str:
    """The interval in the driver's own unit."""
    if one.ci_low is None or one.ci_high is None:
        return ""
    ends = sorted(found.test.study.drivers[name].at(end) for end in (one.ci_low, one.ci_high))
    return f" ({ends[0]:.5g} to {ends[1]:.5g})"


def economy(found: Plausible | None, breach: Breach) -> list[str]:
    """What the economy looks like in the replications that breach."""
    if found is None or found.factor is None or not found.path:
        return []
    path = np.array(found.path)
    worst = int(np.argmax(path))
    factor, jobless = found.factor, np.array(found.unemployment)
    ends = "" if factor.ci_low is None else f" (95 % interval: {factor.ci_low:+.2f} to {factor.ci_high:+.2f})"
    told = [
        f"The breach that is most plausible: in the {found.breaches:,} of {found.replications:,} replications in which "
        f"{breach.words}, the macro factor averages {factor.estimate:+.2f} standard deviations over the loss "
        f"horizon{ends}, and is worst in month {worst + 1} ({path[worst]:+.2f}); "
        f"{_severe(float(factor.estimate or 0.0))}. "
        f"Unemployment peaks at {percent(float(jobless.max()))} in month {int(jobless.argmax()) + 1}."
    ]
    if found.breaches < FEW:
        told.append(f"Only {found.breaches} replications breach: take their economy as a hint.")
    return told


def _severe(factor: float) -> str:
    """A mean factor in words."""
    if factor < 0.25:
        return "hardly worse than usual: the breach needs no bad economy"
    if factor < 1.0:
        return "somewhat worse than usual"
    return "a bad economy beside the shock" if factor < 2.0 else "a very bad economy beside the shock"


def places_table(found: Reverse) -> Table:
    """A row per severity that was run."""
    unit = {one.name: one.unit for one in REPLICATION_COLUMNS}[found.test.breach.column]
    by_share = found.test.breach.probability is not None or unit == "share"
    show = percent if by_share else yuan if unit == "fen" else _plain
    rows = [
        (f"{severity:.4f}", *(f"{value:.5g}" for value in driver_values(found.test, severity).values()),
         show(measured), f"{show(low)} to {show(high)}")
        for severity, measured, low, high, _ in found.table.itertuples(index=False)
    ]  # fmt: skip
    head = "probability" if found.test.breach.probability is not None else "mean beyond the limit"
    return Table(("severity", *found.test.study.drivers, head, "95 % interval"), tuple(rows))


def _plain(value: float | None) -> str:
    return "unknown" if value is None else f"{value:,.4g}"
