"""A policy when payments are missed: collectors and their conduct, courts, plans, repair, charge-off, debt sale."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import model_validator

from sim.scenario.parameter import Block, parameter

NEVER_DAYS = 10_000.0
"""A rung that starts here is not used."""


class Rung(Block):
    """A rung of the collections ladder."""

    start_day: float = parameter(
        10000.0, "days past due", "first contact; 10,000 is never", "neutral", low=1, high=10000
    )
    every_days: float = parameter(7.0, "days", "between contacts", low=1, high=360)
    attempts: float = parameter(
        1.0,
        "attempts per contact and day",
        "until one is answered; more than is allowed is misconduct",
        low=0,
        high=100,
    )
    answer: float = parameter(
        1.0, "probability", "that an attempt within lawful hours is answered", "neutral", low=0.001, high=1
    )
    hours: float = parameter(
        14.0,
        "hours a day",
        "in which attempts are made; more reach more, beyond what is allowed it is misconduct",
        "08:00-22:00, domain.md 3",
        low=0,
        high=24,
    )
    effect: float = parameter(
        0.2,
        "share",
        "of the cash kept back for living that a borrower gives up for the debt while the rung is at work",
        low=0,
        high=1,
    )
    shame: float = parameter(
        0.0, "share per contact", "of the good name that is lost when others learn of it", low=0, high=1
    )
    cost: float = parameter(0.05, "yuan per attempt", "what an attempt costs", "domain.md 5.2", low=0, high=100000.0)
    commission: float = parameter(
        0.0, "share of cash collected", "fee of an agency", "35-44 %, domain.md 5.2", low=0, high=1
    )
    capacity: float = parameter(
        1000000000.0,
        "contacts per month per 10,000 active accounts",
        "beyond it a share of the cases goes without",
        "neutral",
        low=0,
        high=1000000000.0,
    )
    minimum_amount: float = parameter(0.0, "yuan", "smallest debt it is used for", low=0, high=1000000000.0)
    lowest_risk_score: float = parameter(
        1000.0, "score points", "it is used for scores up to this one", "neutral", low=0, high=1000
    )


RUNG_DEFAULTS: dict[str, dict[str, float]] = {
    "ai_call": {"effect": 0.3, "cost": 0.2},
    "human_call": {"effect": 0.5, "cost": 3.0},
    "visit": {"effect": 0.6, "cost": 150.0},
    "agency": {"effect": 0.6, "cost": 2.0, "commission": 0.4},
}
"""Where a rung's defaults differ from those of the first (costs: domain.md 5.2)."""


class Ladder(Block):
    """The rungs, each with its own start, cost and effect; the strongest at work counts."""

    sms: Rung = Rung()
    ai_call: Rung = Rung(**RUNG_DEFAULTS["ai_call"])
    human_call: Rung = Rung(**RUNG_DEFAULTS["human_call"])
    visit: Rung = Rung(**RUNG_DEFAULTS["visit"])
    agency: Rung = Rung(**RUNG_DEFAULTS["agency"])

    @model_validator(mode="before")
    @classmethod
    def _keep_defaults(cls, values: Any) -> Any:
        """A rung of which a scenario names some dials keeps its own defaults for the others."""
        if not isinstance(values, Mapping):
            return values
        return {
            name: {**RUNG_DEFAULTS.get(name, {}), **rung} if isinstance(rung, Mapping) else rung
            for name, rung in values.items()
        }


class Conduct(Block):
    """Limits to pressure, complaints, and what they cost."""

    attempts_allowed: float = parameter(
        6.0,
        "attempts per contact and day",
        "more is misconduct",
        "6 dial attempts per number and day, domain.md 3",
        low=0,
        high=100,
    )
    hours_allowed: float = parameter(
        14.0, "hours a day", "more is misconduct", "no contact 22:00-08:00, domain.md 3", low=0, high=24
    )
    complaint_rate: float = parameter(0.0, "complaints per contact", "however careful", "neutral", low=0, high=1)
    excess_complaint_rate: float = parameter(
        0.01, "complaints per contact and excess attempt or hour", "for pressing too hard", low=0, high=1
    )
    fine: float = parameter(
        300.0,
        "yuan per complaint",
        "handling and fines",
        "assumed; a fine of 1.4 m yuan, domain.md 2.2",
        low=0,
        high=10000000.0,
    )
    reputation_loss: float = parameter(
        2.0, "per complaint and active account", "how far complaints of a month lower the name", low=0, high=1000000.0
    )
    reputation_memory: float = parameter(0.9, "share per month", "how slowly the name recovers", low=0, high=1)


