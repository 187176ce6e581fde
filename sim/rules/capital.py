"""A lender's month end: running cost, allowance, risk-weighted assets, capital ratio, lows and highs of the run."""

import math

from sim.chart import Account, Movement
from sim.compiled import rare, rule
from sim.ledger import own_funds, post
from sim.market import DPD_BUCKETS, YEAR
from sim.rules.exposure import borne_balance, expected_first_loss, first_loss_weighted, own_rate_from, share_of
from sim.sizes import MAX_SEGMENTS
from sim.units import MONTHS_PER_YEAR, fen

SURPLUS_UNKNOWN = -(2**62)
"""Start of a running maximum."""


@rule
def allowance(lender):
    """Allowance for loan losses (fen)."""
    return -lender.book[Account.ALLOWANCE + 0]


@rule
def allowance_target(ledger, lender, index):
    """Allowance by days past due (fen)."""
    target = 0.0
    for bucket in range(DPD_BUCKETS):
        target += lender.provision_rate[bucket] * borne_balance(ledger, lender, index, bucket)
    for place in range(lender.partner_count):
        target += expected_first_loss(ledger, lender, index, place)
    return fen(target)


@rule
def operating_cost(ledger, lender, index):
    """Cost of the month (fen): by active account and by balance."""
    balance = outstanding(ledger, index)
    return fen(
        lender.account_cost_fen * ledger.active_accounts[index] + lender.balance_cost * balance / MONTHS_PER_YEAR
    )


@rule
def outstanding(ledger, index):
    """Whole outstanding balance, principal and accrued interest, by the records (fen)."""
    total = 0
    for bucket in range(DPD_BUCKETS):
        total += ledger.balance[index, bucket]
    return total


@rule
def balance_from(ledger, index, first_bucket):
    """Outstanding balance in this delinquency bucket and the older ones (fen)."""
    total = 0
    for bucket in range(first_bucket, DPD_BUCKETS):
        total += ledger.balance[index, bucket]
    return total


@rule
def risk_weighted_assets(ledger, lender, index):
    """Balances net of allowance and undrawn lines by their risk weights (fen); cash weighs nothing."""
    total = 0.0
    for bucket in range(DPD_BUCKETS):
        weight = lender.past_due_weight if bucket == DPD_BUCKETS - 1 else lender.retail_weight
        total += weight * borne_balance(ledger, lender, index, bucket) * (1.0 - lender.provision_rate[bucket])
    for place in range(lender.partner_count):
        total += first_loss_weighted(ledger, lender, index, place)
    undrawn = lender.own_share * ledger.undrawn[index]
    return fen(total + lender.retail_weight * lender.undrawn_conversion * undrawn)


@rule
def charge_month(ledger, lender, index):
    """Post the month's cost and bring the allowance to its target."""
    post(ledger, index, Movement.PAY_OPERATING_COST, operating_cost(ledger, lender, index))
    post(ledger, index, Movement.PROVIDE, allowance_target(ledger, lender, index) - allowance(lender))


@rule
def gone_in_year(lender):
    """Written off within the year (fen)."""
    total = 0
    for place in range(len(lender.gone)):
        total += lender.gone[place]
    return total


@rule
def economic_rate(ledger, lender, index):
    """Share of bad debt that no plan and no write-off can hide: 90+, restructured or written off within the year."""
    gone = gone_in_year(lender)
    bad = balance_from(ledger, index, DPD_BUCKETS - 1) + ledger.restructured[index] + gone
    return share_of(bad, outstanding(ledger, index) + gone)


@rule
def flow_to_60_89(ledger, lender, index):
    """Share of the current balance that comes to be 60-89 days past due in three months; NaN with nothing to divide by.

    The product of this month's three roll rates, each of a bucket on the younger one a month ago, by balance: the
    "C-M3 flow rate" as Lufax discloses it (results of the second quarter of 2021, presentation, note 1).
    """
    if lender.last_current <= 0 or lender.last_first_arrears <= 0 or lender.last_early_arrears <= 0:
        return math.nan
    first = ledger.balance[index, 1] / lender.last_current
    second = ledger.balance[index, 2] / lender.last_first_arrears
    return first * second * (ledger.balance[index, 3] / lender.last_early_arrears)


