"""The columns of the table with a row a replication: name, type, unit and meaning."""

from __future__ import annotations

from sim.column import Column
from sim.outputs_attribution import ATTRIBUTION_COLUMNS

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
