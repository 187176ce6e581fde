"""The accounts of a tape as they stand at the close of day 0: arrears by due date, instalments, default, charge-off.

One array an account field, by row of the tape; which slot of which borrower a row goes to is decided in `tape_book.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.population.tape import Tape
from sim.population.tape_convert import Floats, Integers
from sim.records import ARREARS_BUCKETS, Kind, State
from sim.rules.imputation import due_dates_missed
from sim.rules.products import annuity
from sim.units import DAYS_PER_MONTH, DISCLOSURE_DAYS_PER_YEAR, NEVER

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Terms:
    """What scenario and tape say of each row; every array is (rows,)."""

    product: Integers
    """Index of the product."""
    is_line: Array
    minimum_share: Floats
    due_day: Integers
    daily_rate: Floats
    default_days: Integers
    charge_off_days: Integers
    readmission_days: Integers


def terms_of(tape: Tape, names: tuple[str, ...], world: Any, lenders: Array) -> Terms:
    """Product and lender of each row; `names` are the products in the order of their index."""
    index = np.array([names.index(name) for name in tape.product], dtype=np.int64)
    products = world.product[index]
    owners = lenders[products["lender"]]
    own_rate = tape.annual_rate / DISCLOSURE_DAYS_PER_YEAR
    return Terms(
        product=index,
        is_line=products["kind"] == Kind.REVOLVING,
        minimum_share=products["minimum_share"],
        due_day=products["due_day"].astype(np.int64),
        daily_rate=np.where(np.isnan(own_rate), products["daily_rate"], own_rate),
        default_days=owners["default_days_past_due"],
        charge_off_days=owners["policies"]["charge_off_days_past_due"][:, 0].astype(np.int64),
        readmission_days=(owners["policies"]["charge_off_readmission_months"][:, 0] * DAYS_PER_MONTH).astype(np.int64),
    )


def is_account(tape: Tape, terms: Terms) -> Array:
    """(rows,) which rows take a slot: every line, and loans on which something is owed."""
    return np.asarray(terms.is_line | (tape.principal_fen > 0))


def missed_dates(tape: Tape) -> Integers:
    """(rows,) due dates that lie in the past and are unpaid."""
    return np.array([due_dates_missed(days) for days in tape.days_past_due.tolist()], dtype=np.int64)


def instalments(tape: Tape, terms: Terms) -> Integers:
    """(rows,) contract instalment (fen), 0 for lines: as told, or level over what is missed and what is left."""
    missed = missed_dates(tape)
    amounts = np.where(terms.is_line, 0, np.maximum(tape.instalment_fen, 0))
    for row in np.flatnonzero(~terms.is_line & (tape.principal_fen > 0) & (amounts == 0)):
        payments = int(tape.remaining_term_months[row] + missed[row])
        amounts[row] = annuity(int(tape.principal_fen[row]), float(terms.daily_rate[row]) * DAYS_PER_MONTH, payments)
    return np.asarray(amounts, dtype=np.int64)


def one_due(tape: Tape, terms: Terms, instalment: Integers) -> Integers:
    """(rows,) what fell due on each due date that was missed (fen), 0 where nothing is past due.

    The share of `past_due_fen` where the tape tells it; else the minimum payment of a line, or a loan's instalment.
    """
    late = tape.days_past_due > 0
    missed = np.maximum(missed_dates(tape), 1)
    minimum = np.rint(terms.minimum_share * billed(tape)).astype(np.int64)
    derived = np.maximum(np.where(terms.is_line, minimum, instalment), 1)
    told = -(-np.maximum(tape.past_due_fen, 0) // missed)
    return np.where(late, np.where(tape.past_due_fen > 0, told, derived), 0)


def billed(tape: Tape) -> Integers:
    """(rows,) billed and unpaid (fen); who is past due without a statement on the tape was billed the whole balance."""
    late_without = (tape.days_past_due > 0) & (tape.statement_fen == 0)
    return np.where(late_without, tape.principal_fen, np.maximum(tape.statement_fen, tape.past_due_fen))


def arrears(tape: Tape, terms: Terms, instalment: Integers) -> Integers:
    """(rows, buckets) due and unpaid (fen), oldest first; dues beyond the third join the newest bucket.

    Together the told amount past due, or what fell due on all missed dates, at most what was billed (of a loan: owed).
    """
    each = one_due(tape, terms, instalment)
    missed = missed_dates(tape)
    most = np.where(terms.is_line, billed(tape), tape.principal_fen)
    dates = np.where(each > 0, np.minimum(missed, most // np.maximum(each, 1) + 1), 0)  # no product overflows
    left = np.where(tape.past_due_fen > 0, tape.past_due_fen, np.minimum(each * dates, most))
    buckets = np.zeros((len(tape), ARREARS_BUCKETS), dtype=np.int64)
    for bucket in range(ARREARS_BUCKETS):
        is_last = (bucket == ARREARS_BUCKETS - 1) | (missed <= bucket + 1)
        buckets[:, bucket] = np.where(is_last, left, np.minimum(each, left))
        left = left - buckets[:, bucket]
    return buckets


def fill_accounts(accounts: Array, tape: Tape, terms: Terms) -> None:
    """Fill (rows,) account records with the position of the tape; a line's `carried` is left to imputation."""
    is_line, days = terms.is_line, tape.days_past_due
    owed = ~is_line & (tape.principal_fen > 0)
    accounts["product"] = terms.product
    accounts["state"] = State.OPEN
    accounts["limit"] = np.where(is_line, tape.limit_fen, 0)
    accounts["principal"] = tape.principal_fen
    accounts["billed"] = np.where(is_line, billed(tape), 0)
    accounts["instalment"] = instalments(tape, terms)
    accounts["arrears"] = arrears(tape, terms, accounts["instalment"])
    accounts["daily_rate"] = terms.daily_rate
    accounts["oldest_due_day"] = np.where(days > 0, -days, NEVER)
    accounts["remaining_term"] = np.where(is_line, 0, tape.remaining_term_months)
    accounts["next_due_day"] = np.where(owed, terms.due_day, NEVER)
    accounts["opened_day"] = accounts["first_due_day"] = -NEVER
    in_default = days >= terms.default_days
    accounts["default_day"] = np.where(in_default & (days > 0), terms.default_days - days, NEVER)
    charge_off(accounts, days, terms)


def charge_off(accounts: Array, days: Integers, terms: Terms) -> None:
    """Turn (rows,) accounts past due for long enough into claims, as if written off on the day it was due."""
    written_off = (days > 0) & (days >= terms.charge_off_days)
    accounts["claim"] = np.where(written_off, accounts["principal"], 0)
    accounts["state"][written_off] = State.CHARGED_OFF
    for name in ("principal", "billed", "arrears", "remaining_term"):
        accounts[name][written_off] = 0
    no_default = written_off & (accounts["default_day"] == NEVER)
    since = terms.charge_off_days - days
    accounts["accrued_until"][written_off] = since[written_off]
    for name in ("next_due_day", "blocked_until"):
        accounts[name][written_off] = (since + terms.readmission_days)[written_off]
    accounts["default_day"][no_default] = since[no_default]
