"""A world in which nobody defaults but by contagion: level monthly instalments that everybody can pay ten times."""

from __future__ import annotations

from typing import Any

from sim.scenario.models import Scenario
from tests.builders import RUN_SLOTS, merged

SOUND: dict[str, Any] = {
    "name": "sound",
    "seed": 20_260_107,
    "horizon_months": 4,
    "loss_horizon_months": 4,
    "macro": {"dispersion": "none"},
    "population": {
        "size": 12, "warmup_months": 0, "opening": "loans", "book": "run_off", "account_slots": RUN_SLOTS,
        "segments": {
            "all": {
                "share": 1,
                "income": {
                    "median": 10_000, "dispersion": 0, "payday": 5, "payday_spread": 0, "permanent_deviation": 0,
                    "transitory_deviation": 0, "factor_loading": 0,
                },
                "employment": {"job_loss_monthly": 0, "asset_correlation": 0, "risk_dispersion": 0},
                "health": {"hospital_yearly": 0},
                "spending": {
                    "essential_share": 0.1, "discretionary_share": 0, "savings_months": 1, "savings_dispersion": 0,
                },
                "paying": {"transactor_share": 1, "minimum_payer_share": 0, "switch_yearly": 0, "whim": 0},
                "attention": {"forget_probability": 0},
                "borrowing": {"loan_demand_monthly": 0, "loan_size": 0.5, "loan_size_dispersion": 0},
            }
        },
    },
    "products": {
        "loan": {"kind": "term", "lender": "platform", "annual_rate": 0.0, "due_day": 10, "terms": {12: 1}},
    },
    "lenders": {"platform": {"default": {"days_past_due": 1}}},
}  # fmt: skip


def sound_world(**changes: Any) -> Scenario:
    """The sound world with changes laid over it."""
    return Scenario.model_validate(merged(SOUND, changes))


def catching(transmission: float, seeds: int, network: dict[str, Any], **peers: Any) -> dict[str, Any]:
    """Settings of contagion: defaults are caught from neighbours, starting from so many seeds."""
    return {
        "peers": {"strength": 1, "transmission": transmission, **peers},
        "networks": {"friends": network},
        "seeds": {"count": seeds},
    }
