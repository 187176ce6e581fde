"""A strained world for tests of what happens when payments are missed: loans, little savings, jobs lost and found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.scenario.models import Scenario
from sim.studies.pairs import Outcome, difference, paired_runs
from tests.builders import RUN_SLOTS, merged

CONFIDENCE = 0.999

STRAINED: dict[str, Any] = {
    "name": "strained",
    "seed": 7,
    "horizon_months": 12,
    "loss_horizon_months": 12,
    "macro": {"dispersion": "none"},
    "population": {
        "size": 200,
        "account_slots": RUN_SLOTS,
        "warmup_months": 0,
        "opening": "loans",
        "segments": {
            "salaried": {
                "share": 1.0,
                "employment": {"job_loss_monthly": 0.08, "job_finding_monthly": 0.3, "benefit_share": 0.2},
                "spending": {"savings_months": 0.2, "line_share": 0.5, "reserve_days": 10},
                "attention": {"forget_probability": 0.1},
                "borrowing": {"loan_demand_monthly": 0.1},
            },
        },
    },
    "products": {
        "line": {"kind": "revolving", "lender": "platform", "annual_rate": 0.1825, "due_day": 9},
        "loan": {
            "kind": "term",
            "lender": "platform",
            "annual_rate": 0.146,
            "late_rate_multiple": 1.5,
            "due_day": 10,
            "limit_cap": 200_000,
            "terms": {6: 1, 12: 1},
        },
    },
    "lenders": {"platform": {"funding": {"committed_multiple": 100}}},
}


def strained(
    policy: Mapping[str, Any] | None = None, segment: Mapping[str, Any] | None = None, **more: Any
) -> Scenario:
    """The strained world with a policy and a changed segment."""
    changes: dict[str, Any] = {"lenders": {"platform": {"policy": policy or {}}}}
    people = {"population": {"segments": {"salaried": segment or {}}}}
    return Scenario.model_validate(merged(merged(merged(STRAINED, changes), people), more))


def moves(base: Scenario, other: Scenario, replications: int = 10) -> tuple[Outcome, Outcome]:
    """Both scenarios under the same luck."""
    return paired_runs(base, other, replications)


def falls(pair: tuple[Outcome, Outcome], column: str) -> bool:
    """Whether a column is lower in the second: the whole 99.9 % interval of the paired difference lies below 0."""
    return difference(*pair, column, CONFIDENCE).ci_high < 0


def rises(pair: tuple[Outcome, Outcome], column: str) -> bool:
    """Whether a column is higher in the second."""
    return difference(*pair, column, CONFIDENCE).ci_low > 0


def by_month(outcome: Outcome, column: str) -> np.ndarray[Any, Any]:
    """(replications, months) a monthly column of the platform."""
    platform = outcome.monthly[outcome.monthly["lender"] == 0]
    return platform[column].astype(float).reshape(len(outcome.replications), -1)
