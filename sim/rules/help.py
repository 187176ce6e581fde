"""Help for who cannot pay: the family, and a plan from the lender."""

from sim.chart import Movement
from sim.compiled import rare, rule
from sim.ledger import post
from sim.market import Activity
from sim.randomness import Decision, uniform
from sim.records import State
from sim.rules.arrears import days_past_due, past_due
from sim.rules.forbearance import grant_plan, is_eligible_for_plan
from sim.rules.products import accrue
from sim.rules.repayment import make_payment
from sim.units import NEVER, fen


@rule
def family_gift(borrower, segment, day, stream):
    """What the family gives this month (fen)."""
    if segment.family_chance <= 0.0 or borrower.refusing == 1:
        return 0
    if uniform(stream, borrower.agent, 0, day, Decision.FAMILY_HELP) >= segment.family_chance:
        return 0
    return fen(segment.family_size * borrower.income)


@rare
def get_family_help(borrower, day, market, world, stream, ledger):
    """At a month end: what is past due, and more than there is cash for, is paid by the family as far as it gives."""
    left = 0
    is_asked = False
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.OPEN and int(account.oldest_due_day) < day and account.default_day == NEVER:
            if not is_asked:
                left = family_gift(borrower, world.segment[borrower.segment], day, stream)
                is_asked = True
            accrue(borrower, account, day, market, world, ledger)
            gift = min(left, past_due(account))
            if gift > 0 and borrower.cash < past_due(account):
                borrower.cash += gift
                post(ledger, 0, Movement.FAMILY_HELP, borrower.weight * gift)
                make_payment(borrower, account, gift, day, market, world, ledger)
                left -= gift


@rare
def ask_for_plan(borrower, day, market, world, stream, ledger):
    """At a month end: perhaps ask for a plan on an account that is past due, and get it."""
    asks = world.segment[borrower.segment].asks_for_plan
    if asks <= 0.0 or borrower.refusing == 1:
        return
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.OPEN and account.oldest_due_day != NEVER:
            lender = world.product[account.product].lender
            policy = market.lenders[lender].policies[borrower.segment]
            age = days_past_due(account, day, world)
            if is_eligible_for_plan(borrower, age, policy):
                draw = uniform(stream, borrower.agent, slot, day, Decision.PLAN_REQUEST)
                if draw < asks * policy.forbearance_reach:
                    ledger.activity[lender, Activity.PLAN + 0] += borrower.weight
                    grant_plan(borrower, slot, day, market, world, ledger)
