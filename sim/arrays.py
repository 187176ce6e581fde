"""The arrays of one replication in motion, as both drivers and their threads pass them on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


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
