"""A replication's loss by part, from the borrowers' records at its end, each partition adding up to `loss_fen` exactly.

By segment, by the product on which a borrower's first default came, and by the quarter in which a borrower became a
customer. A record keeps the loss of a borrower, not of an account: losses by the product or the opening month of each
defaulted account are not there to be summed.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.scenario.models import Scenario
from sim.setup import product_names, segment_names
from sim.simulation import Lived
from sim.units import DAYS_PER_MONTH, NEVER

DIMENSIONS = ("segment", "first_product", "customer_since")
BETWEEN_HOLDERS = "between holders"
"""What the platform bears for others, or they for it, and no borrower: guarantees, first losses, notes."""
QUARTER_DAYS = 3 * DAYS_PER_MONTH
NOWHERE, OPENING, LEFT = "no default traced", "opening book", "not a customer at the end"


def part_names(scenario: Scenario, dimension: str) -> tuple[str, ...]:
    """Names of the parts of a dimension, in their order, the last being what lies between holders."""
    quarters = -(-scenario.horizon_months * DAYS_PER_MONTH // QUARTER_DAYS)
    names = {
        "segment": segment_names(scenario),
        "first_product": (*product_names(scenario), NOWHERE),
        "customer_since": (OPENING, *(f"quarter {1 + place}" for place in range(quarters)), LEFT),
    }
    return (*names[dimension], BETWEEN_HOLDERS)


def loss_parts(scenario: Scenario, lived: Lived, dimension: str) -> np.ndarray:
    """(parts,) fen of the platform's loss, int64; the sum is `loss_fen`."""
    borrowers, count = lived.borrowers, len(part_names(scenario, dimension))
    parts = np.zeros(count, dtype=np.int64)
    np.add.at(parts, PLACES[dimension](borrowers, count), borrowers["loss"])
    parts[-1] = int(lived.row["loss_fen"][0]) - int(borrowers["loss"].sum())
    return parts


def _segments(borrowers: Any, count: int) -> Any:
    return borrowers["segment"]


def _first_products(borrowers: Any, count: int) -> Any:
    """Borrowers without a first default stand in the last place but one."""
    return np.where(borrowers["first_product"] < 0, count - 2, borrowers["first_product"])


def _quarters(borrowers: Any, count: int) -> Any:
    """Those admitted before day 1 at place 0; who has left, or never came, in the last place but one."""
    day = borrowers["admitted_day"]
    quarter = np.where(day < 1, 0, 1 + (day - 1) // QUARTER_DAYS)
    return np.where(day == NEVER, count - 2, quarter)


PLACES = {"segment": _segments, "first_product": _first_products, "customer_since": _quarters}
