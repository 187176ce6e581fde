"""The credit registry and the shared blacklist: who is marked in which, for how long, and the amnesty."""

from sim.compiled import rare, rule
from sim.market import PLATFORM
from sim.records import State
from sim.rules.arrears import serious_days_past_due
from sim.rules.calendar import days_of_months
from sim.rules.ladder import at_stake
from sim.units import NEVER, month_of

NO_BLACKLIST = 10_000.0
"""A list that nobody gets on to before so many days past due is none."""


@rule
def is_reported(account, day, policy, world):
    """Whether an account's lateness is reported."""
    if policy.registry_reporting <= 0.0:
        return False
    if account.state == State.CHARGED_OFF:
        return True
    delay = serious_days_past_due(account, day, policy, world) if account.state == State.OPEN else 0
    return delay > 0 and delay >= policy.registry_from_days_past_due


@rule
def note_record(borrower, overdue, day, until):
    """Enter an overdue amount (fen) into the record, which shows until a day; one that ran out before is forgotten."""
    if int(borrower.marked_until) <= day:
        borrower.reported_overdue = 0
    borrower.reported_overdue = max(int(borrower.reported_overdue), overdue)
    borrower.marked_until = max(int(borrower.marked_until), until)


@rare
def report_lateness(borrower, day, market, world):
    """At a month end: a bad record shows from now until some years after it was settled."""
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.OPEN or account.state == State.CHARGED_OFF:
            policy = market.lenders[world.product[account.product].lender].policies[borrower.segment]
            if is_reported(account, day, policy, world):
                note_record(borrower, at_stake(account), day, day + days_of_months(policy.registry_record_months))


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
    """In the month of an amnesty: a settled record of small overdue amounts is no longer shown."""
    policy = market.lenders[PLATFORM].policies[borrower.segment]
    is_due = world.warming == 0 and month_of(day) == int(policy.registry_amnesty_month)
    if is_due and is_settled(borrower) and borrower.reported_overdue <= policy.registry_amnesty_cap:
        borrower.marked_until = day


@rule
def is_blacklisted(account, day, policy, world):
    """Whether an account puts its borrower on the shared list: late for long enough, or charged off."""
    if policy.blacklist_from_days_past_due >= NO_BLACKLIST:
        return False
    if account.state == State.CHARGED_OFF:
        return True
    delay = serious_days_past_due(account, day, policy, world) if account.state == State.OPEN else 0
    return delay >= policy.blacklist_from_days_past_due


@rare
def blacklist_borrower(borrower, day, market, world):
    """At a month end: a bad debtor is on the list of the industry from now until some months after it was settled."""
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.OPEN or account.state == State.CHARGED_OFF:
            policy = market.lenders[world.product[account.product].lender].policies[borrower.segment]
            if is_blacklisted(account, day, policy, world):
                until = day + days_of_months(policy.blacklist_months)
                borrower.blacklisted_until = max(int(borrower.blacklisted_until), until)