@rule
def watch_flow(lender):
    """Keep the sum of the months that have a flow."""
    if not math.isnan(lender.current_to_60_89):
        lender.flow_sum += lender.current_to_60_89
        lender.flow_months += 1


@rare
def measure_delinquency(ledger, lender, index, month):
    """Rates of the month end by days past due, in all and by segment, and what rolled on."""
    whole = outstanding(ledger, index)
    flow = lender.month_flow
    charged_off = flow[Movement.CHARGE_OFF_PRINCIPAL + 0] + flow[Movement.CHARGE_OFF_INTEREST + 0]
    lender.gone[(month - 1) % YEAR] = charged_off
    lender.d30_rate = share_of(balance_from(ledger, index, 2), whole)
    lender.d90_rate = share_of(balance_from(ledger, index, 4), whole)
    lender.d30_rate_own = own_rate_from(ledger, lender, index, 2)
    lender.d90_rate_own = own_rate_from(ledger, lender, index, 4)
    lender.economic_rate = economic_rate(ledger, lender, index)
    lender.missed_rate = share_of(lender.month_missed, lender.month_due)
    lender.roll_rate = share_of(ledger.balance[index, 3], lender.last_early_arrears)
    lender.current_to_60_89 = flow_to_60_89(ledger, lender, index)
    lender.last_current = ledger.balance[index, 0]
    lender.last_first_arrears = ledger.balance[index, 1]
    lender.last_early_arrears = ledger.balance[index, 2]
    lender.growth = share_of(whole - lender.last_balance, lender.last_balance)
    lender.last_balance = whole
    for segment in range(MAX_SEGMENTS):
        lender.segment_d30_rate[segment] = share_of(ledger.segment_d30[segment], ledger.segment_balance[segment])


@rule
def measure_capital(ledger, lender, index):
    """Risk-weighted assets and the capital ratio of the month end."""
    lender.risk_weighted_assets = risk_weighted_assets(ledger, lender, index)
    lender.capital_ratio = share_of(own_funds(lender), lender.risk_weighted_assets)


@rare
def measure_lender(ledger, lender, index, month):
    """Work, delinquency and capital of the month end."""
    lender.unemployment = share_of(ledger.jobless, ledger.earners)
    measure_delinquency(ledger, lender, index, month)
    measure_capital(ledger, lender, index)


@rule
def watch_capital(lender, month):
    """Keep the lows and highs of the run."""
    funds = own_funds(lender)
    shortfall = fen(lender.capital_floor * lender.risk_weighted_assets) - funds
    lender.min_capital = min(lender.min_capital, funds)
    lender.capital_shortfall = max(lender.capital_shortfall, shortfall)
    if lender.risk_weighted_assets > 0:
        lender.min_capital_ratio = min(lender.min_capital_ratio, lender.capital_ratio)
    if shortfall > 0 and lender.breach_month == 0:
        lender.breach_month = month


@rule
def watch_delinquency(lender):
    """Keep sums and peaks of the delinquency rates."""
    lender.d30_sum += lender.d30_rate
    lender.d90_sum += lender.d90_rate
    watch_flow(lender)
    lender.d30_peak = max(lender.d30_peak, lender.d30_rate)
    lender.d90_peak = max(lender.d90_peak, lender.d90_rate)
    lender.d30_own_sum += lender.d30_rate_own
    lender.d90_own_sum += lender.d90_rate_own
    lender.d30_own_peak = max(lender.d30_own_peak, lender.d30_rate_own)
    lender.d90_own_peak = max(lender.d90_own_peak, lender.d90_rate_own)
