"""The behaviour score, 350-950: what the lender sees of a borrower."""

from sim.compiled import rule
from sim.market import PLATFORM
from sim.records import Kind, State
from sim.rules.arrears import serious_days_past_due

LOWEST_SCORE = 350.0
HIGHEST_SCORE = 950.0


@rule
def bounded_score(score):
    """A score inside its scale."""
    return min(max(score, LOWEST_SCORE), HIGHEST_SCORE)


@rule
def utilisation(borrower, world):
    """Used share of the platform's revolving limits, 0..1 and above; it does not see those of other lenders.

    A line that was charged off counts as used up until the borrower begins anew.
    """
    used = 0
    limit = 0
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.OPEN or account.state == State.CHARGED_OFF:
            product = world.product[account.product]
            if product.kind == Kind.REVOLVING and product.lender == PLATFORM:
                used += account.principal if account.state == State.OPEN else account.limit
                limit += account.limit
    return used / limit if limit > 0 else 0.0


@rule
def worst_serious_delay(borrower, lender, day, policy, world):
    """Most days past due at a lender that count against the borrower; a charge-off counts as so many days, or more."""
    worst = 0
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.product >= 0 and world.product[account.product].lender == lender:
            if account.state == State.OPEN:
                worst = max(worst, serious_days_past_due(account, day, policy, world))
            elif account.state == State.CHARGED_OFF:
                worst = max(worst, int(policy.charge_off_days_past_due))
    return worst


@rule
def debts_elsewhere(borrower, lender, world):
    """Accounts with a balance at other lenders."""
    count = 0
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.OPEN and account.principal > 0 and world.product[account.product].lender != lender:
            count += 1
    return count


@rule
def score_target(borrower, day, policy, world):
    """Where the score is heading: the borrower's own level less penalties for what the platform sees."""
    target = borrower.score_base - policy.score_utilisation_penalty * min(1.0, utilisation(borrower, world))
    if worst_serious_delay(borrower, PLATFORM, day, policy, world) > 0:
        target = target - policy.score_late_penalty
    if policy.score_other_debt_penalty > 0.0:
        target = target - policy.score_other_debt_penalty * debts_elsewhere(borrower, PLATFORM, world)
    return bounded_score(target - policy.score_application_penalty * borrower.applications)


@rule
def update_score(borrower, day, market, world):
    """Once a month: move the score towards its target, and let applications grow old."""
    policy = market.lenders[PLATFORM].policies[borrower.segment]
    memory = policy.score_memory
    borrower.score = memory * borrower.score + (1.0 - memory) * score_target(borrower, day, policy, world)
    borrower.applications = int(borrower.applications) // 2
