"""Who holds an opening book beside the lender: partners' parts by its records, the deposit, notes of pools."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.holding import Part, Phase, RiskForm
from sim.market import DPD_BUCKETS


def open_parts(row: Any, total: Any, index: int) -> None:
    """Partners' parts of principal and interest (fen) as counted from the records."""
    for place in range(row.partner_count):
        partner = row.partner[place]
        partner.principal = total.part[index, place, Part.PRINCIPAL]
        partner.interest = total.part[index, place, Part.INTEREST]
        partner.largest = partner.principal + partner.interest


def opening_deposit(row: Any) -> int:
    """Deposit that lies at partners (fen), at its target."""
    partners = [partner for partner in row.partner if partner.form == RiskForm.GUARANTEE]
    return sum(round(float(partner.deposit_share) * int(partner.principal)) for partner in partners)


def opening_allowance(row: Any, total: Any, index: int) -> int:
    """Allowance (fen) by days past due for the own book and for what the lender bears of the partners' parts."""
    borne = [int(balance) for balance in total.balance[index]]
    first_losses = 0.0
    for place in range(row.partner_count):
        partner, balances = row.partner[place], total.part_balance[index, place]
        if partner.form != RiskForm.GUARANTEE:
            borne = [borne[bucket] - int(balances[bucket]) for bucket in range(DPD_BUCKETS)]
        if partner.form == RiskForm.FIRST_LOSS:
            expected = float(np.dot(row.provision_rate, balances.astype(np.float64)))
            first_losses += min(expected, float(partner.first_loss) * int(partner.largest))
    by_age = sum(rate * float(balance) for rate, balance in zip(row.provision_rate, borne, strict=True))
    return round(by_age + first_losses)


def open_pools(row: Any, own: int, debts: int) -> int:
    """Pools that stand at the start: shares of the own book (fen). Returns their notes, at most the debts."""
    notes = 0
    for pool in row.pool[: row.pool_count]:
        if pool.issue_month == 0 and pool.share > 0.0 and own > 0:
            pool.phase = Phase.REVOLVING
            pool.sold = pool.balance = round(float(pool.share) * own)
            pool.notes = pool.senior = max(0, min(round(float(pool.senior_share) * int(pool.sold)), debts - notes))
            pool.slice = float(pool.share)
            notes += int(pool.senior)
    return notes
