"""The behaviour score, 350-950: what the lender sees of a borrower."""

from sim.compiled import rule
from sim.records import Kind, State
from sim.rules.access import worst_days_past_due
from sim.rules.delinquency import PLATFORM

LOWEST_SCORE = 350.0
HIGHEST_SCORE = 950.0


@rule
def bounded_score(score):
    """A score inside its scale."""
    return min(max(score, LOWEST_SCORE), HIGHEST_SCORE)


@rule
def utilisation(borrower, world):
    """Used share of the revolving limits, 0..1 and above."""
    used = 0
    limit = 0
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.OPEN and world.product[account.product].kind == Kind.REVOLVING:
            used += account.principal
            limit += account.limit
    return used / limit if limit > 0 else 0.0


@rule
def score_target(borrower, day, policy, world):
    """Where the score is heading: the borrower's own level less penalties for arrears and for use of the line."""
    target = borrower.score_base - policy.utilisation_penalty * min(1.0, utilisation(borrower, world))
    if worst_days_past_due(borrower, PLATFORM, day, world) > 0:
        target = target - policy.late_penalty
    return bounded_score(target)


@rule
def update_score(borrower, day, market, world):
    """Once a month: move the score towards its target."""
    policy = market.lenders[PLATFORM].policy
    memory = policy.score_memory
    borrower.score = memory * borrower.score + (1.0 - memory) * score_target(borrower, day, policy, world)
