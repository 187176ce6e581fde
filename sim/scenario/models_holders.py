"""Who holds a lender's loans beside it, and what regulation limits: co-lending partners and the limits of a regime."""

from __future__ import annotations

from typing import Literal

from sim.scenario.models_funding import PartnerReaction
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
    reaction: PartnerReaction = PartnerReaction()


class Securitisation(Block):
    """A pool of the lender's own receivables behind senior notes; the junior part stays with the lender."""

    share: float = parameter(0.0, "share of the own book", "sold into the pool at issue", "neutral", low=0, high=1)
    senior_share: float = parameter(
        0.85,
        "share of the pool",
        "senior notes",
        "85/15 or 86/14 seen for Huabei, domain.md 6.3",
        low=1e-6,
        high=1,
    )
    coupon: float = parameter(0.04, "per year of 360 days", "interest on the senior notes", low=0, high=1)
    servicing_fee: float = parameter(
        0.01, "share of the pool per year", "due to the lender as servicer before excess spread", low=0, high=1
    )
    issue_month: int = parameter(
        0, "month from 1", "first month at whose end notes are issued; 0: they stand at the start", low=0, high=600
    )
    last_issue_month: int = parameter(
        600, "month from 1", "last such month: what is repaid later is not issued again", "neutral", low=0, high=600
    )
    revolving_months: int = parameter(12, "months", "time in which collections buy new receivables", low=0, high=600)
    clean_up_months: int = parameter(
        12, "months", "time of amortisation after which the lender buys the rest of the pool", low=1, high=600
    )
    trap_spread: float = parameter(
        -10.0, "excess spread per year", "three-month mean below which excess spread is trapped", "neutral",
        low=-10, high=10,
    )  # fmt: skip
    default_trigger: float = parameter(
        1.0, "share of the pool at issue", "charge-offs since issue beyond which the pool amortises early",
        "neutral; 0.04-0.08 common, domain.md 6.3", low=0, high=1,
    )  # fmt: skip
    implicit_support: float = parameter(
        0.0, "share of charge-offs", "receivables charged off that the lender buys back at par", "neutral",
        low=0, high=1,
    )  # fmt: skip


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
    leverage_own: float = parameter(
        1000.0,
        "multiple of net assets",
        "most borrowing from banks and shareholders",
        "neutral; micro-lenders since September 2020: 1, domain.md 3",
        low=0,
        high=1000,
    )
    leverage_bonds: float = parameter(
        1000.0,
        "multiple of net assets",
        "most bonds and securitised notes",
        "neutral; micro-lenders since September 2020: 4, domain.md 3",
        low=0,
        high=1000,
    )
    leverage_ratio_floor: float = parameter(
        0.0,
        "share of assets",
        "own funds below which there are no new loans",
        "neutral; consumer-finance companies: 0.04, domain.md 3",
        low=0,
        high=1,
    )
    capital_floor_binds: int = parameter(
        0, "0 or 1", "1: new loans stop where they would take the capital ratio below its floor", "neutral",
        low=0, high=1,
    )  # fmt: skip
