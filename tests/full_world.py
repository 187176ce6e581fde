"""One small world in which everything is on: every dial off its default, every lever, every way money moves.

Two lenders with a line and a loan each, two segments, a dynamic book and five months in which jobs are lost, bills
missed, plans agreed on, claims sued for, sold and dropped. Tests of equal bits and of seeded bugs run it;
`test_full_world.py` says that nothing in it stands at its default or never happens.
"""

from __future__ import annotations

from typing import Any

from sim.scenario.models import Scenario
from tests.builders import RUN_SLOTS, merged

SALARIED: dict[str, Any] = {
    "income": {
        "median": 7_000, "dispersion": 0.5, "payday": 12, "payday_spread": 12, "permanent_deviation": 0.2,
        "transitory_deviation": 0.2, "factor_loading": 0.05, "index_elasticity": 1.2,
    },
    "employment": {
        "job_loss_monthly": 0.1, "job_finding_monthly": 0.5, "asset_correlation": 0.1, "risk_dispersion": 0.5,
        "risk_income_elasticity": 0.2, "benefit_share": 0.1, "benefit_months": 2, "finding_plateau_months": 1,
        "finding_decay": 0.9, "finding_floor": 0.3, "dual_earner_share": 0.4, "main_earner_share": 0.7,
        "second_earner_risk": 1.0,
    },
    "health": {
        "hospital_yearly": 0.5, "hospital_cost": 1.0, "hospital_cost_dispersion": 0.5, "hospital_income_loss": 0.5,
        "hospital_months": 1,
    },
    "spending": {
        "essential_share": 0.55, "discretionary_share": 0.4, "discretionary_deviation": 0.3, "savings_response": 0.5,
        "jobless_share": 0.5, "line_share": 0.5, "line_share_dispersion": 0.3, "outside_share": 0.3,
        "overspender_share": 0.3, "overspending": 0.2, "festival_spending": 0.5, "savings_months": 0.4,
        "savings_dispersion": 1.0, "reserve_days": 10,
    },
    "paying": {
        "transactor_share": 0.4, "minimum_payer_share": 0.3, "partial_payment": 0.3, "partial_dispersion": 0.5,
        "default_payment": 1.5, "switch_yearly": 0.9, "whim": 0.2, "catch_up": 0.5, "split_share": 0.6,
        "others_first": 1, "early_repayment_monthly": 0.2,
    },
    "attention": {
        "forget_probability": 0.2, "forget_dispersion": 0.4, "autopay_share": 0.2, "unaware_share": 0.3,
        "unaware_days": 8,
    },
    "willingness": {
        "temptation": 0.3, "temptation_dispersion": 1.2, "access_value": 0.6, "score_value": 0.6,
        "standing_value": 0.4, "standing_recovery": 0.05, "pressure_value": 0.8,
    },
    "help": {
        "family_chance": 0.2, "family_size": 0.1, "asks_for_plan": 0.5, "advice_chance": 0.3, "advice_effect": 0.4,
    },
    "borrowing": {
        "loan_demand_monthly": 0.4, "loan_size": 0.8, "loan_size_dispersion": 0.4, "distress_multiple": 1.5,
        "adverse_selection": 0.2, "borrow_to_repay": 0.5, "interest_first_share": 0.3, "income_overstatement": 0.2,
    },
}  # fmt: skip
GIG: dict[str, Any] = merged(
    SALARIED,
    {
        "income": {"median": 5_000, "payday": 20},
        "employment": {"job_loss_monthly": 0.2, "dual_earner_share": 0.0},
        "spending": {"savings_months": 0.1, "line_share": 0.8},
        "paying": {"default_payment": 100, "others_first": 0},
        "willingness": {"temptation": 0.0},
    },
)
SCORE = {
    "centre": 640, "insight": 35, "noise": 45, "late_penalty": 70, "utilisation_penalty": 50,
    "other_debt_penalty": 5, "application_penalty": 4, "memory": 0.7,
}  # fmt: skip
"""The platform keeps the score; another lender has none of its own."""

