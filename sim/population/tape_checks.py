"""What the columns of a tape must say together: no account twice, no debt past due that is not owed, one income each.

Single cells are already converted; here every fault names the row and the column that contradicts another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import numpy as np

from sim.population.mapping import TapeMapping
from sim.population.tape_build import TapeColumns
from sim.population.tape_convert import UNKNOWN, Integers
from sim.population.tape_errors import FaultList, quoted
from sim.population.tape_history import Booleans
from sim.units import FEN_PER_YUAN, LARGEST_BALANCE

ProductKind = Literal["revolving", "term"]


def check_relations(
    columns: TapeColumns, rows: list[int], mapping: TapeMapping, products: Mapping[str, ProductKind], faults: FaultList
) -> None:
    """Notes every contradiction between columns, and settles the traits that all rows of a borrower share."""
    revolving = np.array([products[name] == "revolving" for name in columns.product], dtype=np.bool_)
    check_amounts(columns, rows, mapping, faults)
    check_terms(columns, revolving, rows, mapping, faults)
    check_accounts(columns, revolving, rows, mapping, faults)
    for trait, quantity in (("income_fen_monthly", "income_monthly"), ("age_years", "age"), ("weight", "weight")):
        told = getattr(columns, trait)
        setattr(columns, trait, one_trait(told, columns.borrower_index, rows, name_of(mapping, quantity), faults))
    columns.weight = np.where(columns.weight == UNKNOWN, 1, columns.weight)
    check_size(columns, mapping, faults)


def name_of(mapping: TapeMapping, quantity: str) -> str:
    """The file's column for a quantity, or the quantity's own name where it is no column."""
    return getattr(getattr(mapping, quantity), "column", None) or quantity


def check_amounts(columns: TapeColumns, rows: list[int], mapping: TapeMapping, faults: FaultList) -> None:
    """Notes parts above the balance, and lateness without anything owed."""
    owed = columns.principal_fen
    days, past_due = columns.days_past_due, columns.past_due_fen
    days_name = name_of(mapping, "days_past_due")
    if mapping.status_history is not None:
        days_name = mapping.status_history.columns[0]

    def note(where: Booleans, column: str, found: Callable[[int], str], allowed: str) -> None:
        for position in np.flatnonzero(where):
            faults.add(rows[position], column, found(int(position)), allowed)

    note(
        (days > 0) & (owed == 0),
        days_name,
        lambda at: f"{days[at]} days past due",
        "nothing is owed, so nothing can be past due",
    )
    note(
        columns.statement_fen > owed,
        name_of(mapping, "statement"),
        lambda at: yuan(columns.statement_fen[at]),
        "the billed part must not be above the balance",
    )
    note(
        (past_due > owed) & (days > 0),
        name_of(mapping, "past_due"),
        lambda at: yuan(past_due[at]),
        "the part past due must not be above the balance",
    )
    note(
        (past_due > 0) & (days == 0),
        name_of(mapping, "past_due"),
        lambda at: yuan(past_due[at]),
        "0 days past due, so nothing can be past due",
    )
    note(
        (past_due == 0) & (days > 0),
        name_of(mapping, "past_due"),
        lambda at: yuan(past_due[at]),
        "days past due are above 0, so an amount must be past due (or the cell empty)",
    )


def check_terms(
    columns: TapeColumns, revolving: Booleans, rows: list[int], mapping: TapeMapping, faults: FaultList
) -> None:
    """Notes term loans without a remaining term, and lines with a term or a loan with a statement."""
    name = name_of(mapping, "remaining_term")
    term = columns.remaining_term_months
    for position in np.flatnonzero(~revolving & (term < 1) & (columns.principal_fen > 0)):
        found = "no remaining term" if term[position] == UNKNOWN else quoted(term[position])
        faults.add(rows[position], name, found, "a term loan with a balance needs at least 1 month")
    for position in np.flatnonzero(revolving & (term > 0)):
        faults.add(rows[position], name, quoted(term[position]), "a revolving line has no term: 0 or empty")
    for position in np.flatnonzero(~revolving & (columns.statement_fen > 0)):
        faults.add(
            rows[position],
            name_of(mapping, "statement"),
            yuan(columns.statement_fen[position]),
            "a term loan has no statement: 0 or empty",
        )


def check_accounts(
    columns: TapeColumns, revolving: Booleans, rows: list[int], mapping: TapeMapping, faults: FaultList
) -> None:
    """Notes a second line of one borrower at one revolving product; several term loans are legal."""
    first: dict[tuple[str, str], int] = {}
    for position in np.flatnonzero(revolving):
        account = (columns.borrower[position], columns.product[position])
        earlier = first.setdefault(account, rows[position])
        if earlier != rows[position]:
            faults.add(
                rows[position],
                name_of(mapping, "borrower"),
                quoted(account[0]),
                f"row {earlier} is already this borrower's account at {account[1]}",
            )


def one_trait(values: Integers, borrower_index: Integers, rows: list[int], name: str, faults: FaultList) -> Integers:
    """A borrower's trait on all his rows; notes rows of one borrower that say different things.

    A row that says nothing takes what another row of the borrower says.
    """
    if int(borrower_index.max()) + 1 == len(rows):
        return values
    known: dict[int, int] = {}
    for position in np.flatnonzero(values != UNKNOWN):
        at = known.setdefault(int(borrower_index[position]), int(position))
        if values[at] != values[position]:
            faults.add(rows[position], name, "another value", f"row {rows[at]} is the same borrower with another one")
    source = [known.get(int(index), at) for at, index in enumerate(borrower_index)]
    return values[np.array(source, dtype=np.int64)]


def check_size(columns: TapeColumns, mapping: TapeMapping, faults: FaultList) -> None:
    """Notes a book whose weighted sum would leave int64: accounts are summed in fen without loss."""
    largest = np.maximum(np.maximum(columns.limit_fen, columns.principal_fen), columns.credit_balance_fen)
    total = sum(int(amount) * int(weight) for amount, weight in zip(largest, columns.weight, strict=True))
    if total > LARGEST_BALANCE:
        faults.add(
            0,
            name_of(mapping, "limit"),
            f"a book of {total:.3g} fen in all",
            "limits and balances times weight must sum to at most 2^62 fen, about 4.6e16 yuan",
        )


def yuan(amount_fen: np.int64) -> str:
    """An amount in the words of a message."""
    return f"{int(amount_fen) / FEN_PER_YUAN:,.2f} yuan"
