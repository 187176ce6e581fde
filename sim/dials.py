"""The names of the dials of a lender's policy: what rules read and levers move. Their record stands in `sim.market`.

A dial `block.name` of a scenario is the field `block_name` here; a rung of the collections ladder, `ladder.call.cost`,
is `policy.ladder[RUNG].cost`. Money is in fen, rates are as in the scenario. The same bytes are a row of numbers.
"""

from __future__ import annotations

DIALS: dict[str, tuple[str, ...]] = {
    "underwriting": (
        "score_cutoff", "debt_to_income_cap", "loan_income_cap", "other_lenders_cap", "person_cap", "open_loans_cap",
        "approval_rate", "verification", "verification_cost", "rejects_marked", "rejects_blacklisted",
        "growth_cap_monthly",
    ),
    "limits": (
        "multiple", "review_months", "raise_share", "raise_utilisation", "raise_score", "cut_share", "cut_score",
        "income_cap", "loan_use_cut",
    ),
    "pricing": ("slope", "floor_multiple", "cap_multiple", "late_grade_slope", "rate_cap"),
    "score": ("late_penalty", "utilisation_penalty", "other_debt_penalty", "application_penalty", "memory"),
    "reminders": ("days_before", "reach", "effect", "cost", "autopay_uptake", "autopay_cost"),
    "due_day": ("aligned_share", "days_after_payday"),
    "grace": ("days",),
    "late_charges": ("fixed", "cap", "rate_multiple"),
    "freeze": (
        "days_past_due", "lasting_days_past_due", "lasting_months", "linkage", "cut_days_past_due", "cut_share",
        "close_days_past_due",
    ),
    "registry": (
        "reporting", "from_days_past_due", "record_months", "use_effect", "value", "amnesty_month",
        "amnesty_cap",
    ),
    "blacklist": ("from_days_past_due", "months"),
    "conduct": (
        "attempts_allowed", "hours_allowed", "complaint_rate", "excess_complaint_rate", "fine", "reputation_loss",
        "reputation_memory",
    ),
    "litigation": (
        "from_days_past_due", "minimum_claim", "minimum_plans", "share", "arbitration_share", "recovery",
        "preservation", "delay_months", "cost",
    ),
    "forbearance": (
        "reach", "from_days_past_due", "to_days_past_due", "minimum_score", "plans_cap", "terms", "holiday_months",
        "rate_cut", "interest_forgiven", "due_date_change", "probation_months", "cost",
    ),
    "repair": ("months", "score_gain"),
    "charge_off": ("days_past_due", "readmission_months"),
    "collections": ("monthly_recovery", "monthly_decay", "volume_loading"),
    "debt_sale": ("share", "months_after", "price", "price_decay"),
    "promotions": (
        "score", "minimum_spend", "limit_multiple", "demand", "fee_waiver", "coupon",
    ),
    "guarantee": ("quota", "first_loss", "cap", "premium", "fails_beyond_factor"),
    "education": ("effect", "cost"),
    "service": ("outage_rate", "dispute_days", "refund", "score_repair", "cost"),
    "revenue": ("ecosystem_value", "acquisition_cost", "risk_cost"),
    "capital_actions": (
        "dividend_share", "dividend_ratio", "recapitalise_below", "recapitalise_to", "recapitalise_cap",
    ),
}  # fmt: skip
"""Blocks of a policy and their dials."""

RUNGS = ("sms", "ai_call", "human_call", "visit", "agency")
"""The rungs of the collections ladder, in the order of their usual start; litigation follows as a block of its own."""
RUNG_DIALS = (
    "start_day", "every_days", "attempts", "answer", "hours", "effect", "shame", "cost", "commission", "capacity",
    "minimum_amount", "lowest_risk_score",
)  # fmt: skip


def dial_paths() -> tuple[str, ...]:
    """The dotted name of every dial, in the order of its place in the record."""
    plain = [f"{block}.{name}" for block, names in DIALS.items() for name in names]
    return (*plain, *(f"ladder.{rung}.{name}" for rung in RUNGS for name in RUNG_DIALS))


DIAL_PATHS = dial_paths()
POLICY_WORDS = len(DIAL_PATHS)
"""Numbers in a policy."""
