"""Products: lines and loans, their terms and fees. Huabei, Jiebei, a bank card and others differ in these alone."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.parameter import Block, parameter, required

TermMonths = Annotated[int, Field(ge=1, le=60)]
Weight = Annotated[float, Field(ge=0, le=1e9)]
FeeShare = Annotated[float, Field(ge=0, le=1)]


class Product(Block):
    """A revolving line or a term loan, owned by a lender."""

    kind: Literal["revolving", "term"] = required("choice", "revolving line or term loan")
    lender: str = required("name", "the lender that owns it")
    annual_rate: float = required("per year of 365 days", "contract or revolving interest", low=0, high=10)
    late_rate_multiple: float = parameter(
        1.0,
        "multiple",
        "late interest on the overdue amount, relative to the contract rate",
        "PBOC rule +30-50 %, domain.md 1.2",
        low=0,
        high=10,
    )
    due_day: int = parameter(
        9, "day of month", "day on which bill or instalment falls due", "domain.md 1.1", low=1, high=30
    )
    due_month: int = parameter(
        1, "months", "term loan: months from the month of paying out to the first due day", "design", low=1, high=12
    )
    minimum_share: float = parameter(
        0.10, "share of the bill", "revolving: minimum payment", "domain.md 1.1", low=0, high=1
    )
    limit_income: float = parameter(1.0, "months of income", "revolving: limit at opening", low=0, high=60)
    limit_score_slope: float = parameter(
        0.0,
        "log limit per 50 points",
        "revolving: rise of the opening limit for every 50 points above the centre",
        "neutral; risk is limited by score, domain.md 1.3",
        low=0,
        high=3,
    )
    limit_dispersion: float = parameter(
        0.0,
        "standard deviation of log limit",
        "revolving: spread of opening limits between borrowers of the same income and score",
        "neutral; the tape's limits spread by 0.94, more than incomes, domain.md 8",
        low=0,
        high=3,
    )
    limit_floor: float = parameter(
        500.0, "yuan", "smallest limit or loan", "50 yuan and up, domain.md 1.1", low=0, high=1e9
    )
    limit_cap: float = parameter(
        50_000.0, "yuan", "largest limit or loan", "up to several 10,000, domain.md 1.1", low=0, high=1e9
    )
    terms: dict[TermMonths, Weight] = Field(
        default_factory=lambda: {12: 1.0},
        description="term loan: weights of the terms asked for",
        json_schema_extra={"unit": "weight by months", "source": "3-12 months, domain.md 1.2"},
    )
    split_fees: dict[TermMonths, FeeShare] = Field(
        default_factory=dict,
        description="revolving: instalments into which a bill can be split, and the fee on the amount",
        json_schema_extra={
            "unit": "share of the amount by months",
            "source": "neutral; 3/6/9/12 at 2.5/4.5/6.5/8.8 %, domain.md 1.1",
        },
    )
    split_weights: dict[TermMonths, Weight] = Field(
        default_factory=dict,
        description="revolving: weights of these choices; those not named weigh 1",
        json_schema_extra={"unit": "weight by months", "source": "neutral"},
    )
    rate_cap: float = parameter(
        10.0,
        "per year of 365 days",
        "highest annual rate, late charges and fees of split bills included; 10 is no cap",
        "neutral; 24 % for licensed lenders, domain.md 3",
        low=0,
        high=10,
    )
    merchant_fee: float = parameter(0.0, "share of purchases", "what merchants pay", "neutral", low=0, high=1)
    interest_free: int = parameter(
        1,
        "0 or 1",
        "revolving: 1 no interest before the due day, 0 from the day of purchase",
        "9 to 40 days, domain.md 1.1",
        low=0,
        high=1,
    )
    cash_draw: int = parameter(
        1,
        "0 or 1",
        "revolving: 1 cash can be drawn on it, 0 it is for purchases only",
        "neutral; Huabei is for purchases, domain.md 1.1",
        low=0,
        high=1,
    )
    acceleration_days: int = parameter(
        10000, "days past due", "term loan: all of it falls due", "neutral", low=1, high=10000
    )
    holder_share: float = parameter(1.0, "share of borrowers", "who have one at the start", "neutral", low=0, high=1)
