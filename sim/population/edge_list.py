"""A network from a file: CSV with two borrower numbers a row. What is wrong is told by row, all at once."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.population.tape_errors import FaultList, TapeError, TapeFault, quoted

Array = np.ndarray[Any, Any]
ENDS = 2
MOST_DIGITS = 18
"""No borrower's number is longer."""


class EdgeList(NamedTuple):
    """Links of a file, each once, and the SHA-256 of its bytes."""

    pairs: tuple[Array, Array]
    """((links,), (links,)) int64 borrower numbers"""
    sha256: str


def read_edges(path: str | Path, people: int) -> EdgeList:
    """The links of a file among borrowers 0..people-1; a first row that is not of numbers is a header.

    A link named twice, in either direction, is one link.

    Raises:
        TapeError: unreadable, or rows that are no links.
    """
    place = Path(path)
    try:
        content = place.read_bytes()
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise TapeError(place, [TapeFault(0, "", quoted(error), "a CSV file of borrower numbers")]) from error
    faults = FaultList(place)
    links = {
        link
        for row, cells in enumerate(rows, start=1)
        if cells and not (row == 1 and is_header(cells))
        for link in _link(row, cells, people, faults)
    }
    faults.raise_if_any()
    ends = np.array(sorted(links), dtype=np.int64).reshape(-1, ENDS)
    return EdgeList((ends[:, 0].copy(), ends[:, 1].copy()), hashlib.sha256(content).hexdigest())


def is_header(cells: list[str]) -> bool:
    """Whether no cell of a row is a number."""
    return not any(_is_number(cell) for cell in cells)


def _is_number(cell: str) -> bool:
    text = cell.strip()
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


def _link(row: int, cells: list[str], people: int, faults: FaultList) -> list[tuple[int, int]]:
    """The link of a row, the smaller number first; none where the row is at fault."""
    if len(cells) != ENDS:
        faults.add(row, "", f"{len(cells)} cells", "two borrower numbers are needed")
        return []
    for column, cell in zip(("1", "2"), cells, strict=True):
        if not _is_number(cell) or int(cell) >= people:
            faults.add(row, column, quoted(cell), f"a borrower number 0..{people - 1} is needed")
            return []
    one, other = sorted(int(cell) for cell in cells)
    if one == other:
        faults.add(row, "", str(one), "nobody is his own neighbour")
        return []
    return [(one, other)]
