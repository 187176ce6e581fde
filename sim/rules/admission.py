"""Who comes through the door and who leaves: a dynamic book. A newcomer has no history, so the score sees little."""

from sim.compiled import rare, rule
from sim.market import PLATFORM, Activity
from sim.randomness import Decision, normal_quantile, uniform
from sim.records import Kind, State
from sim.rules.credit_cut import is_still_approved, note_denial
from sim.rules.discrimination import note_application
from sim.rules.good_name import attrition
from sim.rules.limits import limit_multiple, line_limit
from sim.rules.pricing import offered_rate
from sim.rules.scoring import bounded_score
from sim.rules.underwriting import file_application, income_seen, is_approved, is_eligible, payout_day
from sim.units import NEVER, fen, month_of


@rule
def score_newcomer(borrower, day, world, stream):
    """The score of an applicant without a history: the own level, seen through more noise."""
    draw = uniform(stream, borrower.agent, 0, day, Decision.NEWCOMER_NOISE)
    return bounded_score(borrower.score_base + world.newcomer_noise * normal_quantile(draw))


@rule
def file_lines(borrower, day, income, policy, world, stream):
    """File an application for every line of the platform."""
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.CLOSED:
            product = world.product[account.product]
            multiple = limit_multiple(borrower, account.product, product, stream)
            limit = line_limit(income * multiple, borrower.score, product, world.score_centre)
            file_application(
                account,
                account.product,
                min(limit, fen(policy.underwriting_person_cap)),
                0,
                payout_day(day, world.window_days),
            )
            account.daily_rate = offered_rate(borrower, product, policy, world.score_centre)


@rule
def comes_now(borrower, day, world, stream):
    """Whether somebody outside applies this month: in the own month where people come in turn, else by chance."""
    if world.arrival_months > 0:
        return month_of(day) - 1 == int(borrower.agent) % world.arrival_months
    if world.arrival_monthly <= 0.0:
        return False
    return uniform(stream, borrower.agent, 0, day, Decision.ARRIVAL) < world.arrival_monthly


@rare
def come_in(borrower, day, market, world, stream, ledger):
    """Once a month: perhaps somebody outside applies, and is accepted by the rules for everybody."""
    if world.is_dynamic == 0 or borrower.admitted_day != NEVER or not comes_now(borrower, day, world, stream):
        return
    policy = market.lenders[PLATFORM].policies[borrower.segment]
    segment = world.segment[borrower.segment]
    borrower.score = score_newcomer(borrower, day, world, stream)
    borrower.applications += 1
    ledger.activity[PLATFORM, Activity.APPLICATION + 0] += borrower.weight
    note_application(borrower, day)
    if is_eligible(borrower, PLATFORM, day, policy, world) and is_approved(
        borrower, world.products, day, policy, stream
    ):
        if not is_still_approved(borrower, world.products, day, market.lenders[PLATFORM], policy, stream):
            note_denial(borrower, PLATFORM, day)
            return
        income = income_seen(borrower, world.products, day, policy, segment, stream, ledger, PLATFORM)
        file_lines(borrower, day, income, policy, world, stream)


@rule
def owes_platform(borrower, world):
    """Whether anything stands open at the platform, an application included."""
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.product >= 0 and world.product[account.product].lender == PLATFORM:
            if account.state == State.CHARGED_OFF or account.state == State.PENDING:
                return True
            if account.state == State.OPEN and account.principal + account.interest + account.claim > 0:
                return True
    return False


@rare
def leave(borrower, day, market, world, stream):
    """Once a month: perhaps a customer who owes nothing leaves, and the lines are closed."""
    if world.is_dynamic == 0 or borrower.admitted_day == NEVER or world.attrition_monthly <= 0.0:
        return
    if uniform(stream, borrower.agent, 0, day, Decision.ATTRITION) >= attrition(market.lenders[PLATFORM], world):
        return
    if owes_platform(borrower, world):
        return
    borrower.admitted_day = NEVER
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.OPEN:
            product = world.product[account.product]
            if product.kind == Kind.REVOLVING and product.lender == PLATFORM:
                account.state = State.CLOSED + 0
                account.billed = 0
                account.carried = 0
                account.next_due_day = NEVER
                account.default_day = NEVER
                account.sound_since = NEVER
