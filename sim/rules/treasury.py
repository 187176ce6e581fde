"""A lender's day: funding, liquidity and the ration of new credit. The close of the month stands in `capital`."""

from sim.compiled import rare, rule
from sim.ledger import CASH_EFFECT, MOVEMENTS, Account, Movement, post, settle
from sim.rules.regulation import lending_room
from sim.rules.settlement import own_receivables, settle_partners
from sim.rules.vintage import gather_vintages
from sim.units import DAYS_PER_YEAR, LARGEST_BALANCE, fen

NO_CAP = 100.0
"""A cap on growth from here on is none."""
UNLIMITED = LARGEST_BALANCE


@rule
def receivables(lender):
    """Principal and interest on the books (fen)."""
    return lender.book[Account.PRINCIPAL + 0] + lender.book[Account.INTEREST + 0]


@rule
def funding_drawn(lender):
    """Borrowed funds (fen)."""
    return -lender.book[Account.FUNDING + 0]


@rule
def undrawn_funding(lender):
    """Committed funding not yet drawn (fen)."""
    return max(0, lender.committed_fen - funding_drawn(lender))


@rule
def liquidity(lender):
    """Cash plus undrawn committed funding (fen)."""
    return lender.book[Account.CASH + 0] + undrawn_funding(lender)


@rule
def funding_cost(lender, funding_spread):
    """Interest on funding for a day (fen)."""
    return fen(funding_drawn(lender) * (lender.funding_rate + funding_spread) / DAYS_PER_YEAR)


@rule
def funding_change(lender):
    """Funding to draw (positive) or repay (negative) so that cash returns to its target (fen)."""
    missing = fen(lender.cash_share * own_receivables(lender)) - lender.book[Account.CASH + 0]
    if missing >= 0:
        return min(missing, undrawn_funding(lender))
    return max(missing, -funding_drawn(lender))


@rule
def fund(ledger, market, index):
    """Move cash back to its target by drawing or repaying funding."""
    change = funding_change(market.lenders[index])
    if change > 0:
        post(ledger, index, Movement.DRAW_FUNDING, change)
    elif change < 0:
        post(ledger, index, Movement.REPAY_FUNDING, -change)


@rule
def net_flow(ledger, index):
    """Cash in less cash out of the day before funding (fen)."""
    net = 0
    for movement in range(MOVEMENTS):
        net += CASH_EFFECT[movement] * ledger.flow[index, movement]
    return net


@rule
def growth_allowed(lender):
    """New loans that the cap on growth leaves for the rest of the month (fen)."""
    cap = lender.policies[0].underwriting_growth_cap_monthly
    if cap >= NO_CAP:
        return UNLIMITED
    flow = lender.month_flow
    grown = flow[Movement.PURCHASE + 0] + flow[Movement.DISBURSE + 0] + flow[Movement.DRAW_CASH + 0]
    grown -= flow[Movement.REPAY_PRINCIPAL + 0]
    return max(0, fen(cap * lender.last_balance) - grown)


@rule
def ration_of(asked, available):
    """Share of the credit asked for that is granted: all, or what liquidity allows pro rata."""
    if asked <= 0 or asked <= available:
        return 1.0
    return max(0.0, available / asked)


@rule
def ration_of_window(lender):
    """Ration of the loans filed in a window: the growth cap counts all of them, liquidity and law the own part."""
    by_growth = ration_of(lender.window_filed, growth_allowed(lender))
    own = fen(lender.own_share * lender.window_filed)
    by_means = min(by_growth, ration_of(own, liquidity(lender)))
    by_law = ration_of(own, lending_room(lender))
    if by_law < by_means:
        lender.limit_bound = 1
    return min(by_means, by_law)


@rule
def watch_outflow(ledger, lender, index):
    """Keep the largest cumulative outflow before funding."""
    lender.net_outflow -= net_flow(ledger, index)
    lender.max_outflow = max(lender.max_outflow, lender.net_outflow)


@rule
def watch_liquidity(lender):
    """Keep the lowest liquidity."""
    lender.min_liquidity = min(lender.min_liquidity, liquidity(lender))


@rule
def add_control(ledger, market, index):
    """Take over the day's change of the records' sums, with which the books are reconciled."""
    lender = market.lenders[index]
    for control in range(len(lender.control)):
        lender.control[control] += ledger.control[index, control]
    lender.month_due += ledger.due[index]
    lender.month_missed += ledger.missed[index]
    lender.month_asked += ledger.asked[index]
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
def enter_month(ledger, market, index):
    """Enter what a lender's month end brought, and watch its liquidity."""
    watch_outflow(ledger, market.lenders[index], index)
    enter(ledger, market, index)
    watch_liquidity(market.lenders[index])


@rare
def close_lender_day(ledger, market, economy, index, day, window_days):
    """The lender's close of a day: enter the borrowers' business, pay for funding, watch, refill cash, ration."""
    lender = market.lenders[index]
    post(ledger, index, Movement.PAY_FUNDING_COST, funding_cost(lender, economy.funding_spread))
    add_control(ledger, market, index)
    gather_vintages(ledger, lender, index)
    if lender.partner_count > 0:
        settle_partners(ledger, lender, index)
    watch_outflow(ledger, lender, index)
    enter(ledger, market, index)
    fund(ledger, market, index)
    enter(ledger, market, index)
    watch_liquidity(lender)
    lender.window_filed += ledger.filed[index]
    if day % window_days == 0:
        lender.ration = ration_of_window(lender)
        lender.window_filed = 0
