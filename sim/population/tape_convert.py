"""Turns columns of text into numbers by their declared kind; a cell that does not fit becomes a fault, never a guess.

Amounts are exact fractions until their one rounding to fen (half to even). Each distinct text is converted once.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.population.mapping import (
    AmountField,
    FromColumn,
    NumberField,
    PayerTypeField,
    TapeMapping,
    TextField,
    WholeField,
    scale_fraction,
)
from sim.population.tape_errors import FaultList, quoted
from sim.population.tape_files import TextTable
from sim.units import FEN_PER_YUAN, LARGEST_BALANCE

UNKNOWN = -1
"""Stands for "the tape does not say" in the int64 columns of a tape that cannot be negative."""

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?")
_LONGEST_NUMBER = 60

Parsed = TypeVar("Parsed")
Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


class BadCellError(ValueError):
    """A cell that does not fit its kind; the text says what is allowed. Caught inside the reading of a tape."""


@dataclass(frozen=True)
class Cells:
    """A table, the mapping it is read by, and the list that its faults go to; arrays are (rows of the table,)."""

    table: TextTable
    mapping: TapeMapping
    faults: FaultList
    kept: dict[tuple[str, float], Floats] = field(default_factory=dict)
    """Columns of plain numbers already converted, since several histories read the same bills."""

    def texts(self, source: TextField | PayerTypeField) -> list[str | None]:
        """Names; None where unknown. `values` translates, and refuses what it does not list."""

        def parse(text: str) -> str:
            if source.values and text not in source.values:
                raise BadCellError(f"allowed: {', '.join(source.values)}")
            return source.values.get(text, text)

        found = self.column(source, parse)
        return [source.constant] * len(self.table.rows) if found is None else found

    def amounts(self, source: AmountField, negative: bool = False) -> Integers:
        """Amounts in fen; `UNKNOWN` where unknown (so `negative` amounts need a required column)."""
        factor = self.fen_per_unit() * scale_fraction(source.scale)

        def parse(text: str) -> int:
            return fen(text, factor, negative)

        return self.integers(source, parse, source.constant, source.default)

    def whole(self, source: WholeField, low: int, high: int) -> Integers:
        """Whole numbers from `low` to `high`; `UNKNOWN` where unknown."""
        return self.integers(source, lambda text: whole_number(text, low, high), source.constant, source.default)

    def integers(
        self, source: FromColumn, parse: Callable[[str], int], constant: float | None, default: float | None
    ) -> Integers:
        """The parsed column, or the constant for every row; the default or `UNKNOWN` where a value is missing."""
        found = self.column(source, parse)
        if found is None:
            return np.full(len(self.table.rows), self.fixed("constant", constant, parse, UNKNOWN), dtype=np.int64)
        missing = self.fixed(f"default of {source.column}", default, parse, UNKNOWN)
        return np.array([missing if value is None else value for value in found], dtype=np.int64)

    def numbers(self, source: NumberField, high: float) -> Floats:
        """Numbers from 0 to `high`, scaled; NaN where unknown."""
        scale = float(scale_fraction(source.scale))

        def parse(text: str) -> float:
            return number(text, 0.0, high, scale)

        found = self.column(source, parse)
        if found is None:
            return np.full(len(self.table.rows), self.fixed("constant", source.constant, parse, math.nan))
        missing = self.fixed(f"default of {source.column}", source.default, parse, math.nan)
        return np.array([missing if value is None else value for value in found], dtype=np.float64)

    def fixed(self, name: str, value: float | None, parse: Callable[[str], Parsed], unknown: Parsed) -> Parsed:
        """A constant or default of the mapping, converted as a cell would be; `unknown` where there is none."""
        if value is None:
            return unknown
        try:
            return parse(repr(value))
        except BadCellError as error:
            self.faults.add(0, name, f"{quoted(value)} in the mapping", str(error))
            return unknown

    def plain_numbers(self, column: str, low: float = -math.inf) -> Floats:
        """The numbers of one needed column as they stand, in the file's unit; empty cells are faults."""
        if (column, low) not in self.kept:
            found = self.cells(column, True, lambda text: number(text, low, math.inf, 1.0))
            self.kept[column, low] = np.array([math.nan if value is None else value for value in found])
        return self.kept[column, low]

    def column(self, source: FromColumn, parse: Callable[[str], Parsed]) -> list[Parsed | None] | None:
        """The parsed cells of a source; None for a constant, and unknown cells for a column that may be absent."""
        if source.column is None:
            return None
        return self.cells(source.column, source.required, parse)

    def cells(self, column: str, required: bool, parse: Callable[[str], Parsed]) -> list[Parsed | None]:
        """The parsed cells of one column; None where empty (a fault if required) or faulty."""
        texts = self.table.columns.get(column)
        if texts is None:
            return [None] * len(self.table.rows)
        meaning: dict[str, Parsed | None] = {}
        bad: dict[str, str] = {}
        for text in set(texts):
            try:
                meaning[text] = self.cell(text.strip(), required, parse)
            except BadCellError as error:
                bad[text] = str(error)
                meaning[text] = None
        if bad:
            for row, text in zip(self.table.rows, texts, strict=True):
                if text in bad:
                    self.faults.add(row, column, quoted(text), bad[text])
        return [meaning[text] for text in texts]

    def cell(self, text: str, required: bool, parse: Callable[[str], Parsed]) -> Parsed | None:
        """One parsed cell; None where it is empty and may be."""
        if text not in self.mapping.missing:
            return parse(text)
        if required:
            raise BadCellError("this cell must not be empty")
        return None

    def fen_per_unit(self) -> Fraction:
        """Fen in one unit of the file's amounts, before a column's own scale."""
        currency = self.mapping.currency
        return scale_fraction(currency.yuan_per_unit) * scale_fraction(currency.scale) * FEN_PER_YUAN


def checked(text: str) -> str:
    """The text of a decimal number; raises `BadCellError` for other text, separators, NaN and infinities."""
    if len(text) <= _LONGEST_NUMBER and _NUMBER.fullmatch(text) is not None:
        return text
    if text.lower().lstrip("+-") in {"nan", "inf", "infinity", "<na>"}:
        raise BadCellError("a finite number is needed")
    raise BadCellError("a number is needed, without separators or units")


def fen(text: str, factor: Fraction, negative: bool) -> int:
    """An amount in fen, rounded once, half to even; raises `BadCellError` outside 0..2^62 fen (or ±2^62)."""
    amount = round(Fraction(checked(text)) * factor)
    if amount < 0 and not negative:
        raise BadCellError("an amount must not be negative")
    if abs(amount) > LARGEST_BALANCE:
        raise BadCellError("an amount must be at most 2^62 fen, about 4.6e16 yuan")
    return amount


def whole_number(text: str, low: int, high: int) -> int:
    """A whole number ("3" or "3.0"); raises `BadCellError` for fractions and outside low..high."""
    value = Fraction(checked(text))
    if value.denominator != 1:
        raise BadCellError("a whole number is needed")
    if not low <= value <= high:
        raise BadCellError(f"a whole number from {low} to {high} is needed")
    return int(value)


def number(text: str, low: float, high: float, scale: float) -> float:
    """A number times its scale; raises `BadCellError` where that lies outside low..high."""
    value = float(checked(text)) * scale
    if not low <= value <= high:
        allowed = f"a number from {low:g} to {high:g}" if high < math.inf else f"at least {low:g}"
        raise BadCellError(f"{allowed} is needed")
    return value
