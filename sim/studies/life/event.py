"""What is told of a borrower: a dated event with the balances after it, and who the borrower is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.units import DAYS_PER_MONTH, FEN_PER_YUAN


@dataclass(frozen=True)
class Event:
    """Something that happened on a day. Amounts are fen of one borrower, balances those right after it."""

    day: int
    date: str
    kind: str
    account: str | None
    amount_fen: int | None
    cash_change_fen: int
    text: str
    cash_fen: int
    owed_fen: Mapping[str, int]
    """By account, those that are open or owe something."""
    days_past_due: int
    """The most on any account."""
    is_detail: bool
    """Bookkeeping, which a person need not read."""


@dataclass(frozen=True)
class AccountFacts:
    """An account on an evening."""

    name: str
    lender: str
    state: str
    limit_fen: int
    owed_fen: int
    days_past_due: int
    is_in_default: bool


@dataclass(frozen=True)
class Standing:
    """How a borrower stands on an evening."""

    employed: bool
    income_fen: int
    payer_type: str
    cash_fen: int
    score: float
    accounts: tuple[AccountFacts, ...]


@dataclass(frozen=True)
class Header:
    """Who is traced, and how it began and ended."""

    scenario: str
    replication: int
    borrower: int
    first_day: int
    last_day: int
    real_borrowers: int
    segment: str
    payday: int
    before: Standing
    """On the evening before the first day."""
    after: Standing
    """On the evening of the last day."""


def date_of(day: int) -> str:
    """A day as month and day of the month."""
    month, place = divmod(day - 1, DAYS_PER_MONTH)
    return f"month {month + 1}, day {place + 1}"


def yuan(amount_fen: int) -> str:
    """An amount in yuan, to the fen."""
    sign = "-" if amount_fen < 0 else ""
    whole, rest = divmod(abs(amount_fen), FEN_PER_YUAN)
    return f"{sign}{whole:,}.{rest:02d}"


def words_of(name: str) -> str:
    """The name of a constant or a field as words."""
    return name.lower().replace("_", " ")
