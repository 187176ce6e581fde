"""A sensitivity study in plain words."""

from __future__ import annotations

import numpy as np

from sim.studies.sensitivity import Sensitivity
from sim.studies.shapes import Table
from sim.summary import percent, yuan


def answer(found: Sensitivity) -> list[str]:
    """Which parameter matters most, and how much is noise."""
    test, measured = found.test, found.measured
    names = [one.name for one in test.parameters]
    told = []
    if measured.effects is not None:
        order = np.argsort(-measured.effects.size)
        first = int(order[0])
        told.append(
            f"The mean of {test.study.column} moves most with {names[first]}: over its range by "
            f"{shown(found, measured.effects.size[first])} (root mean square), "
            f"{'up' if measured.effects.mean[first] > 0 else 'down'} on average."
        )
    indices = measured.indices
    if indices is not None:
        order = np.argsort(-indices.total)
        parts = [
            f"{names[measured.kept[place]]} {percent(_within(indices.total[place]))}" for place in order[:3].tolist()
        ]
        told.append(
            f"The parameters make it vary with a standard deviation of {shown(found, indices.deviation)}; the "
            f"simulation's own standard error at a point is {shown(found, indices.noise)}, and is taken off. Share of "
            f"that variance in which a parameter has part: {', '.join(parts)}."
        )
        left = [name for place, name in enumerate(names) if place not in measured.kept]
        if left:
            told.append(f"Screened out by Morris' effects and held in the middle of the range: {', '.join(left)}.")
    return told


def _within(share: float) -> float:
    return min(1.0, max(0.0, float(share)))


def shown(found: Sensitivity, value: float) -> str:
    """An amount of the figure in its unit."""
    if found.unit == "fen":
        return f"{yuan(float(value))} yuan"
    return percent(float(value)) if found.unit == "share" else f"{value:.4g} {found.unit}"


def parameters_table(found: Sensitivity) -> Table:
    """A row a parameter."""
    rows = []
    for row in found.table.to_dict("records"):
        effects = [row[f"morris_{name}"] for name in ("mean", "size", "spread")]
        cells = ["" if value != value else shown(found, value) for value in effects]
        cells += [_index(row, name) for name in ("first", "total")]
        rows.append((str(row["parameter"]), *cells))
    return Table(("parameter", "effect", "size", "spread", "first index", "total index"), tuple(rows))


def _index(row: dict[str, float], name: str) -> str:
    if row[name] != row[name]:
        return ""
    return f"{row[name]:.2f} ({row[f'{name}_low']:.2f} to {row[f'{name}_high']:.2f})"


REMARKS = (
    "Effect: mean change over the whole range; size: its root mean square; spread: how much it differs from place to "
    "place. First index: share of the variance that the parameter makes alone; total: with all others. In brackets "
    "95 % intervals over the points of the design. The simulation's noise is taken off all but the mean; so an index "
    "may come out a little below 0 or above 1.",
)
