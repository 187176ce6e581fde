"""The levers of products and of granting credit: a setting in which each has work to do, and what it should move."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from tests.builders import RUN_SLOTS, merged

Change = dict[str, Any]

SEGMENT: Change = {
    "share": 1.0,
    "income": {"payday": 15, "payday_spread": 14},
    "employment": {"job_loss_monthly": 0.03, "job_finding_monthly": 0.25, "benefit_share": 0.15},
    "spending": {"savings_months": 0.6, "line_share": 0.4},
    "paying": {"transactor_share": 0.35, "minimum_payer_share": 0.4},
    "attention": {"forget_probability": 0.05},
    "borrowing": {"loan_demand_monthly": 0.08, "loan_size": 1.5},
}
BASE: Change = {
    "name": "levers",
    "seed": 77,
    "horizon_months": 12,
    "loss_horizon_months": 12,
    "macro": {"dispersion": "full", "first_calendar_month": 6},
    "population": {
        "size": 1000,
        "account_slots": RUN_SLOTS,
        "warmup_months": 3,
        "opening": "loans",
        "segments": {"all": SEGMENT},
    },
    "products": {
        "huabei": {
            "kind": "revolving",
            "lender": "platform",
            "annual_rate": 0.1825,
            "late_rate_multiple": 1.5,
            "due_day": 9,
        },
        "jiebei": {
            "kind": "term",
            "lender": "platform",
            "annual_rate": 0.146,
            "late_rate_multiple": 1.5,
            "due_day": 10,
            "limit_floor": 1000,
            "limit_cap": 200_000,
            "terms": {3: 0.2, 6: 0.3, 12: 0.5},
        },
    },
    "lenders": {"platform": {"policy": {"underwriting": {"score_cutoff": 600, "debt_to_income_cap": 0.8}}}},
}
"""Thin savings, little work and full lines: hard enough that every lever has somebody to work on."""


def policy(**blocks: Change) -> Change:
    return {"lenders": {"platform": {"policy": blocks}}}


def segment(**blocks: Change) -> Change:
    return {"population": {"segments": {"all": blocks}}}


def line(**values: Any) -> Change:
    return {"products": {"huabei": values}}


def loan(**values: Any) -> Change:
    return {"products": {"jiebei": values}}


TWO_YEARS: Change = {"horizon_months": 24, "loss_horizon_months": 24}
CARD = merged(
    segment(spending={"outside_share": 0.5}),
    {
        "products": {"card": {"kind": "revolving", "lender": "bank", "annual_rate": 0.18, "due_day": 12}},
        "lenders": {"bank": {}},
    },
)
REPORTING = policy(registry={"reporting": 1.0})
REJECTING = merged(REPORTING, policy(underwriting={"rejects_marked": 1.0}))
LISTING = policy(underwriting={"rejects_blacklisted": 1.0}, blacklist={"from_days_past_due": 1.0})
SUING = policy(litigation={"from_days_past_due": 120, "minimum_claim": 0, "share": 1.0})
DRAWING = segment(borrowing={"borrow_to_repay": 1.0})
OVERSTATED = merged(segment(borrowing={"income_overstatement": 0.6}), policy(underwriting={"debt_to_income_cap": 0.35}))
SPLITTING = merged(segment(paying={"split_share": 0.6}), line(split_fees={3: 0.025, 6: 0.045, 9: 0.065, 12: 0.088}))
FESTIVE = segment(spending={"festival_spending": 0.5})
MODEST = merged(
    merged(
        segment(
            employment={"job_loss_monthly": 0.01},
            spending={"savings_months": 1.5, "line_share": 0.25, "overspender_share": 0.2},
            paying={"transactor_share": 0.55, "minimum_payer_share": 0.25},
            borrowing={"loan_demand_monthly": 0.02, "loan_size": 1.0},
        ),
        {"population": {"warmup_months": 24, "opening": "lines"}},
    ),
    line(limit_income=3.0),
)
"""Savings, lines of three months' income, half pay in full; a fifth spend out of the credit that is open to them."""
DYNAMIC: Change = {"population": {"book": "dynamic"}}


