"""The rows a run reports: a lender's month, and a replication."""

import math

from sim.chart import Account, Movement
from sim.compiled import rare, rule
from sim.ledger import own_funds
from sim.market import ACCEPTED, APPLICANTS, PLATFORM, Activity
from sim.outputs import NULL_INTEGER
from sim.rules.activity import contacts_made
from sim.rules.capital import allowance, outstanding
from sim.rules.discrimination import gini, kolmogorov_smirnov, population_stability
from sim.rules.exposure import share_of
from sim.rules.funders import funding_drawn, mean_spread, undrawn_funding
from sim.rules.levers import orders_in_force
from sim.rules.liquidity import liquidity
from sim.rules.report_holders import report_holders, report_parts, report_pools
from sim.units import DAYS_PER_MONTH, NEVER, fen, month_of


@rule
def report_stocks(row, ledger, lender, index):
    """Balances by days past due and what else stands at the month end."""
    row.outstanding_fen = outstanding(ledger, index)
    row.current_fen = ledger.balance[index, 0]
    row.dpd_1_29_fen = ledger.balance[index, 1]
    row.dpd_30_59_fen = ledger.balance[index, 2]
    row.dpd_60_89_fen = ledger.balance[index, 3]
    row.dpd_90_plus_fen = ledger.balance[index, 4]
    row.undrawn_fen = ledger.undrawn[index]
    row.active_accounts = ledger.active_accounts[index]
    row.accounts_past_due = ledger.accounts_past_due[index]
    row.allowance_fen = allowance(lender)
    row.cash_fen = lender.book[Account.CASH + 0]
    row.funding_fen = funding_drawn(lender)
    row.liquidity_fen = liquidity(lender)
    row.equity_fen = own_funds(lender)


@rule
def report_flows(row, lender):
    """What moved in the month."""
    flow = lender.month_flow
    row.defaults = lender.month_defaults
    row.due_fen = lender.month_due
    row.missed_fen = lender.month_missed
    row.current_to_60_89_rate = lender.current_to_60_89
    row.asked_fen = lender.month_asked
    row.granted_fen = flow[Movement.DISBURSE + 0]
    row.drawn_fen = flow[Movement.PURCHASE + 0] + flow[Movement.DISBURSE + 0] + flow[Movement.DRAW_CASH + 0]
    row.principal_repaid_fen = flow[Movement.REPAY_PRINCIPAL + 0]
    row.interest_income_fen = flow[Movement.CHARGE_INTEREST + 0] + flow[Movement.RESUME_INTEREST + 0]
    row.late_income_fen = flow[Movement.CHARGE_LATE_INTEREST + 0]
    row.recovery_fen = flow[Movement.REPAY_CLAIM + 0] + flow[Movement.COLLECT_CLAIM + 0] + flow[Movement.SELL_CLAIM + 0]
    row.funding_cost_fen = flow[Movement.PAY_FUNDING_COST + 0]
    row.operating_cost_fen = flow[Movement.PAY_OPERATING_COST + 0]
    row.provision_expense_fen = flow[Movement.PROVIDE + 0]
    row.charge_off_fen = flow[Movement.CHARGE_OFF_PRINCIPAL + 0] + flow[Movement.CHARGE_OFF_INTEREST + 0]
    row.fee_income_fen = flow[Movement.CHARGE_FEE + 0]
    row.merchant_fee_fen = flow[Movement.MERCHANT_FEE + 0]
    row.forgiven_fen = flow[Movement.FORGIVE_INTEREST + 0]
    row.debt_sold_fen = flow[Movement.SELL_CLAIM + 0]
    row.promotion_drawn_fen = lender.month_promotion_drawn
    row.promotion_fee_waived_fen = lender.month_fee_waived


@rule
def report_work(row, lender):
    """What the lender's own work cost in the month, and what owners and guarantor moved."""
    flow = lender.month_flow
    row.collection_cost_fen = flow[Movement.PAY_COLLECTION_COST + 0]
    row.litigation_cost_fen = flow[Movement.PAY_LITIGATION_COST + 0]
    row.service_cost_fen = flow[Movement.PAY_SERVICE_COST + 0]
    row.risk_cost_fen = flow[Movement.PAY_RISK_COST + 0]
    row.acquisition_cost_fen = flow[Movement.PAY_ACQUISITION_COST + 0]
    row.promotion_cost_fen = flow[Movement.PAY_PROMOTION_COST + 0]
    row.fine_fen = flow[Movement.PAY_FINE + 0]
    row.premium_fen = flow[Movement.PAY_PREMIUM + 0]
    row.guarantee_received_fen = flow[Movement.RECEIVE_GUARANTEE + 0]
    row.dividend_fen = flow[Movement.PAY_DIVIDEND + 0]
    row.capital_injected_fen = flow[Movement.RECAPITALISE + 0]
    for movement in range(Movement.PAY_COLLECTION_COST, Movement.PAY_FINE + 1):
        lender.activity_cost += flow[movement]


