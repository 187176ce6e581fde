"""Cascades of a replication, from the borrowers' records at its end: who infected whom, how many, and how fast.

A default infected by a borrower hangs below that borrower's. A lender's trouble is the work of many defaults and of
none alone, so a lender is the root of a tree of its own; so is a default by own causes, or by the slump.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from sim.records import CAUSES, Cause
from sim.rules.causes import FIRST_LENDER
from sim.sizes import MAX_LENDERS
from sim.units import DAYS_PER_MONTH, NEVER

Array = np.ndarray[Any, Any]
NO_PARENT = -1


@dataclass(frozen=True)
class Cascades:
    """The first defaults of a replication, in order of day and borrower; every array has the shape (defaults,)."""

    records: Array = field(repr=False)
    """borrowers' records"""
    lender: Array
    """at which it came, by index"""

    def __len__(self) -> int:
        return len(self.records)

    @cached_property
    def weight(self) -> Array:
        """Real borrowers behind each default, as float64."""
        weights: Array = self.records["weight"].astype(np.float64)
        return weights

    @cached_property
    def month(self) -> Array:
        """Month of each default, from 1."""
        months: Array = (self.records["first_day"] - 1) // DAYS_PER_MONTH + 1
        return months

    @cached_property
    def parent(self) -> Array:
        """Place of the infecting borrower's default; NO_PARENT: none."""
        infector = self.records["infector"]
        order = np.argsort(self.records["agent"], kind="stable")
        numbers = self.records["agent"][order]
        if not len(numbers):
            return np.zeros(0, dtype=np.int64)
        place = np.minimum(np.searchsorted(numbers, infector), len(numbers) - 1)
        is_known = (infector >= 0) & (numbers[place] == infector)
        return np.where(is_known, order[place], NO_PARENT)

    @cached_property
    def root(self) -> Array:
        """Number of the tree: place of the default at its root, or len(self) + lender."""
        size = len(self)
        infector = self.records["infector"].astype(np.int64)
        lenders = size + FIRST_LENDER - infector
        above = np.where(self.parent != NO_PARENT, self.parent, np.where(infector <= FIRST_LENDER, lenders, -1))
        above = np.concatenate([np.where(above < 0, np.arange(size), above), size + np.arange(MAX_LENDERS)])
        while not np.array_equal(above, above[above]):
            above = above[above]
        return above[:size]

    @cached_property
    def sizes(self) -> Array:
        """(trees,) defaults in each tree that has any, the largest first."""
        counts = np.bincount(self.root, minlength=1)
        return np.sort(counts[counts > 0])[::-1]

    @cached_property
    def offspring(self) -> Array:
        """Weighted defaults that each default made.

        What a lender's trouble made is spread evenly over the defaults at it before it struck, what the slump made over
        all defaults before it.
        """
        made = self.parent != NO_PARENT
        found = np.bincount(self.parent[made], self.weight[made], minlength=len(self)).astype(np.float64)
        for lender in range(MAX_LENDERS):
            victims = self.records["infector"] == FIRST_LENDER - lender
            found += self._spread(self.lender == lender, victims, self._struck_by(lender))
        everyone = np.ones(len(self), dtype=bool)
        return found + self._spread(everyone, self.records["cause"] == Cause.SLUMP, self.records["slump_day"])

    def _struck_by(self, lender: int) -> Array:
        """Day on which a lender's trouble struck each borrower first."""
        kept = [
            np.where(self.records[f"{way}_by"] == lender, self.records[f"{way}_day"], NEVER)
            for way in ("cut", "denied")
        ]
        return np.minimum(*kept)

    def _spread(self, pool: Array, victims: Array, struck: Array) -> Array:
        """Weighted victims spread over the pool's defaults before the day on which each was struck."""
        found = np.zeros(len(self))
        days, weights = self.records["first_day"][pool], self.weight[pool]
        before = np.searchsorted(days, struck[victims], side="left")
        has_any = before > 0
        if not has_any.any():
            return found
        last = before[has_any] - 1
        each = self.weight[victims][has_any] / np.cumsum(weights)[last]
        found[pool] = weights * np.cumsum(np.bincount(last, each, minlength=len(days))[::-1])[::-1]
        return found

    def reproduction(self, chosen: Array | None = None) -> float:
        """Defaults made by the chosen ones, by default all, per default; NaN without any."""
        kept = slice(None) if chosen is None else chosen
        total = self.weight[kept].sum()
        return float(self.offspring[kept].sum() / total) if total > 0 else float("nan")


def cascades_of(borrowers: Array, world: Array) -> Cascades:
    """The cascades among the (borrowers,) records at the end of a replication."""
    records = borrowers[borrowers["first_day"] != NEVER]
    records = records[np.lexsort((records["agent"], records["first_day"]))]
    return Cascades(records, world[0].product["lender"][records["first_product"]])


def fill_cascades(row: Any, months: Array, found: Cascades) -> None:
    """Write the measures of the cascades into the (1,) replication's and the (months x lenders,) monthly rows."""
    records = found.records
    row["largest_cascade"] = found.sizes[0] if len(found) else 0
    row["cascades"] = int((found.sizes > 1).sum())
    row["first_defaults"] = len(found)
    counts = np.bincount(records["cause"], minlength=CAUSES)
    for cause in Cause:
        row[f"cause_{cause.name.lower()}"] = counts[cause]
    row["reproduction_number"] = found.reproduction()
    row["mean_generation"] = np.average(records["generation"], weights=found.weight) if len(found) else np.nan
    for month in months:
        chosen = (found.month == month["month"]) & (found.lender == month["lender"])
        month["reproduction_number"] = found.reproduction(chosen)
