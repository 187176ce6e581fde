"""What a borrower has and owes after each posting, by the chart of accounts.

The record itself is of no use here: a rule often writes it before it posts, or posts several times at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sim.chart import CHART, Movement
from sim.errors import InternalError
from sim.studies.life.event import date_of

HOUSEHOLD = "HOUSEHOLD_"
HOUSEHOLD_CASH = "HOUSEHOLD_CASH"


def household_entries(movement: Movement) -> list[tuple[str, int]]:
    """The household accounts that a movement enters, with the sign of the entry."""
    entries = ((entry[:-1], 1 if entry.endswith("+") else -1) for entry in CHART[movement])
    return [(name, sign) for name, sign in entries if name.startswith(HOUSEHOLD)]


def cash_sign(movement: Movement) -> int:
    """1 where a movement brings households cash, -1 where it takes it, else 0."""
    return sum(sign for name, sign in household_entries(movement) if name == HOUSEHOLD_CASH)


def debt_sign(movement: Movement) -> int:
    """1 where a movement adds to what households owe, -1 where it takes off, else 0."""
    return -sum(sign for name, sign in household_entries(movement) if name != HOUSEHOLD_CASH)


def is_of_account(movement: Movement) -> bool:
    """Whether a movement belongs to an account: it enters what households owe."""
    return any(name != HOUSEHOLD_CASH for name, _ in household_entries(movement))


class Balances:
    """Cash and what is owed by slot (fen), from the record of the morning and the day's postings."""

    def __init__(self) -> None:
        self.cash = 0
        self.owed: list[int] = []

    def begin(self, borrower: Any, owed: Callable[[Any], int]) -> None:
        """A day begins."""
        self.cash, self.owed = int(borrower.cash), [int(owed(account)) for account in borrower.accounts]

    def move(self, movement: Movement, amount: int, slot: int | None) -> None:
        """Enter a posting."""
        self.cash += cash_sign(movement) * amount
        if slot is not None:
            self.owed[slot] += debt_sign(movement) * amount

    def check(self, borrower: Any, day: int) -> None:
        """At the end of a day: the postings must lead to the record.

        Raises:
            InternalError: they do not.
        """
        if self.cash != borrower.cash:
            raise InternalError(
                f"on {date_of(day)} the postings of borrower {borrower.agent} lead to {self.cash} fen in cash, "
                f"its record holds {borrower.cash}"
            )
