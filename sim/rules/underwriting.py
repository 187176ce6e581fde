"""New loans: who asks for how much, who gets it, and the paying out after the close."""

import math

from sim.chart import Movement
from sim.compiled import rare, rule
from sim.ledger import post
from sim.market import PLATFORM, Activity
from sim.randomness import Decision, uniform
from sim.records import Kind, State
from sim.rules.access import is_barred, is_loan_asked, open_loans, person_room
from sim.rules.credit_cut import is_cut_by_trouble, is_still_approved, note_denial
from sim.rules.discrimination import note_application
from sim.rules.income import income_share, lognormal_multiple
from sim.rules.partners import share_new_money
from sim.rules.pricing import offered_rate
from sim.rules.products import annuity, day_after_payday, empty_slot, is_among, start_loan
from sim.rules.scoring import debts_elsewhere
from sim.rules.vintage import begin_history
from sim.units import DAYS_PER_MONTH, NEVER, fen


@rule
def selection(borrower, product, segment, cheapest_rate):
    """How much more often the riskier ask: job risk to a power that grows with the price of the loan."""
    if segment.adverse_selection <= 0.0:
        return 1.0
    dearness = product.daily_rate / cheapest_rate if cheapest_rate > 0.0 else 1.0
    return math.pow(borrower.job_risk, 1.0 * (segment.adverse_selection * dearness))


@rule
def demand_probability(borrower, segment):
    """Chance to ask for a loan this month: higher when cash is below a month of essential spending."""
    if borrower.cash < borrower.essential_daily * DAYS_PER_MONTH:
        return min(1.0, segment.loan_demand_monthly * segment.distress_multiple)
    return segment.loan_demand_monthly


@rule
def cheapest_loan_rate(world):
    """Lowest daily rate among the loan products; 0 without any."""
    cheapest = 0.0
    for index in range(world.products):
        if world.product[index].kind == Kind.TERM and (cheapest == 0.0 or world.product[index].daily_rate < cheapest):
            cheapest = world.product[index].daily_rate
    return cheapest


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
def service_of(account, product):
    """What an open account asks for a month (fen): an instalment, or interest first; a line's part and minimum."""
    if product.kind == Kind.TERM:
        if account.instalment > 0:
            return int(account.instalment)
        return fen(account.principal * account.daily_rate * DAYS_PER_MONTH)
    later = account.instalment * account.remaining_term
    return account.instalment + fen(product.minimum_share * max(0, account.principal - later))


@rule
def debt_service(borrower, world):
    """What the borrower's accounts ask for a month (fen), loans on their way included."""
    total = 0
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.OPEN:
            total += service_of(account, world.product[account.product])
        elif is_loan_asked(account, world):
            total += annuity(account.limit, account.daily_rate * DAYS_PER_MONTH, account.remaining_term)
    return total


@rule
def loans_taken(borrower, lender, world):
    """Loans of a lender that are open or on their way."""
    count = open_loans(borrower, lender, world)
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if is_loan_asked(account, world) and world.product[account.product].lender == lender:
            count += 1
    return count


@rule
def is_eligible(borrower, lender, day, policy, world):
    """What bars an application before its amount is looked at: score, records, other lenders, too many loans."""
    if borrower.score < policy.underwriting_score_cutoff:
        return False
    if policy.underwriting_rejects_marked > 0.0 and int(borrower.marked_until) > day:
        return False
    if policy.underwriting_rejects_blacklisted > 0.0 and int(borrower.blacklisted_until) > day:
        return False
    if debts_elsewhere(borrower, lender, world) > policy.underwriting_other_lenders_cap:
        return False
    return loans_taken(borrower, lender, world) < policy.underwriting_open_loans_cap


@rule
def income_seen(borrower, product_index, day, policy, segment, stream, ledger, lender):
    """Monthly income that underwriting believes (fen): the stated one, or where it is verified what is earned today."""
    if policy.underwriting_verification > 0.0:
        draw = uniform(stream, borrower.agent, product_index, day, Decision.VERIFICATION)
        if draw < policy.underwriting_verification:
            ledger.activity[lender, Activity.VERIFICATION + 0] += borrower.weight
            return fen(borrower.income * income_share(borrower, day, segment))
    return fen(borrower.income * (1.0 + segment.income_overstatement))


@rule
def granted_by_rule(borrower, asked, income, policy, product, world):
    """What the caps allow of an application (fen): 0 is a refusal."""
    allowed = min(asked, fen(policy.underwriting_loan_income_cap * income), product.limit_cap)
    allowed = min(allowed, person_room(borrower, product.lender, policy, world))
    return allowed if allowed >= product.limit_floor and allowed > 0 else 0


@rule
def is_affordable(borrower, amount, term, rate, income, policy, world):
    """Whether debt service with the new loan stays under the cap."""
    service = debt_service(borrower, world) + annuity(amount, rate * DAYS_PER_MONTH, term)
    return service <= policy.underwriting_debt_to_income_cap * income


@rule
def is_approved(borrower, product_index, day, policy, stream):
    """Whether an application that passes is approved."""
    if policy.underwriting_approval_rate >= 1.0:
        return True
    draw = uniform(stream, borrower.agent, product_index, day, Decision.APPROVAL)
    return draw < policy.underwriting_approval_rate


@rule
def free_slot(borrower, day):
    """An empty account slot that holds no lasting freeze, or -1."""
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.EMPTY and account.blocked_until <= day:
            return slot
    return -1


