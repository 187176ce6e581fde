"""Lenders: balance sheet, funding, costs, provisions, capital, the default rule, and the policy put together."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.models_arrears import (
    ChargeOff,
    Collections,
    Conduct,
    DebtSale,
    Forbearance,
    Ladder,
    Litigation,
    Repair,
)
from sim.scenario.models_funding import Failure, Funding, Liquidity, Tightening
from sim.scenario.models_granting import Blacklist, Limits, Pricing, Registry, Score, Underwriting
from sim.scenario.models_holders import Partner, Regulation, Securitisation
from sim.scenario.models_other import OtherBusiness
from sim.scenario.models_serving import (
    DueDay,
    Education,
    Freeze,
    Grace,
    LateCharges,
    Promotions,
    Reminders,
    Revenue,
    Service,
)
from sim.scenario.parameter import Block, parameter, required
from sim.sizes import MAX_PARTNERS, MAX_POOLS

Metric = Literal[
    "d30_rate",
    "d90_rate",
    "economic_rate",
    "missed_rate",
    "roll_rate",
    "segment_d30_rate",
    "complaint_rate",
    "growth",
    "capital_ratio",
    "unemployment",
    "factor",
]


Yuan = Annotated[float, Field(ge=0, le=1e12)]


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


class Guarantee(Block):
    """A guarantor or insurer of the book's credit losses."""

    quota: float = parameter(0.0, "share of losses", "that it bears", "neutral", low=0, high=1)
    first_loss: float = parameter(
        0.0, "share of opening balance", "of losses that stay with the lender first", "neutral", low=0, high=1
    )
    cap: float = parameter(
        1.0, "share of opening balance", "most of losses beyond these that are covered", "neutral", low=0, high=1
    )
    premium: float = parameter(0.0, "share of balance per year", "its price", "neutral", low=0, high=1)
    fails_beyond_factor: float = parameter(
        100.0,
        "standard deviations",
        "the guarantor fails for good in a month with a worse macro factor",
        "neutral",
        low=-100,
        high=100,
    )


class CapitalActions(Block):
    """Dividends and fresh capital."""

    dividend_share: float = parameter(
        0.0, "share of the month's profit", "paid out while the ratio allows it", "neutral", low=0, high=1
    )
    dividend_ratio: float = parameter(0.12, "capital ratio", "lowest at which a dividend is paid", low=0, high=10)
    recapitalise_below: float = parameter(
        0.0, "capital ratio", "owners put in capital below this ratio", "neutral", low=0, high=10
    )
    recapitalise_to: float = parameter(0.12, "capital ratio", "up to this one", low=0, high=10)
    recapitalise_cap: float = parameter(0.02, "share of opening balance per month", "most they put in", low=0, high=10)


class BufferOfCapital(Block):
    """How a buffer of capital is held when one is sought."""

    buffer_visible: bool = parameter(
        False, "yes or no", "the policy sees the buffer that `python -m sim.studies.buffer` tries", "definitions.md"
    )


class Trigger(Block):
    """A state of the book or the economy that starts a lever, and ends it."""

    metric: Metric = required("choice", "what is watched at each month end")
    on: float = required("unit of the metric", "the lever starts at or beyond this value", low=-1e9, high=1e9)
    off: float = required("unit of the metric", "it ends at or before this value", low=-1e9, high=1e9)
    wait_months: float = parameter(
        0.0, "months", "further months that the metric must stay beyond `on` first", low=0, high=120
    )
    hold_months: float = parameter(3.0, "months", "shortest time it lasts", low=0, high=600)


class Lever(Block):
    """A change of one dial: for some months, for a segment, while a trigger holds. Levers lie over one another."""

    dial: str = required("block.dial", "the dial it moves, as `underwriting.score_cutoff` or `ladder.sms.start_day`")
    operation: Literal["add", "multiply", "set"] = required("choice", "how the value changes the dial")
    value: float = required("unit of the dial", "the amount, factor or new value", low=-1e9, high=1e9)
    start_month: int = parameter(
        1, "month from 1", "first month in which it can be at work", "neutral", low=1, high=600
    )
    end_month: int = parameter(600, "month from 1", "last such month", "neutral", low=1, high=600)
    segment: str | None = parameter(None, "name", "the segment it is for; null: all", "neutral")
    when: Trigger | None = parameter(None, "trigger", "what starts and ends it; null: the months alone", "neutral")
    order: int = parameter(
        0, "rank", "levers on one dial apply in this order, then by name", "design", low=-1000, high=1000
    )


class Policy(Block):
    """The choices of a lender."""

    underwriting: Underwriting = Underwriting()
    limits: Limits = Limits()
    pricing: Pricing = Pricing()
    score: Score = Score()
    reminders: Reminders = Reminders()
    due_day: DueDay = DueDay()
    grace: Grace = Grace()
    late_charges: LateCharges = LateCharges()
    freeze: Freeze = Freeze()
    registry: Registry = Registry()
    blacklist: Blacklist = Blacklist()
    ladder: Ladder = Ladder()
    conduct: Conduct = Conduct()
    litigation: Litigation = Litigation()
    forbearance: Forbearance = Forbearance()
    repair: Repair = Repair()
    charge_off: ChargeOff = ChargeOff()
    collections: Collections = Collections()
    debt_sale: DebtSale = DebtSale()
    promotions: Promotions = Promotions()
    guarantee: Guarantee = Guarantee()
    education: Education = Education()
    service: Service = Service()
    revenue: Revenue = Revenue()
    capital_actions: CapitalActions = CapitalActions()
    capital: BufferOfCapital = BufferOfCapital()
    levers: dict[str, Lever] = Field(default_factory=dict, description="changes of dials, keyed by name")


class Lender(Block):
    """An institution that lends."""

    balance_sheet: BalanceSheet = BalanceSheet()
    funding: Funding = Funding()
    liquidity: Liquidity = Liquidity()
    tightening: Tightening = Tightening()
    failure: Failure = Failure()
    costs: Costs = Costs()
    provisioning: Provisioning = Provisioning()
    capital: Capital = Capital()
    default: DefaultRule = DefaultRule()
    policy: Policy = Policy()
    opening_policy: Policy | None = parameter(
        None, "policy", "under which a synthetic opening book was aged, its levers at rest; null: `policy`", "neutral"
    )
    supervision: dict[str, Lever] = Field(
        default_factory=dict, description="what the supervisor orders: levers it moves, keyed by name"
    )
    partners: dict[str, Partner] = Field(
        default_factory=dict, description="co-lending partners, keyed by name", max_length=MAX_PARTNERS
    )
    securitisations: dict[str, Securitisation] = Field(
        default_factory=dict, description="pools sold to investors, keyed by name", max_length=MAX_POOLS
    )
    regulation: Regulation = Regulation()
    other_business: OtherBusiness = OtherBusiness()
    owes: dict[str, Yuan] = Field(
        default_factory=dict,
        description="debts to other lenders at the opening, cleared as `contagion.clearing` says",
        json_schema_extra={"unit": "yuan by lender", "source": "neutral"},
    )
