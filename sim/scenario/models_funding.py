"""Funding of a lender and what its trouble does: funders and their reactions, liquidity, tightening, failure."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sim.scenario.parameter import Block, parameter, required
from sim.sizes import LONGEST_LAG, MAX_FUNDERS


class Opinion(Block):
    """What somebody who finances makes of the lender's trouble (channel `funding`), and from where on it acts."""

    delinquency: float = parameter(
        10.0, "stress per share of balance", "by the rise of the 30+ rate over the opening", low=0, high=1000
    )
    losses: float = parameter(1.0, "stress per share of own funds", "by own funds lost", low=0, high=1000)
    name: float = parameter(
        0.5, "stress per share of the name", "by the lender's lost name (channel reputation)", low=0, high=1000
    )
    failures: float = parameter(
        0.25, "stress per lender", "by other lenders that failed (channel reputation)", low=0, high=1000
    )
    lag_months: int = parameter(1, "months", "time until it hears of it", low=0, high=LONGEST_LAG)
    inertia: float = parameter(0.3, "share per month", "weight of its old opinion", low=0, high=1)
    volume_from: float = parameter(0.3, "stress", "from here on it withdraws commitment", low=0, high=1000)
    volume: float = parameter(
        1.0, "share of commitment per stress", "what it withdraws of it beyond that level", low=0, high=1000
    )
    run_from: float = parameter(0.8, "stress", "beyond this it runs", low=0, high=1000)


class Reaction(Opinion):
    """What a funder makes of the lender's trouble, and does: price, then volume, then run."""

    price: float = parameter(0.05, "per year and stress", "what it asks on top of its rate", low=0, high=10)
    run_daily: float = parameter(
        0.05, "share per day", "of what a callable line has lent, called when it runs", low=0, high=1
    )


class PartnerReaction(Opinion):
    """What a co-lending partner makes of it: it pays less for the service, then takes a smaller share, then no part."""

    price: float = parameter(
        0.1, "share of interest and stress", "by how much the service fee falls", "assumed", low=0, high=10
    )


class Funder(Block):
    """Who lends to the lender: a committed line, or a bond or loan with a term."""

    kind: Literal["line", "term"] = parameter(
        "line", "choice", "line: drawn and repaid at will; term: all lent to its maturity", "design"
    )
    share: float = required("share of opening funding", "what it has lent at the opening", low=0, high=1)
    committed_multiple: float = parameter(
        0.25,
        "multiple of opening funding",
        "what a line has committed of all opening funding, drawn and undrawn; of open lines where the book is empty",
        low=0,
        high=1000,
    )
    annual_rate: float = parameter(
        0.023, "per year of 360 days", "its rate in calm", "bond coupon 1.7-2.4 %, domain.md 2.2", low=0, high=1
    )
    haircut: float = parameter(
        0.0,
        "share of collateral",
        "of its part of receivables less than 30 days past due, not accepted; 0: not secured",
        "neutral",
        low=0,
        high=1,
    )
    callable: bool = parameter(True, "yes or no", "a line that may be called after notice", "design")
    notice_days: int = parameter(30, "days", "from the notice to the first payment", low=0, high=720)
    maturity_month: int = parameter(12, "month from 1", "at whose end a term falls due", low=1, high=600)
    term_months: int = parameter(12, "months", "new term after refinancing", low=1, high=600)
    reaction: Reaction = Reaction()


class Funding(Block):
    """Borrowed money: funders by name, or without any one committed line that never reacts."""

    annual_rate: float = parameter(
        0.023, "per year of 360 days", "interest on funding", "bond coupon 1.7-2.4 %, domain.md 2.2", low=0, high=1
    )
    committed_multiple: float = parameter(
        1.25,
        "multiple of opening funding",
        "committed funding, drawn and undrawn; of open lines where the book is empty",
        low=0,
        high=1000,
    )
    funders: dict[str, Funder] = Field(
        default_factory=dict, description="funders, keyed by name; their shares add up to 1", max_length=MAX_FUNDERS
    )


class Liquidity(Block):
    """What is kept back when new credit is rationed."""

    line_days: int = parameter(
        5, "days", "use of lines that liquidity must carry before it is rationed; 0: loans alone", low=0, high=360
    )
    cost_reserve: float = parameter(
        0.01, "share of receivables", "kept for cost: a month of it at the default rates", low=0, high=1
    )


class Tightening(Block):
    """When a lender tightens, and what borrowers feel of it (channel `credit_supply`)."""

    capital_distance: float = parameter(
        0.005, "capital ratio", "so far above the floor it begins, and is full at the floor", low=0, high=10
    )
    coverage: float = parameter(
        1.0,
        "liquidity coverage ratio",
        "below this it begins, and is full at 0; 0: coverage is not looked at",
        "Basel III minimum of 100 %",
        low=0,
        high=1000,
    )
    limit_cut: float = parameter(0.2, "share of limits", "cut when it is full", low=0, high=1)
    approval_cut: float = parameter(0.3, "share of approvals", "refused when it is full", low=0, high=1)


class Failure(Block):
    """When a lender fails."""

    when_illiquid: bool = parameter(
        True, "yes or no", "cash below 0 with all funding drawn is a failure; else an overdraft", "design"
    )
    capital_below: float = parameter(
        -1000.0, "capital ratio", "the supervisor closes the lender at a month end below this", "neutral",
        low=-1000, high=10,
    )  # fmt: skip
