"""Applies a mapping to a table of text: every canonical column of a tape as an array.

One short function a group of columns. What columns say about each other is checked in `tape_checks.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from sim.population.tape_convert import Cells, Floats, Integers
from sim.population.tape_fields import (
    HIGHEST_MONTHS,
    OLDEST,
    YOUNGEST,
    annual_rates,
    borrowers,
    holdouts,
    lateness,
    limits,
    mark,
    mark_odd_codes,
    optional_amount,
    optional_whole,
    past_due,
    payment_behaviour,
    product_names,
    remaining_terms,
    repeated_rows,
    statements,
    utilisation_months,
    weights,
)
from sim.population.tape_flags import Flag


@dataclass
class TapeColumns:
    """The columns of a tape while they are built; shapes and units as in `tape.Tape`."""

    borrower: tuple[str, ...]
    borrower_index: Integers
    product: tuple[str, ...]
    limit_fen: Integers
    principal_fen: Integers
    credit_balance_fen: Integers
    unbilled_fen: Integers
    statement_fen: Integers
    days_past_due: Integers
    past_due_fen: Integers
    annual_rate: Floats
    remaining_term_months: Integers
    instalment_fen: Integers
    income_fen_monthly: Integers
    age_years: Integers
    payer_type: Integers
    months_on_book: Integers
    late_months_6: Integers
    average_payment_ratio: Floats
    utilisation_history: Floats
    weight: Integers
    flags: Integers
    holdout: dict[str, Integers]
    odd_codes: dict[str, int]

    def frozen(self) -> dict[str, Any]:
        """The fields of a `Tape`, with the arrays made read-only."""
        columns = {part.name: getattr(self, part.name) for part in fields(self) if part.name != "odd_codes"}
        for array in [*columns.values(), *self.holdout.values()]:
            if isinstance(array, np.ndarray):
                array.flags.writeable = False
        return columns


def build_columns(cells: Cells, products: Mapping[str, str]) -> TapeColumns:
    """All columns of a tape; what is wrong with single cells goes to the faults of `cells`."""
    mapping = cells.mapping
    flags = np.zeros(len(cells.table.rows), dtype=np.int64)
    borrower, borrower_index = borrowers(cells)
    product = product_names(cells, products)
    revolving = np.array([products.get(name) == "revolving" for name in product], dtype=np.bool_)
    balance = cells.amounts(mapping.balance, negative=mapping.balance.negative == "credit_balance")
    principal = np.maximum(balance, 0)
    limit = limits(cells, principal, revolving, flags)
    days, late_months_6 = lateness(cells, flags)
    statement = statements(cells, principal, revolving)
    payer_type, payment_ratio = payment_behaviour(cells, flags)
    odd_codes = mark_odd_codes(cells, flags)
    mark(flags, balance < 0, Flag.CREDIT_BALANCE)
    mark(flags, principal > limit, Flag.OVER_LIMIT)
    mark(flags, repeated_rows(cells), Flag.EQUAL_BUT_FOR_BORROWER)
    return TapeColumns(
        borrower=borrower,
        borrower_index=borrower_index,
        product=product,
        limit_fen=limit,
        principal_fen=principal,
        credit_balance_fen=np.maximum(-balance, 0),
        unbilled_fen=principal - statement,
        statement_fen=statement,
        days_past_due=days,
        past_due_fen=past_due(cells, days),
        annual_rate=annual_rates(cells),
        remaining_term_months=remaining_terms(cells, revolving),
        instalment_fen=optional_amount(cells, mapping.instalment),
        income_fen_monthly=optional_amount(cells, mapping.income_monthly),
        age_years=optional_whole(cells, mapping.age, YOUNGEST, OLDEST),
        payer_type=payer_type,
        months_on_book=optional_whole(cells, mapping.months_on_book, 0, HIGHEST_MONTHS),
        late_months_6=late_months_6,
        average_payment_ratio=payment_ratio,
        utilisation_history=utilisation_months(cells, limit),
        weight=weights(cells),
        flags=flags,
        holdout=holdouts(cells, mapping),
        odd_codes=odd_codes,
    )
