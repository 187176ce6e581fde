"""What the models say of a dial by its dotted name: its unit, its range, and whether it holds for the whole book."""

from __future__ import annotations

import difflib
from typing import Any

from sim.dials import DIAL_PATHS
from sim.scenario.models_lending import Policy

WHOLE_BOOK = ("guarantee", "capital_actions", "revenue", "conduct")
"""Blocks of a policy that are not decided borrower by borrower."""
WHOLE_BOOK_DIALS = (
    "underwriting.growth_cap_monthly", "underwriting.verification_cost", "reminders.cost", "reminders.autopay_cost",
    "education.cost", "service.cost", "forbearance.cost", "litigation.cost", "promotions.coupon",
)  # fmt: skip
WHOLE_BOOK_OF_A_RUNG = ("attempts", "answer", "hours", "cost", "capacity")
"""Of every rung: what is settled for the lender's month as a whole."""


def is_for_whole_book(path: str) -> bool:
    """Whether a dial is decided for all borrowers together, so that a segment can have no value of its own."""
    block, *_, name = path.split(".")
    is_of_rung = block == "ladder" and name in WHOLE_BOOK_OF_A_RUNG
    return block in WHOLE_BOOK or path in WHOLE_BOOK_DIALS or is_of_rung


def dial_unit(path: str) -> str:
    """Unit of a dial as it stands in the scenario."""
    extra = _field(path).json_schema_extra
    return str(extra["unit"]) if isinstance(extra, dict) else ""


def dial_range(path: str) -> tuple[float, float]:
    """Lowest and highest value of a dial, in its unit."""
    bounds: dict[str, float] = {}
    for rule in _field(path).metadata:
        bounds |= {side: getattr(rule, side) for side in ("ge", "le") if hasattr(rule, side)}
    return float(bounds["ge"]), float(bounds["le"])


def no_such_dial(path: str) -> str:
    """The sentence that refuses a name, with the dial that was probably meant."""
    close = difflib.get_close_matches(path, DIAL_PATHS, 1, 0.3)
    return f"{path!r} is no dial{', perhaps ' + close[0] if close else ''}"


def _field(path: str) -> Any:
    block, *_, name = path.split(".")
    model = Policy.model_fields[block].default
    if block == "ladder":
        model = model.sms
    return type(model).model_fields[name]
