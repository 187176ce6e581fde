"""What is written to standard output: JSON for programs, tables for people. On a terminal the words are the same."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.summary import Summary
    from sim.summary_attribution import Attribution
    from sim.summary_capital import Section

GAP = "   "
WIDTH = 110
"""Characters of a line of prose."""
NO_BREAK = "\N{NO-BREAK SPACE}"


def line(text: str = "") -> None:
    """One line of result."""
    sys.stdout.write(text + "\n")


def lines(texts: Sequence[str]) -> None:
    """Lines of result below an empty one; nothing for none."""
    for text in ("", *texts) if texts else ():
        line(text)


def paragraph(text: str) -> None:
    """Prose, broken into lines, but not between a number and its sign of per cent."""
    held = text.replace(" %", NO_BREAK + "%")
    for part in textwrap.wrap(held, WIDTH, break_long_words=False, break_on_hyphens=False):
        line(part.replace(NO_BREAK, " "))


def news(text: str) -> None:
    """One line of news, on standard error."""
    sys.stderr.write(f"yuqi: {text}\n")
    sys.stderr.flush()


def as_json(value: Any) -> None:
    """One JSON document."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def is_terminal() -> bool:
    """Whether a person looks at standard output."""
    return sys.stdout.isatty()


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[int] = ()) -> None:
    """A table; the columns in `numbers` stand to the right."""
    if is_terminal():
        _rich_table(heads, rows, numbers)
        return
    widths = [max(len(row[place]) for row in (heads, *rows)) for place in range(len(heads))]
    for row in (heads, *rows):
        cells = [
            cell.rjust(width) if place in numbers else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        line(GAP.join(cells).rstrip())


def _rich_table(heads: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[int]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    found = Table(box=SIMPLE_HEAD, pad_edge=False)
    for place, head in enumerate(heads):
        found.add_column(Text(head), justify="right" if place in numbers else "left")
    for row in rows:
        found.add_row(*(Text(cell) for cell in row))
    Console(file=sys.stdout).print(found)


def facts(pairs: Sequence[tuple[str, str]]) -> None:
    """Names and texts, aligned."""
    width = max((len(name) for name, _ in pairs), default=0)
    for name, text in pairs:
        line(f"{name.ljust(width)}  {text}")


def summary(found: Summary) -> None:
    """The summary of a run."""
    line(found.title)
    line()
    facts(found.facts)
    line()
    table(found.heads, found.rows, numbers=(1, 3))
    line()
    for remark in found.remarks:
        line(remark)


def attribution(found: Attribution | None) -> None:
    """Who caused it, below the summary of a run; nothing where it was not computed."""
    if found is None:
        return
    line()
    table(found.heads, found.rows, found.numbers)
    line()
    for remark in found.remarks:
        paragraph(remark)


def sections(found: Sequence[Section]) -> None:
    """Further tables below the summary of a run, each with its sentences."""
    for section in found:
        line()
        table(section.heads, section.rows, section.numbers)
        if section.remarks:
            line()
        for remark in section.remarks:
            paragraph(remark)
