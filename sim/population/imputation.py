"""Imputations of a tape: the evidence a borrower's accounts give, the dials as a record, and the draws over a book.

Draws are keyed by the borrower's number and the imputation, under replication numbers that no run reaches. The rules
themselves are in `sim.rules.imputation`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.population.tape import Tape
from sim.population.tape_convert import UNKNOWN, Floats, Integers
from sim.randomness import WARMUP_REPLICATION
from sim.records import STREAM
from sim.rules.imputation import impute_borrowers
from sim.scenario.models import Scenario
from sim.scenario.models_tape import Imputation
from sim.setup import lender_records, world_record
from sim.units import FEN_PER_YUAN

Array = np.ndarray[Any, Any]
HOME_CURRENCY = "CNY"

EVIDENCE = np.dtype(
    (
        np.record,
        np.dtype(
            [
                ("income", "i8"),  # fen a month; -1 unknown
                ("credit_balance", "i8"),  # fen
                ("days_past_due", "i8"),  # the most of any account
                ("late_months", "f8"),  # of the last six, the most of any account; 0 where unknown
                ("payer_type", "i8"),  # -1 unknown
                ("limit_rank", "f8"),  # mean rank of the summed limits among the borrowers / (number + 1)
                ("utilisation", "f8"),  # used share of the lines; 0 without a line
            ]
        ),
    )
)
"""What a tape shows of one borrower."""

DIALS = np.dtype((np.record, np.dtype([(name, "f8") for name in (*Imputation.model_fields, "income_level")])))


def imputation_stream(seed: int, imputation: int) -> Array:
    """(1,) address of an imputation's draws: replication numbers just below that of the warm-up."""
    stream = np.zeros(1, dtype=STREAM)
    stream[0].seed, stream[0].replication = seed, WARMUP_REPLICATION - 1 - imputation
    return stream


def borrower_evidence(tape: Tape, number: Integers, order: Integers, is_line: Array) -> Array:
    """(borrowers,) EVIDENCE by borrower's number, from (rows,) numbers, rows in order of accounts, and lines.

    The order of the tape's rows has no influence: sums, maxima, and the payer type of the first account that tells one.
    """
    borrowers = int(number.max()) + 1
    evidence = np.zeros(borrowers, dtype=EVIDENCE)
    for name, column in (("income", tape.income_fen_monthly), ("days_past_due", tape.days_past_due)):
        evidence[name] = most(column, number, borrowers)
    evidence["late_months"] = np.maximum(most(tape.late_months_6, number, borrowers), 0)
    evidence["credit_balance"] = total(tape.credit_balance_fen, number, borrowers)
    evidence["limit_rank"] = mean_ranks(total(tape.limit_fen, number, borrowers))
    evidence["utilisation"] = share(
        total(np.where(is_line, tape.principal_fen, 0), number, borrowers),
        total(np.where(is_line, tape.limit_fen, 0), number, borrowers),
    )
    evidence["payer_type"] = first_known(tape.payer_type, number, order, borrowers)
    return evidence


def first_known(column: Integers, number: Integers, order: Integers, borrowers: int) -> Integers:
    """(borrowers,) the value of each borrower's first row in `order` that tells one; else `UNKNOWN`."""
    told = order[column[order] != UNKNOWN]
    found, place = np.unique(number[told], return_index=True)
    values = np.full(borrowers, UNKNOWN, dtype=np.int64)
    values[found] = column[told[place]]
    return values


def total(column: Integers, number: Integers, borrowers: int) -> Integers:
    """(borrowers,) sums of a (rows,) column."""
    sums = np.zeros(borrowers, dtype=np.int64)
    np.add.at(sums, number, column)
    return sums


def most(column: Integers, number: Integers, borrowers: int) -> Integers:
    """(borrowers,) largest values of a (rows,) column; `UNKNOWN` where no row tells one."""
    largest = np.full(borrowers, UNKNOWN, dtype=np.int64)
    np.maximum.at(largest, number, column)
    return largest


def share(part: Integers, whole: Integers) -> Floats:
    """(n,) part / whole, 0 where there is nothing to divide by."""
    return np.where(whole > 0, part / np.maximum(whole, 1), 0.0)


def mean_ranks(amounts: Integers) -> Floats:
    """(n,) rank / (n + 1) inside (0, 1), from 1; equal amounts share their mean rank."""
    _, place, count = np.unique(amounts, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    mean = last - (count - 1) / 2.0
    return np.asarray(mean[place] / (len(amounts) + 1.0))


def median_income_fen(scenario: Scenario) -> float:
    """Income (fen a month) in the middle of the scenario's segments: the geometric mean of their medians by share."""
    segments = [one for one in scenario.population.segments.values() if one.share > 0 and one.income.median > 0]
    shares = sum(one.share for one in segments)
    if shares <= 0:
        return 0.0
    return FEN_PER_YUAN * math.exp(sum(one.share * math.log(one.income.median) for one in segments) / shares)


def income_level(scenario: Scenario, tape: Tape, limits: Integers) -> float:
    """Imputed incomes relative to the segments' own level: 1 for a tape in yuan.

    Incomes of another country are not those of the segments. There the level is set so that the median of the
    (borrowers,) summed limits is `foreign_limit_months` of median income; the rate then cancels out of all ratios.
    """
    granted = limits[limits > 0]
    normal = median_income_fen(scenario)
    if tape.report.currency == HOME_CURRENCY or not len(granted) or normal <= 0:
        return 1.0
    return float(np.median(granted)) / (scenario.population.imputation.foreign_limit_months * normal)


def dial_record(scenario: Scenario, level: float) -> Array:
    """(1,) the dials of imputation, and the income level of the tape."""
    dials = np.zeros(1, dtype=DIALS)
    for name in Imputation.model_fields:
        dials[name] = getattr(scenario.population.imputation, name)
    dials["income_level"] = level
    return dials


def imputed_books(scenario: Scenario, book: Array, evidence: Array, level: float) -> tuple[Array, ...]:
    """Copies of a (borrowers,) book of accounts, one per imputation, each with its own draw of what is not known."""
    world, lenders, dials = world_record(scenario), lender_records(scenario), dial_record(scenario, level)
    books = []
    for imputation in range(scenario.population.imputations):
        borrowers = book.copy()
        impute_borrowers(borrowers, evidence, dials, lenders, world, imputation_stream(scenario.seed, imputation))
        books.append(borrowers)
    return tuple(books)
