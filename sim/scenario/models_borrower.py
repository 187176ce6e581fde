"""Segments: what groups of borrowers earn and what befalls them. What they do with money is in models_habits."""

from __future__ import annotations

from sim.scenario.models_habits import Attention, Borrowing, Help, Paying, Spending, Willingness
from sim.scenario.parameter import Block, parameter, required

DOMAIN_INCOME = "NBS 2025 urban income and its dispersion, domain.md 4.1"
DOMAIN_JOBS = "urban surveyed unemployment 5.1 % with a mean spell of 4 months, domain.md 4.3"


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
    risk_income_elasticity: float = parameter(
        0.0,
        "elasticity",
        "fall of the personal job-loss risk with income relative to the segment's median",
        "neutral; default falls 2.4 times from the lowest to the highest limits, domain.md 8",
        low=0,
        high=5,
    )
    benefit_share: float = parameter(
        0.15, "share of income", "income that remains without work (benefits, family)", low=0, high=1
    )
    benefit_months: float = parameter(
        1200.0, "months", "after so long without work nothing of it remains", "neutral", low=0, high=1200
    )
    finding_plateau_months: float = parameter(
        0.0, "months", "without work in which the chance to find some does not fall yet", "neutral", low=0, high=60
    )
    finding_decay: float = parameter(
        1.0,
        "multiple per month",
        "fall of the chance to find work with every later month without it (long spells)",
        "neutral",
        low=0,
        high=1,
    )
    finding_floor: float = parameter(
        0.0,
        "multiple",
        "the chance to find work does not fall below this multiple of the first month's, however long the spell",
        "neutral where finding_decay is 1",
        low=0,
        high=1,
    )
    dual_earner_share: float = parameter(
        0.0,
        "share of borrowers",
        "live with a second earner, so that a lost job takes a part of the income",
        "neutral",
        low=0,
        high=1,
    )
    main_earner_share: float = parameter(
        0.6, "share of income", "what the main earner of two brings home", low=0, high=1
    )
    second_earner_risk: float = parameter(
        0.0,
        "multiple",
        "risk of the second earner to lose work, relative to the segment's; 0: never",
        "neutral",
        low=0,
        high=100,
    )


class Health(Block):
    """A spell in hospital: out-of-pocket cost and lost income."""

    hospital_yearly: float = parameter(
        0.0, "probability per year", "chance of a health shock", "neutral; 4-7 % a year, domain.md 4.4", low=0, high=1
    )
    hospital_cost: float = parameter(
        0.7,
        "months of income",
        "mean out-of-pocket cost",
        "1.5-3 % a year above one monthly income, domain.md 4.4",
        low=0,
        high=60,
    )
    hospital_cost_dispersion: float = parameter(
        0.9, "standard deviation of log cost", "spread of that cost", low=0, high=3
    )
    hospital_income_loss: float = parameter(0.4, "share of income", "income lost while ill", low=0, high=1)
    hospital_months: float = parameter(2.0, "months", "how long income is lost", low=0, high=60)


class Segment(Block):
    """A group of borrowers alike in law, not in luck."""

    share: float = required("share of borrowers", "weight of the segment; shares are scaled to one", low=0, high=1e9)
    income: Income = Income()
    employment: Employment = Employment()
    health: Health = Health()
    spending: Spending = Spending()
    paying: Paying = Paying()
    attention: Attention = Attention()
    willingness: Willingness = Willingness()
    help: Help = Help()
    borrowing: Borrowing = Borrowing()
