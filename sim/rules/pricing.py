"""The rate by risk: tiers of the score around its centre, bounds of the policy, and the cap of the law."""

import math

from sim.compiled import rule
from sim.units import DAYS_PER_MONTH, DISCLOSURE_DAYS_PER_YEAR

TIER_POINTS = 50.0
"""Score points of a tier."""
NO_RATE_CAP = 10.0
"""A cap on annual rates from here on is none."""


@rule
def tiers(borrower, centre):
    """Tiers by which a borrower's score lies below the centre; negative above it."""
    return math.floor((centre - borrower.score) / TIER_POINTS + 0.5)


@rule
def highest_rate(product, policy):
    """Highest daily rate of a product, late charges included: the product's cap or the policy's, whichever is lower."""
    if policy.pricing_rate_cap >= NO_RATE_CAP:
        return product.rate_ceiling
    return min(product.rate_ceiling, policy.pricing_rate_cap / DISCLOSURE_DAYS_PER_YEAR)


@rule
def lawful_split_fee(fee, terms, policy):
    """Fee of a split bill (share of the amount): no more than keeps equal parts under the policy's cap on rates.

    A bill of 1 in n parts at the monthly rate r is worth 1 at the fee n r / (1 - (1 + r)^-n) - 1; see `sim.split_fees`.
    """
    if policy.pricing_rate_cap >= NO_RATE_CAP:
        return 1.0 * fee
    rate = policy.pricing_rate_cap * DAYS_PER_MONTH / DISCLOSURE_DAYS_PER_YEAR
    if rate <= 0.0:
        return 0.0
    return min(1.0 * fee, terms * rate / (1.0 - math.pow(1.0 + rate, -1.0 * terms)) - 1.0)


@rule
def offered_rate(borrower, product, policy, centre):
    """Daily contract rate offered: the product's, more for a lower score, inside the policy's bounds and the law's."""
    multiple = 1.0 + policy.pricing_slope * tiers(borrower, centre)
    multiple = min(max(multiple, policy.pricing_floor_multiple), policy.pricing_cap_multiple)
    return min(product.daily_rate * multiple, highest_rate(product, policy))