POLICY: dict[str, Any] = {
    "underwriting": {
        "score_cutoff": 450, "debt_to_income_cap": 2.5, "loan_income_cap": 2.5, "other_lenders_cap": 4,
        "person_cap": 60_000, "open_loans_cap": 3, "approval_rate": 0.9, "verification": 0.4, "verification_cost": 7,
        "rejects_marked": 1, "rejects_blacklisted": 1, "growth_cap_monthly": 0.5,
    },
    "limits": {
        "multiple": 0.95, "review_months": 2, "raise_share": 0.3, "raise_utilisation": 0.2, "raise_score": 600,
        "cut_share": 0.1, "cut_score": 560, "income_cap": 3, "loan_use_cut": 0.05,
    },
    "pricing": {"slope": 0.1, "floor_multiple": 0.6, "cap_multiple": 1.4, "late_grade_slope": 0.1, "rate_cap": 0.3},
    "reminders": {
        "days_before": 3, "reach": 0.5, "effect": 0.5, "cost": 0.1, "autopay_uptake": 0.2, "autopay_cost": 0.2,
    },
    "due_day": {"aligned_share": 0.3, "days_after_payday": 2},
    "grace": {"days": 2},
    "late_charges": {"fixed": 8, "cap": 0.8, "rate_multiple": 1.2},
    "freeze": {
        "days_past_due": 3, "lasting_days_past_due": 20, "lasting_months": 2, "linkage": 0, "cut_days_past_due": 12,
        "cut_share": 0.25, "close_days_past_due": 35,
    },
    "registry": {
        "reporting": 1, "from_days_past_due": 5, "record_months": 3, "use_effect": 0.1, "value": 0.2,
        "amnesty_month": 4, "amnesty_cap": 8_000,
    },
    "blacklist": {"from_days_past_due": 15, "months": 2},
    "ladder": {
        "sms": {
            "start_day": 3, "every_days": 5, "attempts": 2, "answer": 0.6, "hours": 12, "effect": 0.25, "shame": 0.01,
            "cost": 0.06, "commission": 0.01, "capacity": 20_000, "minimum_amount": 10, "lowest_risk_score": 900,
        },
        "ai_call": {
            "start_day": 6, "every_days": 4, "attempts": 3, "answer": 0.5, "hours": 13, "effect": 0.35, "shame": 0.02,
            "cost": 0.3, "commission": 0.02, "capacity": 15_000, "minimum_amount": 50, "lowest_risk_score": 850,
        },
        "human_call": {
            "start_day": 10, "every_days": 6, "attempts": 8, "answer": 0.4, "hours": 15, "effect": 0.45,
            "shame": 0.1, "cost": 1, "commission": 0.03, "capacity": 9_000, "minimum_amount": 100,
            "lowest_risk_score": 800,
        },
        "visit": {
            "start_day": 16, "every_days": 9, "attempts": 1.5, "answer": 0.7, "hours": 10, "effect": 0.55,
            "shame": 0.2, "cost": 12, "commission": 0.05, "capacity": 5_000, "minimum_amount": 200,
            "lowest_risk_score": 750,
        },
        "agency": {
            "start_day": 20, "every_days": 8, "attempts": 5, "answer": 0.5, "hours": 16, "effect": 0.5, "shame": 0.15,
            "cost": 3, "commission": 0.35, "capacity": 8_000, "minimum_amount": 150, "lowest_risk_score": 780,
        },
    },
    "conduct": {
        "attempts_allowed": 5, "hours_allowed": 13, "complaint_rate": 0.02, "excess_complaint_rate": 0.03,
        "fine": 30, "reputation_loss": 0.5, "reputation_memory": 0.8,
    },
    "litigation": {
        "from_days_past_due": 20, "minimum_claim": 300, "share": 0.4, "arbitration_share": 0.3, "recovery": 0.3,
        "preservation": 0.2, "delay_months": 1, "cost": 60, "minimum_plans": 1,
    },
    "forbearance": {
        "reach": 0.8, "from_days_past_due": 2, "to_days_past_due": 60, "minimum_score": 400, "plans_cap": 2,
        "terms": 3, "holiday_months": 1, "rate_cut": 0.3, "interest_forgiven": 0.5, "due_date_change": 1,
        "probation_months": 2, "cost": 25,
    },
    "repair": {"months": 1, "score_gain": 30},
    "charge_off": {"days_past_due": 115, "readmission_months": 2},
    "capital": {"buffer_visible": True},
    "collections": {"monthly_recovery": 0.1, "monthly_decay": 0.8, "volume_loading": 0.02},
    "debt_sale": {"share": 0.4, "months_after": 1, "price": 0.15, "price_decay": 0.95},
    "promotions": {
        "score": 500, "minimum_spend": 50, "limit_multiple": 1.3, "demand": 0.4, "fee_waiver": 0.5, "coupon": 10,
    },
    "guarantee": {"quota": 0.6, "first_loss": 0.001, "cap": 0.3, "premium": 0.04, "fails_beyond_factor": 3},
    "education": {"effect": 0.1, "cost": 0.3},
    "service": {"outage_rate": 0.05, "dispute_days": 4, "refund": 0, "score_repair": 0, "cost": 8},
    "revenue": {"ecosystem_value": 3, "acquisition_cost": 6, "risk_cost": 4},
    "capital_actions": {
        "dividend_share": 0.5, "dividend_ratio": 0.03, "recapitalise_below": 0.3, "recapitalise_to": 0.32,
        "recapitalise_cap": 0.05,
    },
}  # fmt: skip
"""Every dial of a policy but those of the score, each off its default."""


