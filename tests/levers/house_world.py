"""A world for the levers of the house: a dynamic year and a half with lost jobs, arrears, charge-offs and new loans."""

from __future__ import annotations

from typing import Any

from sim.scenario.models import Scenario
from tests.builders import RUN_SLOTS, hard_times, merged

SEGMENTS = {
    "salaried": {
        "employment": {"job_loss_monthly": 0.02, "job_finding_monthly": 0.25},
        "spending": {"savings_months": 1.0, "line_share": 0.5},
        "paying": {"default_payment": 0.3},
        "attention": {"forget_probability": 0.1},
        "borrowing": {"loan_demand_monthly": 0.2},
    },
    "gig": {
        "employment": {"job_loss_monthly": 0.05, "job_finding_monthly": 0.3},
        "spending": {"savings_months": 0.3, "line_share": 0.8},
        "paying": {"default_payment": 0.3},
        "borrowing": {"loan_demand_monthly": 0.4},
    },
}
LENDER = {
    "funding": {"committed_multiple": 100},
    "default": {"days_past_due": 90},
    "costs": {"balance_annual": 0.02},
    "policy": {
        "underwriting": {"score_cutoff": 500, "debt_to_income_cap": 2.0},
        "charge_off": {"days_past_due": 120, "readmission_months": 24},
        "collections": {"monthly_recovery": 0.05},
    },
}
HOUSE: dict[str, Any] = {
    "name": "house",
    "seed": 7,
    "horizon_months": 12,
    "loss_horizon_months": 12,
    "population": {"size": 300, "accounts": 300, "account_slots": RUN_SLOTS, "warmup_months": 3, "segments": SEGMENTS},
    "lenders": {"platform": LENDER, "bank": LENDER},
}


def house(policy: dict[str, Any] | None = None, **changes: Any) -> Scenario:
    """The world with changes of the platform's policy, and any others."""
    own = {"lenders": {"platform": {"policy": policy or {}}}}
    return hard_times(**merged(merged(HOUSE, own), changes))


def lever(dial: str, operation: str, value: float, **more: Any) -> dict[str, Any]:
    """A lever as a scenario writes it."""
    return {"dial": dial, "operation": operation, "value": value, **more}
