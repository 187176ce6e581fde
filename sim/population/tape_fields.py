"""The columns of a tape, one function each: from the cells of a mapping's source to an array of (rows,).

What cannot be converted goes to the faults of `cells`; what is legal but odd is marked in `flags`, in place.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.population.mapping import AmountField, TapeMapping, WholeField
from sim.population.tape_convert import UNKNOWN, Cells, Floats, Integers, whole_number
from sim.population.tape_errors import quoted
from sim.population.tape_flags import Flag
from sim.population.tape_history import (
    Booleans,
    average_payment_ratio,
    late_months,
    months_late,
    never_paid,
    no_bill,
    payer_type_code,
    payer_types,
    payment_ratios,
    utilisation,
)

HIGHEST_DAYS_PAST_DUE = 36_000
HIGHEST_MONTHS = 1_200
YOUNGEST, OLDEST = 14, 120
HIGHEST_WEIGHT = 1_000_000_000
HIGHEST_ANNUAL_RATE = 10.0
HIGHEST_PAYMENT_RATIO = 1.0
HIGHEST_OUTCOME = 1_000_000_000


def mark(flags: Integers, where: Booleans, flag: Flag) -> None:
    """Sets one bit of `flags` in place."""
    flags[where] |= int(flag)


def borrowers(cells: Cells) -> tuple[tuple[str, ...], Integers]:
    """Identities, and the position of each among the borrowers by first appearance."""
    names = tuple(name or "" for name in cells.texts(cells.mapping.borrower))
    positions: dict[str, int] = {}
    index = [positions.setdefault(name, len(positions)) for name in names]
    return names, np.array(index, dtype=np.int64)


def product_names(cells: Cells, products: Mapping[str, str]) -> tuple[str, ...]:
    """Names of the scenario's products; a fault for each row with another name, or one for a constant."""
    source = cells.mapping.product
    names = tuple(name or "" for name in cells.texts(source))
    allowed = f"the scenario's products are: {', '.join(products) or 'none'}"
    if source.column is None:
        if source.constant not in products:
            cells.faults.add(0, "product", f"{quoted(source.constant)} in the mapping", allowed)
        return names
    for row, name in zip(cells.table.rows, names, strict=True):
        if name and name not in products:
            cells.faults.add(row, source.column, quoted(name), allowed)
    return names


def limits(cells: Cells, principal: Integers, revolving: Booleans, flags: Integers) -> Integers:
    """Limits in fen; a term loan without one takes its balance, a revolving line without one is a fault."""
    found = cells.amounts(cells.mapping.limit)
    unknown = found == UNKNOWN
    name = cells.mapping.limit.column or "limit"
    if not cells.mapping.limit.required:
        for position in np.flatnonzero(unknown & revolving):
            cells.faults.add(cells.table.rows[position], name, "no limit", "a revolving line needs one")
    mark(flags, unknown & ~revolving, Flag.LIMIT_FROM_BALANCE)
    return np.where(unknown, principal, found)


def lateness(cells: Cells, flags: Integers) -> tuple[Integers, Integers]:
    """Days past due, and late months of the last six; from status codes where the mapping has them."""
    history = cells.mapping.status_history
    if history is None:
        days = optional_whole(cells, cells.mapping.days_past_due, 0, HIGHEST_DAYS_PAST_DUE)
        return np.maximum(days, 0), optional_whole(cells, cells.mapping.late_months_6, 0, 6)
    late, overruled = months_late(cells, history)
    mark(flags, overruled[:, 0], Flag.STATUS_OVERRULED)
    return late[:, 0] * history.days_per_month_late, late_months(late)


def past_due(cells: Cells, days: Integers) -> Integers:
    """Amount past due in fen: 0 where nothing is late and the tape does not say, `UNKNOWN` where late and not told."""
    found = optional_amount(cells, cells.mapping.past_due)
    return np.where((found == UNKNOWN) & (days == 0), 0, found)


def statements(cells: Cells, principal: Integers, revolving: Booleans) -> Integers:
    """Billed and unpaid part of the balance in fen; untold: all of a revolving balance, nothing of a term loan."""
    found = optional_amount(cells, cells.mapping.statement)
    return np.where(found == UNKNOWN, np.where(revolving, principal, 0), found)


