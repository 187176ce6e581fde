"""Spending: essential and other, from cash and over the revolving line; accrued between events by whole days."""

from sim.compiled import rule
from sim.ledger import Movement, post
from sim.randomness import Decision, uniform
from sim.records import Kind, State
from sim.rules.access import headroom
from sim.rules.income import lognormal_multiple
from sim.units import DAYS_PER_MONTH, fen

MOST_SPENDING = 2.0
"""Savings move other spending between none and this multiple of its normal level."""


@rule
def spending_multiple(cash, target, response):
    """Other spending relative to normal: rises and falls with savings relative to their target (buffer stock)."""
    if target <= 0.0:
        return 1.0
    return min(max(1.0 + response * (cash / target - 1.0), 0.0), MOST_SPENDING)


@rule
def plan_spending(borrower, day, segment, stream):
    """Set the month's other spending a day, from income, savings and a shock of the month."""
    normal = borrower.income * segment.discretionary_share / DAYS_PER_MONTH
    if borrower.employed == 0:
        normal = normal * segment.jobless_share
    multiple = spending_multiple(borrower.cash, borrower.savings_months * borrower.income, segment.savings_response)
    planned = normal * multiple
    if segment.discretionary_deviation > 0.0 and planned > 0.0:
        draw = uniform(stream, borrower.agent, 0, day, Decision.DISCRETIONARY_SPENDING)
        planned = planned * lognormal_multiple(segment.discretionary_deviation, draw)
    borrower.discretionary_daily = fen(planned)


@rule
def buy_on_line(borrower, account, amount, ledger, lender):
    """Charge purchases to a line."""
    account.principal += amount
    post(ledger, lender, Movement.PURCHASE, borrower.weight * amount)


@rule
def spend(borrower, day, market, world, ledger):
    """Spend for the days since the last event: a share over the line, the rest in cash.

    What cash lacks goes over the line too; what neither can pay is not bought.
    """
    days = day - int(borrower.spent_until)
    borrower.spent_until = day
    wanted = days * (borrower.essential_daily + borrower.discretionary_daily)
    if wanted <= 0:
        return
    on_line = fen(world.segment[borrower.segment].line_share * wanted)
    in_cash = min(wanted - on_line, borrower.cash)
    on_line = wanted - in_cash
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.OPEN and world.product[account.product].kind == Kind.REVOLVING and on_line > 0:
            lender = world.product[account.product].lender
            charged = min(on_line, headroom(borrower, slot, day, market, world))
            if charged > 0:
                buy_on_line(borrower, account, charged, ledger, lender)
                on_line -= charged
    in_cash = min(in_cash + on_line, borrower.cash)
    borrower.cash -= in_cash
    post(ledger, 0, Movement.SPENDING, borrower.weight * in_cash)
