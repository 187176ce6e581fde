"""Words for what the ledger and the record show: movements of money, and fields that change.

What is not listed gets a readable name from the constant or the field, so that a mechanism added later is told too.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, NamedTuple

from sim.chart import Movement
from sim.records import PayerType, State
from sim.studies.life.balances import household_entries
from sim.studies.life.event import date_of, words_of, yuan
from sim.units import NEVER

MOVEMENTS = {
    "PURCHASE": ("purchase", "bought on credit"),
    "DISBURSE": ("loan", "loan paid out"),
    "DRAW_CASH": ("loan", "cash drawn on the line"),
    "CHARGE_INTEREST": ("interest", "interest"),
    "CHARGE_LATE_INTEREST": ("interest", "late interest"),
    "SUSPEND_INTEREST": ("interest", "interest in default"),
    "RESUME_INTEREST": ("resumed", "interest in default is owed on the books again"),
    "REPAY_PRINCIPAL": ("payment", "principal paid"),
    "REPAY_INTEREST": ("payment", "interest paid"),
    "REPAY_CLAIM": ("payment", "claim paid"),
    "COLLECT_CLAIM": ("collected", "collected from outside the household"),
    "CHARGE_OFF_PRINCIPAL": ("write_off", "principal written off, still owed"),
    "CHARGE_OFF_INTEREST": ("write_off", "interest written off, still owed"),
    "DROP_CLAIM": ("dropped", "the claim is dropped"),
    "INCOME": ("pay", "income"),
    "SPENDING": ("spend", "spent in cash"),
}
"""Kind and text by the movement's name."""
PAYERS = {"transactor": "pays bills in full", "minimum": "pays the minimum", "partial": "pays bills in part"}

BOOKKEEPING = frozenset(
    (
        "accrued_until", "agent", "behaviour", "job_change_day", "limit_cut", "next_day", "next_due_day",
        "oldest_due_day", "payday", "performing", "product", "remaining_term", "rescued", "segment", "sound_since",
        "spent_until",
    )
)  # fmt: skip
"""Whole numbers of the record that other events tell of, or that only the engine needs."""
DAY_ENDINGS = ("_day", "_since", "_until")
COUNT_ENDINGS = ("s", "_month")
"""A field whose name ends so is no flag, even where it goes from 0 to 1."""


class Change(NamedTuple):
    """A field of the record before and after, on a day; the account's own record lies beside it."""

    field: str
    before: Any
    after: Any
    day: int
    account: Any = None
    account_before: Any = None


class Words(NamedTuple):
    """How a change is told."""

    kind: str
    text: str
    amount_fen: int | None = None
    is_detail: bool = False


def movement_words(movement: Movement) -> Words:
    """How a movement is told; one that leaves households alone is a detail."""
    kind, text = MOVEMENTS.get(movement.name, (movement.name.lower(), words_of(movement.name)))
    return Words(kind, text, is_detail=not household_entries(movement))


def change_words(change: Change) -> Words | None:
    """How a change of the record is told; None where there is nothing to tell."""
    if change.field in BOOKKEEPING:
        return None
    told = _ACCOUNT_FIELDS if change.account is not None else _BORROWER_FIELDS
    if change.field in told:
        return told[change.field](change)
    return _unknown(change)


def _unknown(change: Change) -> Words | None:
    """A field that came later: a flag, a day, or else a number that is only a detail."""
    name, before, after = words_of(change.field), int(change.before), int(change.after)
    if {before, after} == {0, 1} and not change.field.endswith(COUNT_ENDINGS):
        return Words(change.field, f"{name}: {'yes' if after else 'no'}")
    if change.field.endswith(DAY_ENDINGS):
        is_ahead = change.day < after < NEVER
        return Words(change.field, f"{name}: {_day_words(after)}", is_detail=not is_ahead)
    return Words(change.field, f"{name}: {before} to {after}", is_detail=True)


def _day_words(day: int) -> str:
    return "never" if abs(day) >= NEVER else date_of(day)


def _enum_words(kind: type[IntEnum], number: int) -> str:
    return words_of(kind(number).name) if number in set(kind) else str(number)


def _employed(change: Change) -> Words:
    return Words("job_found", "found work") if change.after == 1 else Words("job_lost", "lost the job")


def _payer_type(change: Change) -> Words:
    return Words("payer_type", f"from now on {paying_words(payer_words(int(change.after)))}")


def payer_words(number: int) -> str:
    """A payer type."""
    return _enum_words(PayerType, number)


def paying_words(payer: str) -> str:
    """What a payer of this type does."""
    return PAYERS.get(payer, f"pays as {payer}")


def state_words(number: int) -> str:
    """The state of an account."""
    return _enum_words(State, number)


def _income(change: Change) -> Words:
    return Words("income_change", f"monthly income from {yuan(change.before)} to {yuan(change.after)}", change.after)


def _score(change: Change) -> Words:
    return Words("score", f"score from {change.before:.0f} to {change.after:.0f}")


def _first_default(change: Change) -> Words | None:
    if change.after == NEVER:
        return None
    return Words("first_default", "counts as a defaulted borrower from today")


def _account_default(change: Change) -> Words | None:
    if change.after != NEVER:
        return Words("default", "in default")
    stays_open = change.account.state == State.OPEN and change.account_before.state == State.OPEN
    return Words("cured", "cured: the default is over") if stays_open else None


def _state(change: Change) -> Words:
    states = (int(change.before), int(change.after))
    amount = int(change.account.limit) if change.after == State.PENDING else None
    kind, text = _STATES.get(states, ("state", f"{state_words(states[0])}, now {state_words(states[1])}"))
    return Words(kind, text, amount, is_detail=states == (State.PENDING, State.OPEN))


def _limit(change: Change) -> Words | None:
    if change.account.state != State.OPEN or change.account_before.state != State.OPEN:
        return None
    return Words("limit", f"limit from {yuan(change.before)} to {yuan(change.after)}", int(change.after))


def _blocked(change: Change) -> Words | None:
    if change.after <= change.day:
        return None
    is_longer = change.before > change.day
    return Words("blocked", f"no new credit before {_day_words(change.after)}", is_detail=bool(is_longer))


def _retry(change: Change) -> Words | None:
    if change.after <= change.day:
        return None
    is_nothing_due = change.account.oldest_due_day == NEVER
    return Words("forgot", f"forgets to pay until {_day_words(change.after)}", is_detail=bool(is_nothing_due))


_STATES: dict[tuple[int, int], tuple[str, str]] = {
    (State.EMPTY, State.PENDING): ("application", "asks for a loan, and will get it if there is money"),
    (State.PENDING, State.OPEN): ("opened", "loan opened"),
    (State.PENDING, State.EMPTY): ("refused", "no loan after all: the lender has no money for it"),
    (State.OPEN, State.EMPTY): ("closed", "paid off"),
    (State.OPEN, State.CHARGED_OFF): ("charged_off", "charged off"),
    (State.CHARGED_OFF, State.EMPTY): ("readmitted", "may borrow again"),
    (State.CHARGED_OFF, State.OPEN): ("readmitted", "the line is open again"),
}
_BORROWER_FIELDS = {
    "employed": _employed,
    "payer_type": _payer_type,
    "income": _income,
    "score": _score,
    "default_day": _first_default,
}
_ACCOUNT_FIELDS = {
    "default_day": _account_default,
    "state": _state,
    "limit": _limit,
    "blocked_until": _blocked,
    "retry_day": _retry,
}
