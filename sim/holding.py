"""The records of who holds a lender's loans beside it: co-lending partners and securitised pools, and their words."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from sim.funders import OPINION


class RiskForm(IntEnum):
    """Who bears the credit risk of a co-lending partner's part."""

    PRO_RATA = 0
    GUARANTEE = 1
    """The lender pays the partner out on a compensation day."""
    FIRST_LOSS = 2
    """The lender bears the first losses of the part, up to a share of it."""


class Part(IntEnum):
    """What is summed of a partner's part in a day, fen."""

    PRINCIPAL = 0
    """Change of its part of principal, by the records."""
    INTEREST = 1
    INTEREST_PAID = 2
    RECOVERED = 3
    """Its part of what charged-off claims brought."""
    CHARGED_OFF_PRINCIPAL = 4
    CHARGED_OFF_INTEREST = 5
    COMPENSATED_PRINCIPAL = 6
    COMPENSATED_INTEREST = 7
    LOSS = 8
    CLAIM_PAID = 9
    """Its part of what borrowers paid of claims on open accounts."""
    PRINCIPAL_PAID = 10


PARTS = len(Part)


class Phase(IntEnum):
    """Where a securitisation stands."""

    NONE = 0
    REVOLVING = 1
    """Collections buy new receivables."""
    AMORTISING = 2
    """Collections repay the seniors."""
    EARLY = 3
    """The same after a trigger, with all excess spread."""


class TriggerOfPool(IntEnum):
    """What ended a revolving period early."""

    NONE = 0
    SPREAD = 1
    DEFAULTS = 2
    SHORTFALL = 3


SPREAD_MONTHS = 3
"""Months over which the mean of the excess spread is taken (definitions.md)."""

PARTNER = np.dtype(
    (
        np.record,
        np.dtype(
            [
                # terms
                ("form", "i8"),  # `RiskForm`
                ("share", "f8"),  # of new lending
                ("compensation_day", "i8"),  # days past due at which a guarantee pays; NEVER: no guarantee
                ("deposit_share", "f8"),  # of the guaranteed principal
                ("first_loss", "f8"),  # of the largest part so far
                ("service_fee", "f8"),  # share of the interest on the part that the lender keeps
                ("exit_month", "i8"),  # no new lending from this month on
                ("opinion", OPINION),
                # state as of the last close, fen
                ("fee_now", "f8"),  # the service fee of this month
                ("share_now", "f8"),  # of new lending in this month
                ("principal", "i8"),
                ("interest", "i8"),
                ("largest", "i8"),  # largest part of principal and interest at a month end
                ("net_charge_off", "i8"),  # charged off since the start less what claims brought
                ("covered", "i8"),  # first losses that the lender has paid
                ("loss", "i8"),  # credit loss on the part
                ("borne", "i8"),  # at the end: what of it the lender bears
            ],
            align=True,
        ),
    )
)

POOL = np.dtype(
    (
        np.record,
        np.dtype(
            [
                # terms
                ("share", "f8"),  # of the own book that is sold at issue
                ("senior_share", "f8"),  # of the pool
                ("coupon", "f8"),  # per year of 360 days
                ("servicing_fee", "f8"),  # of the pool per year
                ("issue_month", "i8"),  # 0: stands at the start
                ("last_issue_month", "i8"),
                ("revolving_months", "i8"),
                ("clean_up_months", "i8"),  # of amortisation, after which the rest is bought back
                ("trap_spread", "f8"),  # mean excess spread below which cash is trapped
                ("default_trigger", "f8"),  # charge-offs since issue as a share of the pool at issue
                ("implicit_support", "f8"),  # share of charge-offs bought back at par
                # state as of the last close, fen
                ("phase", "i8"),  # `Phase`
                (
                    "trigger",
                    "i8",
                ),  # `TriggerOfPool` that ended the last issue's revolving period; nothing is issued after one
                ("months", "i8"),  # in this phase
                ("sold", "i8"),  # receivables in the pool at issue
                ("notes", "i8"),  # senior notes at issue
                ("balance", "i8"),  # receivables in the pool
                ("senior", "i8"),  # notes outstanding
                ("trapped", "i8"),
                ("slice", "f8"),  # the pool's share of the own book
                ("spreads", "f8", (SPREAD_MONTHS,)),  # excess spread, by place of the month
                ("spread_months", "i8"),  # since issue
                ("charged_off", "i8"),  # since issue, less what was bought back
                ("absorbed", "i8"),  # of it by excess spread and trapped cash
                ("exposure", "f8"),  # at default within the loss horizon, of the pool
                ("written_down", "i8"),
                ("loss", "i8"),  # at the end: credit loss borne by the seniors
            ],
            align=True,
        ),
    )
)