def lever(dial: str, operation: str, value: float, **more: Any) -> dict[str, Any]:
    """A lever as a scenario writes it."""
    return {"dial": dial, "operation": operation, "value": value, **more}


def trigger(metric: str, on: float, off: float, **more: Any) -> dict[str, Any]:
    """What starts a lever and ends it; it holds a month."""
    return {"metric": metric, "on": on, "off": off, "hold_months": 1, **more}


LEVERS: dict[str, Any] = {
    "cutoff": lever("underwriting.score_cutoff", "add", 10, when=trigger("d30_rate", 0.05, 0.02)),
    "cutoff_later": lever("underwriting.score_cutoff", "multiply", 1.02, order=2, start_month=3),
    "multiple": lever("limits.multiple", "multiply", 0.9, when=trigger("d90_rate", 0.02, 0.01, wait_months=1)),
    "slope": lever("pricing.slope", "add", 0.05, when=trigger("missed_rate", 0.1, 0.05)),
    "reach": lever("reminders.reach", "set", 0.8, when=trigger("roll_rate", 0.2, 0.1)),
    "terms": lever("forbearance.terms", "add", 2, when=trigger("economic_rate", 0.05, 0.02)),
    "income_cap": lever(
        "limits.income_cap", "multiply", 0.9, segment="gig", when=trigger("segment_d30_rate", 0.05, 0.02)
    ),
    "cap": lever("ladder.visit.capacity", "multiply", 1.5, when=trigger("complaint_rate", 0.05, 0.02)),
    "approval": lever("underwriting.approval_rate", "multiply", 0.9, when=trigger("growth", 0.02, 0.0)),
    "dividend": lever("capital_actions.dividend_share", "set", 0, when=trigger("capital_ratio", 0.15, 0.2)),
    "education": lever("education.effect", "add", 0.1, when=trigger("unemployment", 0.05, 0.04)),
    "price": lever("debt_sale.price", "multiply", 0.9, when=trigger("factor", -1.0, -2.0)),
    "gig_grace": lever("grace.days", "add", 1, segment="gig", start_month=2, end_month=4),
}
"""A lever of each operation, and one for every metric that a trigger can watch."""
ORDERS: dict[str, Any] = {
    "price": lever("pricing.cap_multiple", "set", 1.2, start_month=2),
    "growth": lever("underwriting.growth_cap_monthly", "multiply", 0.5, start_month=2, end_month=3),
    "holidays": lever("forbearance.holiday_months", "add", 1, when=trigger("unemployment", 0.06, 0.05)),
}
"""What the supervisor orders: one of each operation."""

