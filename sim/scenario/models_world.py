"""The world of a scenario: who borrows (segments, tape, opening book) and in which economy. No lender stands here."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.models_tape import Imputation
from sim.scenario.parameter import Block, parameter, required

DOMAIN_INCOME = "NBS 2025 urban income and its dispersion, domain.md 4.1"
DOMAIN_JOBS = "urban surveyed unemployment 5.1 % with a mean spell of 4 months, domain.md 4.3"
DOMAIN_TAIWAN = "Taiwan card tape 2005, payment ratios, domain.md 8"

Share = Annotated[float, Field(ge=0, le=1)]
Month = Annotated[int, Field(ge=0, le=600)]
Multiple = Annotated[float, Field(ge=0.01, le=100)]


class Income(Block):
    """What a borrower earns and how it moves."""

    median: float = parameter(
        6900, "yuan per month", "median monthly income", "user wage 6,917 yuan, domain.md 4.1", low=0, high=1e7
    )
    dispersion: float = parameter(
        0.6, "standard deviation of log income", "spread of income between borrowers", DOMAIN_INCOME, low=0, high=3
    )
    payday: int = parameter(10, "day of month", "day on which income arrives", low=1, high=30)
    payday_spread: int = parameter(9, "days", "paydays are uniform within this many days around payday", low=0, high=15)
    permanent_deviation: float = parameter(
        0.14,
        "standard deviation of log income per year",
        "permanent income shock, drawn once a year",
        "yearly log variance 0.01-0.03, domain.md 4.2",
        low=0,
        high=1,
    )
    transitory_deviation: float = parameter(
        0.1,
        "standard deviation of log income per month",
        "income shock of one month",
        "yearly log variance 0.06-0.15 spread over months, domain.md 4.2",
        low=0,
        high=2,
    )
    factor_loading: float = parameter(
        0.01, "log income per standard deviation", "fall of income when the macro factor worsens by one", low=0, high=1
    )
    index_elasticity: float = parameter(
        1.0, "elasticity", "response of income to the income index of the central path", low=0, high=5
    )


class Employment(Block):
    """Losing and finding work."""

    job_loss_monthly: float = parameter(
        0.0134,
        "probability per month",
        "chance to lose the income within a month, before macro",
        DOMAIN_JOBS,
        low=0,
        high=1,
    )
    job_finding_monthly: float = parameter(
        0.25, "probability per month", "chance to find work again within a month", DOMAIN_JOBS, low=0, high=1
    )
    asset_correlation: float = parameter(
        0.05, "share of variance", "one-factor correlation of job losses (loading is its square root)", low=0, high=0.99
    )
    risk_dispersion: float = parameter(
        0.6, "standard deviation of log hazard", "spread of the personal job-loss risk", low=0, high=3
    )
    benefit_share: float = parameter(
        0.15, "share of income", "income that remains without work (benefits, family)", low=0, high=1
    )


class Spending(Block):
    """What a borrower spends and saves."""

    essential_share: float = parameter(
        0.58, "share of income", "spending that goes on in any case (housing, food)", low=0, high=2
    )
    discretionary_share: float = parameter(0.33, "share of income", "other spending at target savings", low=0, high=2)
    discretionary_deviation: float = parameter(
        0.25, "standard deviation of log spending", "month-to-month change of other spending", low=0, high=2
    )
    savings_response: float = parameter(
        0.6,
        "per unit of relative savings",
        "other spending rises by this share when savings are twice their target",
        low=0,
        high=5,
    )
    jobless_share: float = parameter(0.35, "share", "other spending without work, relative to with work", low=0, high=1)
    line_share: float = parameter(
        0.25,
        "share of spending",
        "spending that goes over the revolving line while it is open",
        "mean balance about 2,000 yuan, domain.md 1.1",
        low=0,
        high=1,
    )
    savings_months: float = parameter(
        1.5, "months of income", "median of the savings a borrower aims at", low=0, high=120
    )
    savings_dispersion: float = parameter(
        1.1, "standard deviation of log months", "spread of that target between borrowers", low=0, high=3
    )
    reserve_days: float = parameter(
        7.0, "days of essential spending", "cash kept back before debts are paid", low=0, high=365
    )


class Paying(Block):
    """How a borrower pays bills: type and attention."""

    transactor_share: float = parameter(
        0.55,
        "share of borrowers",
        "pay the whole bill",
        "about half use credit only as a payment tool, domain.md 4.5",
        low=0,
        high=1,
    )
    minimum_payer_share: float = parameter(
        0.25, "share of borrowers", "pay the minimum; the rest pays in part", DOMAIN_TAIWAN, low=0, high=1
    )
    partial_payment: float = parameter(
        0.2,
        "share of the bill beyond the minimum",
        "what a partial payer adds to the minimum",
        DOMAIN_TAIWAN,
        low=0,
        high=1,
    )
    default_payment: float = parameter(
        0.06,
        "share of monthly income",
        "most that is paid a month, on payday, towards an account in default; 100 is no bound",
        "assumed; towards a loss of 75-80 % from 90 days past due, domain.md 5.2",
        low=0,
        high=100,
    )
    switch_yearly: float = parameter(
        0.1,
        "probability per year",
        "chance to draw the payer type anew (fixed types, small switching)",
        DOMAIN_TAIWAN,
        low=0,
        high=1,
    )
    forget_probability: float = parameter(
        0.02,
        "probability per due day",
        "chance to forget a payment for one to three days",
        "2-3 % of balance missed on day 1, domain.md 0 (Bases)",
        low=0,
        high=1,
    )
    forget_dispersion: float = parameter(
        0.5, "standard deviation of log probability", "spread of forgetfulness between borrowers", low=0, high=3
    )


class Borrowing(Block):
    """Demand for cash loans."""

    loan_demand_monthly: float = parameter(
        0.04, "probability per month", "chance to ask for a cash loan", low=0, high=1
    )
    loan_size: float = parameter(1.0, "months of income", "mean size of a loan asked for", low=0, high=60)
    loan_size_dispersion: float = parameter(
        0.5, "standard deviation of log size", "spread of the size asked for", low=0, high=3
    )
    distress_multiple: float = parameter(
        2.0, "multiple", "demand when cash is below one month of essential spending", low=0, high=20
    )


class Segment(Block):
    """A group of borrowers alike in law, not in luck."""

    share: float = required("share of borrowers", "weight of the segment; shares are scaled to one", low=0, high=1e9)
    income: Income = Income()
    employment: Employment = Employment()
    spending: Spending = Spending()
    paying: Paying = Paying()
    borrowing: Borrowing = Borrowing()


class Population(Block):
    """Who borrows."""

    size: int = parameter(10_000, "records", "number of simulated borrowers", "design", low=1, high=1_000_000_000)
    accounts: int | None = parameter(
        None, "borrowers", "real borrowers the records stand for; null: one each", "design", low=1, high=10**12
    )
    tape: str | None = parameter(None, "path", "loan tape that replaces the synthetic opening book", "design")
    mapping: str | None = parameter(None, "path or name", "mapping file for a foreign tape", "design")
    imputations: int = parameter(
        5,
        "number",
        "imputations of what a tape does not hold, spread over the replications",
        "at least five, definitions.md",
        low=1,
        high=1000,
    )
    imputation: Imputation = Imputation()
    book: Literal["static", "run_off"] = parameter(
        "static", "choice", "static: lending goes on with the same borrowers; run_off: no new credit", "design"
    )
    warmup_months: int = parameter(
        48, "months", "ageing of a synthetic opening book, reactions frozen, macro at its centre", low=0, high=240
    )
    opening: Literal["lines", "loans"] = parameter(
        "lines",
        "choice",
        "what a synthetic book starts from: open lines, or one fresh loan of loan_size each",
        "design",
    )
    account_slots: int = parameter(3, "accounts", "accounts a borrower can hold at once", "design", low=1, high=8)
    segments: dict[str, Segment] = Field(
        default_factory=lambda: {"salaried": Segment(share=1.0)}, description="borrower groups, keyed by name"
    )


class CentralPath(Block):
    """The centre of the economy: values at month knots, linear between them, flat after the last. Month 0 is today."""

    unemployment: dict[Month, Share] = Field(
        default_factory=lambda: {0: 0.051},
        description="urban surveyed unemployment rate at month knots",
        json_schema_extra={"unit": "share", "source": "5.1 %, domain.md 4.3"},
    )
    income_index: dict[Month, Multiple] = Field(
        default_factory=lambda: {0: 1.0},
        description="nominal income relative to today at month knots",
        json_schema_extra={"unit": "multiple", "source": "neutral"},
    )
    recovery_index: dict[Month, Multiple] = Field(
        default_factory=lambda: {0: 1.0},
        description="recovery prices relative to today at month knots",
        json_schema_extra={"unit": "multiple", "source": "neutral"},
    )
    funding_spread: dict[Month, Share] = Field(
        default_factory=lambda: {0: 0.0},
        description="addition to the annual funding rate at month knots",
        json_schema_extra={"unit": "per year", "source": "neutral"},
    )


class Macro(Block):
    """The economy: a central path and one stochastic factor around it. A positive factor is bad."""

    central_path: CentralPath = CentralPath()
    dispersion: Literal["full", "residual", "none"] = parameter(
        "full", "choice", "spread of the factor: unconditional, what a path leaves (residual_share), or none", "design"
    )
    residual_share: float = parameter(
        0.5, "share of the standard deviation", "spread that is left around a given path", low=0, high=1
    )
    persistence: float = parameter(
        0.93, "autocorrelation per month", "AR(1) coefficient of the factor", low=0, high=0.9999
    )
    finding_response: float = parameter(
        0.3,
        "elasticity",
        "share of a rise in unemployment that comes from longer spells, not from more job losses",
        "February 2020 fits either, domain.md 4.3",
        low=0,
        high=1,
    )
    recovery_loading: float = parameter(
        0.15,
        "log recovery per standard deviation",
        "fall of recoveries when the factor worsens by one",
        "market recovery fell with volume, domain.md 5.2",
        low=0,
        high=2,
    )
