"""The lending side of a scenario: products, lenders and their policies. No borrower stands here."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.parameter import Block, parameter, required

TermMonths = Annotated[int, Field(ge=1, le=60)]
Weight = Annotated[float, Field(ge=0, le=1e9)]

Metric = Literal["d30_rate", "d90_rate", "missed_rate", "capital_ratio", "unemployment", "factor"]
Dial = Literal[
    "score_cutoff",
    "debt_to_income_cap",
    "loan_income_cap",
    "limit_multiple",
    "freeze_days_past_due",
    "lasting_freeze_days_past_due",
    "linkage",
]


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


class BalanceSheet(Block):
    """The lender's opening position, relative to its opening book, so that it ties to any book or tape."""

    equity_share: float = parameter(
        0.088,
        "share of assets",
        "opening own funds",
        "Ant Consumer Finance H1-2024, domain.md 2.2",
        low=-1,
        high=1,
    )
    cash_share: float = parameter(0.03, "share of receivables", "cash the treasury aims at", low=0, high=10)


class Funding(Block):
    """Borrowed money: one committed line until more funders come."""

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


class Costs(Block):
    """What running the book costs."""

    account_monthly: float = parameter(
        0.5, "yuan per account and month", "servicing of an account with a balance", low=0, high=1e6
    )
    balance_annual: float = parameter(
        0.07,
        "share of balance per year",
        "operating, technology and acquisition cost",
        "assumed, so that profit is near 0.7 % of assets a year (Ant Consumer Finance H1-2024, domain.md 2.2)",
        low=0,
        high=1,
    )


class Provisioning(Block):
    """Allowance as a share of balance by days past due."""

    current: float = parameter(
        0.015, "share of balance", "nothing past due", "loan ratio 1.5-2.5 %, domain.md 3", low=0, high=1
    )
    from_1: float = parameter(0.10, "share of balance", "1-29 days past due", low=0, high=1)
    from_30: float = parameter(0.35, "share of balance", "30-59 days past due", low=0, high=1)
    from_60: float = parameter(0.60, "share of balance", "60-89 days past due", low=0, high=1)
    from_90: float = parameter(
        0.85, "share of balance", "90 days and more", "coverage 120-150 %, domain.md 3", low=0, high=1
    )


class Capital(Block):
    """Risk weights and the floor."""

    floor: float = parameter(
        0.105, "share of risk-weighted assets", "capital floor", "consumer-finance company, domain.md 3", low=0, high=1
    )
    retail_weight: float = parameter(
        0.75, "risk weight", "performing retail balance net of allowance", "Basel III, domain.md 3", low=0, high=12.5
    )
    past_due_weight: float = parameter(
        1.0, "risk weight", "balance 90 days past due net of allowance", "100/150 %, domain.md 3", low=0, high=12.5
    )
    undrawn_conversion: float = parameter(
        0.10, "share of undrawn line", "credit conversion factor", "definitions.md", low=0, high=1
    )


class DefaultRule(Block):
    """When a borrower counts as defaulted."""

    days_past_due: int = parameter(
        90, "days", "days past due at which default is counted", "definitions.md", low=1, high=720
    )
    materiality: float = parameter(
        0.0, "yuan", "arrears up to this amount do not count as past due", "definitions.md", low=0, high=1e9
    )
    probation_months: int = parameter(
        3, "months", "time without arrears after which a default is cured", "definitions.md", low=0, high=120
    )
    level: Literal["borrower", "account"] = parameter(
        "borrower", "choice", "borrower: one account in default takes the lender's others along", "definitions.md"
    )


class Underwriting(Block):
    """Who gets a loan."""

    score_cutoff: float = parameter(
        600.0, "score points", "lowest score that gets a loan", "bands of the score, domain.md 1.3", low=0, high=1000
    )
    debt_to_income_cap: float = parameter(
        0.6, "share of income", "largest monthly debt service with the new loan", low=0, high=100
    )
    loan_income_cap: float = parameter(3.0, "months of income", "largest loan", low=0, high=120)


class Limits(Block):
    """How much of a line can be used."""

    limit_multiple: float = parameter(1.0, "multiple", "usable share of every limit", "neutral", low=0, high=10)


