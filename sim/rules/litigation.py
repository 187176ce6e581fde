"""Litigation: who is sued, how long it takes, and what is enforced."""

from sim.compiled import rare, rule
from sim.market import Activity
from sim.randomness import Decision, uniform
from sim.records import State
from sim.rules.calendar import days_of_months
from sim.rules.delinquency import default_borrower
from sim.rules.repayment import owed
from sim.units import NEVER, fen

ARBITRATION_DELAY = 0.5
"""Arbitration takes half the time of a suit."""
ONE_MONTH = 30


@rule
def enforced_share(policy, multiple):
    """Share of a claim that is enforced; preserving assets brings further."""
    return min(1.0, policy.litigation_recovery * (1.0 + policy.litigation_preservation) * multiple)


@rule
def judgment_day(account, policy):
    """The day on which a suit is decided; with arbitration for a share of them, the mean."""
    share = 1.0 - policy.litigation_arbitration_share * (1.0 - ARBITRATION_DELAY)
    return int(account.suit_day) + days_of_months(policy.litigation_delay_months * share)


@rule
def is_judged(account, day, policy):
    """Whether a suit is decided by today and not enforced yet; -NEVER stands for one that is."""
    return account.suit_day != NEVER and account.suit_day > -NEVER and judgment_day(account, policy) <= day


@rule
def age_of_case(account, day, default_days):
    """Days past due of a case: also after its charge-off, when arrears are no longer kept."""
    if account.state == State.OPEN and account.oldest_due_day != NEVER:
        return day - int(account.oldest_due_day)
    return day - int(account.default_day) + default_days if account.default_day != NEVER else 0


@rule
def is_suable(account, day, policy, default_days):
    """Whether a case is old and large enough to sue, and not in court yet; looked at once, in the month it gets old."""
    age = age_of_case(account, day, default_days)
    is_time = policy.litigation_from_days_past_due <= age and age < policy.litigation_from_days_past_due + ONE_MONTH
    return is_time and account.suit_day == NEVER and owed(account) >= policy.litigation_minimum_claim


@rare
def sue(borrower, slot, day, market, world, stream, ledger):
    """At a month end: perhaps sue; that is a default, if it is not one yet."""
    account = borrower.accounts[slot]
    index = world.product[account.product].lender
    lender = market.lenders[index]
    policy = lender.policies[borrower.segment]
    if not is_suable(account, day, policy, int(lender.default_days_past_due)):
        return
    if uniform(stream, borrower.agent, slot, day, Decision.SUIT) < policy.litigation_share:
        account.suit_day = day
        ledger.activity[index, Activity.SUIT + 0] += borrower.weight
        if account.default_day == NEVER:
            default_borrower(borrower, slot, day, market, world, ledger)


@rule
def enforce(account, policy, multiple):
    """End a decided suit. Returns what it brings (fen)."""
    account.suit_day = -NEVER
    return min(account.claim, fen(account.claim * enforced_share(policy, multiple)))
