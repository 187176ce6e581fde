"""The columns a run writes: name, type, unit and meaning, one list per table.

The engine fills NumPy structured arrays of these columns; the store writes the same columns to Parquet. Nothing here
computes or writes. An integer that does not exist is `NULL_INTEGER`, a rate that does not exist is NaN; both become
null in Parquet and JSON.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.column import NULL_INTEGER, Column
from sim.outputs_attribution import ATTRIBUTION_COLUMNS

__all__ = [
    "MONTHLY_COLUMNS", "MONTHLY_DTYPE", "NULL_INTEGER", "REPLICATION_COLUMNS", "REPLICATION_DTYPE", "VINTAGE_AGES",
    "Column", "empty_months", "empty_replication",
]  # fmt: skip

REPLICATION_COLUMNS = (
    Column("replication", "i8", "number from 0", "which replication"),
    Column("weight", "f8", "share", "likelihood-ratio weight, 1 under plain draws"),
    Column("loss_fen", "i8", "fen", "credit loss borne by the lender called platform"),
    Column("book_loss_fen", "i8", "fen", "the same for all holders together"),
    Column("performing", "i8", "records", "records performing at the start at the platform"),
    Column("defaults", "i8", "records", "of these, records that default within the loss horizon"),
    Column("default_rate", "f8", "share", "weighted defaults / weighted performing at the start"),
    Column("direct_defaults", "i8", "records", "default with channels on and off; null without attribution"),
    Column("amplified_defaults", "i8", "records", "default only with channels on; null without attribution"),
    Column("averted_defaults", "i8", "records", "default only with channels off; null without attribution"),
    Column("largest_cascade", "i8", "records", "size of the largest cascade; null without attribution"),
    Column("min_capital_fen", "i8", "fen", "lowest own funds at a month end"),
    Column("min_capital_ratio", "f8", "share", "lowest own funds / risk-weighted assets at a month end"),
    Column(
        "capital_shortfall_fen", "i8", "fen", "largest floor x risk-weighted assets - own funds; negative is surplus"
    ),
    Column("min_liquidity_fen", "i8", "fen", "lowest cash plus undrawn committed funding at a day's close"),
    Column("max_outflow_fen", "i8", "fen", "largest cumulative net cash outflow before funding, over days"),
    Column("breach_month", "i8", "month from 1", "first month end below the capital floor; null without breach"),
    Column("failed_lenders", "i8", "lenders", "lenders that failed: obligations not met, or closed by the supervisor"),
    Column("d30_rate", "f8", "share", "balance at least 30 days past due / balance, end of horizon"),
    Column("d30_rate_average", "f8", "share", "the same, mean over month ends"),
    Column("d30_rate_peak", "f8", "share", "the same, highest month end"),
    Column("d90_rate", "f8", "share", "balance at least 90 days past due / balance, end of horizon"),
    Column("d90_rate_average", "f8", "share", "the same, mean over month ends"),
    Column("d90_rate_peak", "f8", "share", "the same, highest month end"),
    Column("opening_balance_fen", "i8", "fen", "outstanding balance of the platform at the start"),
    Column(
        "exposure_at_default_fen",
        "i8",
        "fen",
        "exposure of the platform's accounts that default within the loss horizon",
    ),
    Column("net_income_fen", "i8", "fen", "the platform's profit over the horizon"),
    Column("charge_off_fen", "i8", "fen", "principal and interest charged off by the platform over the horizon"),
    Column(
        "recovery_fen",
        "i8",
        "fen",
        "cash received by the platform on claims charged off or suspended, over the horizon",
    ),
    Column("unwilling_defaults", "i8", "records", "of the defaults, those of borrowers who could pay and refuse"),
    Column("guaranteed_loss_fen", "i8", "fen", "credit loss borne by the platform's guarantor"),
    Column(
        "economic_rate", "f8", "share", "90+ days past due, restructured or written off within the year, at the end"
    ),
    Column("evergreening_index", "f8", "share", "economic_rate less d90_rate: what the reported rate does not show"),
    Column(
        "activity_cost_fen", "i8", "fen", "the platform's cost of collection, service, risk control and acquisition"
    ),
    Column("ecosystem_value_fen", "i8", "fen", "value of usable lines to the group, not booked"),
    Column("alarms", "i8", "alarms", "starts of the platform's own triggered levers"),
    Column(
        "false_alarms",
        "i8",
        "alarms",
        "of them those after which the 90+ rate did not rise by a tenth in six months; so one whose lever averts it",
    ),
    Column(
        "missed_alarms", "i8", "rises", "rises of the 90+ rate by a tenth within six months while no alarm was on trial"
    ),
    Column("first_alarm_month", "i8", "month from 1", "first alarm; null without one"),
    Column("alarm_lead_months", "f8", "months", "mean time from a true alarm to that rise; null without one"),
    Column(
        "factor_mean", "f8", "standard deviations", "mean of the macro factor over the loss horizon; positive is bad"
    ),
    Column(
        "first_payment_default_7_rate",
        "f8",
        "share",
        "accounts of the platform that left their first amount due unpaid for 7 days or more / all that had one",
    ),
    Column("first_payment_default_30_rate", "f8", "share", "the same for 30 days or more"),
    Column(
        "d30_at_3_months_rate",
        "f8",
        "share",
        "accounts opened in the run, 30+ days past due or written off at three months on book / all that came to it",
    ),
    Column(
        "current_to_60_89_rate",
        "f8",
        "share",
        "flow from current to 60-89 days past due in three months, mean of months",
    ),
    Column("score_gini", "f8", "share", "Gini coefficient of the opening score, customers performing at the start"),
    Column("score_ks", "f8", "share", "Kolmogorov-Smirnov distance of the same"),
    Column("score_psi", "f8", "index", "population stability index of their score, start against end of horizon"),
    Column(
        "score_gini_applicants",
        "f8",
        "share",
        "Gini coefficient of the score at the first application, all applicants; bad is default at any lender",
    ),
    Column("score_ks_applicants", "f8", "share", "Kolmogorov-Smirnov distance of the same"),
    Column(
        "score_psi_applicants", "f8", "index", "population stability index of their score, application against the end"
    ),
    Column("closing_balance_fen", "i8", "fen", "outstanding balance of the platform at the end of the horizon"),
    Column("granted_fen", "i8", "fen", "credit granted by the platform over the horizon"),
    Column("interest_income_fen", "i8", "fen", "the platform's contract and revolving interest over the horizon"),
    Column("late_income_fen", "i8", "fen", "the platform's late interest and charges over the horizon"),
    Column("fees_fen", "i8", "fen", "the platform's fees of split bills and of merchants over the horizon"),
    Column("funding_cost_fen", "i8", "fen", "interest on the platform's funding over the horizon"),
    Column("operating_cost_fen", "i8", "fen", "the platform's servicing and operating cost over the horizon"),
    Column("provision_expense_fen", "i8", "fen", "the platform's cost of risk: provisions charged over the horizon"),
    Column("failure_day", "i8", "day from 1", "the platform failed at the close of this day; null without failure"),
    Column(
        "months_from_breach_to_failure",
        "i8",
        "months",
        "from the platform's first month end below the capital floor to its failure; null without one before the other",
    ),
    Column(
        "survival_days",
        "i8",
        "days",
        "days until the cumulative outflow before funding passes the opening liquidity; null if it never does",
    ),
    Column("min_liquidity_coverage", "f8", "multiple", "the platform's lowest liquidity coverage ratio at a month end"),
    Column("other_lenders_loss_fen", "i8", "fen", "credit loss borne by the other lenders"),
    Column("guarantor_loss_fen", "i8", "fen", "credit loss borne by the guarantors of all lenders"),
    Column("partner_loss_fen", "i8", "fen", "credit loss borne by the co-lending partners of all lenders"),
    Column("pro_rata_partner_loss_fen", "i8", "fen", "of it by partners that bear the risk of their part"),
    Column("guaranteed_partner_loss_fen", "i8", "fen", "of it by partners with a guarantee, where it has not paid"),
    Column("first_loss_partner_loss_fen", "i8", "fen", "of it by partners beyond the first losses"),
    Column("investor_loss_fen", "i8", "fen", "credit loss borne by the senior investors of all securitisations"),
    Column("d30_rate_own", "f8", "share", "own balance at least 30 days past due / own balance, end of horizon"),
    Column("d30_rate_own_average", "f8", "share", "the same, mean over month ends"),
    Column("d30_rate_own_peak", "f8", "share", "the same, highest month end"),
    Column("d90_rate_own", "f8", "share", "own balance at least 90 days past due / own balance, end of horizon"),
    Column("d90_rate_own_average", "f8", "share", "the same, mean over month ends"),
    Column("d90_rate_own_peak", "f8", "share", "the same, highest month end"),
    *ATTRIBUTION_COLUMNS,
    Column(
        "other_stop_day", "i8", "day from 1", "the owners stopped the platform's other business; null if they did not"
    ),
    Column("months_limit_binding", "i8", "months", "months in which regulation cut the platform's new credit"),
    Column("early_amortisations", "i8", "pools", "securitisations of the platform that a trigger ended early"),
)

VINTAGE_AGES = (3, 6, 9, 12, 18, 24)
"""Months on book at which the defaults of a vintage are kept."""


def _columns_by_age() -> Iterator[Column]:
    """The defaults of a month's vintage up to each age, in accounts and in money."""
    for age in VINTAGE_AGES:
        defaults = f"of the month's vintage, ever in default up to {age} months on book; null until then"
        yield Column(f"vintage_defaults_{age}", "i8", "accounts, weighted", defaults)
        amount = f"amount paid out of the loans of the vintage in default up to {age} months on book; null until then"
        yield Column(f"vintage_default_fen_{age}", "i8", "fen", amount)


