"""What a lender does besides lending to borrowers: a business with claims, and debts to other lenders."""

from __future__ import annotations

from typing import Literal

from sim.scenario.parameter import Block, parameter


class OtherBusiness(Block):
    """A daily income and, at random, claims: the cash flow of all that is not lending."""

    opening_cash: float = parameter(
        0.0, "yuan", "cash that it brings along at the opening, all of it own funds", "neutral", low=0, high=1e13
    )
    income_daily: float = parameter(0.0, "yuan per day", "what it earns", "neutral", low=0, high=1e12)
    claim_rate: float = parameter(
        0.0, "probability per day", "chance of a claim; at most one a day", "neutral", low=0, high=1
    )
    claim_mean: float = parameter(0.0, "yuan", "mean of a claim", "neutral", low=0, high=1e12)
    claim_law: Literal["fixed", "exponential"] = parameter(
        "fixed", "choice", "fixed: every claim is the mean; exponential: sizes vary", "design"
    )
    stop_above: float | None = parameter(
        None, "yuan of liquidity", "from here on the owners stop it for good; null: never", "neutral", low=0, high=1e13
    )


class Clearing(Block):
    """How debts among lenders are settled when they fall due, or when a lender that is party to one has failed."""

    month: int = parameter(600, "month", "at whose end all of them fall due", "assumed", low=1, high=600)
    recovered_assets: float = parameter(
        1.0,
        "share of what is left after funders",
        "of a failed lender's own assets, what its creditors get; 1: Eisenberg-Noe, less: Rogers-Veraart",
        "neutral",
        low=0,
        high=1,
    )
    recovered_claims: float = parameter(
        1.0, "share of what its debtors pay", "of a failed lender, what goes on to its creditors", "neutral", low=0,
        high=1,
    )  # fmt: skip
