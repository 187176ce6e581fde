"""The arrays of one replication in motion, as both drivers and their threads pass them on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, Any]


class Network(NamedTuple):
    """Who is whose neighbour, and who has news for them: what the close of a window tells along."""

    starts: Array
    """(borrowers + 1,) place of each row's first neighbour; the same for all replications"""
    neighbours: Array
    """(2 x links,) rows; likewise"""
    tellers: Array
    """(threads, places) the rows with news in this window, for each block; at place 0 how many"""


@dataclass
class Run:
    """The arrays of one replication in motion: what the compiled window works on."""

    borrowers: Array
    """(borrowers,) records"""
    due: Array
    """(borrowers,) next day with something due"""
    economies: Array
    """(months,) economy records"""
    market: Array
    """(1,) institutions as of the last close"""
    world: Array
    """(1,) parameters"""
    stream: Array
    """(1,) seed and replication"""
    ledgers: Array
    """(threads, days of a window) what each block of borrowers did"""
    words: Array
    """(threads, days of a window, words) the same memory as integers"""
    rows: Array
    """(months x lenders,) monthly rows"""
    network: Network
    """Neighbours and their news"""


def network_arrays(starts: Array, neighbours: Array, blocks: int) -> Network:
    """A network in motion over so many blocks of borrowers, with no news yet."""
    places = 1 + (len(starts) - 1) // blocks + blocks
    return Network(starts, neighbours, np.zeros((blocks, places), dtype=np.int32))


def lonely(borrowers: int) -> Network:
    """A network in which nobody has a neighbour, over one block."""
    return network_arrays(np.zeros(borrowers + 1, dtype=np.int64), np.zeros(0, dtype=np.int32), 1)


def copied(records: Array) -> Array:
    """A copy of records byte by byte: field by field, as NumPy does it, takes ten times as long."""
    return records.view(_bytes_of(records.dtype)).copy().view(records.dtype)


def joined(parts: Sequence[Array], columns: np.dtype[Any]) -> Array:
    """Rows of several tables of these columns behind one another, byte by byte likewise."""
    return np.concatenate([part.view(_bytes_of(columns)) for part in parts]).view(columns)


def _bytes_of(records: np.dtype[Any]) -> np.dtype[Any]:
    return np.dtype(f"V{records.itemsize}")
