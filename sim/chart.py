"""The chart of accounts: every account, every movement of money, and what each movement enters where.

Assets and expenses are positive, debts, equity and income negative, so each holder's accounts add up to exactly 0 fen.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np


class Account(IntEnum):
    """Accounts of a lender, then accounts of the public (households and the outside world)."""

    CASH = 0
    PRINCIPAL = 1
    INTEREST = 2
    ALLOWANCE = 3
    FUNDING = 4
    EQUITY = 5
    INTEREST_INCOME = 6
    LATE_INCOME = 7
    FEE_INCOME = 8
    RECOVERY_INCOME = 9
    FUNDING_COST = 10
    OPERATING_COST = 11
    ACTIVITY_COST = 12
    FORGIVENESS = 13
    GUARANTEE = 14
    PROVISION_EXPENSE = 15
    CLAIMS = 16
    CLAIMS_CONTRA = 17
    PARTNER_PRINCIPAL = 18
    PARTNER_INTEREST = 19
    GUARANTEE_DEPOSIT = 20
    OTHER_RESULT = 21
    """Profit and loss of other business and of debts between lenders."""
    INTERBANK_CLAIMS = 22
    INTERBANK_DEBTS = 23
    NOTES = 24
    TRAPPED_CASH = 25
    HOUSEHOLD_CASH = 26
    HOUSEHOLD_PRINCIPAL = 27
    HOUSEHOLD_INTEREST = 28
    HOUSEHOLD_CLAIMS = 29
    OUTSIDE_CASH = 30
    OUTSIDE_FUNDING = 31
    OUTSIDE_EQUITY = 32
    WORTH = 33
    OUTSIDE_PARTNERS = 34
    OUTSIDE_DEPOSITS = 35
    OUTSIDE_NOTES = 36


LENDER_ACCOUNTS = 26
PUBLIC_ACCOUNTS = 11
FIRST_PROFIT_ACCOUNT = 6
LAST_PROFIT_ACCOUNT = 15
"""Accounts of profit and loss but for the other result; own funds are equity plus all, with the sign turned."""


class Movement(IntEnum):
    """The kinds of movement."""

    PURCHASE = 0
    DISBURSE = 1
    CHARGE_INTEREST = 2
    CHARGE_LATE_INTEREST = 3
    SUSPEND_INTEREST = 4
    REPAY_PRINCIPAL = 5
    REPAY_INTEREST = 6
    REPAY_CLAIM = 7
    COLLECT_CLAIM = 8
    CHARGE_OFF_PRINCIPAL = 9
    CHARGE_OFF_INTEREST = 10
    DROP_CLAIM = 11
    INCOME = 12
    SPENDING = 13
    DRAW_FUNDING = 14
    REPAY_FUNDING = 15
    PAY_FUNDING_COST = 16
    PAY_OPERATING_COST = 17
    PROVIDE = 18
    FAMILY_HELP = 19
    MERCHANT_FEE = 20
    CHARGE_FEE = 21
    FORGIVE_INTEREST = 22
    SELL_CLAIM = 23
    PAY_COLLECTION_COST = 24
    PAY_LITIGATION_COST = 25
    PAY_SERVICE_COST = 26
    PAY_RISK_COST = 27
    PAY_ACQUISITION_COST = 28
    PAY_PROMOTION_COST = 29
    PAY_FINE = 30
    PAY_PREMIUM = 31
    RECEIVE_GUARANTEE = 32
    PAY_DIVIDEND = 33
    RECAPITALISE = 34
    DRAW_CASH = 35
    RESUME_INTEREST = 36
    ADVANCE_CASH = 37
    REPAY_ADVANCE = 38
    SHARE_PRINCIPAL = 39
    RETURN_PRINCIPAL = 40
    SHARE_INTEREST = 41
    PAY_PARTNER_INTEREST = 42
    PAY_PARTNER_RECOVERY = 43
    CHARGE_OFF_PARTNER_PRINCIPAL = 44
    CHARGE_OFF_PARTNER_INTEREST = 45
    RECEIVE_SERVICE_FEE = 46
    PLACE_DEPOSIT = 47
    RETURN_DEPOSIT = 48
    COMPENSATE_PRINCIPAL = 49
    COMPENSATE_INTEREST = 50
    PAY_FIRST_LOSS = 51
    EARN_OTHER_INCOME = 52
    PAY_OTHER_CLAIM = 53
    PAY_LENDER = 54
    RECEIVE_FROM_LENDER = 55
    DROP_DEBT_TO_LENDER = 56
    LOSE_CLAIM_ON_LENDER = 57
    PAY_INSOLVENCY_COST = 58
    ISSUE_NOTES = 59
    REPAY_NOTES = 60
    PAY_COUPON = 61
    TRAP_CASH = 62
    RELEASE_CASH = 63
    WRITE_DOWN_NOTES = 64


MOVEMENTS = 65
ENTRIES = 6
"""Largest number of entries of one movement."""

_CASH_IN_FOR_CLAIM = ("CASH+", "RECOVERY_INCOME-", "CLAIMS_CONTRA+", "CLAIMS-", "HOUSEHOLD_CLAIMS+")
_CREDIT_IN_CASH = ("PRINCIPAL+", "CASH-", "HOUSEHOLD_CASH+", "HOUSEHOLD_PRINCIPAL-")
_COST_OF_ACTIVITY = ("ACTIVITY_COST+", "CASH-", "OUTSIDE_CASH+", "WORTH-")

_OTHER_COST = ("OTHER_RESULT+", "CASH-", "OUTSIDE_CASH+", "WORTH-")

CHART: dict[Movement, tuple[str, ...]] = {
    Movement.PURCHASE: ("PRINCIPAL+", "CASH-", "OUTSIDE_CASH+", "HOUSEHOLD_PRINCIPAL-"),
    Movement.DISBURSE: _CREDIT_IN_CASH,
    Movement.CHARGE_INTEREST: ("INTEREST+", "INTEREST_INCOME-", "WORTH+", "HOUSEHOLD_INTEREST-"),
    Movement.CHARGE_LATE_INTEREST: ("INTEREST+", "LATE_INCOME-", "WORTH+", "HOUSEHOLD_INTEREST-"),
    Movement.SUSPEND_INTEREST: ("CLAIMS+", "CLAIMS_CONTRA-", "WORTH+", "HOUSEHOLD_CLAIMS-"),
    Movement.REPAY_PRINCIPAL: ("CASH+", "PRINCIPAL-", "HOUSEHOLD_PRINCIPAL+", "HOUSEHOLD_CASH-"),
    Movement.REPAY_INTEREST: ("CASH+", "INTEREST-", "HOUSEHOLD_INTEREST+", "HOUSEHOLD_CASH-"),
    Movement.REPAY_CLAIM: (*_CASH_IN_FOR_CLAIM, "HOUSEHOLD_CASH-"),
    Movement.COLLECT_CLAIM: (*_CASH_IN_FOR_CLAIM, "OUTSIDE_CASH-"),
    Movement.CHARGE_OFF_PRINCIPAL: (
        "ALLOWANCE+",
        "PRINCIPAL-",
        "CLAIMS+",
        "CLAIMS_CONTRA-",
        "HOUSEHOLD_PRINCIPAL+",
        "HOUSEHOLD_CLAIMS-",
    ),
    Movement.CHARGE_OFF_INTEREST: (
        "ALLOWANCE+",
        "INTEREST-",
        "CLAIMS+",
        "CLAIMS_CONTRA-",
        "HOUSEHOLD_INTEREST+",
        "HOUSEHOLD_CLAIMS-",
    ),
    Movement.DROP_CLAIM: ("CLAIMS_CONTRA+", "CLAIMS-", "HOUSEHOLD_CLAIMS+", "WORTH-"),
    Movement.INCOME: ("HOUSEHOLD_CASH+", "OUTSIDE_CASH-"),
    Movement.SPENDING: ("OUTSIDE_CASH+", "HOUSEHOLD_CASH-"),
    Movement.DRAW_FUNDING: ("CASH+", "FUNDING-", "OUTSIDE_FUNDING+", "OUTSIDE_CASH-"),
    Movement.REPAY_FUNDING: ("FUNDING+", "CASH-", "OUTSIDE_CASH+", "OUTSIDE_FUNDING-"),
    Movement.PAY_FUNDING_COST: ("FUNDING_COST+", "CASH-", "OUTSIDE_CASH+", "WORTH-"),
    Movement.PAY_OPERATING_COST: ("OPERATING_COST+", "CASH-", "OUTSIDE_CASH+", "WORTH-"),
    Movement.PROVIDE: ("PROVISION_EXPENSE+", "ALLOWANCE-"),
    Movement.FAMILY_HELP: ("HOUSEHOLD_CASH+", "OUTSIDE_CASH-"),
    Movement.MERCHANT_FEE: ("CASH+", "FEE_INCOME-", "OUTSIDE_CASH-", "WORTH+"),
    Movement.CHARGE_FEE: ("INTEREST+", "FEE_INCOME-", "WORTH+", "HOUSEHOLD_INTEREST-"),
    Movement.FORGIVE_INTEREST: ("FORGIVENESS+", "INTEREST-", "HOUSEHOLD_INTEREST+", "WORTH-"),
    Movement.SELL_CLAIM: ("CASH+", "RECOVERY_INCOME-", "OUTSIDE_CASH-", "WORTH+"),
    Movement.PAY_COLLECTION_COST: _COST_OF_ACTIVITY,
    Movement.PAY_LITIGATION_COST: _COST_OF_ACTIVITY,
    Movement.PAY_SERVICE_COST: _COST_OF_ACTIVITY,
    Movement.PAY_RISK_COST: _COST_OF_ACTIVITY,
    Movement.PAY_ACQUISITION_COST: _COST_OF_ACTIVITY,
    Movement.PAY_PROMOTION_COST: _COST_OF_ACTIVITY,
    Movement.PAY_FINE: _COST_OF_ACTIVITY,
    Movement.PAY_PREMIUM: ("GUARANTEE+", "CASH-", "OUTSIDE_CASH+", "WORTH-"),
    Movement.RECEIVE_GUARANTEE: ("CASH+", "GUARANTEE-", "OUTSIDE_CASH-", "WORTH+"),
    Movement.PAY_DIVIDEND: ("EQUITY+", "CASH-", "OUTSIDE_CASH+", "OUTSIDE_EQUITY-"),
    Movement.RECAPITALISE: ("CASH+", "EQUITY-", "OUTSIDE_EQUITY+", "OUTSIDE_CASH-"),
    Movement.DRAW_CASH: _CREDIT_IN_CASH,
    Movement.RESUME_INTEREST: (
        "INTEREST+",
        "INTEREST_INCOME-",
        "CLAIMS_CONTRA+",
        "CLAIMS-",
        "HOUSEHOLD_CLAIMS+",
        "HOUSEHOLD_INTEREST-",
    ),
    Movement.ADVANCE_CASH: ("CASH+", "FUNDING-", "OUTSIDE_FUNDING+", "OUTSIDE_CASH-"),
    Movement.REPAY_ADVANCE: ("FUNDING+", "CASH-", "OUTSIDE_CASH+", "OUTSIDE_FUNDING-"),
    Movement.SHARE_PRINCIPAL: ("CASH+", "PARTNER_PRINCIPAL-", "OUTSIDE_PARTNERS+", "OUTSIDE_CASH-"),
    Movement.RETURN_PRINCIPAL: ("PARTNER_PRINCIPAL+", "CASH-", "OUTSIDE_CASH+", "OUTSIDE_PARTNERS-"),
    Movement.SHARE_INTEREST: ("INTEREST_INCOME+", "PARTNER_INTEREST-", "OUTSIDE_PARTNERS+", "WORTH-"),
    Movement.PAY_PARTNER_INTEREST: ("PARTNER_INTEREST+", "CASH-", "OUTSIDE_CASH+", "OUTSIDE_PARTNERS-"),
    Movement.PAY_PARTNER_RECOVERY: ("RECOVERY_INCOME+", "CASH-", "OUTSIDE_CASH+", "WORTH-"),
    Movement.CHARGE_OFF_PARTNER_PRINCIPAL: ("PARTNER_PRINCIPAL+", "ALLOWANCE-", "WORTH+", "OUTSIDE_PARTNERS-"),
    Movement.CHARGE_OFF_PARTNER_INTEREST: ("PARTNER_INTEREST+", "ALLOWANCE-", "WORTH+", "OUTSIDE_PARTNERS-"),
    Movement.RECEIVE_SERVICE_FEE: ("CASH+", "FEE_INCOME-", "OUTSIDE_CASH-", "WORTH+"),
    Movement.PLACE_DEPOSIT: ("GUARANTEE_DEPOSIT+", "CASH-", "OUTSIDE_CASH+", "OUTSIDE_DEPOSITS-"),
    Movement.RETURN_DEPOSIT: ("CASH+", "GUARANTEE_DEPOSIT-", "OUTSIDE_DEPOSITS+", "OUTSIDE_CASH-"),
    Movement.COMPENSATE_PRINCIPAL: (
        "PARTNER_PRINCIPAL+",
        "GUARANTEE_DEPOSIT-",
        "OUTSIDE_DEPOSITS+",
        "OUTSIDE_PARTNERS-",
    ),
    Movement.COMPENSATE_INTEREST: ("PARTNER_INTEREST+", "GUARANTEE_DEPOSIT-", "OUTSIDE_DEPOSITS+", "OUTSIDE_PARTNERS-"),
    Movement.PAY_FIRST_LOSS: ("ALLOWANCE+", "CASH-", "OUTSIDE_CASH+", "WORTH-"),
    Movement.EARN_OTHER_INCOME: ("CASH+", "OTHER_RESULT-", "OUTSIDE_CASH-", "WORTH+"),
    Movement.PAY_OTHER_CLAIM: _OTHER_COST,
    Movement.PAY_LENDER: ("INTERBANK_DEBTS+", "CASH-", "OUTSIDE_CASH+", "WORTH-"),
    Movement.RECEIVE_FROM_LENDER: ("CASH+", "INTERBANK_CLAIMS-", "OUTSIDE_CASH-", "WORTH+"),
    Movement.DROP_DEBT_TO_LENDER: ("INTERBANK_DEBTS+", "OTHER_RESULT-"),
    Movement.LOSE_CLAIM_ON_LENDER: ("OTHER_RESULT+", "INTERBANK_CLAIMS-"),
    Movement.PAY_INSOLVENCY_COST: _OTHER_COST,
    Movement.ISSUE_NOTES: ("CASH+", "NOTES-", "OUTSIDE_NOTES+", "OUTSIDE_CASH-"),
    Movement.REPAY_NOTES: ("NOTES+", "CASH-", "OUTSIDE_CASH+", "OUTSIDE_NOTES-"),
    Movement.PAY_COUPON: ("FUNDING_COST+", "CASH-", "OUTSIDE_CASH+", "WORTH-"),
    Movement.TRAP_CASH: ("TRAPPED_CASH+", "CASH-", "OUTSIDE_CASH+", "OUTSIDE_DEPOSITS-"),
    Movement.RELEASE_CASH: ("CASH+", "TRAPPED_CASH-", "OUTSIDE_DEPOSITS+", "OUTSIDE_CASH-"),
    Movement.WRITE_DOWN_NOTES: ("NOTES+", "GUARANTEE-", "WORTH+", "OUTSIDE_NOTES-"),
}


def _chart_arrays() -> tuple[np.ndarray, np.ndarray]:
    """(movements, entries) account numbers and signs; a sign of 0 is no entry."""
    accounts = np.zeros((MOVEMENTS, ENTRIES), dtype=np.int64)
    signs = np.zeros((MOVEMENTS, ENTRIES), dtype=np.int64)
    for movement, entries in CHART.items():
        for place, entry in enumerate(entries):
            accounts[movement, place] = Account[entry[:-1]]
            signs[movement, place] = 1 if entry.endswith("+") else -1
    return accounts, signs


CHART_ACCOUNTS, CHART_SIGNS = _chart_arrays()

FUNDING_MOVEMENTS = (
    Movement.DRAW_FUNDING,
    Movement.REPAY_FUNDING,
    Movement.RECAPITALISE,
    Movement.ADVANCE_CASH,
    Movement.REPAY_ADVANCE,
    Movement.ISSUE_NOTES,
    Movement.REPAY_NOTES,
)


def _cash_effect() -> np.ndarray:
    """(movements,) what a movement does to a lender's cash before funding: 1 in, -1 out, 0 nothing."""
    effect = np.zeros(MOVEMENTS, dtype=np.int64)
    for movement, entries in CHART.items():
        if movement not in FUNDING_MOVEMENTS:
            effect[movement] = ("CASH+" in entries) - int("CASH-" in entries)
    return effect


CASH_EFFECT = _cash_effect()