FUNDERS: dict[str, Any] = {
    "bank": {
        "share": 0.5, "committed_multiple": 1.5, "annual_rate": 0.03, "haircut": 0.05, "notice_days": 5,
        "reaction": {
            "delinquency": 4, "losses": 2, "name": 1, "failures": 0.5, "lag_months": 0, "inertia": 0.1, "price": 0.04,
            "volume_from": 0.2, "volume": 0.3, "run_from": 0.5, "run_daily": 0.01,
        },
    },
    "bond": {
        "share": 0.3, "kind": "term", "annual_rate": 0.02, "maturity_month": 3, "term_months": 6,
        "reaction": {"lag_months": 2},
    },
    "trust": {"share": 0.2, "committed_multiple": 1.5, "annual_rate": 0.05, "callable": False},
}  # fmt: skip
"""A line that runs, a bond that falls due, and a dear line that cannot be called."""

LENDER: dict[str, Any] = {
    "balance_sheet": {"equity_share": 0.1, "cash_share": 0.04},
    "funding": {"annual_rate": 0.03, "committed_multiple": 3, "funders": FUNDERS},
    "liquidity": {"line_days": 7, "cost_reserve": 0.02},
    "tightening": {"capital_distance": 0.02, "coverage": 1.2, "limit_cut": 0.1, "approval_cut": 0.15},
    "failure": {"when_illiquid": False, "capital_below": 0.01},
    "costs": {"account_monthly": 1, "balance_annual": 0.05},
    "provisioning": {"current": 0.02, "from_1": 0.05, "from_30": 0.15, "from_60": 0.3, "from_90": 0.5},
    "capital": {"floor": 0.11, "retail_weight": 0.8, "past_due_weight": 1.2, "undrawn_conversion": 0.12},
    "default": {"days_past_due": 25, "materiality": 20, "probation_months": 1, "level": "account"},
    "policy": {**POLICY, "levers": LEVERS},
    "opening_policy": POLICY,
    "supervision": ORDERS,
    "other_business": {
        "opening_cash": 50, "income_daily": 40, "claim_rate": 0.8, "claim_mean": 30, "claim_law": "exponential",
        "stop_above": 100,
    },
}  # fmt: skip
PLATFORM: dict[str, Any] = {"policy": {"score": SCORE}, "opening_policy": {"score": SCORE}, "owes": {"bank": 700}}
OTHER_LENDER: dict[str, Any] = merged(
    LENDER,
    {
        "default": {"days_past_due": 20, "level": "borrower"},
        "failure": {"when_illiquid": True, "capital_below": -1},
        "other_business": {"stop_above": 1e12},
        "policy": {
            "charge_off": {"days_past_due": 30, "readmission_months": 1},
            "levers": {"income_cap": {"when": {"metric": "d30_rate"}}},
        },
        "opening_policy": {"charge_off": {"days_past_due": 30, "readmission_months": 1}},
    },
)
"""The same policy at a lender that gives up sooner. Rates by segment are known at the platform only."""

HOLDERS: dict[str, Any] = {
    "partners": {
        "bank": {
            "share": 0.2, "opening_share": 0.15, "service_fee": 0.2,
            "reaction": {"delinquency": 2, "lag_months": 0, "inertia": 0.2, "volume_from": 0.1, "volume": 0.2},
        },
        "city_bank": {
            "share": 0.25, "opening_share": 0.35, "risk": "guarantee", "compensation_day": 12, "deposit_share": 0.05,
            "service_fee": 0.3, "exit_month": 4,
        },
        "trust": {"share": 0.15, "opening_share": 0.1, "risk": "first_loss", "first_loss": 0.03},
    },
    "securitisations": {
        "standing": {
            "share": 0.3, "senior_share": 0.95, "coupon": 0.05, "servicing_fee": 0.02, "revolving_months": 1,
            "clean_up_months": 1, "trap_spread": 5, "implicit_support": 0.2,
        },
        "later": {"share": 0.2, "issue_month": 1, "trap_spread": 0.1, "default_trigger": 0.01, "clean_up_months": 2},
    },
    "regulation": {
        "minimum_own_share": 0.45, "leverage_own": 6, "leverage_bonds": 4, "leverage_ratio_floor": 0.02,
        "capital_floor_binds": 1,
    },
}  # fmt: skip
"""Who else holds the platform's loans: a partner of each form of risk, notes that stand and notes that are issued."""

