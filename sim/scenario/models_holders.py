"""Who holds a lender's loans beside it, and what regulation limits: co-lending partners and the limits of a regime."""

from __future__ import annotations

from typing import Literal

from sim.scenario.parameter import Block, parameter


class Partner(Block):
    """A bank or trust that lends a share of each loan."""

    share: float = parameter(
        0.0,
        "share of new lending",
        "part of each new loan and purchase that is the partner's",
        "neutral",
        low=0,
        high=1,
    )
    opening_share: float = parameter(
        0.0, "share of the opening book", "part of each account at the start that is the partner's", "neutral",
        low=0, high=1,
    )  # fmt: skip
    risk: Literal["pro_rata", "guarantee", "first_loss"] = parameter(
        "pro_rata",
        "choice",
        "who bears the risk of the part: the partner; the lender, which pays it out on the compensation day; "
        "the lender for the first losses, then the partner",
        "definitions.md",
    )
    compensation_day: int = parameter(
        90, "days past due", "day on which a guarantee pays", "60-90 DPD, definitions.md", low=1, high=720
    )
    deposit_share: float = parameter(
        0.0, "share of the guaranteed principal", "deposit of the lender that lies at the partner", "neutral",
        low=0, high=1,
    )  # fmt: skip
    first_loss: float = parameter(
        0.0, "share of the partner's largest part", "of its losses that the lender bears first", "neutral",
        low=0, high=1,
    )  # fmt: skip
    service_fee: float = parameter(
        0.0, "share of interest", "of what borrowers pay on the part, kept by the lender for its service", "neutral",
        low=0, high=1,
    )  # fmt: skip
    exit_month: int = parameter(
        601, "month from 1", "from this month on the partner takes no part in new lending", "neutral", low=1, high=601
    )


class Regulation(Block):
    """Limits of the regime on what a lender may do; where one binds, new loans are rationed to it."""

    minimum_own_share: float = parameter(
        0.0,
        "share of new lending",
        "least that the lender keeps of each loan; partners' shares are cut alike",
        "neutral; joint lending since 2022: 0.3, domain.md 3",
        low=0,
        high=1,
    )
