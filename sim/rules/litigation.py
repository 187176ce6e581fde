"""Litigation: who is sued, how long it takes, and what is enforced."""

from sim.compiled import rare, rule
from sim.market import Activity
from sim.randomness import Decision, uniform
from sim.rules.arrears import age_of_case
from sim.rules.calendar import days_of_months
from sim.rules.delinquency import default_borrower
from sim.rules.repayment import owed
from sim.units import DAYS_PER_MONTH, NEVER, fen

ARBITRATION_DELAY = 0.5
"""Arbitration takes half the time of a suit."""


@rule
def enforced_share(policy, multiple):
    """Share of a claim that is enforced; preserving assets brings further."""
    return min(1.0, policy.litigation_recovery * (1.0 + policy.litigation_preservation) * multiple)


@rule
def judgment_day(suit_day, policy):
    """The day on which a suit filed today is decided; with arbitration for a share of them, the mean."""
    share = 1.0 - policy.litigation_arbitration_share * (1.0 - ARBITRATION_DELAY)
    return suit_day + days_of_months(policy.litigation_delay_months * share)


@rule
def is_judged(account, day):
    """Whether a suit is decided by today and not enforced yet."""
    return -NEVER < account.judgment_day <= day


@rule
def is_time_to_sue(age, claim, policy):
    """Whether a case is old and large enough; looked at once, in the month it gets old."""
    is_old = policy.litigation_from_days_past_due <= age and age < policy.litigation_from_days_past_due + DAYS_PER_MONTH
    return is_old and claim > 0 and claim >= policy.litigation_minimum_claim


@rule
def has_history(borrower, policy):
    """Whether a borrower has had the plans after which a lender sues."""
    return borrower.plans >= policy.litigation_minimum_plans


@rule
def is_suable(account, day, policy):
    """Whether a case is to be looked at and is not in court yet."""
    return account.judgment_day == NEVER and is_time_to_sue(age_of_case(account, day), owed(account), policy)


@rare
def sue(borrower, slot, day, market, world, stream, ledger):
    """At a month end: perhaps sue; that is a default, if it is not one yet."""
    account = borrower.accounts[slot]
    index = world.product[account.product].lender
    policy = market.lenders[index].policies[borrower.segment]
    if not is_suable(account, day, policy) or not has_history(borrower, policy):
        return
    if uniform(stream, borrower.agent, slot, day, Decision.SUIT) < policy.litigation_share:
        account.judgment_day = judgment_day(day, policy)
        ledger.activity[index, Activity.SUIT + 0] += borrower.weight
        if account.default_day == NEVER:
            default_borrower(borrower, slot, day, market, world, ledger)


@rule
def enforce(account, policy, multiple):
    """End a decided suit. Returns what it brings (fen)."""
    account.judgment_day = -NEVER
    return min(account.claim, fen(account.claim * enforced_share(policy, multiple)))
