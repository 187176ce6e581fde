"""Traits that a borrower is born with and no loan tape shows: household, attention, spending, willingness."""

import math

from sim.compiled import rare, rule
from sim.randomness import Decision, normal_quantile, uniform
from sim.rules.income import lognormal_multiple
from sim.units import NEVER


@rule
def trait_draw(stream, agent, decision):
    """A draw at birth: day 0 of the address."""
    return uniform(stream, agent, 0, 0, decision)


@rule
def has_trait(stream, agent, share, decision):
    """1 for a share of the borrowers, else 0."""
    if share <= 0.0:
        return 0
    return 1 if trait_draw(stream, agent, decision) < share else 0


@rule
def line_share_of(segment, draw):
    """Share of spending over lines: log-normal around the segment's, at most all."""
    return min(1.0, segment.line_share * lognormal_multiple(segment.line_share_dispersion, draw))


@rare
def give_traits(borrower, segment, stream):
    """Household, attention, over-spending, temptation; a whole name, and no history."""
    agent = borrower.agent
    borrower.dual_earner = has_trait(stream, agent, segment.dual_earner_share, Decision.BIRTH_HOUSEHOLD)
    borrower.autopay = has_trait(stream, agent, segment.autopay_share, Decision.BIRTH_AUTOPAY)
    borrower.unaware = has_trait(stream, agent, segment.unaware_share, Decision.BIRTH_AWARENESS)
    is_overspender = has_trait(stream, agent, segment.overspender_share, Decision.BIRTH_OVERSPENDING)
    borrower.overspending = segment.overspending * is_overspender
    borrower.line_share = segment.line_share
    if segment.line_share_dispersion > 0.0:
        borrower.line_share = line_share_of(segment, trait_draw(stream, agent, Decision.BIRTH_LINE_SHARE))
    borrower.temptation = 0.0
    if segment.temptation > 0.0:
        draw = trait_draw(stream, agent, Decision.BIRTH_TEMPTATION)
        borrower.temptation = segment.temptation * math.exp(segment.temptation_dispersion * normal_quantile(draw))
    forget_history(borrower)


@rule
def forget_history(borrower):
    """Nothing has happened yet."""
    borrower.standing = 1.0
    borrower.work_since = -NEVER
    borrower.second_employed = 1
    borrower.second_since = -NEVER
    borrower.health_day = NEVER
    borrower.ill_until = -NEVER
    borrower.marked_until = -NEVER
    borrower.blacklisted_until = -NEVER
    borrower.reported_overdue = 0
    borrower.paid_month = -NEVER
