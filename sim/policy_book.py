"""What a user's policy sees and sets at a month's close: the platform's figures, its borrowers as arrays, its dials.

The platform sees its own: accounts of other lenders, incomes, cash and temptations are not shown. Nothing decides here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np

from sim import engine
from sim.arrays import Run
from sim.dials import DIAL_PATHS
from sim.market import PLATFORM
from sim.outputs import MONTHLY_DTYPE
from sim.scenario.dial_facts import dial_range, is_for_whole_book, no_such_dial
from sim.scenario.models import Scenario
from sim.setup import dial_value, segment_names
from sim.units import DAYS_PER_MONTH

Array = np.ndarray[Any, Any]


class DialRefused(ValueError):
    """A dial, segment or value that a policy cannot have."""


class Dials(Mapping[str, Array]):
    """Dials by dotted name, each a (segments,) array in the units of scenarios (money in yuan), as copies."""

    def __init__(self, values: Array, segments: int) -> None:
        self._values, self._segments = values, segments

    def __getitem__(self, path: str) -> Array:
        if path not in DIAL_PATHS:
            raise DialRefused(no_such_dial(path))
        return self._values[: self._segments, DIAL_PATHS.index(path)] / dial_value(path, 1.0)  # type: ignore[no-any-return]

    def __iter__(self) -> Iterator[str]:
        return iter(DIAL_PATHS)

    def __len__(self) -> int:
        return len(DIAL_PATHS)


class Book:
    """The platform's book at the close of a month. Arrays are read-only; all are as of this close."""

    def __init__(self, run: Run, scenario: Scenario, month: int) -> None:
        self._run, self._scenario = run, scenario
        self.month = month
        """The month that closes, from 1."""
        self.months: int = len(run.economies)
        """Months of the horizon."""
        self.replication = int(run.stream[0].replication)
        self.seed = int(run.stream[0].seed)
        self.segments: tuple[str, ...] = segment_names(scenario)
        """Names of the segments, in the order of their numbers."""

    # The platform

    @property
    def history(self) -> Array:
        """(months so far,) the platform's monthly rows, with the columns of monthly.parquet."""
        every = len(self._scenario.lenders)
        return _locked(self._run.rows.view(MONTHLY_DTYPE)[PLATFORM : self.month * every : every])

    @property
    def row(self) -> Any:
        """The platform's row of the month that closes: `book.row["capital_ratio"]`."""
        return self.history[-1]

    # Its borrowers

    @property
    def weight(self) -> Array:
        """(borrowers,) real borrowers behind each record."""
        return self._column("weight")

    @property
    def segment(self) -> Array:
        """(borrowers,) number of the segment."""
        return self._column("segment")

    @property
    def score(self) -> Array:
        """(borrowers,) behaviour score."""
        return self._column("score")

    @property
    def principal_fen(self) -> Array:
        """(borrowers, account slots) principal owed on the platform's open accounts; 0 elsewhere."""
        return self._accounts[0]

    @property
    def days_past_due(self) -> Array:
        """(borrowers, account slots) days past due of the platform's open accounts; 0 elsewhere."""
        return self._accounts[1]

    @cached_property
    def _accounts(self) -> tuple[Array, Array]:
        run = self._run
        principal = np.zeros(run.borrowers["accounts"].shape, dtype=np.int64)
        days = np.zeros_like(principal)
        day = self.month * DAYS_PER_MONTH
        engine.look_at_accounts(run.borrowers, day, run.world, PLATFORM, principal, days)
        return _locked(principal), _locked(days)

    def _column(self, name: str) -> Array:
        return _locked(self._run.borrowers[name].view())

    # Its policy

    @property
    def dials(self) -> Dials:
        """The chosen policy, before levers: `book.dials["underwriting.score_cutoff"]` is a (segments,) array."""
        return Dials(self._lender["chosen"].copy(), len(self.segments))

    @property
    def dials_in_force(self) -> Dials:
        """The same with the levers of the month to come."""
        return Dials(self._lender["dials"].copy(), len(self.segments))

    def set(self, path: str, value: float, segment: str | None = None) -> None:
        """Choose a dial's value from the next month on, in the units of scenarios; levers still lie over it.

        Raises:
            DialRefused: no such dial or segment, or a value outside the parameter's range.
        """
        if path not in DIAL_PATHS:
            raise DialRefused(no_such_dial(path))
        number = dial_value(path, _checked(path, value))
        self._lender["chosen"][self._rows_of(path, segment), DIAL_PATHS.index(path)] = number

    def _rows_of(self, path: str, segment: str | None) -> Any:
        if segment is None:
            return slice(None)
        if segment not in self.segments:
            raise DialRefused(f"{segment!r} is not one of the segments {', '.join(self.segments)}")
        if is_for_whole_book(path):
            raise DialRefused(f"{path} holds for the whole book and takes no segment")
        return self.segments.index(segment)

    @property
    def _lender(self) -> Any:
        return self._run.market[0].lenders[PLATFORM]


def _checked(path: str, value: float) -> float:
    lowest, highest = dial_range(path)
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise DialRefused(f"{path}: {value!r} is no number") from None
    if not math.isfinite(number) or not lowest <= number <= highest:
        raise DialRefused(f"{path}: {number:g} lies outside {lowest:g}..{highest:g}")
    return number


def _locked(array: Array) -> Array:
    array.flags.writeable = False
    return array
