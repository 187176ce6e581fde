"""Credit loss by account: each lender's own, summed by product and by when the account was opened.

A slot is used again for the next loan, so the sums are kept here and not on the record. What guarantees, first losses
and notes move between holders belongs to no account and is not in them.
"""

from sim.compiled import rare, rule
from sim.sizes import MAX_PRODUCTS, VINTAGES
from sim.units import DAYS_PER_MONTH, NEVER

QUARTER_DAYS = 3 * DAYS_PER_MONTH
QUARTERS_BEFORE = 4
"""Quarters before the start that are told apart."""


@rule
def vintage_place(opened_day):
    """Place of a day of opening: 0 not known, 1 more than a year before the start, then quarter by quarter.

    The last place takes all that is opened after the quarters told apart.
    """
    if opened_day == -NEVER:
        return 0
    quarter = (opened_day - 1) // QUARTER_DAYS
    return min(max(quarter + QUARTERS_BEFORE + 2, 1), VINTAGES - 1)


@rule
def note_account_loss(account, amount, ledger):
    """Add an amount (fen, all borrowers of the record) to the day's loss by product and vintage."""
    ledger.account_loss[account.product, vintage_place(int(account.opened_day))] += amount
    ledger.account_losses += 1


@rare
def add_account_losses(ledger, market):
    """Add the day's loss by product and vintage to that of the run."""
    for product in range(MAX_PRODUCTS):
        for vintage in range(VINTAGES):
            market.account_loss[product, vintage] += ledger.account_loss[product, vintage]


@rule
def gather_account_losses(ledger, market):
    """Take the day's loss by account over into the market, on days that have any."""
    if ledger.account_losses > 0:
        add_account_losses(ledger, market)