def remaining_terms(cells: Cells, revolving: Booleans) -> Integers:
    """Instalments left; 0 for a revolving line that says nothing."""
    found = optional_whole(cells, cells.mapping.remaining_term, 0, HIGHEST_MONTHS)
    return np.where((found == UNKNOWN) & revolving, 0, found)


def payment_behaviour(cells: Cells, flags: Integers) -> tuple[Integers, Floats]:
    """Payer type and average payment ratio; from bills and payments where the mapping has them."""
    mapping, rows = cells.mapping, len(cells.table.rows)
    if mapping.payment_history is not None:
        ratios = payment_ratios(cells, mapping.payment_history)
        mark(flags, no_bill(ratios), Flag.NO_BILL_HISTORY)
        mark(flags, never_paid(ratios), Flag.NEVER_PAID)
        return payer_types(ratios, mapping.payment_history), average_payment_ratio(ratios)
    types = np.full(rows, UNKNOWN, dtype=np.int64)
    if mapping.payer_type is not None:
        default = mapping.payer_type.default
        names = cells.texts(mapping.payer_type)
        types = np.array([payer_type_code(name or default) for name in names], dtype=np.int64)
    if mapping.average_payment_ratio is None:
        return types, np.full(rows, np.nan)
    return types, cells.numbers(mapping.average_payment_ratio, HIGHEST_PAYMENT_RATIO)


def utilisation_months(cells: Cells, limit_fen: Integers) -> Floats:
    """(rows, months) share of the limit in use; no columns where the mapping has no such history."""
    history = cells.mapping.utilisation_history
    if history is None:
        return np.empty((len(cells.table.rows), 0))
    return utilisation(cells, history, limit_fen)


def annual_rates(cells: Cells) -> Floats:
    """Yearly rates as shares; NaN where the product's own rate applies."""
    source = cells.mapping.annual_rate
    if source is None:
        return np.full(len(cells.table.rows), np.nan)
    return cells.numbers(source, HIGHEST_ANNUAL_RATE)


def weights(cells: Cells) -> Integers:
    """Real accounts a row stands for; `UNKNOWN` where the tape does not say."""
    return optional_whole(cells, cells.mapping.weight, 1, HIGHEST_WEIGHT)


def optional_amount(cells: Cells, source: AmountField | None) -> Integers:
    """Amounts in fen, all `UNKNOWN` where the mapping has no source."""
    if source is None:
        return np.full(len(cells.table.rows), UNKNOWN, dtype=np.int64)
    return cells.amounts(source)


def optional_whole(cells: Cells, source: WholeField | None, low: int, high: int) -> Integers:
    """Whole numbers, all `UNKNOWN` where the mapping has no source."""
    if source is None:
        return np.full(len(cells.table.rows), UNKNOWN, dtype=np.int64)
    return cells.whole(source, low, high)


def mark_odd_codes(cells: Cells, flags: Integers) -> dict[str, int]:
    """Marks rows with a code outside those allowed; the number of such rows by column."""
    counts: dict[str, int] = {}
    for check in cells.mapping.codes:
        allowed = set(check.allowed)
        odd = np.array([text.strip() not in allowed for text in cells.table.columns[check.column]], dtype=np.bool_)
        mark(flags, odd, Flag.ODD_CODE)
        counts[check.column] = int(np.count_nonzero(odd))
    return counts


def repeated_rows(cells: Cells) -> Booleans:
    """(rows,) whether an earlier row holds the same text in every column of the file but the borrower's."""
    others = [texts for name, texts in cells.table.columns.items() if name != cells.mapping.borrower.column]
    seen: set[tuple[str, ...]] = set()
    repeated = np.zeros(len(cells.table.rows), dtype=np.bool_)
    for position, texts in enumerate(zip(*others, strict=True)):
        repeated[position] = texts in seen
        seen.add(texts)
    return repeated


def holdouts(cells: Cells, mapping: TapeMapping) -> dict[str, Integers]:
    """Outcomes by name, as whole numbers; never read into the position."""
    outcomes: dict[str, Integers] = {}
    for name, column in mapping.holdout.items():
        found = cells.cells(column, True, lambda text: whole_number(text, 0, HIGHEST_OUTCOME))
        outcomes[name] = np.array([UNKNOWN if value is None else value for value in found], dtype=np.int64)
    return outcomes
