"""What months of status codes, bills and payments say: days past due, late months, payer type, utilisation.

These are the closed derivations that a mapping may ask for, as plain rules over arrays of (rows, months), newest month
first. They read no file.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.population.mapping import PaymentHistory, StatusHistory, UtilisationHistory
from sim.population.tape_convert import UNKNOWN, BadCellError, Cells, Floats, Integers, number

PAYER_TYPES = ("transactor", "minimum", "partial")
"""Names of the payer types; the position is the code in a tape: 0, 1, 2."""

MONTHS_COUNTED_LATE = 6
Booleans = NDArray[np.bool_]


def payer_type_code(name: str | None) -> int:
    """0 transactor, 1 minimum payer, 2 partial payer; `UNKNOWN` for None."""
    return UNKNOWN if name is None else PAYER_TYPES.index(name)


def months_late(cells: Cells, history: StatusHistory) -> tuple[Integers, Booleans]:
    """(rows, months) months late by status code, and where a code was overruled because nothing was billed."""

    def parse(code: str) -> tuple[int, bool]:
        if code not in history.months_late:
            raise BadCellError(f"allowed: {', '.join(history.months_late)}")
        return history.months_late[code], code in history.current_without_bill

    shape = (len(cells.table.rows), len(history.columns))
    late = np.zeros(shape, dtype=np.int64)
    overruled = np.zeros(shape, dtype=np.bool_)
    for month, column in enumerate(history.columns):
        found = [cell or (0, False) for cell in cells.cells(column, True, parse)]
        late[:, month] = [months for months, _ in found]
        if history.bills:
            doubtful = np.array([is_doubtful for _, is_doubtful in found], dtype=np.bool_)
            overruled[:, month] = doubtful & ~(cells.plain_numbers(history.bills[month]) > 0.0)
    late[overruled] = 0
    return late, overruled


def late_months(late: Integers) -> Integers:
    """(rows,) how many of the newest six months were late; `UNKNOWN` where fewer than six months are known."""
    if late.shape[1] < MONTHS_COUNTED_LATE:
        return np.full(late.shape[0], UNKNOWN, dtype=np.int64)
    return np.count_nonzero(late[:, :MONTHS_COUNTED_LATE], axis=1).astype(np.int64)


def payment_ratios(cells: Cells, history: PaymentHistory) -> Floats:
    """(rows, pairs) payment / bill; NaN where the bill is too small to tell."""
    bills = np.column_stack([cells.plain_numbers(column) for column in history.bills])
    payments = np.column_stack([cells.plain_numbers(column, low=0.0) for column in history.payments])
    billed = bills > history.smallest_bill
    return np.where(billed, payments / np.where(billed, bills, 1.0), np.nan)


def payer_types(ratios: Floats, history: PaymentHistory) -> Integers:
    """(rows,) payer type by the months with a payment; a missed payment tells nothing of the type.

    Transactor: at least `transactor_share` of these months were paid in full. Otherwise minimum payer: at least
    `minimum_share` of the months paid below full were paid below `minimum_below` of the bill. Otherwise partial payer.
    """
    paid = np.count_nonzero(ratios > 0.0, axis=1)
    full = np.count_nonzero(ratios >= history.full_from, axis=1)
    minimum = np.count_nonzero((ratios > 0.0) & (ratios < history.minimum_below), axis=1)
    types = np.where(minimum >= history.minimum_share * (paid - full), 1, 2)
    types = np.where(full >= history.transactor_share * paid, 0, types)
    types = np.where(paid == 0, payer_type_code(history.when_never_paid), types)
    return np.where(no_bill(ratios), payer_type_code(history.when_no_bill), types).astype(np.int64)


def no_bill(ratios: Floats) -> Booleans:
    """(rows,) whether no pair has a bill large enough to tell anything."""
    return np.asarray(np.isnan(ratios).all(axis=1))


def never_paid(ratios: Floats) -> Booleans:
    """(rows,) whether something was billed and nothing was ever paid."""
    return np.asarray(~no_bill(ratios) & ~(ratios > 0.0).any(axis=1))


def average_payment_ratio(ratios: Floats) -> Floats:
    """(rows,) mean over the bills of payment / bill, each at most 1; NaN without a bill."""
    counted = np.count_nonzero(~np.isnan(ratios), axis=1)
    total = np.nansum(np.minimum(ratios, 1.0), axis=1)
    return np.where(counted > 0, total / np.maximum(counted, 1), np.nan)


def utilisation(cells: Cells, history: UtilisationHistory, limit_fen: Integers) -> Floats:
    """(rows, months) share of the limit in use, 0 for a credit balance, above 1 over the limit; NaN where unknown."""
    months = [optional_numbers(cells, column, history.required) for column in history.columns]
    shares = np.column_stack(months)
    if history.of == "balance":
        limit = limit_fen[:, np.newaxis] / float(cells.fen_per_unit())
        shares = np.where(limit > 0.0, shares / np.where(limit > 0.0, limit, 1.0), np.nan)
    return np.maximum(shares, 0.0)


def optional_numbers(cells: Cells, column: str, required: bool) -> Floats:
    """(rows,) the numbers of a column that may be absent or have empty cells; NaN there."""
    if required:
        return cells.plain_numbers(column)
    from_text = cells.cells(column, False, lambda text: number(text, -math.inf, math.inf, 1.0))
    return np.array([np.nan if value is None else value for value in from_text], dtype=np.float64)