MONTHLY_COLUMNS = (
    Column("replication", "i8", "number from 0", "which replication"),
    Column("month", "i8", "month from 1", "which month"),
    Column("lender", "i8", "index; a name in Parquet", "which lender"),
    Column("factor", "f8", "standard deviations", "macro factor of the month; positive is bad"),
    Column("unemployment_rate", "f8", "share", "share of income earners out of work at the month end"),
    Column(
        "outstanding_fen", "i8", "fen", "whole outstanding balance, principal and accrued interest, not written off"
    ),
    Column("current_fen", "i8", "fen", "of it in accounts with nothing past due"),
    Column("dpd_1_29_fen", "i8", "fen", "of it in accounts 1-29 days past due"),
    Column("dpd_30_59_fen", "i8", "fen", "of it in accounts 30-59 days past due"),
    Column("dpd_60_89_fen", "i8", "fen", "of it in accounts 60-89 days past due"),
    Column("dpd_90_plus_fen", "i8", "fen", "of it in accounts at least 90 days past due"),
    Column("undrawn_fen", "i8", "fen", "open credit lines not drawn"),
    Column("active_accounts", "i8", "accounts, weighted", "accounts with a balance"),
    Column("accounts_past_due", "i8", "accounts, weighted", "of them with something past due"),
    Column("defaults", "i8", "records", "records that default in the month"),
    Column("due_fen", "i8", "fen", "amounts that fell due in the month"),
    Column("missed_fen", "i8", "fen", "of them unpaid at the close of the due day"),
    Column("drawn_fen", "i8", "fen", "new lending: purchases and cash drawn on lines, loans paid out"),
    Column("principal_repaid_fen", "i8", "fen", "principal repaid by borrowers"),
    Column("asked_fen", "i8", "fen", "loans asked for by application, those refused included"),
    Column("granted_fen", "i8", "fen", "loans paid out"),
    Column("interest_income_fen", "i8", "fen", "contract and revolving interest, and what a cure brings back"),
    Column("late_income_fen", "i8", "fen", "late interest"),
    Column("recovery_fen", "i8", "fen", "cash received on claims charged off or suspended"),
    Column("funding_cost_fen", "i8", "fen", "interest on funding"),
    Column("operating_cost_fen", "i8", "fen", "servicing and operating cost"),
    Column("provision_expense_fen", "i8", "fen", "charge to profit and loss that brings the allowance to its target"),
    Column("charge_off_fen", "i8", "fen", "principal and interest charged off"),
    Column("net_income_fen", "i8", "fen", "profit of the month"),
    Column("allowance_fen", "i8", "fen", "allowance for loan losses"),
    Column("cash_fen", "i8", "fen", "cash"),
    Column("funding_fen", "i8", "fen", "borrowed funds"),
    Column("liquidity_fen", "i8", "fen", "cash plus undrawn committed funding"),
    Column("equity_fen", "i8", "fen", "own funds"),
    Column("risk_weighted_assets_fen", "i8", "fen", "risk-weighted assets"),
    Column("capital_ratio", "f8", "share", "own funds / risk-weighted assets; null without assets"),
    Column("fee_income_fen", "i8", "fen", "fees of split bills"),
    Column("merchant_fee_fen", "i8", "fen", "fees of merchants"),
    Column("forgiven_fen", "i8", "fen", "interest forgiven"),
    Column("debt_sold_fen", "i8", "fen", "cash received for claims sold"),
    Column("collection_cost_fen", "i8", "fen", "contacts of collectors and commissions of agencies"),
    Column("litigation_cost_fen", "i8", "fen", "suits and arbitration"),
    Column("service_cost_fen", "i8", "fen", "reminders, education, disputes, plans"),
    Column("risk_cost_fen", "i8", "fen", "scoring and verification of applications"),
    Column("acquisition_cost_fen", "i8", "fen", "winning customers and loans"),
    Column("promotion_cost_fen", "i8", "fen", "coupons of the shopping festivals"),
    Column("fine_fen", "i8", "fen", "complaints and fines"),
    Column("premium_fen", "i8", "fen", "premium of the guarantee"),
    Column("guarantee_received_fen", "i8", "fen", "received from the guarantor"),
    Column("dividend_fen", "i8", "fen", "dividend paid"),
    Column("capital_injected_fen", "i8", "fen", "fresh capital"),
    Column("unwilling_defaults", "i8", "records", "of the defaults, those of borrowers who could pay and refuse"),
    Column("redefaults", "i8", "records", "of the defaults, those of an account that had a plan, or was cured before"),
    Column(
        "restructured_fen", "i8", "fen", "balance under a plan of the last year, reported as less than 90 days past due"
    ),
    Column("economic_rate", "f8", "share", "90+ days past due, restructured or written off within the year"),
    Column("evergreening_index", "f8", "share", "economic_rate less the 90+ rate as reported"),
    Column("complaint_rate", "f8", "per active account", "complaints of the month"),
    Column("reputation", "f8", "1 is whole", "the lender's name"),
    Column("usable_lines", "i8", "lines, weighted", "open lines whose use is not closed, drawn in full or not"),
    Column("customers", "i8", "borrowers, weighted", "customers of the platform; null for other lenders"),
    Column("plans", "i8", "plans, weighted", "plans agreed on"),
    Column("suits", "i8", "suits, weighted", "suits filed"),
    Column("applications", "i8", "applications, weighted", "applications for credit"),
    Column("contacts", "i8", "contacts, weighted", "contacts of collectors"),
    Column("score_cutoff", "f8", "score points", "underwriting cut-off in force"),
    Column("limit_multiple", "f8", "multiple", "usable share of every limit in force"),
    Column("opened_accounts", "i8", "accounts, weighted", "loans paid out and lines opened in the month: its vintage"),
    Column("opened_fen", "i8", "fen", "of it amount of the loans"),
    Column("first_due_accounts", "i8", "accounts, weighted", "accounts of which a first amount fell due in the month"),
    Column(
        "first_payment_default_7",
        "i8",
        "accounts, weighted",
        "of these, left it unpaid for 7 days or more; null until a month later",
    ),
    Column(
        "first_payment_default_30",
        "i8",
        "accounts, weighted",
        "of these, left it unpaid for 30 days or more; null until a month later",
    ),
    Column(
        "d30_at_3_months",
        "i8",
        "accounts, weighted",
        "of the month's vintage, 30+ days past due or written off at three months on book; null until then",
    ),
    Column(
        "vintage_defaults",
        "i8",
        "accounts, weighted",
        "of the month's vintage, ever in default up to 24 months on book",
    ),
    Column("vintage_default_fen", "i8", "fen", "amount paid out of the loans among them"),
    *_columns_by_age(),
    Column(
        "current_to_60_89_rate",
        "f8",
        "share",
        "product of the month's roll rates from current to 60-89 days past due, by balance; null where one has no base",
    ),
    Column("orders_in_force", "i8", "orders", "levers of the supervisor at work in the month"),
    Column("promotion_drawn_fen", "i8", "fen", "bought over lines on a festival's day by those with an offer"),
    Column("promotion_fee_waived_fen", "i8", "fen", "fees of split bills waived in a festival's month"),
    Column("standing", "i8", "code", "0 normal, 1 tightened, 2 rationed, 3 failed, at the month end"),
    Column("funding_spread", "f8", "per year", "what funders charge on top of their rates, by what they lend"),
    Column("undrawn_commitment_fen", "i8", "fen", "what funders still stand ready to lend"),
    Column("called_funding_fen", "i8", "fen", "repaid in the month because called, or at maturity not refinanced"),
    Column(
        "liquidity_coverage_ratio",
        "f8",
        "multiple",
        "liquidity / net outflow of 30 days, inflow counted up to 75 %; null without outflow",
    ),
    Column("receiver_advance_fen", "i8", "fen", "owed to the receiver of a failed lender"),
    Column("own_outstanding_fen", "i8", "fen", "outstanding balance less the partners' parts"),
    Column("d30_rate_own", "f8", "share", "own balance at least 30 days past due / own balance"),
    Column("d90_rate_own", "f8", "share", "own balance at least 90 days past due / own balance"),
    Column("partner_funded_fen", "i8", "fen", "principal that partners have paid in, less what they got back"),
    Column("partner_interest_fen", "i8", "fen", "interest that partners have earned on their parts"),
    Column("partner_recovery_fen", "i8", "fen", "partners' part of what claims brought"),
    Column("service_fee_fen", "i8", "fen", "technology-service fee received from partners"),
    Column("compensated_fen", "i8", "fen", "paid to partners under guarantees on the compensation day"),
    Column("first_loss_fen", "i8", "fen", "first losses paid to partners"),
    Column("guarantee_deposit_fen", "i8", "fen", "deposit that lies at partners as security"),
    Column(
        "reproduction_number",
        "f8",
        "defaults per default",
        "first defaults made by those of the month at the lender / these; null without attribution",
    ),
    Column("other_income_fen", "i8", "fen", "income of other business"),
    Column("other_claims_fen", "i8", "fen", "claims on other business"),
    Column("interbank_claims_fen", "i8", "fen", "owed by other lenders at the month end"),
    Column("interbank_debts_fen", "i8", "fen", "owed to other lenders at the month end"),
    Column("interbank_loss_fen", "i8", "fen", "claims on other lenders lost when debts among lenders were cleared"),
    Column("interbank_release_fen", "i8", "fen", "debts to other lenders dropped at the same time"),
    Column("insolvency_cost_fen", "i8", "fen", "lost of a failed lender's assets and claims when they were cleared"),
    Column("limit_binding", "i8", "0 or 1", "1: regulation cut new credit in the month"),
    Column("pool_fen", "i8", "fen", "own receivables in securitised pools"),
    Column("notes_fen", "i8", "fen", "senior notes outstanding"),
    Column("trapped_cash_fen", "i8", "fen", "excess spread trapped for the seniors"),
    Column("notes_issued_fen", "i8", "fen", "senior notes issued"),
    Column("notes_repaid_fen", "i8", "fen", "senior notes repaid"),
    Column("coupon_fen", "i8", "fen", "interest paid on senior notes"),
    Column("notes_written_down_fen", "i8", "fen", "senior notes that the pool could not repay"),
    Column("bought_back_fen", "i8", "fen", "charged-off receivables of pools bought back at par: implicit support"),
    Column("excess_spread", "f8", "per year", "excess spread, three-month mean, lowest of the pools; null without one"),
)

REPLICATION_DTYPE = np.dtype([(column.name, column.code) for column in REPLICATION_COLUMNS])
MONTHLY_DTYPE = np.dtype([(column.name, column.code) for column in MONTHLY_COLUMNS])

ATTRIBUTED = (
    *("direct_defaults", "amplified_defaults", "averted_defaults", "largest_cascade"),
    *(column.name for column in ATTRIBUTION_COLUMNS),
)
"""Columns of a replication that only attribution fills."""


def empty_replication() -> np.ndarray:
    """(1,) a replication's row before it is filled; what only attribution fills is null."""
    row = np.zeros(1, dtype=np.dtype((np.record, REPLICATION_DTYPE)))
    codes = {column.name: column.code for column in REPLICATION_COLUMNS}
    for name in ATTRIBUTED:
        row[name] = NULL_INTEGER if codes[name] == "i8" else np.nan
    return row


def empty_months(rows: int) -> np.ndarray:
    """(rows,) monthly rows before they are filled; what only attribution fills is null."""
    months = np.zeros(rows, dtype=np.dtype((np.record, MONTHLY_DTYPE)))
    months["reproduction_number"] = np.nan
    return months