PRODUCTS: dict[str, Any] = {
    "line": {
        "kind": "revolving", "lender": "platform", "annual_rate": 0.1825, "late_rate_multiple": 1.5, "due_day": 8,
        "minimum_share": 0.15, "limit_income": 0.9, "limit_score_slope": 0.2, "limit_dispersion": 0.3,
        "limit_floor": 300, "limit_cap": 40_000, "split_fees": {3: 0.03, 6: 0.05}, "split_weights": {3: 2},
        "rate_cap": 0.36, "merchant_fee": 0.06, "holder_share": 0.9, "interest_free": 1, "cash_draw": 0,
    },
    "card": {
        "kind": "revolving", "lender": "bank", "annual_rate": 0.2, "late_rate_multiple": 1.3, "due_day": 12,
        "split_fees": {3: 0.02}, "merchant_fee": 0.02, "holder_share": 0.7, "interest_free": 0,
    },
    "cash": {
        "kind": "term", "lender": "bank", "annual_rate": 0.18, "late_rate_multiple": 1.4, "due_day": 15,
        "limit_cap": 10_000, "terms": {2: 1, 4: 1}, "rate_cap": 0.36, "acceleration_days": 25,
    },
    "loan": {
        "kind": "term", "lender": "platform", "annual_rate": 0.146, "late_rate_multiple": 1.5, "due_day": 10,
        "due_month": 2, "limit_cap": 20_000, "terms": {2: 1, 3: 1}, "rate_cap": 0.36, "acceleration_days": 15,
    },
}  # fmt: skip

WORLD: dict[str, Any] = {
    "name": "full_world",
    "seed": 12,
    "horizon_months": 5,
    "loss_horizon_months": 4,
    "window_days": 3,
    "macro": {
        "central_path": {
            "unemployment": {0: 0.051, 3: 0.08},
            "income_index": {0: 1.0, 4: 0.95},
            "recovery_index": {0: 1.0, 3: 0.8},
            "funding_spread": {0: 0.0, 3: 0.01},
            "temptation_index": {0: 1.0, 3: 1.5},
        },
        "dispersion": "residual", "residual_share": 0.7, "persistence": 0.9, "finding_response": 0.4,
        "first_calendar_month": 5, "recovery_loading": 0.2,
    },
    "population": {
        "size": 60, "accounts": 291, "account_slots": RUN_SLOTS, "warmup_months": 1, "opening": "loans",
        "book": "dynamic",
        "dynamics": {
            "outsider_share": 0.3, "arrival_monthly": 0.3, "attrition_monthly": 0.05, "newcomer_noise": 50,
        },
        "segments": {"salaried": {"share": 0.6, **SALARIED}, "gig": {"share": 0.4, **GIG}},
    },
    "contagion": {
        "credit_supply": {"strength": 0.5}, "funding": {"strength": 1}, "reputation": {"strength": 0.5},
        "clearing": {"month": 3, "recovered_assets": 0.8, "recovered_claims": 0.7},
    },
    "products": PRODUCTS,
    "lenders": {
        "platform": merged(LENDER, PLATFORM | HOLDERS),
        "bank": merged(OTHER_LENDER, {"owes": {"platform": 500}}),
    },
}  # fmt: skip


ONLY_AFTER_FAILURE = {
    "ADVANCE_CASH", "REPAY_ADVANCE", "DROP_DEBT_TO_LENDER", "LOSE_CLAIM_ON_LENDER", "PAY_INSOLVENCY_COST",
}  # fmt: skip
"""Movements of a receiver and of debts that are not paid: test_failing_lender.py, test_debts_in_hard_times.py."""


def full_world(**changes: Any) -> Scenario:
    """The full world with changes laid over it."""
    return Scenario.model_validate(merged(WORLD, changes))
