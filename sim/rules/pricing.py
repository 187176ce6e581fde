"""The rate by risk: tiers of the score around its centre, bounds of the policy, and the cap of the law."""

import math

from sim.compiled import rule

TIER_POINTS = 50.0
"""Score points of a tier."""


@rule
def tiers(borrower, centre):
    """Tiers by which a borrower's score lies below the centre; negative above it."""
    return math.floor((centre - borrower.score) / TIER_POINTS + 0.5)


@rule
def offered_rate(borrower, product, policy, centre):
    """Daily contract rate offered: the product's, more for a lower score, inside the policy's bounds and the law's."""
    multiple = 1.0 + policy.pricing_slope * tiers(borrower, centre)
    multiple = min(max(multiple, policy.pricing_floor_multiple), policy.pricing_cap_multiple)
    return min(product.daily_rate * multiple, product.rate_ceiling)
