"""What one block of borrowers did in one day: the sums that institutions close the day with."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.chart import MOVEMENTS
from sim.holding import PARTS
from sim.market import ACTIVITIES, CONTROLS, DPD_BUCKETS, GENERATIONS, MONTHS_ON_BOOK
from sim.sizes import MAX_LENDERS, MAX_PARTNERS, MAX_PRODUCTS, MAX_SEGMENTS, MAX_TOWNS, VINTAGES

_FIELDS: list[tuple[Any, ...]] = [
    ("flow", "i8", (MAX_LENDERS, MOVEMENTS)),
    ("control", "i8", (MAX_LENDERS, CONTROLS)),
    ("control_cash", "i8"),
    ("due", "i8", (MAX_LENDERS,)),
    ("missed", "i8", (MAX_LENDERS,)),
    ("asked", "i8", (MAX_LENDERS,)),  # fen of loans asked for by application
    ("filed", "i8", (MAX_LENDERS,)),  # of it what passed and waits for the ration
    ("defaults", "i8", (MAX_LENDERS,)),
    ("unwilling", "i8", (MAX_LENDERS,)),
    ("promotion_drawn", "i8", (MAX_LENDERS,)),
    ("fee_waived", "i8", (MAX_LENDERS,)),
    ("redefaults", "i8", (MAX_LENDERS,)),
    ("loss", "i8", (MAX_LENDERS,)),
    ("account_loss", "i8", (MAX_PRODUCTS, VINTAGES)),  # of the product's lender, by `vintage_place`
    ("account_losses", "i8"),  # entries of it
    ("exposure_at_default", "i8", (MAX_LENDERS,)),
    ("activity", "i8", (MAX_LENDERS, ACTIVITIES)),
    ("agency", "i8", (MAX_LENDERS,)),
    ("first_defaults", "i8"),
    ("first_defaults_weight", "i8"),
    ("first_unwilling", "i8"),
    ("opened_fen", "i8", (MAX_LENDERS,)),
    ("first_due", "i8", (MAX_LENDERS,)),
    ("first_late_7", "i8", (MAX_LENDERS, 2)),
    ("first_late_30", "i8", (MAX_LENDERS,)),
    ("vintage_defaults", "i8", (MAX_LENDERS, MONTHS_ON_BOOK)),
    ("vintage_default_fen", "i8", (MAX_LENDERS, MONTHS_ON_BOOK)),
    ("line_asked", "i8", (MAX_LENDERS,)),  # fen that borrowers wanted to use of what their lines offer
    # stocks, filled at month ends
    ("balance", "i8", (MAX_LENDERS, DPD_BUCKETS)),
    ("restructured", "i8", (MAX_LENDERS,)),  # fen under a plan of the last year, not in the last bucket
    ("undrawn", "i8", (MAX_LENDERS,)),
    ("active_accounts", "i8", (MAX_LENDERS,)),
    ("accounts_past_due", "i8", (MAX_LENDERS,)),
    ("users", "i8", (MAX_LENDERS,)),  # open lines that can be used
    ("late_at_three", "i8", (MAX_LENDERS,)),  # 30 and more days past due at three months on book
    ("segment_balance", "i8", (MAX_SEGMENTS,)),  # at the platform
    ("segment_d30", "i8", (MAX_SEGMENTS,)),
    ("customers", "i8"),
    ("earners", "i8"),
    ("jobless", "i8"),
    ("cash", "i8"),
    ("town_spending", "i8", (MAX_TOWNS,)),  # fen planned for the month
    ("part", "i8", (MAX_LENDERS, MAX_PARTNERS, PARTS)),  # by `Part`
    ("part_balance", "i8", (MAX_LENDERS, MAX_PARTNERS, DPD_BUCKETS)),  # stocks of partners' parts at month ends
    ("generations", "i8", (MAX_LENDERS, GENERATIONS)),  # records in default, by the generation of the first one
]
LEDGER = np.dtype((np.record, np.dtype(_FIELDS, align=True)))
"""An all-int64 row, so blocks add up exactly in any order."""
LEDGER_WORDS = LEDGER.itemsize // 8
