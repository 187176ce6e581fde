"""A synthetic borrower is born: traits and opening accounts.

Each comes from one keyed draw, so that it does not depend on how many others there are.
"""

import math

from sim.compiled import rare, rule
from sim.market import PLATFORM
from sim.randomness import Decision, normal_quantile, uniform
from sim.records import Kind, State
from sim.rules.income import essential_daily, lognormal_multiple
from sim.rules.limits import limit_multiple, line_limit
from sim.rules.month import payer_type_of
from sim.rules.products import start_loan
from sim.rules.scoring import bounded_score
from sim.rules.trail import begin_trail
from sim.rules.traits import give_traits, trait_draw
from sim.rules.underwriting import chosen_term
from sim.rules.vintage import begin_history
from sim.units import NEVER, fen


@rule
def segment_of(draw, world):
    """Segment by cumulative shares."""
    for index in range(world.segments):
        if draw < world.segment[index].cumulative_share:
            return index
    return world.segments - 1


@rule
def spread(median, dispersion, draw):
    """A log-normal trait with this median."""
    return median * math.exp(dispersion * normal_quantile(draw))


@rule
def payday_of(segment, draw):
    """Payday: uniform around the segment's, inside the month."""
    days = 2.0 * segment.payday_spread + 1.0
    return min(max(int(segment.payday - segment.payday_spread + int(days * draw)), 1), 30)


@rule
def personal_risk(borrower, segment, draw):
    """Multiple of the segment's job-loss hazard: log-normal with mean one, lower for higher incomes."""
    risk = lognormal_multiple(segment.risk_dispersion, draw)
    if segment.risk_income_elasticity <= 0.0 or borrower.income <= 0:
        return risk
    return risk * math.pow(borrower.income / segment.income_median_fen, -1.0 * segment.risk_income_elasticity)


@rule
def give_work(borrower, segment, stream):
    """Income, job risk and payday."""
    agent = borrower.agent
    borrower.income = fen(
        spread(segment.income_median_fen, segment.income_dispersion, trait_draw(stream, agent, Decision.BIRTH_INCOME))
    )
    borrower.job_risk = personal_risk(borrower, segment, trait_draw(stream, agent, Decision.BIRTH_RISK))
    borrower.payday = payday_of(segment, trait_draw(stream, agent, Decision.BIRTH_PAYDAY))
    borrower.employed = 1
    borrower.job_change_day = NEVER


@rule
def give_habits(borrower, segment, stream):
    """Saving, spending, paying."""
    agent = borrower.agent
    savings_draw = trait_draw(stream, agent, Decision.BIRTH_SAVINGS)
    forget_draw = trait_draw(stream, agent, Decision.BIRTH_FORGETFULNESS)
    payer_draw = trait_draw(stream, agent, Decision.BIRTH_PAYER_TYPE)
    borrower.savings_months = spread(segment.savings_months, segment.savings_dispersion, savings_draw)
    borrower.cash = fen(borrower.savings_months * borrower.income)
    borrower.essential_daily = essential_daily(borrower.income, segment.essential_share)
    borrower.forgetfulness = min(
        1.0, segment.forget_probability * lognormal_multiple(segment.forget_dispersion, forget_draw)
    )
    borrower.payer_type = payer_type_of(payer_draw, segment.transactor_share, segment.minimum_payer_share)
    borrower.paying_as = borrower.payer_type


@rule
def opening_score(job_risk, world, draw):
    """The score a borrower starts from: falls with the true risk, seen with noise."""
    seen = world.score_centre - world.score_insight * math.log(max(job_risk, 1e-9))
    return bounded_score(seen + world.score_noise * normal_quantile(draw))


@rule
def clear_account(account, day):
    """An empty slot with every day set."""
    account.product = -1
    account.state = State.EMPTY + 0
    account.oldest_due_day = NEVER
    account.accrued_until = day
    account.next_due_day = NEVER
    account.retry_day = -NEVER
    account.default_day = NEVER
    account.sound_since = NEVER
    account.blocked_until = -NEVER
    account.judgment_day = NEVER
    account.plan_day = -NEVER
    account.rescued = 0
    account.limit_cut = 0
    account.forgone_rate = 0.0
    account.contacted_until = day
    account.excused_until = -NEVER
    account.opened_day = -NEVER
    account.first_due_day = NEVER


