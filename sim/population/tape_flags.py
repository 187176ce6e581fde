"""The flags of a tape's rows: legal peculiarities that were converted or only noted, one bit each."""

from __future__ import annotations

from enum import IntFlag


class Flag(IntFlag):
    """One bit a peculiarity; a row may carry several. The list is append-only, since results store the bits."""

    CREDIT_BALANCE = 1
    OVER_LIMIT = 2
    ODD_CODE = 4
    EQUAL_BUT_FOR_BORROWER = 8
    STATUS_OVERRULED = 16
    NO_BILL_HISTORY = 32
    NEVER_PAID = 64
    LIMIT_FROM_BALANCE = 128

    @property
    def meaning(self) -> str:
        """The flag in plain words, as a summary prints it."""
        return _MEANING[self]


_MEANING = {
    Flag.CREDIT_BALANCE: "a negative balance, kept as a credit balance with nothing outstanding",
    Flag.OVER_LIMIT: "a balance above the limit; the limit is kept",
    Flag.ODD_CODE: "a code outside those documented",
    Flag.EQUAL_BUT_FOR_BORROWER: "equal to an earlier row in everything but the borrower",
    Flag.STATUS_OVERRULED: "a late status without a positive bill, taken as current",
    Flag.NO_BILL_HISTORY: "no bill large enough to show a payer type; taken by rule",
    Flag.NEVER_PAID: "billed and never paid, so that no payer type shows; taken by rule",
    Flag.LIMIT_FROM_BALANCE: "a term loan without a limit; the balance is taken",
}
