"""The records that rules work on: what a borrower, an account, a product, the world and the economy consist of.

One borrower is one row with its accounts nested in it. Money is int64 fen, shares and rates float64, days and codes
int32. All are NumPy structured dtypes, so the same row reads `borrower.cash` compiled and in plain Python.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np

from sim.records_trail import TRAIL_FIELDS
from sim.sizes import MAX_LENDERS, MAX_PARTNERS, MAX_PRODUCTS, MAX_SEGMENTS, MAX_TERMS, MAX_TOWNS

ARREARS_BUCKETS = 3
"""Unpaid due amounts kept apart by due date; a fourth joins the newest."""


class State(IntEnum):
    """State of an account slot."""

    EMPTY = 0
    OPEN = 1
    PENDING = 2
    CHARGED_OFF = 3
    CLOSED = 4
    """The place of a line that is not open: its borrower has not come yet, or has left."""


class PayerType(IntEnum):
    """How a borrower pays a bill."""

    TRANSACTOR = 0
    MINIMUM = 1
    PARTIAL = 2


class Kind(IntEnum):
    """Kind of product."""

    REVOLVING = 0
    TERM = 1


class History(IntEnum):
    """What of an account's history is counted, each once: the parts of a sum."""

    LATE_7 = 1
    LATE_30 = 2
    DEFAULT = 4


class Channel(IntEnum):
    """The ways in which losses cause losses; the place of a channel's strength in the world. 0: it is not there."""

    CREDIT_SUPPLY = 0
    LENDERS = 1
    PEERS = 2
    EMPLOYMENT = 3
    FUNDING = 4
    REPUTATION = 5


CHANNELS = len(Channel)


class Cause(IntEnum):
    """Why a borrower defaulted first: own causes, then those that others made; earlier ones win a tie."""

    INCOME = 0
    HEALTH = 1
    FORGOTTEN = 2
    REFUSED = 3
    PEER = 4
    LINE_CUT = 5
    ROLLOVER_DENIED = 6
    LENDER_FAILED = 7
    SLUMP = 8
    OTHER = 9
    """Nothing traced: spent more than there was."""


CAUSES = len(Cause)


def _record(fields: list[tuple[Any, ...]]) -> np.dtype[Any]:
    return np.dtype((np.record, np.dtype(fields, align=True)))