class Freeze(Block):
    """Use of credit after a missed payment."""

    days_past_due: float = parameter(
        1.0,
        "days",
        "from this many days past due a line cannot be used",
        "any overdue day blocks, domain.md 1.3",
        low=1,
        high=10_000,
    )
    lasting_days_past_due: float = parameter(
        30.0,
        "days",
        "from this many days past due access stays closed after payment",
        "30+ DPD lasting closure, domain.md 1.3",
        low=1,
        high=10_000,
    )
    lasting_months: float = parameter(12.0, "months", "how long it stays closed", low=0, high=600)


class Linkage(Block):
    """Whether arrears on one product close the others of the same lender."""

    linkage: float = parameter(
        1.0,
        "0 or 1",
        "1: arrears on one product freeze all",
        "any overdue blocks both products, domain.md 1.3",
        low=0,
        high=1,
    )


class Score(Block):
    """The behaviour score, 350-950."""

    centre: float = parameter(
        650.0, "score points", "score of a borrower of average risk", "domain.md 1.3", low=350, high=950
    )
    insight: float = parameter(
        40.0, "score points per log hazard", "how strongly the score sees the true risk", low=0, high=500
    )
    noise: float = parameter(40.0, "score points", "standard deviation of what it sees wrongly", low=0, high=500)
    late_penalty: float = parameter(
        80.0, "score points", "fall of the score's target in a month that ends past due", low=0, high=600
    )
    utilisation_penalty: float = parameter(
        60.0, "score points", "fall of the score's target at full use of the line", low=0, high=600
    )
    memory: float = parameter(0.8, "share per month", "weight of last month's score in the new one", low=0, high=1)


class ChargeOff(Block):
    """Writing off and what follows."""

    days_past_due: int = parameter(
        240,
        "days",
        "days past due at which the balance is written off",
        "write-off near 240 DPD, domain.md 2.3",
        low=1,
        high=7200,
    )
    readmission_months: int = parameter(
        24, "months", "after this time the claim is dropped and the borrower may borrow again", low=1, high=600
    )


class Collections(Block):
    """Cash collected on charged-off claims."""

    monthly_recovery: float = parameter(
        0.012,
        "share of claim per month",
        "collected a month at default age 0; falls with age, and begins at charge-off",
        "recovery 6.9 %, <1 y over 11 %, domain.md 0 T12",
        low=0,
        high=1,
    )
    monthly_decay: float = parameter(
        0.9, "multiple per month", "fall of that share from month to month", low=0, high=0.999
    )


class Reaction(Block):
    """A lever the platform moves by itself: when a metric passes `on`, after `wait`, until it is back below `off`."""

    metric: Metric = required("choice", "what is watched at each month end")
    on: float = required("unit of the metric", "the reaction starts at or above this value", low=-1e9, high=1e9)
    off: float = required("unit of the metric", "it ends at or below this value", low=-1e9, high=1e9)
    wait_months: float = parameter(
        0.0, "months", "further months that the metric must stay beyond `on` first", low=0, high=120
    )
    hold_months: float = parameter(3.0, "months", "shortest time the reaction lasts", low=0, high=600)
    dial: Dial = required("choice", "the dial it moves")
    operation: Literal["add", "multiply", "set"] = required("choice", "how the value changes the dial")
    value: float = required("unit of the dial", "the amount, factor or new value", low=-1e9, high=1e9)
    order: int = parameter(
        0, "rank", "reactions on one dial apply in this order, then by name", "design", low=-1000, high=1000
    )


class Policy(Block):
    """The choices of a lender."""

    underwriting: Underwriting = Underwriting()
    limits: Limits = Limits()
    freeze: Freeze = Freeze()
    linkage: Linkage = Linkage()
    score: Score = Score()
    charge_off: ChargeOff = ChargeOff()
    collections: Collections = Collections()
    reactions: dict[str, Reaction] = Field(
        default_factory=dict, description="levers that move by themselves, keyed by name"
    )


class Lender(Block):
    """An institution that lends."""

    balance_sheet: BalanceSheet = BalanceSheet()
    funding: Funding = Funding()
    costs: Costs = Costs()
    provisioning: Provisioning = Provisioning()
    capital: Capital = Capital()
    default: DefaultRule = DefaultRule()
    policy: Policy = Policy()
