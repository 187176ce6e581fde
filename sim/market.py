"""The records of institutions: levers, lenders, the market, and what one block of borrowers did in a day."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np

from sim.chart import LENDER_ACCOUNTS, MOVEMENTS, PUBLIC_ACCOUNTS
from sim.dials import DIALS, POLICY_WORDS, RUNG_DIALS, RUNGS
from sim.funders import TROUBLE_FIELDS
from sim.holding import PARTNER, POOL
from sim.sizes import (
    MAX_LENDERS,
    MAX_LEVERS,
    MAX_PARTNERS,
    MAX_POOLS,
    MAX_PRODUCTS,
    MAX_SEGMENTS,
    MAX_TOWNS,
    VINTAGES,
)

PLATFORM = 0
"""The lender called platform is always the first."""
DPD_BUCKETS = 5
"""Current, 1-29, 30-59, 60-89, 90 and more days past due."""
CONTROLS = 3
"""Principal, interest, claims: what the sums of the records are reconciled with."""
YEAR = 12
"""Months in a year of sums kept month by month."""
MONTHS_ON_BOOK = 25
"""Months after the month of opening in which an account's default is counted for its vintage: 0 to 24."""
SCORE_CLASSES = 60
"""Classes of ten points from 350 to 950."""
ACCEPTED = 0
APPLICANTS = 1
SCORED_GROUPS = 2
"""Whose scores are judged: customers performing at the start, and who applied during the run."""
GENERATIONS = 16
"""Generations of defaults told apart at a lender; later ones count as the last."""
CONFIRMING_MONTHS = 6
"""Within so many months what an alarm announces must come."""


class Standing(IntEnum):
    """State of a lender."""

    NORMAL = 0
    TIGHTENED = 1
    RATIONED = 2
    FAILED = 3


class ClaimLaw(IntEnum):
    """Law of the size of a claim on a lender's other business."""

    FIXED = 0
    EXPONENTIAL = 1


class Activity(IntEnum):
    """What a lender's people and machines do, counted in real borrowers; each has a cost at the month's close."""

    REMINDER = 0
    VERIFICATION = 1
    APPLICATION = 2
    ADMISSION = 3
    DISPUTE = 4
    SUIT = 5
    PLAN = 6
    COUPON = 7
    DEBIT = 8
    """A bill debited because of the payment options that the lender offers."""
    CONTACT = 9
    """Contacts by the rungs of the ladder: one place a rung."""


ACTIVITIES = Activity.CONTACT + len(RUNGS)


def _record(fields: list[tuple[Any, ...]]) -> np.dtype[Any]:
    return np.dtype((np.record, np.dtype(fields, align=True)))


RUNG = _record([(name, "f8") for name in RUNG_DIALS])
_DIAL_FIELDS: list[tuple[Any, ...]] = [(f"{block}_{name}", "f8") for block, names in DIALS.items() for name in names]
POLICY = _record([*_DIAL_FIELDS, ("ladder", RUNG, (len(RUNGS),))])
"""The dials of a policy: all float64, so that the same bytes are a row of numbers."""

LEVER = _record(
    [
        ("metric", "i4"),  # -1: no trigger
        ("dial", "i4"),
        ("operation", "i4"),
        ("segment", "i4"),  # -1: all
        ("triggered", "i4"),
        ("is_warning", "i4"),  # 1: a lever of the lender itself with a trigger: its start is an alarm
        ("is_order", "i8"),  # i8, so that no bytes lie unused; 1: a lever of the supervisor
        ("start_month", "f8"),
        ("end_month", "f8"),
        ("on", "f8"),
        ("off", "f8"),
        ("wait", "f8"),
        ("hold", "f8"),
        ("value", "f8"),
        ("lowest", "f8"),  # range of the dial
        ("highest", "f8"),
        ("months_beyond", "f8"),
        ("months_active", "f8"),
    ]
)

