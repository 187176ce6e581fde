"""Limits of lines: at the opening, and at the reviews that follow behaviour."""

import math

from sim.compiled import rare, rule
from sim.randomness import Decision, uniform
from sim.records import Kind, State
from sim.rules.arrears import days_past_due
from sim.rules.income import lognormal_multiple
from sim.rules.pricing import TIER_POINTS
from sim.units import NEVER, fen, month_of


@rule
def line_limit(income, score, product, centre):
    """Opening limit of a line (fen): by income, and more for a better score."""
    graded = math.exp(product.limit_score_slope * (score - centre) / TIER_POINTS)
    return min(max(fen(product.limit_income * income * graded), product.limit_floor), product.limit_cap)


@rule
def limit_multiple(borrower, product_index, product, stream):
    """What else than income and score makes an opening limit larger or smaller: a multiple with mean one."""
    if product.limit_dispersion <= 0.0:
        return 1.0
    draw = uniform(stream, borrower.agent, product_index, 0, Decision.BIRTH_LIMIT)
    return lognormal_multiple(product.limit_dispersion, draw)


@rule
def is_reviewed(borrower, day, policy):
    """Whether limits are reviewed this month; borrowers are spread over the review period by their number."""
    every = int(policy.limits_review_months)
    return every > 0 and month_of(day) % every == borrower.agent % every


@rule
def reviewed_limit(borrower, account, day, policy, product, world):
    """A limit after its review (fen): raised for who uses the line well, cut for a low score."""
    if borrower.score < policy.limits_cut_score:
        return fen(account.limit * (1.0 - policy.limits_cut_share))
    is_used = account.principal >= policy.limits_raise_utilisation * account.limit
    is_good = borrower.score >= policy.limits_raise_score and days_past_due(account, day, world) == 0
    if is_used and is_good and account.default_day == NEVER:
        most = min(fen(policy.limits_income_cap * borrower.income), product.limit_cap)
        most = min(most, fen(policy.underwriting_person_cap))
        return max(account.limit, min(fen(account.limit * (1.0 + policy.limits_raise_share)), most))
    return int(account.limit)


@rare
def review_limits(borrower, day, market, world):
    """Review the limits of lines that are due for it."""
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.OPEN:
            product = world.product[account.product]
            policy = market.lenders[product.lender].policies[borrower.segment]
            if product.kind == Kind.REVOLVING and is_reviewed(borrower, day, policy):
                account.limit = reviewed_limit(borrower, account, day, policy, product, world)