class Direction(NamedTuple):
    """A lever, in a setting; the columns that rise and those that fall when it is pulled."""

    lever: str
    setting: Change
    pull: Change
    up: Sequence[str] = ()
    down: Sequence[str] = ()


DIRECTIONS = (
    Direction(
        "cut-off",
        TWO_YEARS,
        policy(underwriting={"score_cutoff": 680}),
        (),
        ("granted_fen", "default_rate", "loss_fen"),
    ),
    Direction("approval rate", {}, policy(underwriting={"approval_rate": 0.5}), (), ("granted_fen", "loss_fen")),
    Direction(
        "growth cap", {}, policy(underwriting={"growth_cap_monthly": 0.005}), (), ("granted_fen", "outstanding_fen")
    ),
    Direction(
        "debt-to-income cap", {}, policy(underwriting={"debt_to_income_cap": 0.3}), (), ("granted_fen", "loss_fen")
    ),
    Direction(
        "person cap",
        {},
        policy(underwriting={"person_cap": 10_000}),
        (),
        ("granted_fen", "undrawn_fen", "outstanding_fen", "loss_fen"),
    ),
    Direction("open loans cap", {}, policy(underwriting={"open_loans_cap": 1}), (), ("granted_fen", "loss_fen")),
    Direction("other lenders cap", CARD, policy(underwriting={"other_lenders_cap": 0}), (), ("granted_fen",)),
    Direction(
        "verification",
        OVERSTATED,
        policy(underwriting={"verification": 1.0}),
        ("risk_cost_fen",),
        ("granted_fen", "loss_fen"),
    ),
    Direction("rejecting the marked", REPORTING, policy(underwriting={"rejects_marked": 1.0}), (), ("granted_fen",)),
    Direction("the industry's list", {}, LISTING, (), ("granted_fen",)),
    Direction("amnesty", REJECTING, policy(registry={"amnesty_month": 6, "amnesty_cap": 1e6}), ("granted_fen",)),
    Direction("reporting", {}, REPORTING, ("undrawn_fen",), ("drawn_fen", "outstanding_fen")),
    Direction("seeing debts elsewhere", CARD, policy(score={"other_debt_penalty": 40}), (), ("granted_fen",)),
    Direction("repair", {}, policy(repair={"months": 3, "score_gain": 30}), ("usable_lines", "drawn_fen")),
    Direction("limit multiple", {}, policy(limits={"multiple": 1.3}), ("outstanding_fen", "undrawn_fen", "loss_fen")),
    Direction(
        "limit reviews", {}, policy(limits={"review_months": 3, "raise_score": 600}), ("outstanding_fen", "undrawn_fen")
    ),
    Direction("loan use", {}, policy(limits={"loan_use_cut": 0.3}), (), ("undrawn_fen", "outstanding_fen", "loss_fen")),
    Direction(
        "linkage", policy(freeze={"linkage": 0.0}), policy(freeze={"linkage": 1.0}), (), ("drawn_fen", "loss_fen")
    ),
    Direction(
        "cut of limits",
        {},
        policy(freeze={"cut_days_past_due": 10, "cut_share": 0.5}),
        (),
        ("undrawn_fen", "outstanding_fen", "loss_fen"),
    ),
    Direction(
        "closing of lines", {}, policy(freeze={"close_days_past_due": 10}), (), ("undrawn_fen", "drawn_fen", "loss_fen")
    ),
    Direction(
        "rate cap",
        {},
        merged(line(rate_cap=0.12), loan(rate_cap=0.12)),
        (),
        ("interest_income_fen", "late_income_fen", "net_income_fen"),
    ),
    Direction(
        "rate cap of the policy, on new contracts and what is late",
        SPLITTING,
        policy(pricing={"rate_cap": 0.12}),
        (),
        ("interest_income_fen", "late_income_fen", "fee_income_fen", "net_income_fen"),
    ),
    Direction(
        "surcharge on what is late",
        {},
        policy(late_charges={"rate_multiple": 3.0}),
        ("late_income_fen", "net_income_fen"),
    ),
    Direction(
        "payment options",
        {},
        policy(reminders={"autopay_uptake": 0.5}),
        ("service_cost_fen",),
        ("missed_fen", "late_income_fen"),
    ),
    Direction("suits against who had a plan", SUING, policy(litigation={"minimum_plans": 1}), (), ("suits",)),
    Direction("a line for purchases only", merged(CARD, DRAWING), line(cash_draw=0), (), ("drawn_fen",)),
    Direction(
        "pricing by risk, no discounts",
        policy(pricing={"floor_multiple": 1.0}),
        policy(pricing={"slope": 0.2}),
        ("interest_income_fen",),
    ),
    Direction(
        "late rate by grade", {}, policy(pricing={"late_grade_slope": 0.5}), ("late_income_fen", "net_income_fen")
    ),
    Direction("fixed late charge", {}, policy(late_charges={"fixed": 20.0}), ("late_income_fen", "net_income_fen")),
    Direction("cap on late charges", {}, policy(late_charges={"cap": 0.01}), (), ("late_income_fen",)),
    Direction("grace", {}, policy(grace={"days": 7}), (), ("late_income_fen", "net_income_fen")),
    Direction(
        "aligned due day",
        {},
        policy(due_day={"aligned_share": 1.0}),
        ("usable_lines",),
        ("missed_fen", "default_rate", "late_income_fen"),
    ),
    Direction("acceleration", {}, loan(acceleration_days=30), ("late_income_fen", "charge_off_fen", "default_rate")),
    Direction(
        "early repayment",
        {},
        segment(paying={"early_repayment_monthly": 0.2}),
        (),
        ("outstanding_fen", "interest_income_fen"),
    ),
    Direction(
        "interest first",
        {},
        segment(borrowing={"interest_first_share": 1.0}),
        ("outstanding_fen", "interest_income_fen"),
        ("due_fen",),
    ),
    Direction("no interest-free days", {}, line(interest_free=0), ("interest_income_fen", "net_income_fen")),
    Direction("merchant fee", {}, line(merchant_fee=0.006), ("merchant_fee_fen", "net_income_fen")),
    Direction("split bills", {}, SPLITTING, ("fee_income_fen",), ("interest_income_fen",)),
    Direction("waived fees", SPLITTING, policy(promotions={"fee_waiver": 1.0, "score": 500}), (), ("fee_income_fen",)),
    Direction("festival limits", {}, policy(promotions={"limit_multiple": 1.3, "score": 500}), ("outstanding_fen",)),
    Direction("festival demand", merged(MODEST, FESTIVE), policy(promotions={"demand": 0.5}), ("outstanding_fen",)),
    Direction("coupons", FESTIVE, policy(promotions={"coupon": 20.0}), ("promotion_cost_fen",), ("net_income_fen",)),
    Direction(
        "arrivals",
        merged(DYNAMIC, {"population": {"dynamics": {"arrival_monthly": 0.0}}}),
        {"population": {"dynamics": {"arrival_monthly": 0.1}}},
        ("customers", "applications", "outstanding_fen"),
    ),
    Direction(
        "attrition",
        merged(DYNAMIC, {"population": {"dynamics": {"attrition_monthly": 0.0}}}),
        {"population": {"dynamics": {"attrition_monthly": 0.1}}},
        (),
        ("customers", "usable_lines"),
    ),
    Direction(
        "winning customers",
        {},
        policy(revenue={"acquisition_cost": 30.0, "risk_cost": 1.0}),
        ("acquisition_cost_fen", "risk_cost_fen"),
        ("net_income_fen",),
    ),
)
