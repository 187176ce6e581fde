"""The records that rules work on: what a borrower, an account, a lender, the economy and a day consist of.

One borrower is one row with its accounts nested in it. Money is int64 fen, shares and rates float64, days and codes
int32. All are NumPy structured dtypes, so the same row reads `borrower.cash` compiled and in plain Python.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np

from sim.ledger import LENDER_ACCOUNTS, MOVEMENTS, PUBLIC_ACCOUNTS
from sim.sizes import MAX_LENDERS, MAX_PRODUCTS, MAX_REACTIONS, MAX_SEGMENTS, MAX_TERMS

ARREARS_BUCKETS = 3
"""Unpaid due amounts kept apart by due date; a fourth joins the newest."""
DPD_BUCKETS = 5
"""Current, 1-29, 30-59, 60-89, 90 and more days past due."""
CONTROLS = 3
"""Principal, interest, claims: what the sums of the records are reconciled with."""


class State(IntEnum):
    """State of an account slot."""

    EMPTY = 0
    OPEN = 1
    PENDING = 2
    CHARGED_OFF = 3


class PayerType(IntEnum):
    """How a borrower pays a bill."""

    TRANSACTOR = 0
    MINIMUM = 1
    PARTIAL = 2


class Kind(IntEnum):
    """Kind of product."""

    REVOLVING = 0
    TERM = 1


def _record(fields: list[tuple[Any, ...]]) -> np.dtype[Any]:
    return np.dtype((np.record, np.dtype(fields, align=True)))


ACCOUNT = _record(
    [
        ("limit", "i8"),  # fen; of a pending loan: the amount asked for
        ("principal", "i8"),  # fen on the lender's books
        ("billed", "i8"),  # fen of principal on the last statement, still unpaid
        ("carried", "i8"),  # fen of principal past its due day: bears interest
        ("arrears", "i8", (ARREARS_BUCKETS,)),  # fen due and unpaid, oldest first
        ("interest", "i8"),  # fen accrued, on the lender's books, unpaid
        ("interest_due", "i8"),  # of a line: the part of it that has fallen due already
        ("instalment", "i8"),  # fen, term loans
        ("claim", "i8"),  # fen owed off the books: suspended interest, charged-off debt
        ("daily_rate", "f8"),
        ("residue", "f8"),  # fen of interest accrued but not yet a whole fen
        ("product", "i4"),  # index; -1 none
        ("state", "i4"),
        ("oldest_due_day", "i4"),  # NEVER: nothing past due
        ("accrued_until", "i4"),
        ("remaining_term", "i4"),  # instalments still to fall due
        ("next_due_day", "i4"),  # NEVER: none scheduled; of a pending loan: the payout day
        ("retry_day", "i4"),  # a forgotten payment is remembered on this day
        ("default_day", "i4"),  # NEVER: not in default
        ("blocked_until", "i4"),  # use is closed before this day; of a charged-off account: the readmission day
        ("sound_since", "i4"),  # in default, but nothing past due since this day; NEVER: something is, or no default
    ]
)


def borrower_dtype(account_slots: int) -> np.dtype[Any]:
    """The record of a borrower with so many nested accounts."""
    return _record(
        [
            ("cash", "i8"),
            ("income", "i8"),  # fen a month, permanent part
            ("essential_daily", "i8"),
            ("discretionary_daily", "i8"),
            ("job_risk", "f8"),  # multiple of the segment's job-loss hazard
            ("savings_months", "f8"),
            ("forgetfulness", "f8"),  # probability per due day
            ("score", "f8"),
            ("score_base", "f8"),
            ("weight", "i8"),  # real borrowers it stands for
            ("agent", "i8"),  # its number in draws
            ("segment", "i4"),
            ("payday", "i4"),
            ("payer_type", "i4"),
            ("employed", "i4"),
            ("job_change_day", "i4"),  # NEVER: none this month
            ("spent_until", "i4"),
            ("next_day", "i4"),  # next day with something due
            ("default_day", "i4"),  # first default at the platform since the start; NEVER: none
            ("performing", "i4"),  # 1: performing at the start at the platform
            ("behaviour", "i4"),  # which class of Python steps it follows; 0: the standard steps
            ("accounts", ACCOUNT, (account_slots,)),
        ]
    )


SEGMENT = _record(
    [
        (name, "f8")
        for name in (
            "job_loss_monthly",
            "job_finding_monthly",
            "job_loading",
            "benefit_share",
            "permanent_deviation",
            "transitory_deviation",
            "income_factor_loading",
            "income_index_elasticity",
            "essential_share",
            "discretionary_share",
            "discretionary_deviation",
            "savings_response",
            "jobless_share",
            "line_share",
            "reserve_days",
            "transactor_share",
            "minimum_payer_share",
            "partial_payment",
            "default_payment",
            "switch_yearly",
            "loan_demand_monthly",
            "loan_size",
            "loan_size_dispersion",
            "distress_multiple",
            "cumulative_share",
            "income_median_fen",
            "income_dispersion",
            "payday",
            "payday_spread",
            "risk_dispersion",
            "savings_months",
            "savings_dispersion",
            "forget_probability",
            "forget_dispersion",
        )
    ]
)

PRODUCT = _record(
    [
        ("kind", "i4"),
        ("lender", "i4"),
        ("due_day", "i4"),
        ("due_month", "i4"),
        ("terms", "i4", (MAX_TERMS,)),
        ("daily_rate", "f8"),
        ("late_multiple", "f8"),
        ("minimum_share", "f8"),
        ("limit_income", "f8"),
        ("materiality", "i8"),  # fen past due that do not count as arrears yet
        ("limit_floor", "i8"),
        ("limit_cap", "i8"),
        ("term_shares", "f8", (MAX_TERMS,)),  # cumulative
    ]
)

WORLD = _record(
    [
        ("horizon_days", "i8"),
        ("loss_horizon_days", "i8"),
        ("window_days", "i8"),
        ("lenders", "i8"),
        ("products", "i8"),
        ("segments", "i8"),
        ("run_off", "i8"),
        ("warming", "i8"),  # 1 while the opening book is aged: reactions rest, nothing is counted
        ("opens_with_loans", "i8"),
        ("factor_scale", "f8"),  # standard deviation of the macro factor; 0 while the opening book is aged
        ("recovery_loading", "f8"),
        ("score_centre", "f8"),
        ("score_insight", "f8"),
        ("score_noise", "f8"),
        ("segment", SEGMENT, (MAX_SEGMENTS,)),
        ("product", PRODUCT, (MAX_PRODUCTS,)),
    ]
)

ECONOMY = _record(
    [
        ("month", "i8"),
        ("factor", "f8"),
        ("unemployment", "f8"),  # central path
        ("job_loss_multiple", "f8"),
        ("job_finding_multiple", "f8"),
        ("income_index", "f8"),
        ("recovery_index", "f8"),
        ("funding_spread", "f8"),
        ("recovery_multiple", "f8"),
        ("job_loss", "f8", (MAX_SEGMENTS,)),
        ("job_finding", "f8", (MAX_SEGMENTS,)),
        ("income_level", "f8", (MAX_SEGMENTS,)),
    ]
)

POLICY_DIALS = (
    "score_cutoff",
    "debt_to_income_cap",
    "loan_income_cap",
    "limit_multiple",
    "freeze_days_past_due",
    "lasting_freeze_days_past_due",
    "lasting_freeze_months",
    "linkage",
    "late_penalty",
    "utilisation_penalty",
    "score_memory",
    "charge_off_days_past_due",
    "readmission_months",
    "monthly_recovery",
    "recovery_decay",
)
POLICY = _record([(name, "f8") for name in POLICY_DIALS])

REACTION = _record(
    [
        ("metric", "i4"),
        ("dial", "i4"),
        ("operation", "i4"),
        ("active", "i4"),
        ("on", "f8"),
        ("off", "f8"),
        ("wait", "f8"),
        ("hold", "f8"),
        ("value", "f8"),
        ("months_beyond", "f8"),
        ("months_active", "f8"),
    ]
)

_LENDER_FIELDS: list[tuple[Any, ...]] = [
    ("chosen", "f8", (len(POLICY_DIALS),)),  # the policy before reactions
    ("reactions", REACTION, (MAX_REACTIONS,)),
    ("reaction_count", "i8"),
    ("book", "i8", (LENDER_ACCOUNTS,)),
    ("control", "i8", (CONTROLS,)),  # fen by the records
    ("month_flow", "i8", (MOVEMENTS,)),  # fen moved since the month opened
    ("month_due", "i8"),
    ("month_missed", "i8"),
    ("month_asked", "i8"),
    ("month_defaults", "i8"),
    # parameters
    ("default_days_past_due", "i8"),
    ("default_takes_all", "i8"),
    ("probation_days", "i8"),
    ("provision_rate", "f8", (DPD_BUCKETS,)),
    ("capital_floor", "f8"),
    ("retail_weight", "f8"),
    ("past_due_weight", "f8"),
    ("undrawn_conversion", "f8"),
    ("funding_rate", "f8"),
    ("committed_fen", "i8"),
    ("cash_share", "f8"),
    ("account_cost_fen", "f8"),
    ("balance_cost", "f8"),
    # state as of the last close
    ("ration", "f8"),
    ("d30_rate", "f8"),
    ("d90_rate", "f8"),
    ("missed_rate", "f8"),
    ("capital_ratio", "f8"),
    ("risk_weighted_assets", "i8"),
    ("net_outflow", "i8"),
    ("window_asked", "i8"),
    # sums over the run
    ("min_capital", "i8"),
    ("min_capital_ratio", "f8"),
    ("capital_shortfall", "i8"),
    ("breach_month", "i8"),
    ("min_liquidity", "i8"),
    ("max_outflow", "i8"),
    ("loss", "i8"),
    ("exposure_at_default", "i8"),
    ("charge_off", "i8"),
    ("recovery", "i8"),
    ("opening_balance", "i8"),
    ("opening_funds", "i8"),
    ("month_funds", "i8"),
    ("d30_sum", "f8"),
    ("d30_peak", "f8"),
    ("d90_sum", "f8"),
    ("d90_peak", "f8"),
]


def _lender_dtype() -> np.dtype[Any]:
    """A lender; `policy` (by name) and `dials` (by number) are two views of the same bytes."""
    plain = np.dtype(_LENDER_FIELDS, align=True)
    names, formats, offsets = ["policy", "dials"], [POLICY, ("f8", (len(POLICY_DIALS),))], [0, 0]
    for name, (part, offset, *_) in (plain.fields or {}).items():
        names.append(name)
        formats.append(part)
        offsets.append(POLICY.itemsize + offset)
    fields = {"names": names, "formats": formats, "offsets": offsets, "itemsize": POLICY.itemsize + plain.itemsize}
    return np.dtype((np.record, np.dtype(fields)))  # type: ignore[call-overload]


LENDER = _lender_dtype()

MARKET = _record(
    [
        ("lenders", LENDER, (MAX_LENDERS,)),
        ("public", "i8", (PUBLIC_ACCOUNTS,)),
        ("control_cash", "i8"),  # household cash by the records, fen
        ("fault", "i8"),  # 0: the books balance; else a code of `sim.rules.audit`
        ("fault_day", "i8"),
        ("fault_lender", "i8"),
        ("fault_fen", "i8"),
        ("performing", "i8"),
        ("performing_weight", "i8"),
        ("defaulted_weight", "i8"),
        ("defaults", "i8"),
        ("factor_sum", "f8"),
    ]
)

LEDGER = _record(
    [
        ("flow", "i8", (MAX_LENDERS, MOVEMENTS)),
        ("control", "i8", (MAX_LENDERS, CONTROLS)),
        ("control_cash", "i8"),
        ("due", "i8", (MAX_LENDERS,)),
        ("missed", "i8", (MAX_LENDERS,)),
        ("asked", "i8", (MAX_LENDERS,)),
        ("defaults", "i8", (MAX_LENDERS,)),
        ("loss", "i8", (MAX_LENDERS,)),
        ("exposure_at_default", "i8", (MAX_LENDERS,)),
        ("first_defaults", "i8"),
        ("first_defaults_weight", "i8"),
        # stocks, filled at month ends
        ("balance", "i8", (MAX_LENDERS, DPD_BUCKETS)),
        ("undrawn", "i8", (MAX_LENDERS,)),
        ("active_accounts", "i8", (MAX_LENDERS,)),
        ("accounts_past_due", "i8", (MAX_LENDERS,)),
        ("earners", "i8"),
        ("jobless", "i8"),
        ("cash", "i8"),
    ]
)
"""What one block of borrowers did in one day; an all-int64 row, so blocks add up exactly in any order."""
LEDGER_WORDS = LEDGER.itemsize // 8

STREAM = _record([("seed", "i8"), ("replication", "i8")])
