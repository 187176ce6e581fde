"""New loans: who asks for how much, who gets it, and the paying out after the close."""

from sim.compiled import rule
from sim.ledger import Movement, post
from sim.randomness import Decision, uniform
from sim.records import Kind, State
from sim.rules.access import is_barred
from sim.rules.income import lognormal_multiple
from sim.rules.products import annuity, empty_slot, start_loan
from sim.units import DAYS_PER_MONTH, fen


@rule
def demand_probability(borrower, segment):
    """Chance to ask for a loan this month: higher when cash is below a month of essential spending."""
    if borrower.cash < borrower.essential_daily * DAYS_PER_MONTH:
        return min(1.0, segment.loan_demand_monthly * segment.distress_multiple)
    return segment.loan_demand_monthly


@rule
def size_asked(borrower, day, product_index, segment, stream):
    """Loan asked for (fen)."""
    size = borrower.income * segment.loan_size
    if segment.loan_size_dispersion > 0.0:
        draw = uniform(stream, borrower.agent, product_index, day, Decision.LOAN_SIZE)
        size = size * lognormal_multiple(segment.loan_size_dispersion, draw)
    return fen(size)


@rule
def chosen_term(product, draw):
    """Number of instalments, by the product's cumulative shares."""
    for choice in range(len(product.terms)):
        if draw < product.term_shares[choice]:
            return int(product.terms[choice])
    return int(product.terms[0])


@rule
def debt_service(borrower, world):
    """What the borrower's accounts ask for a month (fen): instalments, and the minimum share of lines."""
    total = 0
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.OPEN:
            product = world.product[account.product]
            if product.kind == Kind.TERM:
                total += account.instalment
            else:
                total += fen(product.minimum_share * account.principal)
    return total


@rule
def granted_by_rule(borrower, asked, policy, product):
    """What underwriting allows of an application (fen): 0 is a refusal."""
    if borrower.score < policy.score_cutoff:
        return 0
    allowed = min(asked, fen(policy.loan_income_cap * borrower.income), product.limit_cap)
    return allowed if allowed >= product.limit_floor else 0


@rule
def is_affordable(borrower, amount, term, policy, world, product):
    """Whether debt service with the new loan stays under the cap."""
    service = debt_service(borrower, world) + annuity(amount, product.daily_rate * DAYS_PER_MONTH, term)
    return service <= policy.debt_to_income_cap * borrower.income


@rule
def free_slot(borrower, day):
    """An empty account slot that holds no lasting freeze, or -1."""
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.EMPTY and account.blocked_until <= day:
            return slot
    return -1


@rule
def ask_for_loan(borrower, product_index, day, market, world, stream, ledger):
    """Perhaps ask for a loan; an application that passes waits for the close of the window."""
    slot = free_slot(borrower, day)
    if slot < 0:
        return
    segment = world.segment[borrower.segment]
    probability = demand_probability(borrower, segment)
    if uniform(stream, borrower.agent, product_index, day, Decision.LOAN_DEMAND) >= probability:
        return
    product = world.product[product_index]
    lender = product.lender
    if is_barred(borrower, product_index, day, market, world):
        return
    policy = market.lenders[lender].policy
    amount = granted_by_rule(borrower, size_asked(borrower, day, product_index, segment, stream), policy, product)
    term = chosen_term(product, uniform(stream, borrower.agent, product_index, day, Decision.LOAN_TERM))
    if amount > 0 and is_affordable(borrower, amount, term, policy, world, product):
        file_application(borrower.accounts[slot], product_index, amount, term, payout_day(day, world.window_days))
        ledger.asked[lender] += borrower.weight * amount


@rule
def payout_day(day, window_days):
    """The day after the close of the window that holds this day."""
    return day + window_days - (day - 1) % window_days


@rule
def file_application(account, product_index, amount, term, payout):
    """Hold an application in a slot until it is paid out."""
    account.state = State.PENDING + 0
    account.product = product_index
    account.limit = amount
    account.remaining_term = term
    account.next_due_day = payout


@rule
def apply_for_loans(borrower, day, market, world, stream, ledger):
    """Once a month, for each kind of loan."""
    if world.run_off == 1 or world.segment[borrower.segment].loan_demand_monthly <= 0.0:
        return
    for product_index in range(world.products):
        if world.product[product_index].kind == Kind.TERM:
            ask_for_loan(borrower, product_index, day, market, world, stream, ledger)


@rule
def receive_loans(borrower, day, market, world, ledger):
    """Pay out what was asked for in the last window, at the ration of its close."""
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.PENDING and account.next_due_day <= day:
            product = world.product[account.product]
            ration = 0.0 if world.run_off == 1 else market.lenders[product.lender].ration
            amount = fen(account.limit * ration)
            account.limit = 0
            if amount > 0:
                start_loan(account, amount, day, product)
                borrower.cash += amount
                post(ledger, product.lender, Movement.DISBURSE, borrower.weight * amount)
            else:
                empty_slot(account)
