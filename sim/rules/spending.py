"""Spending: essential and other, from cash and over lines of credit; accrued between events by whole days."""

from sim.chart import Movement
from sim.compiled import rare, rule
from sim.ledger import post
from sim.market import PLATFORM
from sim.randomness import Decision, uniform
from sim.records import Kind, State
from sim.rules.access import open_credit
from sim.rules.credit_cut import granted_use
from sim.rules.income import lognormal_multiple
from sim.rules.partners import share_new_money
from sim.rules.products import accrue
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
def normal_spending(borrower, segment):
    """Other spending a month (fen, not rounded) at target savings."""
    normal = borrower.income * segment.discretionary_share
    return normal * segment.jobless_share if borrower.employed == 0 else normal


@rule
def has_arrears(borrower, day):
    """Whether anything is past due at any lender."""
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.OPEN and int(account.oldest_due_day) < day:
            return True
    return False


@rare
def advised_share(borrower, day, segment, stream):
    """What debt advice leaves of other spending, in a month that begins with something past due."""
    if segment.advice_chance <= 0.0 or not has_arrears(borrower, day):
        return 1.0
    if uniform(stream, borrower.agent, 0, day, Decision.ADVICE) >= segment.advice_chance:
        return 1.0
    return 1.0 - segment.advice_effect


@rare
def overspent(borrower, day, market, world):
    """What an over-spender takes this month out of the credit that is still open (fen, not rounded)."""
    if borrower.overspending <= 0.0:
        return 0.0
    education = market.lenders[PLATFORM].policies[borrower.segment].education_effect
    return open_credit(borrower, day, market, world) * borrower.overspending * (1.0 - education)


@rule
def plan_spending(borrower, day, market, world, stream):
    """Set the month's other spending a day, from income, savings, open credit, advice and a shock of the month."""
    segment = world.segment[borrower.segment]
    multiple = spending_multiple(borrower.cash, borrower.savings_months * borrower.income, segment.savings_response)
    planned = normal_spending(borrower, segment) / DAYS_PER_MONTH * multiple
    if segment.discretionary_deviation > 0.0 and planned > 0.0:
        draw = uniform(stream, borrower.agent, 0, day, Decision.DISCRETIONARY_SPENDING)
        planned = planned * lognormal_multiple(segment.discretionary_deviation, draw)
    planned = planned + overspent(borrower, day, market, world) / DAYS_PER_MONTH
    borrower.discretionary_daily = fen(planned * advised_share(borrower, day, segment, stream))


@rare
def start_interest(borrower, account, day, market, world, ledger):
    """Before a purchase that bears interest from today: charge what the line bore until now."""
    accrue(borrower, account, day, market, world, ledger)


@rule
def buy_on_line(borrower, account, amount, product, ledger):
    """Charge purchases to a line; the merchant may pay a fee."""
    account.principal += amount
    post(ledger, product.lender, Movement.PURCHASE, borrower.weight * amount)
    if product.merchant_fee > 0.0:
        post(ledger, product.lender, Movement.MERCHANT_FEE, borrower.weight * fen(product.merchant_fee * amount))


@rule
def charge_lines(borrower, day, amount, first_lender, market, world, ledger):
    """Charge purchases to the lines of this lender and those after it, in their order. Returns the sum (fen)."""
    left = amount
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if left > 0 and account.state == State.OPEN:
            product = world.product[account.product]
            if product.kind == Kind.REVOLVING and product.lender >= first_lender:
                charged = granted_use(borrower, slot, left, day, market, world, ledger)
                if charged > 0:
                    if product.interest_free == 0:
                        start_interest(borrower, account, day, market, world, ledger)
                    share_new_money(account, market.lenders[product.lender], charged)
                    buy_on_line(borrower, account, charged, product, ledger)
                    left -= charged
    return amount - left


@rule
def buy(borrower, day, wanted, line_share, market, world, ledger):
    """Buy for an amount: a share over lines, the rest in cash.

    What cash lacks goes over lines too; what neither can pay is not bought.
    """
    in_cash = min(wanted - fen(line_share * wanted), borrower.cash)
    on_line = wanted - in_cash
    outside = world.segment[borrower.segment].outside_share
    if outside > 0.0:
        on_line -= charge_lines(borrower, day, fen(outside * on_line), PLATFORM + 1, market, world, ledger)
    if on_line > 0:
        on_line -= charge_lines(borrower, day, on_line, PLATFORM, market, world, ledger)
    in_cash = min(in_cash + on_line, borrower.cash)
    borrower.cash -= in_cash
    post(ledger, 0, Movement.SPENDING, borrower.weight * in_cash)


@rule
def line_share_now(borrower, market):
    """Share of spending that goes over lines: less where the platform reports use to the registry (BIS WP 1239)."""
    policy = market.lenders[PLATFORM].policies[borrower.segment]
    return borrower.line_share * (1.0 - policy.registry_reporting * policy.registry_use_effect)


@rule
def spend(borrower, day, market, world, ledger):
    """Spend for the days since the last event."""
    days = day - int(borrower.spent_until)
    borrower.spent_until = day
    wanted = days * (borrower.essential_daily + borrower.discretionary_daily)
    if wanted > 0:
        buy(borrower, day, wanted, line_share_now(borrower, market), market, world, ledger)
