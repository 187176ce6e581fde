"""The trail of contagion on a borrower's record: what reached the borrower, when, and from whom.

Channels write it, the accounting of cascades reads it. Nothing is decided here; what is lost on a borrower is kept
beside it.
"""

from sim.compiled import rule
from sim.market import PLATFORM
from sim.rules.account_loss import note_account_loss
from sim.units import NEVER

NOBODY = -1
"""No infector."""


@rule
def begin_trail(borrower):
    """An empty trail at the start of a run."""
    borrower.heard_day = NEVER
    borrower.heard_from = NOBODY
    borrower.heard_generation = 0
    borrower.cut_day = NEVER
    borrower.cut_by = NOBODY
    borrower.denied_day = NEVER
    borrower.denied_by = NOBODY
    borrower.slump_day = NEVER
    borrower.news = 0
    borrower.cause = NOBODY
    borrower.generation = 0
    borrower.infector = NOBODY
    borrower.co_causes = 0
    borrower.first_day = NEVER
    borrower.first_product = NOBODY
    borrower.loss_day = NEVER
    borrower.job_lost_day = int(borrower.work_since) if borrower.employed == 0 else NEVER
    borrower.joined = int(borrower.admitted_day != NEVER)
    borrower.loss = 0
    borrower.book_loss = 0
    borrower.last_teller = NOBODY
    borrower.last_told_day = -NEVER
    borrower.last_told_generation = 0
    borrower.relieved_day = NEVER
    borrower.strike_day = NEVER
    borrower.neighbours_in_default = 0
    borrower.neighbours_relieved = 0
    borrower.need = 0
    borrower.offered = 0
    borrower.asked = 0
    borrower.gift = 0


@rule
def change_loss(borrower, account, lender, amount, ledger):
    """Change a lender's credit loss by an amount (fen, all borrowers of the record): its own, the account's, the
    borrower's.
    """
    ledger.loss[lender] += amount
    note_account_loss(account, amount, ledger)
    borrower.book_loss += amount
    if lender == PLATFORM:
        borrower.loss += amount


@rule
def note_loss_day(borrower, lender, day):
    """The first default that counts in the platform's loss came today."""
    if lender == PLATFORM and borrower.loss_day == NEVER:
        borrower.loss_day = day