@rule
def clear_accounts(accounts, day):
    """Make records of accounts empty slots at the close of a day."""
    for index in range(len(accounts)):
        clear_account(accounts[index], day)


@rule
def open_line(account, product_index, borrower, product, day, centre, stream):
    """Turn a slot into an unused line."""
    income = borrower.income * limit_multiple(borrower, product_index, product, stream)
    account.product = product_index
    account.state = State.OPEN + 0
    account.limit = line_limit(income, borrower.score, product, centre)
    account.daily_rate = min(product.daily_rate, product.rate_ceiling)
    begin_history(account, day)


@rule
def open_loan(account, product_index, borrower, day, product, segment, stream):
    """Turn a slot into a loan paid out before the start."""
    agent = borrower.agent
    size = borrower.income * segment.loan_size
    if segment.loan_size_dispersion > 0.0:
        size = size * lognormal_multiple(
            segment.loan_size_dispersion, trait_draw(stream, agent, Decision.BIRTH_LOAN_SIZE)
        )
    account.product = product_index
    account.remaining_term = chosen_term(product, trait_draw(stream, agent, Decision.BIRTH_LOAN_TERM))
    account.daily_rate = min(product.daily_rate, product.rate_ceiling)
    start_loan(account, fen(size), day, product, False)


@rule
def holds(borrower, product_index, product, stream):
    """Whether the borrower has this product at the start."""
    if product.lender == PLATFORM and borrower.admitted_day == NEVER:
        return False
    if product.holder_share >= 1.0:
        return True
    return uniform(stream, borrower.agent, product_index, 0, Decision.BIRTH_HOLDER) < product.holder_share


@rule
def open_accounts(borrower, day, world, stream):
    """Opening accounts: every line in its own slot, or one loan of the first term product.

    Who has not come to the platform yet keeps the places of its lines.
    """
    slot = 0
    has_loan = False
    for index in range(world.products):
        product = world.product[index]
        is_held = holds(borrower, index, product, stream)
        if product.kind == Kind.REVOLVING:
            if is_held:
                open_line(borrower.accounts[slot], index, borrower, product, day, world.score_centre, stream)
                slot += 1
            elif product.lender == PLATFORM:
                borrower.accounts[slot].product = index
                borrower.accounts[slot].state = State.CLOSED + 0
                slot += 1
        elif world.opens_with_loans == 1 and not has_loan and is_held:
            open_loan(borrower.accounts[slot], index, borrower, day, product, world.segment[borrower.segment], stream)
            has_loan = True
            slot += 1


@rule
def is_outsider(borrower, world, stream):
    """Whether somebody is not a customer at the start of a dynamic book."""
    if world.is_dynamic == 0:
        return False
    return trait_draw(stream, borrower.agent, Decision.BIRTH_OUTSIDER) < world.outsider_share


@rare
def be_born(borrower, day, world, stream):
    """A borrower at the close of this day."""
    agent = borrower.agent
    borrower.segment = segment_of(trait_draw(stream, agent, Decision.BIRTH_SEGMENT), world)
    segment = world.segment[borrower.segment]
    give_work(borrower, segment, stream)
    give_habits(borrower, segment, stream)
    give_traits(borrower, segment, stream)
    borrower.admitted_day = NEVER if is_outsider(borrower, world, stream) else day
    borrower.score_base = opening_score(borrower.job_risk, world, trait_draw(stream, agent, Decision.BIRTH_SCORE_NOISE))
    borrower.score = borrower.score_base
    borrower.spent_until = day
    borrower.next_day = day + 1
    borrower.default_day = NEVER
    begin_trail(borrower)
    for slot in range(len(borrower.accounts)):
        clear_account(borrower.accounts[slot], day)
    open_accounts(borrower, day, world, stream)
