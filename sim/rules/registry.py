"""The credit registry and the shared blacklist: who is marked, for how long, and the amnesty."""

from sim.compiled import rare, rule
from sim.market import PLATFORM
from sim.records import State
from sim.rules.arrears import serious_days_past_due
from sim.rules.calendar import days_of_months
from sim.rules.willingness import debt_of
from sim.units import NEVER, month_of


@rule
def is_reported(account, day, policy, world):
    """Whether an account's lateness is reported."""
    if policy.registry_reporting <= 0.0:
        return False
    if account.state == State.CHARGED_OFF:
        return True
    delay = serious_days_past_due(account, day, policy, world) if account.state == State.OPEN else 0
    return delay > 0 and delay >= policy.registry_from_days_past_due


@rare
def report_lateness(borrower, day, market, world):
    """At a month end: a bad record shows from now until some years after it was settled."""
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.OPEN or account.state == State.CHARGED_OFF:
            policy = market.lenders[world.product[account.product].lender].policies[borrower.segment]
            if is_reported(account, day, policy, world):
                until = day + days_of_months(policy.registry_record_months)
                borrower.marked_until = max(int(borrower.marked_until), until)


@rule
def is_settled(borrower):
    """Whether nothing is past due or charged off."""
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.CHARGED_OFF or (account.state == State.OPEN and account.oldest_due_day != NEVER):
            return False
    return True


@rare
def grant_amnesty(borrower, day, market, world):
    """In the month of an amnesty: a settled record of a small debtor is no longer shown."""
    policy = market.lenders[PLATFORM].policies[borrower.segment]
    is_due = world.warming == 0 and month_of(day) == int(policy.registry_amnesty_month)
    if is_due and is_settled(borrower) and debt_of(borrower) <= policy.registry_amnesty_cap:
        borrower.marked_until = day
