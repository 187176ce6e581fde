"""Other business and debts among lenders: from the scenario to records, and into the opening books."""

from __future__ import annotations

from typing import Any

from sim.chart import Account
from sim.market import ClaimLaw
from sim.scenario.models_lending import Lender
from sim.units import FEN_PER_YUAN, LARGEST_BALANCE, NEVER


def fill_other_business(row: Any, lender: Lender, names: tuple[str, ...]) -> None:
    """Terms of a lender's other business, and what it owes to each lender by index."""
    business = lender.other_business
    row.other_income_fen = round(business.income_daily * FEN_PER_YUAN)
    row.other_claim_rate, row.other_claim_fen = business.claim_rate, business.claim_mean * FEN_PER_YUAN
    row.other_claim_law = ClaimLaw[business.claim_law.upper()]
    stop = business.stop_above
    row.other_stop_fen = LARGEST_BALANCE if stop is None else round(stop * FEN_PER_YUAN)
    row.other_stop_day = NEVER
    for creditor, yuan in lender.owes.items():
        row.owes[names.index(creditor)] = round(yuan * FEN_PER_YUAN)


def open_other_business(lenders: Any, settings: list[Lender]) -> None:
    """Enter opening cash, claims and debts into the (lenders,) books; what they come to is own funds."""
    for index, lender in enumerate(settings):
        row = lenders[index]
        cash = round(lender.other_business.opening_cash * FEN_PER_YUAN)
        debts = int(row.owes.sum())
        claims = int(lenders["owes"][:, index].sum())
        row.book[Account.CASH] += cash
        row.book[Account.INTERBANK_CLAIMS], row.book[Account.INTERBANK_DEBTS] = claims, -debts
        row.book[Account.EQUITY] -= cash + claims - debts
        row.opening_funds += cash + claims - debts
        row.month_funds += cash + claims - debts
