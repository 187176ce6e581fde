"""Chinese loan classification and provisions: the five categories by days past due, and the two ratios asked for.

The monthly table keeps all balances from 90 days past due in one bucket, one day more than the rules. Where accounts
are written off by 270 days, as in the shipped scenarios, that bucket is the substandard class and no loan is doubtful
or lost; beyond, it is not divided.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.risk.estimate import Estimate, absent
from sim.risk.intervals import STUDENT_METHOD
from sim.risk.platform_months import PlatformMonths
from sim.risk.samples import FloatArray, RiskInputError

CATEGORIES = ("pass", "special_mention", "substandard", "doubtful", "loss")
CATEGORY_FLOORS = (0, 1, 91, 271, 361)
"""Days past due from which a retail loan is of the category (rules in force from 1 July 2023; domain.md section 3)."""
RATIO_FLOORS = {"provision_ratio": (0.015, 0.025), "coverage_ratio": (1.20, 1.50)}
"""Lowest allowance / loans and allowance / non-performing loans: for the best banks, and for others (28 February 2018,
domain.md section 3)."""


class ImpossibleArrears(RiskInputError):
    """Days past due below 0."""


def category(days_past_due: int) -> str:
    """The category of a retail loan by its days past due alone. Raises ImpossibleArrears."""
    if days_past_due < 0:
        raise ImpossibleArrears(f"days past due: {days_past_due} lies below 0")
    place = sum(days_past_due >= floor for floor in CATEGORY_FLOORS) - 1
    return CATEGORIES[place]


class Classified(NamedTuple):
    """(replications, months) fen of the whole balance by category; doubtful and lost loans are in substandard."""

    passed: FloatArray
    special_mention: FloatArray
    non_performing: FloatArray

    @property
    def loans(self) -> FloatArray:
        """All of them."""
        return self.passed + self.special_mention + self.non_performing


def classified(months: PlatformMonths) -> Classified:
    """The balance by category: anything past due is at least special mention, and so is what was restructured.

    The restructured balance is reported by its bucket before the plan; what of it may stand with nothing past due is
    moved to special mention, at most as much as there is.
    """
    late = sum(months[name] for name in ("dpd_1_29_fen", "dpd_30_59_fen", "dpd_60_89_fen"))
    moved = np.minimum(np.maximum(months["restructured_fen"] - late, 0.0), months["current_fen"])
    return Classified(months["current_fen"] - moved, late + moved, months["dpd_90_plus_fen"])


def provision_headlines(months: PlatformMonths, confidence: float, charge_off_days: int) -> dict[str, Estimate]:
    """Shares by category, the two ratios with how often they fall below their floors, allowance in fen.

    Category shares are of the managed book, ratios of the own part. `charge_off_days` decides whether the doubtful and
    loss categories can be told.
    """
    books, found = classified(months), {}
    for name, amounts in (
        ("pass", books.passed), ("special_mention", books.special_mention), ("non_performing", books.non_performing)
    ):  # fmt: skip
        share = months.mean(_over(amounts[:, -1], books.loans[:, -1]), confidence)
        found[f"category_{name}_rate"] = share.noted("share of balance", "end of the horizon")
    can_tell = charge_off_days < CATEGORY_FLOORS[CATEGORIES.index("doubtful")]
    for name in ("doubtful", "loss"):
        why = f"written off at {charge_off_days} days past due, before it" if can_tell else "90+ is one bucket"
        none = Estimate(0.0, 0.0, 0.0, confidence, "by definition", len(months), why)
        unknown = absent(confidence, STUDENT_METHOD, len(months), why)
        found[f"category_{name}_rate"] = (none if can_tell else unknown).noted("share of balance")
    allowance, loans = months["allowance_fen"], months["own_outstanding_fen"]
    bad = loans * np.nan_to_num(months["d90_rate_own"])
    for name, ratio in (("provision_ratio", _over(allowance, loans)), ("coverage_ratio", _over(allowance, bad))):
        low, high = RATIO_FLOORS[name]
        found[name] = months.mean(ratio[:, 0], confidence).noted("share", "end of month 1")
        lowest = np.where(np.isnan(ratio), np.inf, ratio).min(axis=1)
        found[f"{name}_lowest"] = months.band(np.where(np.isinf(lowest), np.nan, lowest), confidence).noted("share")
        below = months.probability(lowest < low, confidence)
        found[f"{name}_shortfall_probability"] = below.noted("share", f"floor {low:g} to {high:g}", "the lower one")
    found["allowance"] = months.mean(allowance[:, 0], confidence).noted("fen", "end of month 1")
    return found


def required_allowance(loans: float, non_performing: float) -> float:
    """The least allowance, in the unit of the balances: 1.5 % of loans or, if more, 120 % of bad ones."""
    return max(RATIO_FLOORS["provision_ratio"][0] * loans, RATIO_FLOORS["coverage_ratio"][0] * non_performing)


def _over(parts: FloatArray, wholes: FloatArray) -> FloatArray:
    quotient: FloatArray = np.divide(parts, wholes, out=np.full(parts.shape, np.nan), where=wholes > 0.0)
    return quotient
