"""A lender's day: the borrowers' business is entered, funding paid and moved, new credit rationed."""

from sim.chart import Movement
from sim.compiled import rare, rule
from sim.ledger import post, settle
from sim.rules.failure import administer, watch_failure
from sim.rules.funders import funding_cost, pay_called
from sim.rules.liquidity import fund, watch_liquidity, watch_outflow
from sim.rules.settlement import settle_partners
from sim.rules.supply import ration_credit
from sim.rules.vintage import gather_vintages


@rule
def add_control(ledger, market, index):
    """Take over the day's change of the records' sums, with which the books are reconciled."""
    lender = market.lenders[index]
    for control in range(len(lender.control)):
        lender.control[control] += ledger.control[index, control]
    lender.month_due += ledger.due[index]
    lender.month_missed += ledger.missed[index]
    lender.month_asked += ledger.asked[index]
    lender.month_line_asked += ledger.line_asked[index]
    for activity in range(len(lender.month_activity)):
        lender.month_activity[activity] += ledger.activity[index, activity]
        ledger.activity[index, activity] = 0
    lender.month_agency += ledger.agency[index]
    ledger.agency[index] = 0
    lender.month_unwilling += ledger.unwilling[index]
    lender.month_promotion_drawn += ledger.promotion_drawn[index]
    lender.month_fee_waived += ledger.fee_waived[index]
    lender.month_redefaults += ledger.redefaults[index]
    lender.month_defaults += ledger.defaults[index]
    lender.loss += ledger.loss[index]
    lender.exposure_at_default += ledger.exposure_at_default[index]


@rare
def enter(ledger, market, index):
    """Settle what was posted into the books, keep it among the month's flows, and clear the day's sums."""
    settle(ledger, market, index)
    lender = market.lenders[index]
    for movement in range(len(lender.month_flow)):
        lender.month_flow[movement] += ledger.flow[index, movement]
        ledger.flow[index, movement] = 0


@rule
def enter_month(ledger, market, index, day):
    """Enter what a lender's month end brought, and watch its liquidity."""
    watch_outflow(ledger, market.lenders[index], index, day)
    enter(ledger, market, index)
    watch_liquidity(market.lenders[index])


@rare
def move_funding(ledger, market, index, day):
    """Pay what is called, bring cash back to its target; under a receiver it is the receiver who pays."""
    lender = market.lenders[index]
    if lender.administered == 1:
        administer(ledger, lender, index)
    else:
        pay_called(ledger, lender, index, day)
        enter(ledger, market, index)
        fund(ledger, market, index)
    enter(ledger, market, index)


@rule
def close_receivership(ledger, market, index):
    """The receiver's part of a month end: what cost left of cash is advanced or distributed."""
    if market.lenders[index].administered == 1:
        administer(ledger, market.lenders[index], index)
        enter(ledger, market, index)


@rare
def close_lender_day(ledger, market, economy, index, day, world):
    """The lender's close of a day: enter the borrowers' business, pay for funding, move it, watch, ration."""
    lender = market.lenders[index]
    post(ledger, index, Movement.PAY_FUNDING_COST, funding_cost(lender, economy.funding_spread))
    add_control(ledger, market, index)
    gather_vintages(ledger, lender, index)
    if lender.partner_count > 0:
        settle_partners(ledger, lender, index)
    watch_outflow(ledger, lender, index, day)
    enter(ledger, market, index)
    move_funding(ledger, market, index, day)
    watch_liquidity(lender)
    watch_failure(lender, day, world)
    lender.window_filed += ledger.filed[index]
    if day % world.window_days == 0:
        ration_credit(lender, day, world)