ACCOUNT = _record(
    [
        ("limit", "i8"),  # fen; of a loan: the amount asked for, then the amount paid out
        ("principal", "i8"),  # fen on the lender's books
        ("billed", "i8"),  # fen of principal on the last statement, still unpaid
        ("carried", "i8"),  # fen of principal past its due day: bears interest
        ("arrears", "i8", (ARREARS_BUCKETS,)),  # fen due and unpaid, oldest first
        ("interest", "i8"),  # fen accrued, on the lender's books, unpaid
        ("interest_due", "i8"),  # of a line: the part of it that has fallen due already
        ("instalment", "i8"),  # fen a month: of a loan (0: interest first), or principal of a line's split bill
        ("fee", "i8"),  # fen of a split bill, still to be charged with its parts
        ("claim", "i8"),  # fen owed off the books: suspended interest, charged-off debt
        ("daily_rate", "f8"),
        ("forgone_rate", "f8"),  # daily rate given up in a plan; values go on being discounted with it
        ("residue", "f8"),  # fen of interest accrued but not yet a whole fen
        ("product", "i4"),  # index; -1 none
        ("state", "i4"),
        ("oldest_due_day", "i4"),  # NEVER: nothing past due; kept after charge-off
        ("accrued_until", "i4"),  # interest is accrued up to this day; of a charged-off account: its charge-off
        ("remaining_term", "i4"),  # instalments still to fall due
        ("next_due_day", "i4"),  # NEVER: none scheduled; of a pending loan: the payout day; of a claim: its drop
        ("retry_day", "i4"),  # a forgotten payment is remembered on this day
        ("default_day", "i4"),  # NEVER: not in default
        ("blocked_until", "i4"),  # use is closed before this day
        ("due_day", "i4"),  # of the month; 0: the product's
        ("opened_day", "i4"),  # -NEVER: not known
        ("term", "i4"),  # instalments agreed on: of a loan, or of a split bill
        ("plan_day", "i4"),  # the last plan was agreed on this day; -NEVER: none
        ("plan_bucket", "i4"),  # delinquency bucket before the plan, kept for reporting through its probation
        ("holiday_until", "i4"),  # no payments are asked for in a plan before this day
        ("probation_until", "i4"),  # the bucket before the plan is reported before this day
        ("rescued", "i4"),  # 1: had a plan, or was cured of a default: another default is a redefault
        ("limit_cut", "i4"),  # 1: the limit has been cut since something is past due
        ("judgment_day", "i4"),  # a suit is decided on this day; NEVER: not sued; -NEVER: enforced
        ("contacted_until", "i4"),  # contacts by collectors are counted up to this day
        ("excused_until", "i4"),  # a failed payment of the lender's own making excuses lateness before this day
        ("sound_since", "i4"),  # in default, but nothing past due since this day; NEVER: something is, or no default
        ("first_due_day", "i4"),  # a first amount fell due on this day; NEVER: none yet; -NEVER: not known when
        ("counted", "i4"),  # what of its history is counted already, a sum of `History`
        ("partner_share", "f8", (MAX_PARTNERS,)),  # of what is owed, by partner of the lender: fixed as money goes out
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
            ("line_share", "f8"),  # share of spending that goes over lines
            ("overspending", "f8"),  # share of what lines still offer that is spent in a month, beyond plans
            ("temptation", "f8"),  # months of income that paying must be worth per month of income owed; 0: always pays
            ("standing", "f8"),  # good name among friends and colleagues, 1: whole
            ("score", "f8"),
            ("score_base", "f8"),
            ("blacklisted_until", "i8"),  # on the industry's list before this day; wide, so that the record has no gaps
            ("reported_overdue", "i8"),  # fen: largest single overdue amount in the registry's record
            ("weight", "i8"),  # real borrowers it stands for
            ("agent", "i8"),  # its number in draws
            ("segment", "i4"),
            ("payday", "i4"),
            ("payer_type", "i4"),
            ("paying_as", "i4"),  # the type in this month
            ("employed", "i4"),
            ("job_change_day", "i4"),  # NEVER: none this month
            ("spent_until", "i4"),
            ("next_day", "i4"),  # next day with something due
            ("default_day", "i4"),  # first default at the platform since the start; NEVER: none
            ("performing", "i4"),  # 1: performing at the start at the platform
            ("dual_earner", "i4"),  # 1: another income in the household
            ("second_employed", "i4"),  # 1: the second earner has work from `second_since` on, and had none before
            ("second_since", "i4"),  # day of the second earner's last job change, perhaps later this month
            ("autopay", "i4"),  # 1: bills are debited, never forgotten
            ("unaware", "i4"),  # 1: does not know the terms
            ("work_since", "i4"),  # day of the last job change
            ("health_day", "i4"),  # a health shock falls on this day; NEVER: none this month
            ("ill_until", "i4"),
            ("refusing", "i4"),  # 1: does not want to pay
            ("marked_until", "i4"),  # a bad record in the registry is seen before this day
            ("applications", "i4"),  # recent ones
            ("paid_month", "i4"),  # last month with a payment to the platform
            ("repair_months", "i4"),  # months in a row with such a payment
            ("plans", "i4"),  # agreed on so far
            ("admitted_day", "i4"),  # became a customer on this day; NEVER: not yet
            ("behaviour", "i4"),  # which class of Python steps it follows; 0: the standard steps
            ("opening_score", "i4"),  # score at the start of the run, whole points
            ("applied_day", "i4"),  # first application to the platform since the start, not in default; NEVER: none
            ("applied_score", "i4"),  # score at that application, whole points
            ("failed_day", "i4"),  # first default at any lender since that application; NEVER: none
            *TRAIL_FIELDS,
            ("accounts", ACCOUNT, (account_slots,)),
        ]
    )


SEGMENT_DIALS = (
    "cumulative_share",
    # income and employment
    "income_median_fen", "income_dispersion", "payday", "payday_spread", "permanent_deviation",
    "transitory_deviation", "income_factor_loading", "income_index_elasticity", "job_loss_monthly",
    "job_finding_monthly", "job_loading", "risk_dispersion", "risk_income_elasticity", "benefit_share",
    "benefit_months", "finding_plateau_months", "finding_decay", "finding_floor", "dual_earner_share",
    "main_earner_share", "second_earner_risk",
    # health
    "hospital_yearly", "hospital_cost", "hospital_cost_dispersion", "hospital_income_loss", "hospital_months",
    # spending
    "essential_share", "discretionary_share", "discretionary_deviation", "savings_response", "jobless_share",
    "line_share", "line_share_dispersion", "outside_share", "overspender_share", "overspending", "festival_spending",
    "savings_months", "savings_dispersion", "reserve_days",
    # paying
    "transactor_share", "minimum_payer_share", "partial_payment", "partial_dispersion", "default_payment",
    "switch_yearly", "whim", "catch_up", "split_share", "others_first", "early_repayment_monthly",
    # attention
    "forget_probability", "forget_dispersion", "autopay_share", "unaware_share", "unaware_days",
    # willingness
    "temptation", "temptation_dispersion", "access_value", "score_value", "standing_value", "standing_recovery",
    "pressure_value",
    # help
    "family_chance", "family_size", "asks_for_plan", "advice_chance", "advice_effect",
    # borrowing
    "loan_demand_monthly", "loan_size", "loan_size_dispersion", "distress_multiple", "adverse_selection",
    "borrow_to_repay", "interest_first_share", "income_overstatement",
)  # fmt: skip
SEGMENT = _record([(name, "f8") for name in SEGMENT_DIALS])