_LENDER_FIELDS: list[tuple[Any, ...]] = [
    ("chosen", "f8", (MAX_SEGMENTS, POLICY_WORDS)),  # the policy before levers
    ("levers", LEVER, (MAX_LEVERS,)),
    ("lever_count", "i8"),
    ("book", "i8", (LENDER_ACCOUNTS,)),
    ("control", "i8", (CONTROLS,)),  # fen by the records
    ("month_flow", "i8", (MOVEMENTS,)),  # fen moved since the month opened
    ("month_activity", "i8", (ACTIVITIES,)),
    ("month_agency", "i8"),  # fen collected while a rung with a commission was at work, times its commission
    ("month_due", "i8"),
    ("month_missed", "i8"),
    ("month_asked", "i8"),
    ("month_defaults", "i8"),
    ("month_unwilling", "i8"),
    ("month_opened_fen", "i8"),
    ("month_first_due", "i8"),
    ("month_first_late_7", "i8", (2,)),  # of accounts first due in this month, and in the month before
    ("month_first_late_30", "i8"),
    ("month_vintage_defaults", "i8", (MONTHS_ON_BOOK,)),  # by months on book
    ("month_vintage_default_fen", "i8", (MONTHS_ON_BOOK,)),
    ("month_promotion_drawn", "i8"),  # fen bought at a festival by who has an offer
    ("month_fee_waived", "i8"),
    ("month_redefaults", "i8"),
    # parameters
    ("default_days_past_due", "i8"),
    ("default_takes_all", "i8"),
    ("probation_days", "i8"),
    ("provision_rate", "f8", (DPD_BUCKETS,)),
    ("capital_floor", "f8"),
    ("retail_weight", "f8"),
    ("past_due_weight", "f8"),
    ("undrawn_conversion", "f8"),
    ("cash_share", "f8"),
    ("account_cost_fen", "f8"),
    ("balance_cost", "f8"),
    # state as of the last close
    ("ration", "f8"),
    ("d30_rate", "f8"),
    ("d90_rate", "f8"),
    ("economic_rate", "f8"),  # 90 and more days past due, restructured, sold or written off within the year
    ("missed_rate", "f8"),
    ("roll_rate", "f8"),  # 60-89 days past due now / 30-59 a month ago
    ("complaint_rate", "f8"),
    ("capital_ratio", "f8"),
    ("growth", "f8"),  # of the balance, within the month
    ("unemployment", "f8"),  # share of income earners out of work at the month end
    ("reputation", "f8"),
    ("served", "f8", (len(RUNGS),)),  # share of the cases that a rung has the capacity for
    ("segment_d30_rate", "f8", (MAX_SEGMENTS,)),
    ("risk_weighted_assets", "i8"),
    ("last_balance", "i8"),
    ("last_early_arrears", "i8"),
    ("last_first_arrears", "i8"),  # fen 1-29 days past due at the last close
    ("last_current", "i8"),  # fen of accounts with nothing past due at the last close
    ("current_to_60_89", "f8"),  # flow over three months; NaN: nothing to divide by
    ("last_first_late_7", "i8"),
    ("net_outflow", "i8"),
    ("window_filed", "i8"),
    ("gone", "i8", (YEAR,)),  # fen sold or written off, by calendar place of the month
    ("net_charge_off", "i8"),  # charged off since the start less what charged-off claims brought
    ("guarantee_paid", "i8"),
    ("guarantor_failed", "i8"),
    ("standing", "i8"),  # `Standing`
    ("failed_day", "i8"),  # NEVER: it has not failed
    ("generation", "i8"),  # of the defaults that brought it into trouble
    # sums over the run
    ("min_capital", "i8"),
    ("min_capital_ratio", "f8"),
    ("capital_shortfall", "i8"),
    ("breach_month", "i8"),
    ("min_liquidity", "i8"),
    ("max_outflow", "i8"),
    ("loss", "i8"),
    ("guaranteed_loss", "i8"),
    ("exposure_at_default", "i8"),
    ("charge_off", "i8"),
    ("recovery", "i8"),
    ("granted", "i8"),
    ("opening_balance", "i8"),
    ("opening_funds", "i8"),
    ("month_funds", "i8"),
    ("d30_sum", "f8"),
    ("d30_peak", "f8"),
    ("d90_sum", "f8"),
    ("d90_peak", "f8"),
    ("ecosystem_value", "i8"),
    ("activity_cost", "i8"),
    ("net_income", "i8"),
    ("opening_d90_rate", "f8"),
    ("alarms", "i8"),
    ("false_alarms", "i8"),
    ("alarm_month", "i8"),  # first one; 0: none
    ("pending_month", "i8"),  # an alarm that is neither confirmed nor refuted yet; 0: none
    ("pending_level", "f8"),  # 90+ rate at that alarm
    ("lead_months", "i8"),  # from confirmed alarms to what they announced
    ("confirmed_alarms", "i8"),
    ("first_due_sum", "i8"),  # accounts whose first due date lies a month back at least
    ("first_late_7_sum", "i8"),
    ("first_late_30_sum", "i8"),
    ("three_months_sum", "i8"),  # accounts opened in the run that have come to three months on book
    ("late_at_three_sum", "i8"),
    ("flow_sum", "f8"),
    ("flow_months", "i8"),
    ("missed_alarms", "i8"),
    ("recent_d90_rate", "f8", (CONFIRMING_MONTHS,)),  # of the last closes since the last rise or verdict, by place
    *TROUBLE_FIELDS,
    # who holds the loans
    ("partner", PARTNER, (MAX_PARTNERS,)),
    ("partner_count", "i8"),
    ("compensation_day", "i8"),  # the first at which a guarantee pays; NEVER: none does
    ("minimum_own_share", "f8"),  # of new lending
    ("own_share", "f8"),  # of new lending in this month
    ("opening_own", "i8"),  # fen of the opening balance less partners' parts
    ("d30_rate_own", "f8"),
    ("d90_rate_own", "f8"),
    ("d30_own_sum", "f8"),
    ("d30_own_peak", "f8"),
    ("d90_own_sum", "f8"),
    ("d90_own_peak", "f8"),
    ("partner_loss", "i8"),
    # other business and debts between lenders
    ("other_income_fen", "i8"),  # a day
    ("other_claim_rate", "f8"),  # probability of a claim a day
    ("other_claim_fen", "f8"),  # mean
    ("other_claim_law", "i8"),  # `ClaimLaw`
    ("other_stop_fen", "i8"),  # liquidity at which the owners stop it; LARGEST_BALANCE: never
    ("other_stop_day", "i8"),  # NEVER: it goes on
    ("owes", "i8", (MAX_LENDERS,)),  # fen to each other lender
    ("month_parts_repaid", "i8"),  # partners' part of the principal repaid in the month, fen
    ("pool", POOL, (MAX_POOLS,)),
    ("pool_count", "i8"),
    ("last_own", "i8"),  # fen of own principal and interest at the last month end
    ("last_exposure", "i8"),  # exposure at default up to the last close
    ("month_bought_back", "i8"),  # fen of charged-off receivables bought back from pools
    ("leverage_own", "f8"),  # limits of regulation
    ("leverage_bonds", "f8"),
    ("leverage_ratio_floor", "f8"),
    ("capital_floor_binds", "i8"),
    ("limit_bound", "i8"),  # 1: a limit has cut new credit since the month opened
    ("months_limit_binding", "i8"),
    ("early_amortisations", "i8"),
]


