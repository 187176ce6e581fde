"""The audit of every close: books that add up to 0 fen, cash that only changes hands, books that equal the records."""

from enum import IntEnum

from sim.chart import LENDER_ACCOUNTS, Account
from sim.compiled import rare, rule
from sim.ledger import book_total, public_total
from sim.rules.capital import outstanding
from sim.rules.exposure import own_outstanding
from sim.rules.failure import claims_of_funders
from sim.rules.funders import funding_drawn, receivables
from sim.rules.settlement import own_receivables
from sim.units import LARGEST_BALANCE


class Fault(IntEnum):
    """What an audit can find."""

    NONE = 0
    LENDER_BOOK = 1
    PUBLIC_BOOK = 2
    CASH = 3
    PRINCIPAL = 4
    INTEREST = 5
    CLAIMS = 6
    HOUSEHOLD_CASH = 7
    MONTH_END_BALANCE = 8
    MONTH_END_CASH = 9
    OVERFLOW = 10
    FUNDERS = 11
    PARTNER_PRINCIPAL = 12
    PARTNER_INTEREST = 13
    MONTH_END_PARTS = 14
    INTERBANK = 15


@rule
def report_fault(market, fault, day, lender, difference):
    """Keep the first difference found (fen)."""
    if difference != 0 and market.fault == 0:
        market.fault = fault + 0
        market.fault_day = day
        market.fault_lender = lender
        market.fault_fen = difference


@rule
def public_account(market, account):
    """Balance of an account of households or the outside world (fen)."""
    return market.public[account + 0 - LENDER_ACCOUNTS]


@rule
def audit_lender(market, index, day):
    """A lender's book adds up to 0 and equals the sums of its borrowers' records."""
    lender = market.lenders[index]
    report_fault(market, Fault.LENDER_BOOK, day, index, book_total(market, index))
    report_fault(market, Fault.PRINCIPAL, day, index, lender.book[Account.PRINCIPAL + 0] - lender.control[0])
    report_fault(market, Fault.INTEREST, day, index, lender.book[Account.INTEREST + 0] - lender.control[1])
    report_fault(market, Fault.CLAIMS, day, index, lender.book[Account.CLAIMS + 0] - lender.control[2])
    report_fault(market, Fault.FUNDERS, day, index, funding_drawn(lender) - claims_of_funders(lender))
    for account in range(LENDER_ACCOUNTS):
        if abs(lender.book[account]) > LARGEST_BALANCE:
            report_fault(market, Fault.OVERFLOW, day, index, lender.book[account])


@rule
def audit_partners(market, index, day):
    """A lender's book equals what its partners hold by the records."""
    lender = market.lenders[index]
    principal = lender.book[Account.PARTNER_PRINCIPAL + 0]
    interest = lender.book[Account.PARTNER_INTEREST + 0]
    for place in range(lender.partner_count):
        principal += lender.partner[place].principal
        interest += lender.partner[place].interest
    report_fault(market, Fault.PARTNER_PRINCIPAL, day, index, principal)
    report_fault(market, Fault.PARTNER_INTEREST, day, index, interest)


@rule
def audit_public(market, day, lenders):
    """Households and the outside world add up to 0, mirror the lenders, and no cash appears or vanishes."""
    cash = public_account(market, Account.HOUSEHOLD_CASH) + public_account(market, Account.OUTSIDE_CASH)
    principal = public_account(market, Account.HOUSEHOLD_PRINCIPAL)
    interest = public_account(market, Account.HOUSEHOLD_INTEREST)
    claims = public_account(market, Account.HOUSEHOLD_CLAIMS)
    between_lenders = 0
    for index in range(lenders):
        book = market.lenders[index].book
        cash += book[Account.CASH + 0]
        principal += book[Account.PRINCIPAL + 0]
        interest += book[Account.INTEREST + 0]
        claims += book[Account.CLAIMS + 0]
        between_lenders += book[Account.INTERBANK_CLAIMS + 0] + book[Account.INTERBANK_DEBTS + 0]
    report_fault(market, Fault.PUBLIC_BOOK, day, -1, public_total(market))
    report_fault(market, Fault.CASH, day, -1, cash)
    report_fault(market, Fault.PRINCIPAL, day, -1, principal)
    report_fault(market, Fault.INTEREST, day, -1, interest)
    report_fault(market, Fault.CLAIMS, day, -1, claims)
    report_fault(market, Fault.INTERBANK, day, -1, between_lenders)
    household_cash = public_account(market, Account.HOUSEHOLD_CASH)
    report_fault(market, Fault.HOUSEHOLD_CASH, day, -1, household_cash - market.control_cash)


@rule
def audit_month(ledger, market, day, lenders):
    """At month ends every record was counted anew: the books equal those sums too."""
    for index in range(lenders):
        difference = receivables(market.lenders[index]) - outstanding(ledger, index)
        report_fault(market, Fault.MONTH_END_BALANCE, day, index, difference)
        own_difference = own_receivables(market.lenders[index]) - own_outstanding(ledger, index)
        report_fault(market, Fault.MONTH_END_PARTS, day, index, own_difference)
    household_cash = public_account(market, Account.HOUSEHOLD_CASH)
    report_fault(market, Fault.MONTH_END_CASH, day, -1, household_cash - ledger.cash)


@rare
def audit(ledger, market, day, lenders, is_month_end):
    """The audit of a close."""
    for index in range(lenders):
        audit_lender(market, index, day)
        audit_partners(market, index, day)
    audit_public(market, day, lenders)
    if is_month_end:
        audit_month(ledger, market, day, lenders)
