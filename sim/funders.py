"""The records of funding and of a lender's trouble: who lends to a lender, what they think of it, how far it has come.

All fields are 8 bytes wide, and 0 is neutral wherever a neutral value exists. Rules stand in `sim.rules`.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np

from sim.sizes import LONGEST_LAG, MAX_FUNDERS


class Lending(IntEnum):
    """How a funder lends."""

    LINE = 0
    """Committed: drawn and repaid as the lender likes; if it is callable, called after notice."""
    TERM = 1
    """A bond or loan: all drawn, not callable, refinanced at maturity by a funder that still lends."""


OPINION = np.dtype(
    (
        np.record,
        np.dtype(
            [
                # parameters
                ("by_delinquency", "f8"),
                ("by_losses", "f8"),
                ("by_name", "f8"),
                ("by_failures", "f8"),
                ("lag_months", "i8"),
                ("inertia", "f8"),
                ("price", "f8"),
                ("volume_from", "f8"),
                ("volume", "f8"),
                ("run_from", "f8"),
                # state
                ("heard", "f8", (LONGEST_LAG + 1,)),  # trouble of the lender by place of the month
                ("stress", "f8"),  # what it makes of it
            ],
            align=True,
        ),
    )
)
"""What a funder or a co-lending partner thinks of a lender, and from where on it acts."""

FUNDER = np.dtype(
    (
        np.record,
        np.dtype(
            [
                ("kind", "i8"),  # `Lending`
                ("committed", "i8"),  # fen, drawn and undrawn
                ("rate", "f8"),  # per year of 360 days
                ("haircut", "f8"),  # 0: not secured
                ("pledged", "f8"),  # share of the receivables that secures it
                ("is_callable", "i8"),
                ("notice_days", "i8"),
                ("term_months", "i8"),
                ("run_daily", "f8"),
                ("opinion", OPINION),
                # state
                ("drawn", "i8"),  # fen
                ("maturity_month", "i8"),
                ("spread", "f8"),  # per year, on top of its rate
                ("withdrawn", "f8"),  # share of the commitment
                ("run_day", "i8"),  # notice was given on this day; 0: it does not run
            ],
            align=True,
        ),
    )
)

TROUBLE_FIELDS: list[tuple[Any, ...]] = [
    ("funders", FUNDER, (MAX_FUNDERS,)),
    ("funder_count", "i8"),
    # parameters
    ("line_days", "i8"),
    ("cost_reserve", "f8"),
    ("tightening_capital", "f8"),
    ("tightening_coverage", "f8"),
    ("limit_cut", "f8"),
    ("approval_cut", "f8"),
    ("fails_illiquid", "i8"),
    ("closed_below", "f8"),
    # state
    ("tightness", "f8"),  # 0 calm, 1 at the floor
    ("shortage", "f8"),  # share of new credit that liquidity does not cover
    (
        "felt_loan_cut",
        "f8",
    ),  # what borrowers feel of it all: shares of loans, of uses of lines, of limits, of approvals
    ("felt_line_cut", "f8"),
    ("felt_limit_cut", "f8"),
    ("felt_approval_cut", "f8"),
    ("administered", "i8"),  # 1: it has failed, and a receiver runs the book off
    ("advance", "i8"),  # fen owed to the receiver
    ("coverage", "f8"),  # liquidity coverage ratio of the last month end; NaN: no outflow to cover
    ("month_called", "i8"),  # fen repaid because funders called it, or did not refinance it
    ("month_line_asked", "i8"),  # fen that borrowers wanted to use of what their lines offer
    ("last_line_asked", "i8"),
    ("opening_d30_rate", "f8"),
    ("opening_liquidity", "i8"),
    ("survival_day", "i8"),  # 0: the opening liquidity has lasted so far
    ("min_coverage", "f8"),
]
"""Fields at the end of a lender's record."""
