"""A column of an output table, and what stands for a whole number that does not exist."""

from __future__ import annotations

from typing import NamedTuple

NULL_INTEGER = -(2**63)
"""Stands for "does not exist" in an int64 column of a structured array."""


class Column(NamedTuple):
    """One column of an output table: NumPy type code ("i8" or "f8"), unit, meaning."""

    name: str
    code: str
    unit: str
    meaning: str