@rule
def report_other(row, lender):
    """Other business, and claims and debts among lenders."""
    flow = lender.month_flow
    row.other_income_fen = flow[Movement.EARN_OTHER_INCOME + 0]
    row.other_claims_fen = flow[Movement.PAY_OTHER_CLAIM + 0]
    row.interbank_claims_fen = lender.book[Account.INTERBANK_CLAIMS + 0]
    row.interbank_debts_fen = -lender.book[Account.INTERBANK_DEBTS + 0]
    row.interbank_loss_fen = flow[Movement.LOSE_CLAIM_ON_LENDER + 0]
    row.interbank_release_fen = flow[Movement.DROP_DEBT_TO_LENDER + 0]
    row.insolvency_cost_fen = flow[Movement.PAY_INSOLVENCY_COST + 0]


@rule
def report_state(row, ledger, lender, index):
    """Bad debt as it is, the lender's name, its customers and what was done."""
    row.unwilling_defaults = lender.month_unwilling
    row.redefaults = lender.month_redefaults
    row.restructured_fen = ledger.restructured[index]
    row.economic_rate = lender.economic_rate
    row.evergreening_index = lender.economic_rate - lender.d90_rate
    row.complaint_rate = lender.complaint_rate
    row.reputation = lender.reputation
    row.usable_lines = ledger.users[index]
    row.customers = ledger.customers if index == PLATFORM else NULL_INTEGER
    row.plans = lender.month_activity[Activity.PLAN + 0]
    row.suits = lender.month_activity[Activity.SUIT + 0]
    row.applications = lender.month_activity[Activity.APPLICATION + 0]
    row.opened_accounts = lender.month_activity[Activity.ADMISSION + 0]
    contacts = 0.0
    for place in range(len(lender.served)):
        contacts += contacts_made(lender, ledger, index, place)
    row.contacts = fen(contacts)


@rule
def report_trouble(row, lender):
    """The lender's standing, what its funders do, and the receiver's advance."""
    row.standing = lender.standing
    row.funding_spread = mean_spread(lender)
    row.undrawn_commitment_fen = undrawn_funding(lender)
    row.called_funding_fen = lender.month_called
    row.liquidity_coverage_ratio = lender.coverage
    row.receiver_advance_fen = lender.advance


@rare
def report_month(row, ledger, market, economy, stream, index):
    """Fill a lender's row of the month and clear the month's sums."""
    lender = market.lenders[index]
    row.replication = stream.replication
    row.month = economy.month
    row.lender = index
    row.factor = economy.factor
    row.unemployment_rate = lender.unemployment
    report_stocks(row, ledger, lender, index)
    report_flows(row, lender)
    report_work(row, lender)
    report_parts(row, ledger, lender, index)
    report_other(row, lender)
    report_pools(row, lender)
    report_state(row, ledger, lender, index)
    report_trouble(row, lender)
    row.net_income_fen = own_funds(lender) - lender.month_funds + row.dividend_fen - row.capital_injected_fen
    lender.net_income += row.net_income_fen
    row.risk_weighted_assets_fen = lender.risk_weighted_assets
    row.capital_ratio = lender.capital_ratio if lender.risk_weighted_assets > 0 else math.nan
    row.score_cutoff = lender.policies[0].underwriting_score_cutoff
    row.limit_multiple = lender.policies[0].limits_multiple
    row.orders_in_force = orders_in_force(lender, economy.month)
    lender.charge_off += row.charge_off_fen
    lender.recovery += row.recovery_fen
    lender.granted += row.granted_fen


@rare
def clear_month(lender):
    """Begin a new month's sums."""
    for movement in range(len(lender.month_flow)):
        lender.month_flow[movement] = 0
    lender.month_due = 0
    lender.month_missed = 0
    lender.month_asked = 0
    lender.month_called = 0
    lender.last_line_asked = lender.month_line_asked
    lender.month_line_asked = 0
    lender.month_defaults = 0
    lender.month_unwilling = 0
    lender.month_promotion_drawn = 0
    lender.month_fee_waived = 0
    lender.month_redefaults = 0
    lender.month_agency = 0
    lender.month_parts_repaid = 0
    lender.month_bought_back = 0
    lender.limit_bound = 0
    for activity in range(len(lender.month_activity)):
        lender.month_activity[activity] = 0
    lender.month_funds = own_funds(lender)


@rule
def report_losses(row, market):
    """Losses and defaults of a replication."""
    platform = market.lenders[0]
    row.loss_fen = platform.loss
    row.performing = market.performing
    row.defaults = market.defaults
    row.default_rate = share_of(market.defaulted_weight, market.performing_weight)
    row.exposure_at_default_fen = platform.exposure_at_default
    row.charge_off_fen = platform.charge_off
    row.recovery_fen = platform.recovery
    row.unwilling_defaults = market.unwilling
    row.guaranteed_loss_fen = platform.guaranteed_loss


