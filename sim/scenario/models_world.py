"""The world of a scenario: who borrows (segments, tape, opening book) and in which economy. No lender stands here."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.models_borrower import Segment
from sim.scenario.models_tape import Imputation
from sim.scenario.parameter import Block, parameter

Share = Annotated[float, Field(ge=0, le=1)]
Month = Annotated[int, Field(ge=0, le=600)]
Multiple = Annotated[float, Field(ge=0.01, le=100)]
Temptation = Annotated[float, Field(ge=0, le=1000)]


class Dynamics(Block):
    """Who comes through the door and who leaves; used where `book` is dynamic."""

    outsider_share: float = parameter(
        0.2,
        "share of records",
        "people without an account at the platform at the start of a synthetic book",
        low=0,
        high=1,
    )
    arrival_monthly: float = parameter(
        0.03, "probability per month", "chance that somebody outside applies for the platform's lines", low=0, high=1
    )
    attrition_monthly: float = parameter(
        0.01, "probability per month", "chance that a customer who owes nothing leaves", low=0, high=1
    )
    newcomer_noise: float = parameter(
        60.0,
        "score points",
        "standard deviation of what the platform sees wrongly in somebody without a history",
        "assumed; an unscored population comes through the door",
        low=0,
        high=500,
    )


class Arrivals(Block):
    """Outsiders who come in turn instead of by chance: the same people in the same months, at any growth."""

    months: int = parameter(
        0,
        "months",
        "outsiders apply once, in a month of their own among so many, by their number; 0: by chance, arrival_monthly",
        "neutral",
        low=0,
        high=600,
    )
    growth: float = parameter(
        0.0,
        "share per year",
        "growth of these arrivals: the later a record comes, the more people it stands for",
        "neutral",
        low=-0.99,
        high=100,
    )


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
    book: Literal["static", "run_off", "dynamic"] = parameter(
        "static",
        "choice",
        "static: lending goes on with the same borrowers; run_off: no new credit; dynamic: people come and go",
        "design",
    )
    dynamics: Dynamics = Dynamics()
    arrivals: Arrivals = Arrivals()
    warmup_months: int = parameter(
        48, "months", "ageing of a synthetic opening book, levers at rest, macro at its centre", low=0, high=240
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
    temptation_index: dict[Month, Temptation] = Field(
        default_factory=lambda: {0: 1.0},
        description="temptation to refuse payment relative to today at month knots: a run on debts, a repayment strike",
        json_schema_extra={"unit": "multiple", "source": "neutral"},
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
    first_calendar_month: int = parameter(
        1,
        "calendar month",
        "calendar month of month 1, so that 18 June and 11 November exist",
        "design",
        low=1,
        high=12,
    )
    recovery_loading: float = parameter(
        0.15,
        "log recovery per standard deviation",
        "fall of recoveries when the factor worsens by one",
        "market recovery fell with volume, domain.md 5.2",
        low=0,
        high=2,
    )