class Litigation(Block):
    """Suit or arbitration, preservation of assets, enforcement. Only what is charged off is enforced."""

    from_days_past_due: float = parameter(
        10000.0, "days past due", "from here a case is sued, once", "neutral", low=1, high=10000
    )
    minimum_claim: float = parameter(
        5000.0,
        "yuan",
        "smallest claim that is sued for",
        "small tickets are written off without suit, domain.md 2.2",
        low=0,
        high=1000000000.0,
    )
    minimum_plans: float = parameter(
        0.0, "plans", "agreed on with the borrower before a case is sued: it has a history", "neutral", low=0, high=100
    )
    share: float = parameter(
        0.3,
        "share of eligible cases",
        "that are sued",
        "over 20 % of volume collected by law, domain.md 5.2",
        low=0,
        high=1,
    )
    arbitration_share: float = parameter(
        0.0, "share of suits", "go to arbitration: half the time, twice the handling cost", "neutral", low=0, high=1
    )
    recovery: float = parameter(0.35, "share of claim", "enforced when it is decided", low=0, high=1)
    preservation: float = parameter(
        0.0, "share", "further recovery by preserving assets, at as much further cost", "neutral", low=0, high=1
    )
    delay_months: float = parameter(
        12.0, "months", "until it is decided", "at least 12 months, domain.md 5.2", low=0, high=120
    )
    cost: float = parameter(
        250.0, "yuan per suit", "court fee and handling", "50 + 100-500 yuan, domain.md 5.2", low=0, high=1000000.0
    )


class Forbearance(Block):
    """Plans for borrowers who fall behind: longer terms, a holiday, less interest, another due day."""

    reach: float = parameter(0.0, "share of requests", "that are granted", "neutral", low=0, high=1)
    from_days_past_due: float = parameter(1.0, "days", "eligible from here", low=1, high=360)
    to_days_past_due: float = parameter(89.0, "days", "to here", low=1, high=360)
    minimum_score: float = parameter(0.0, "score points", "eligible from here", low=0, high=1000)
    plans_cap: float = parameter(1.0, "plans", "most that one borrower gets", low=0, high=100)
    terms: float = parameter(12.0, "months", "instalments of the plan", low=1, high=120)
    holiday_months: float = parameter(0.0, "months", "before the first of them", low=0, high=24)
    rate_cut: float = parameter(0.0, "share of rate", "interest write-down", low=0, high=1)
    interest_forgiven: float = parameter(0.0, "share of interest owed", "forgiven at the start", low=0, high=1)
    due_date_change: float = parameter(0.0, "0 or 1", "1: instalments fall due after payday", low=0, high=1)
    probation_months: float = parameter(
        12.0,
        "months",
        "reported in its old bucket so long after any holiday",
        "12 after restructuring, definitions.md",
        low=0,
        high=120,
    )
    cost: float = parameter(20.0, "yuan per plan", "handling", low=0, high=100000.0)


class Repair(Block):
    """Small regular payments that restore score and access."""

    months: float = parameter(
        0.0, "months", "in a row with a payment until access returns; 0 never", "neutral", low=0, high=120
    )
    score_gain: float = parameter(40.0, "score points", "regained then", low=0, high=600)


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
        "collected a month at default age 0, without the ladder; falls with age, begins at charge-off",
        "recovery 6.9 %, <1 y over 11 %, domain.md 0 T12",
        low=0,
        high=1,
    )
    monthly_decay: float = parameter(
        0.9, "multiple per month", "fall of that share from month to month", low=0, high=0.999
    )
    volume_loading: float = parameter(
        0.0,
        "log price per point of 90+ rate",
        "fall of recoveries and of the price of debt when the lender's own 90+ rate rises by one percentage point",
        "neutral; price fell with volume, domain.md 5.2",
        low=0,
        high=10,
    )


class DebtSale(Block):
    """Selling what is charged off."""

    share: float = parameter(0.0, "share of claims", "that are sold", "neutral", low=0, high=1)
    months_after: float = parameter(
        4.0, "months", "after charge-off", "packs at 298-406 days past due, domain.md 2.2", low=0, high=120
    )
    price: float = parameter(
        0.12, "share of claim", "price at a year past due", "8.4-12 %, domain.md T11", low=0, high=1
    )
    price_decay: float = parameter(
        0.97,
        "multiple per month",
        "fall of the price with age",
        "11 % below a year, 2.5 % above five, domain.md T12",
        low=0,
        high=1,
    )
