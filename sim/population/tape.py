"""The loan tape: one row per account, as it stood on the tape's date, in fen and whole numbers.

`read_tape` is the door: it reads a CSV or Parquet file through a mapping, and either returns a checked `Tape` or raises
`TapeError` with every fault. Nothing is aged, imputed or dropped here; docs/tape.md describes the columns.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.population.mapping import TapeMapping
from sim.population.mapping_files import LoadedMapping, find_mapping
from sim.population.tape_build import TapeColumns, build_columns
from sim.population.tape_checks import ProductKind, check_relations
from sim.population.tape_convert import UNKNOWN, Cells, Floats, Integers
from sim.population.tape_errors import FaultList, TapeError
from sim.population.tape_files import missing_columns, read_table, tape_bytes, tape_sha256
from sim.population.tape_flags import Flag
from sim.population.tape_history import PAYER_TYPES
from sim.units import FEN_PER_YUAN

__all__ = [
    "PAYER_TYPES",
    "UNKNOWN",
    "Flag",
    "Tape",
    "TapeReport",
    "read_tape",
    "summary_lines",
    "tape_bytes",
    "tape_sha256",
]


@dataclass(frozen=True)
class TapeReport:
    """What was found and converted on the way in: counts of rows by flag, codes by column, columns left unread."""

    flags: Mapping[Flag, int]
    odd_codes: Mapping[str, int]
    columns_not_read: tuple[str, ...]
    currency: str
    yuan_per_unit: str


@dataclass(frozen=True)
class Tape:
    """One row per account, in file order; every array is (rows,) and read-only unless said otherwise.

    Integers that the tape does not say are `UNKNOWN` (-1), unknown floats are NaN. Money is int64 fen.
    """

    path: Path
    sha256: str
    mapping: LoadedMapping
    borrower: tuple[str, ...]
    """Identity of the borrower, as text."""
    borrower_index: Integers
    """Position of the borrower among the borrowers, by first appearance, from 0."""
    product: tuple[str, ...]
    """Name of the product, one of the scenario's."""
    limit_fen: Integers
    principal_fen: Integers
    """Outstanding balance, billed or not, at least 0."""
    credit_balance_fen: Integers
    """Overpayment, at least 0; where it is positive nothing is outstanding."""
    unbilled_fen: Integers
    """Part of the balance not yet billed; with `statement_fen` it is the balance."""
    statement_fen: Integers
    """Part of the balance that is billed and unpaid, past due or not."""
    days_past_due: Integers
    past_due_fen: Integers
    """Part of the balance past due; 0 where nothing is, `UNKNOWN` where late but not told."""
    annual_rate: Floats
    """Share a year as disclosed; NaN where the product's own rate applies."""
    remaining_term_months: Integers
    """Instalments left; 0 for a revolving line."""
    instalment_fen: Integers
    income_fen_monthly: Integers
    age_years: Integers
    payer_type: Integers
    """Position in `PAYER_TYPES`: 0 transactor, 1 minimum payer, 2 partial payer."""
    months_on_book: Integers
    late_months_6: Integers
    """Months late of the last six."""
    average_payment_ratio: Floats
    """Mean share of the bill paid, 0 to 1."""
    utilisation_history: Floats
    """(rows, months) share of the limit in use, newest month first; no columns where the tape holds none."""
    weight: Integers
    """Real accounts a row stands for, at least 1."""
    flags: Integers
    """Sum of `Flag` bits."""
    holdout: Mapping[str, Integers]
    """Outcomes after the date, by name; never part of the position."""
    report: TapeReport

    def __len__(self) -> int:
        return len(self.borrower)

    @property
    def borrowers(self) -> int:
        """Number of different borrowers."""
        return int(self.borrower_index.max()) + 1

    def flagged(self, flag: Flag) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """(rows,) whether a row carries a flag."""
        return np.asarray((self.flags & int(flag)) != 0)


def read_tape(path: Path | str, products: Mapping[str, ProductKind], mapping: LoadedMapping | None = None) -> Tape:
    """Reads a tape; without a mapping, the one shipped mapping whose columns the header holds.

    `products` names the scenario's products and says of each whether it is "revolving" or "term".
    Raises `TapeError` with every fault of the file, and `MappingError` where no mapping or several fit the header.
    """
    path = Path(path)
    content = tape_bytes(path)
    chosen = find_mapping(path, content) if mapping is None else mapping
    table = read_table(path, content, chosen.mapping.delimiter)
    absent = missing_columns(table, chosen.mapping.needed_columns(), chosen.mapping.delimiter)
    if absent:
        raise TapeError(path, absent)
    faults = FaultList(path)
    columns = build_columns(Cells(table, chosen.mapping, faults), products)
    faults.raise_if_any()
    check_relations(columns, table.rows, chosen.mapping, products, faults)
    faults.raise_if_any()
    return Tape(
        path=path,
        sha256=hashlib.sha256(content).hexdigest(),
        mapping=chosen,
        report=tape_report(columns, table.header, chosen.mapping),
        **columns.frozen(),
    )


def tape_report(columns: TapeColumns, header: Sequence[str], mapping: TapeMapping) -> TapeReport:
    """Counts of what was flagged and converted, and the columns that the mapping does not read."""
    read = {*mapping.position_columns(), *mapping.holdout.values()}
    return TapeReport(
        flags={flag: int(np.count_nonzero(columns.flags & int(flag))) for flag in Flag},
        odd_codes=columns.odd_codes,
        columns_not_read=tuple(name for name in header if name not in read),
        currency=mapping.currency.code,
        yuan_per_unit=mapping.currency.yuan_per_unit,
    )


def summary_lines(tape: Tape) -> list[str]:
    """A few plain-words lines about a tape for the command line: size, balances in yuan, lateness, flags."""
    late = tape.days_past_due > 0
    lines = [
        f"loan tape {tape.path.name}: {len(tape):,} accounts of {tape.borrowers:,} borrowers, read as "
        f"{tape.mapping.mapping.title}",
        f"limits {weighted(tape, tape.limit_fen) / FEN_PER_YUAN:,.0f} yuan, outstanding "
        f"{weighted(tape, tape.principal_fen) / FEN_PER_YUAN:,.0f} yuan, of it "
        f"{weighted(tape, np.where(late, tape.principal_fen, 0)) / FEN_PER_YUAN:,.0f} yuan in "
        f"{np.count_nonzero(late):,} accounts past due",
    ]
    if late.any():
        lines.append("accounts past the charge-off age open as charged off: outside the run's opening balance")
    if tape.report.currency != "CNY":
        lines.append(f"amounts converted from {tape.report.currency} at {tape.report.yuan_per_unit} yuan a unit")
    lines += [
        f"{count:,} {'row' if count == 1 else 'rows'}: {flag.meaning}"
        for flag, count in tape.report.flags.items()
        if count
    ]
    lines += [
        f"{column}: {count:,} codes outside those documented"
        for column, count in tape.report.odd_codes.items()
        if count
    ]
    lines += [f"hold-out, not read into the position: {name}" for name in tape.holdout]
    if tape.report.columns_not_read:
        lines.append(f"columns not read: {', '.join(tape.report.columns_not_read)}")
    return lines


def weighted(tape: Tape, amounts: Integers) -> int:
    """The sum of amounts over the real accounts that the rows stand for, in the unit of the amounts."""
    return int(np.sum(tape.weight * amounts))
