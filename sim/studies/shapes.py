"""The shape in which studies hand tables of words to whoever prints them."""

from __future__ import annotations

from typing import NamedTuple


class Table(NamedTuple):
    """Heads and rows of cells, the first column words."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