def _lender_dtype() -> np.dtype[Any]:
    """A lender; `policies` (by segment and name) and `dials` (by segment and place) are views of the same bytes."""
    plain = np.dtype(_LENDER_FIELDS, align=True)
    shape = (MAX_SEGMENTS,)
    names: list[str] = ["policies", "dials"]
    formats: list[Any] = [(POLICY, shape), ("f8", (MAX_SEGMENTS, POLICY_WORDS))]
    size = MAX_SEGMENTS * POLICY.itemsize
    offsets = [0, 0]
    for name, (part, offset, *_) in (plain.fields or {}).items():
        names.append(name)
        formats.append(part)
        offsets.append(size + offset)
    fields = {"names": names, "formats": formats, "offsets": offsets, "itemsize": size + plain.itemsize}
    return np.dtype((np.record, np.dtype(fields)))  # type: ignore[call-overload]


LENDER = _lender_dtype()

CLEARING = _record(
    [
        ("due", "f8", (MAX_LENDERS,)),  # fen owed to all other lenders
        ("estate", "f8", (MAX_LENDERS,)),  # fen: all assets but claims on lenders, less all debts but those to lenders
        ("paid", "f8", (MAX_LENDERS,)),  # fen of `due`
        ("is_default", "i8", (MAX_LENDERS,)),
        ("system", "f8", (MAX_LENDERS, MAX_LENDERS)),  # the linear equations of a round
        ("exact", "f8", (2, MAX_LENDERS)),  # fen that each lender pays, and gets
        ("posted", "i8", (2, MAX_LENDERS)),  # the same in whole fen
        ("most", "i8", (2, MAX_LENDERS)),  # fen that it owes, and is owed
    ]
)
"""The desk on which lenders' debts to each other are cleared; what stands on it is of the last clearing."""

SCORES = _record(
    [
        ("goods", "i8", (SCORE_CLASSES,)),  # borrowers, weighted, by their score at the start
        ("bads", "i8", (SCORE_CLASSES,)),
        ("later", "i8", (SCORE_CLASSES,)),  # all of them by their score at the end
    ]
)

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
        ("unwilling", "i8"),
        ("factor_sum", "f8"),
        ("account_loss", "i8", (MAX_PRODUCTS, VINTAGES)),  # fen over the run, see `rules.account_loss`
        ("scores", SCORES, (SCORED_GROUPS,)),
        ("town_opening", "i8", (MAX_TOWNS,)),  # fen of spending planned for the first month
        ("town_lost", "f8", (MAX_TOWNS,)),  # share of it that is missing as of the last month end
        ("clearing", CLEARING),
    ]
)