@rule
def wants_loan(borrower, product_index, day, world, stream):
    """Whether the borrower asks for a loan of this product this month."""
    segment = world.segment[borrower.segment]
    product = world.product[product_index]
    probability = demand_probability(borrower, segment)
    draw = uniform(stream, borrower.agent, product_index, day, Decision.LOAN_DEMAND)
    if draw >= probability and borrower.job_risk <= 1.0:
        return False  # selection only lowers the chance of who is less at risk: most are answered without it
    return draw < probability * selection(borrower, product, segment, cheapest_loan_rate(world))


@rare
def ask_for_loan(borrower, product_index, day, market, world, stream, ledger):
    """Perhaps ask for a loan; an application that passes waits for the close of the window.

    Who has no free slot is refused: no lender takes on so many accounts.
    """
    if not wants_loan(borrower, product_index, day, world, stream):
        return
    lender = world.product[product_index].lender
    asked = size_asked(borrower, day, product_index, world.segment[borrower.segment], stream)
    borrower.applications += 1
    ledger.activity[lender, Activity.APPLICATION + 0] += borrower.weight
    ledger.asked[lender] += borrower.weight * asked
    if lender == PLATFORM:
        note_application(borrower, day)
    policy = market.lenders[lender].policies[borrower.segment]
    slot = free_slot(borrower, day)
    if slot < 0 or is_barred(borrower, product_index, day, market, world):
        return
    if is_eligible(borrower, lender, day, policy, world):
        decide_loan(borrower, slot, product_index, day, market.lenders[lender], world, stream, ledger)


@rule
def decide_loan(borrower, slot, product_index, day, lender, world, stream, ledger):
    """Decide on the amount of an application, and file it if it passes."""
    segment = world.segment[borrower.segment]
    product = world.product[product_index]
    policy = lender.policies[borrower.segment]
    income = income_seen(borrower, product_index, day, policy, segment, stream, ledger, product.lender)
    asked = size_asked(borrower, day, product_index, segment, stream)
    amount = granted_by_rule(borrower, asked, income, policy, product, world)
    term = chosen_term(product, uniform(stream, borrower.agent, product_index, day, Decision.LOAN_TERM))
    rate = offered_rate(borrower, product, policy, world.score_centre)
    passes = amount > 0 and is_affordable(borrower, amount, term, rate, income, policy, world)
    if passes and is_approved(borrower, product_index, day, policy, stream):
        if not is_still_approved(borrower, product_index, day, lender, policy, stream):
            note_denial(borrower, product.lender, day)
            return
        account = borrower.accounts[slot]
        file_application(account, product_index, amount, term, payout_day(day, world.window_days))
        account.daily_rate = rate
        account.due_day = 0
        if policy.due_day_aligned_share > 0.0 and is_among(borrower.agent, policy.due_day_aligned_share):
            account.due_day = day_after_payday(borrower, policy)
        ledger.filed[product.lender] += borrower.weight * amount


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


@rare
def apply_for_loans(borrower, day, market, world, stream, ledger):
    """Once a month, for each kind of loan; the platform lends to its customers only."""
    if world.run_off == 1 or world.segment[borrower.segment].loan_demand_monthly <= 0.0:
        return
    for product_index in range(world.products):
        product = world.product[product_index]
        is_customer = product.lender != PLATFORM or borrower.admitted_day != NEVER
        if product.kind == Kind.TERM and is_customer:
            ask_for_loan(borrower, product_index, day, market, world, stream, ledger)


@rule
def is_interest_first(borrower, slot, day, world, stream):
    """Whether the borrower chooses to pay interest first and the principal at the end."""
    share = world.segment[borrower.segment].interest_first_share
    if share <= 0.0:
        return False
    return uniform(stream, borrower.agent, slot, day, Decision.INTEREST_FIRST) < share


@rule
def pay_out(borrower, slot, amount, day, world, stream, ledger):
    """Pay out a loan (fen)."""
    account = borrower.accounts[slot]
    product = world.product[account.product]
    start_loan(account, amount, day, product, is_interest_first(borrower, slot, day, world, stream))
    borrower.cash += amount
    post(ledger, product.lender, Movement.DISBURSE, borrower.weight * amount)
    ledger.opened_fen[product.lender] += borrower.weight * amount
    ledger.activity[product.lender, Activity.ADMISSION + 0] += borrower.weight


@rule
def receive_loans(borrower, day, market, world, stream, ledger):
    """Take up what was asked for in the last window: loans at the ration of its close, lines as they were granted."""
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.PENDING and account.next_due_day <= day:
            product = world.product[account.product]
            if product.kind == Kind.REVOLVING:
                take_up_line(borrower, account, day, product, ledger)
            else:
                lender = market.lenders[product.lender]
                ration = 0.0 if world.run_off == 1 else lender.ration
                amount = fen(account.limit * ration)
                if is_cut_by_trouble(lender, ration):
                    note_denial(borrower, product.lender, day)
                account.limit = 0
                share_new_money(account, market.lenders[product.lender], amount)
                if amount > 0:
                    pay_out(borrower, slot, amount, day, world, stream, ledger)
                else:
                    empty_slot(account)


@rule
def take_up_line(borrower, account, day, product, ledger):
    """A granted line opens."""
    account.state = State.OPEN + 0
    account.next_due_day = NEVER
    account.accrued_until = day
    begin_history(account, day)
    if product.lender == PLATFORM:
        borrower.admitted_day = day
        borrower.joined = 1
    ledger.activity[product.lender, Activity.ADMISSION + 0] += borrower.weight