@rule
def report_policy(row, platform):
    """What the platform's policy brought and cost in a replication."""
    row.economic_rate = platform.economic_rate
    row.evergreening_index = platform.economic_rate - platform.d90_rate
    row.activity_cost_fen = platform.activity_cost
    row.ecosystem_value_fen = platform.ecosystem_value
    row.alarms = platform.alarms
    row.false_alarms = platform.false_alarms
    row.missed_alarms = platform.missed_alarms
    row.first_alarm_month = platform.alarm_month if platform.alarm_month > 0 else NULL_INTEGER
    row.alarm_lead_months = math.nan
    if platform.confirmed_alarms > 0:
        row.alarm_lead_months = platform.lead_months / platform.confirmed_alarms


@rule
def report_business(row, platform):
    """Growth, revenue and cost of a replication; accounts of profit and loss add up from the start."""
    book = platform.book
    row.closing_balance_fen = platform.last_balance
    row.granted_fen = platform.granted
    row.interest_income_fen = -book[Account.INTEREST_INCOME + 0]
    row.late_income_fen = -book[Account.LATE_INCOME + 0]
    row.fees_fen = -book[Account.FEE_INCOME + 0]
    row.funding_cost_fen = book[Account.FUNDING_COST + 0]
    row.operating_cost_fen = book[Account.OPERATING_COST + 0]
    row.provision_expense_fen = book[Account.PROVISION_EXPENSE + 0]


@rule
def report_capital(row, platform, months):
    """Capital, liquidity and delinquency of a replication."""
    row.min_capital_fen = platform.min_capital
    row.min_capital_ratio = platform.min_capital_ratio if platform.min_capital_ratio < math.inf else math.nan
    row.capital_shortfall_fen = platform.capital_shortfall
    row.min_liquidity_fen = platform.min_liquidity
    row.max_outflow_fen = platform.max_outflow
    row.breach_month = platform.breach_month if platform.breach_month > 0 else NULL_INTEGER
    row.other_stop_day = platform.other_stop_day if platform.other_stop_day != NEVER else NULL_INTEGER
    row.d30_rate = platform.d30_rate
    row.d30_rate_average = platform.d30_sum / months
    row.d30_rate_peak = platform.d30_peak
    row.d90_rate = platform.d90_rate
    row.d90_rate_average = platform.d90_sum / months
    row.d90_rate_peak = platform.d90_peak
    row.opening_balance_fen = platform.opening_balance
    row.net_income_fen = platform.net_income


@rule
def months_to_failure(lender):
    """Months from the first breach of the capital floor to the failure; null where there was no breach before it."""
    failed = month_of(lender.failed_day)
    if lender.failed_day == NEVER or lender.breach_month == 0 or lender.breach_month > failed:
        return NULL_INTEGER
    return failed - lender.breach_month


@rule
def report_failures(row, market, world):
    """Who failed and when, and how long and how far the platform's liquidity reached."""
    platform = market.lenders[PLATFORM]
    row.failed_lenders = 0
    for index in range(world.lenders):
        if market.lenders[index].failed_day != NEVER:
            row.failed_lenders += 1
    row.failure_day = platform.failed_day if platform.failed_day != NEVER else NULL_INTEGER
    row.months_from_breach_to_failure = months_to_failure(platform)
    row.survival_days = platform.survival_day if platform.survival_day > 0 else NULL_INTEGER
    row.min_liquidity_coverage = platform.min_coverage if platform.min_coverage < math.inf else math.nan


@rule
def rate_of(part, whole):
    """A rate; NaN where there is nothing to divide by."""
    return part / whole if whole > 0 else math.nan


@rule
def report_vintages(row, platform):
    """First payments, early arrears and the flow of a replication."""
    row.first_payment_default_7_rate = rate_of(platform.first_late_7_sum, platform.first_due_sum)
    row.first_payment_default_30_rate = rate_of(platform.first_late_30_sum, platform.first_due_sum)
    row.d30_at_3_months_rate = rate_of(platform.late_at_three_sum, platform.three_months_sum)
    row.current_to_60_89_rate = rate_of(platform.flow_sum, platform.flow_months)


@rule
def report_scores(row, market):
    """How well the score told good borrowers from bad ones, and how far it shifted."""
    accepted, applicants = market.scores[ACCEPTED], market.scores[APPLICANTS]
    row.score_gini = gini(accepted)
    row.score_ks = kolmogorov_smirnov(accepted)
    row.score_psi = population_stability(accepted)
    row.score_gini_applicants = gini(applicants)
    row.score_ks_applicants = kolmogorov_smirnov(applicants)
    row.score_psi_applicants = population_stability(applicants)


@rare
def report_replication(row, market, world, stream, months):
    """Fill a replication's row."""
    row.replication = stream.replication
    row.weight = 1.0
    row.factor_mean = market.factor_sum / min(months, world.loss_horizon_days // DAYS_PER_MONTH)
    report_losses(row, market)
    report_holders(row, market, world, months)
    report_capital(row, market.lenders[0], months)
    report_failures(row, market, world)
    report_policy(row, market.lenders[0])
    report_vintages(row, market.lenders[0])
    report_scores(row, market)
    report_business(row, market.lenders[0])
