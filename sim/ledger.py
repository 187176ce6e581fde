"""Every movement of money: who is debited and credited, in the lender's books and in the public's (quadruple entry).

A posting adds to one day's sum of its kind; the close spreads the sums over the accounts by the chart (`sim.chart`).
"""

from sim.chart import (
    CHART_ACCOUNTS,
    CHART_SIGNS,
    ENTRIES,
    FIRST_PROFIT_ACCOUNT,
    LAST_PROFIT_ACCOUNT,
    LENDER_ACCOUNTS,
    MOVEMENTS,
    PUBLIC_ACCOUNTS,
    Account,
)
from sim.compiled import rule


@rule
def post(ledger, lender, movement, amount):
    """Move an amount (fen, all borrowers of a record together): the one ledger function."""
    ledger.flow[lender, movement + 0] += amount


@rule
def settle(ledger, market, lender):
    """Enter the day's sums of one lender into its book and the public's by the chart."""
    book = market.lenders[lender].book
    for movement in range(MOVEMENTS):
        amount = ledger.flow[lender, movement]
        if amount != 0:
            for place in range(ENTRIES):
                account = CHART_ACCOUNTS[movement, place]
                change = CHART_SIGNS[movement, place] * amount
                if account < LENDER_ACCOUNTS:
                    book[account] += change
                else:
                    market.public[account - LENDER_ACCOUNTS] += change


@rule
def book_total(market, lender):
    """Sum of a lender's accounts (fen); 0 unless money was made or lost."""
    total = 0
    for account in range(LENDER_ACCOUNTS):
        total += market.lenders[lender].book[account]
    return total


@rule
def public_total(market):
    """Sum of the accounts of households and the outside world (fen); 0 likewise."""
    total = 0
    for account in range(PUBLIC_ACCOUNTS):
        total += market.public[account]
    return total


@rule
def own_funds(lender):
    """Equity and the profit so far (fen)."""
    total = lender.book[Account.EQUITY + 0] + lender.book[Account.OTHER_RESULT + 0]
    for account in range(FIRST_PROFIT_ACCOUNT, LAST_PROFIT_ACCOUNT + 1):
        total += lender.book[account]
    return -total
