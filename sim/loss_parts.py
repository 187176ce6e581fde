"""A replication's loss by part, as it stands at its end, each partition adding up to `loss_fen` exactly.

By borrower's segment, by product of the account, by when the account was opened, and by the quarter in which a borrower
became a customer. What a replication lost is divided here; what parts add to a tail is in `sim.risk.contributions`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.rules.account_loss import QUARTER_DAYS, QUARTERS_BEFORE
from sim.scenario.models import Scenario
from sim.setup import PLATFORM_NAME, lender_names, product_names, segment_names
from sim.simulation import Lived
from sim.sizes import VINTAGES
from sim.units import DAYS_PER_MONTH, NEVER

DIMENSIONS = ("segment", "product", "opened", "customer_since")
BETWEEN_HOLDERS = "between holders"
"""What the platform bears for others, or they for it, and no account: guarantees, first losses, notes."""
OPENING, LEFT = "opening book", "not a customer at the end"
QUARTERS_AFTER = VINTAGES - QUARTERS_BEFORE - 3
VINTAGE_NAMES = (
    "before, not known when",
    "over 12 months before",
    *(f"{3 * back - 3} to {3 * back} months before" for back in range(QUARTERS_BEFORE, 0, -1)),
    *(f"quarter {1 + place}" for place in range(QUARTERS_AFTER)),
    f"after quarter {QUARTERS_AFTER}",
)
"""Times of opening, by `sim.rules.account_loss.vintage_place`; "before" is before the start of the run."""


def part_names(scenario: Scenario, dimension: str) -> tuple[str, ...]:
    """Names of the parts of a dimension, in their order, the last being what lies between holders."""
    quarters = -(-scenario.horizon_months * DAYS_PER_MONTH // QUARTER_DAYS)
    names = {
        "segment": segment_names(scenario),
        "product": product_names(scenario),
        "opened": VINTAGE_NAMES,
        "customer_since": (OPENING, *(f"quarter {1 + place}" for place in range(quarters)), LEFT),
    }
    return (*names[dimension], BETWEEN_HOLDERS)


def loss_parts(scenario: Scenario, lived: Lived, dimension: str) -> np.ndarray:
    """(parts,) fen of the platform's loss, int64; the sum is `loss_fen`."""
    count = len(part_names(scenario, dimension))
    parts = np.zeros(count, dtype=np.int64)
    found = PARTS[dimension](scenario, lived, count)
    parts[: len(found)] = found
    parts[-1] = int(lived.row["loss_fen"][0]) - int(parts[:-1].sum())
    return parts


def lender_parts(scenario: Scenario, lived: Lived) -> np.ndarray:
    """(lenders,) fen that each lender bears, int64, in the order of `sim.setup.lender_names`."""
    losses: np.ndarray = lived.market["lenders"]["loss"][0, : len(lender_names(scenario))]
    return losses.copy()


def _account_loss(scenario: Scenario, lived: Lived) -> Any:
    """(products, vintages) fen lost by the platform; what other lenders lose on their products is 0."""
    names = product_names(scenario)
    is_own = np.array([scenario.products[name].lender == PLATFORM_NAME for name in names])
    return lived.market["account_loss"][0, : len(names)] * is_own[:, np.newaxis]


def _by_product(scenario: Scenario, lived: Lived, count: int) -> Any:
    return _account_loss(scenario, lived).sum(axis=1)


def _by_opening(scenario: Scenario, lived: Lived, count: int) -> Any:
    return _account_loss(scenario, lived).sum(axis=0)


def _by_segment(scenario: Scenario, lived: Lived, count: int) -> Any:
    return _summed(lived, lived.borrowers["segment"], count)


def _by_quarter(scenario: Scenario, lived: Lived, count: int) -> Any:
    """Those admitted before day 1 at place 0; who has left, or never came, in the last place but one."""
    day = lived.borrowers["admitted_day"]
    quarter = np.where(day < 1, 0, 1 + (day - 1) // QUARTER_DAYS)
    return _summed(lived, np.where(day == NEVER, count - 2, quarter), count)


def _summed(lived: Lived, places: Any, count: int) -> Any:
    """(parts - 1,) fen: losses of borrowers, each in its (borrowers,) place."""
    sums = np.zeros(count - 1, dtype=np.int64)
    np.add.at(sums, places, lived.borrowers["loss"])
    return sums


PARTS = {"segment": _by_segment, "product": _by_product, "opened": _by_opening, "customer_since": _by_quarter}