PRODUCT = _record(
    [
        ("kind", "i4"),
        ("lender", "i4"),
        ("due_day", "i4"),
        ("due_month", "i4"),
        ("terms", "i4", (MAX_TERMS,)),
        ("daily_rate", "f8"),
        ("late_multiple", "f8"),
        ("rate_ceiling", "f8"),  # highest daily rate, late charges included
        ("merchant_fee", "f8"),  # share of a purchase
        ("holder_share", "f8"),
        ("interest_free", "i8"),  # of a line: 1 no interest before the due day
        ("cash_draw", "i8"),  # of a line: 1 cash can be drawn on it
        ("acceleration_days", "i8"),  # of a loan: all of it falls due at so many days past due
        ("split_fee", "f8", (MAX_TERMS,)),  # of a line: fee of a split bill by its terms, share of the amount
        ("split_terms", "i8", (MAX_TERMS,)),
        ("split_shares", "f8", (MAX_TERMS,)),  # cumulative
        ("minimum_share", "f8"),
        ("limit_income", "f8"),
        ("limit_score_slope", "f8"),
        ("limit_dispersion", "f8"),
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
        ("is_dynamic", "i8"),
        ("first_calendar_month", "i8"),  # calendar month of month 1, 1..12
        ("outsider_share", "f8"),
        ("arrival_monthly", "f8"),
        ("attrition_monthly", "f8"),
        ("newcomer_noise", "f8"),
        ("warming", "i8"),  # 1 while the opening book is aged: levers rest, nothing is counted
        ("opens_with_loans", "i8"),
        ("factor_scale", "f8"),  # standard deviation of the macro factor; 0 while the opening book is aged
        ("recovery_loading", "f8"),
        ("score_centre", "f8"),
        ("score_insight", "f8"),
        ("score_noise", "f8"),
        ("channel", "f8", (CHANNELS,)),  # strength by `Channel`
        ("peers_willingness", "f8"),
        ("peers_forgiveness", "f8"),
        ("peers_transmission", "f8"),
        ("peers_threshold", "f8"),
        ("peers_duration_months", "i8"),
        ("peers_help", "f8"),
        ("towns", "i8"),
        ("clearing_day", "i8"),  # on which all debts between lenders fall due
        ("recovered_assets", "f8"),  # share of a failed lender's assets that its creditors get
        ("recovered_claims", "f8"),
        ("segment", SEGMENT, (MAX_SEGMENTS,)),
        ("product", PRODUCT, (MAX_PRODUCTS,)),
        ("has_partners", "i8"),  # 1: some lender has co-lending partners
        ("opening_share", "f8", (MAX_LENDERS, MAX_PARTNERS)),  # partners' shares of the opening book
        ("arrival_months", "i8"),  # outsiders apply in turn over so many months; 0: by chance
    ]
)

ECONOMY = _record(
    [
        ("month", "i8"),
        ("factor", "f8"),
        ("job_loss_multiple", "f8"),
        ("job_finding_multiple", "f8"),
        ("income_index", "f8"),
        ("recovery_index", "f8"),
        ("funding_spread", "f8"),
        ("recovery_multiple", "f8"),
        ("job_loss", "f8", (MAX_SEGMENTS,)),
        ("job_finding", "f8", (MAX_SEGMENTS,)),
        ("income_level", "f8", (MAX_SEGMENTS,)),
        ("temptation_index", "f8"),  # temptation to refuse, relative to the borrower's own
        ("slump", "f8", (MAX_TOWNS,)),  # rise of the job-loss hazard by the town's lost spending, share of it
    ]
)

STREAM = _record([("seed", "i8"), ("replication", "i8")])
