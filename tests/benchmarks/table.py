"""One table of measurements, as Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Line(NamedTuple):
    """What was measured, its value with unit, what was asked for, and how it was taken."""

    what: str
    value: str
    goal: str = ""
    how: str = ""


def show(lines: Iterable[Line]) -> str:
    """The table, its columns aligned."""
    rows = [Line("what", "measured", "goal", "how"), *lines]
    widths = [max(len(row[column]) for row in rows) for column in range(len(Line._fields))]
    texts = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([texts[0], rule, *texts[1:]])
