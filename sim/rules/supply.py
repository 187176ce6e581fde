"""How a lender in trouble supplies less credit: it tightens, rations, or has failed, and how much of it is felt.

Channel `credit_supply`: at strength s borrowers feel the share s of each cut; at 0 they feel nothing.
"""

import math

from sim.chart import Movement
from sim.compiled import rare, rule
from sim.market import Standing
from sim.records import Channel
from sim.rules.funders import falling_due, receivables
from sim.rules.liquidity import liquidity
from sim.rules.regulation import lending_room
from sim.units import DAYS_PER_MONTH, LARGEST_BALANCE, day_of_month, fen

NO_CAP = 100.0
"""A cap on growth from here on is none."""
UNLIMITED = LARGEST_BALANCE


@rule
def ration_of(asked, available):
    """Share of the credit asked for that is granted: all, or what liquidity allows pro rata."""
    if asked <= 0 or asked <= available:
        return 1.0
    return max(0.0, available / asked)


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
def line_use_daily(lender, day):
    """What borrowers want to use of their lines a day (fen, not rounded): the last month's mean, or this one's so far.

    The larger of the two, so that a lender without a past month knows something and a rise is seen at once.
    """
    return max(lender.last_line_asked / DAYS_PER_MONTH, lender.month_line_asked / day_of_month(day))


@rule
def credit_expected(lender, day):
    """New credit that liquidity must carry (fen): the own part of loans that passed and of some days' use of lines."""
    own = lender.own_share
    return fen(own * lender.window_filed) + fen(own * lender.line_days * line_use_daily(lender, day))


@rule
def spendable(lender, day, window_days):
    """Liquidity for new credit (fen): less what is kept for cost, and less funding that falls due before it is seen."""
    kept = fen(lender.cost_reserve * receivables(lender))
    return liquidity(lender) - kept - falling_due(lender, day, window_days + lender.line_days)


@rule
def closeness(value, floor, distance):
    """How near a ratio is to its floor: 0 at this distance above it or more, 1 at the floor and below."""
    if value < floor:
        return 1.0
    if value >= floor + distance:
        return 0.0
    return 1.0 - (value - floor) / distance


@rule
def tightness_of(lender):
    """How tight the lender is (0..1): by its capital ratio near the floor, or by the coverage of its outflow."""
    by_capital = 0.0
    if lender.risk_weighted_assets > 0:
        by_capital = closeness(lender.capital_ratio, lender.capital_floor, lender.tightening_capital)
    if math.isnan(lender.coverage):
        return by_capital
    return max(by_capital, closeness(lender.coverage, 0.0, lender.tightening_coverage))


@rule
def standing_now(lender):
    """Normal, tightened, rationed; failed for good."""
    if lender.standing == Standing.FAILED:
        return Standing.FAILED + 0
    if lender.shortage > 0.0:
        return Standing.RATIONED + 0
    return Standing.TIGHTENED + 0 if lender.tightness > 0.0 else Standing.NORMAL + 0


@rule
def pass_on_trouble(lender, strength):
    """What borrowers feel: the channel's share of the shortage, of tightening, or of a failure, which cuts all."""
    has_failed = lender.standing == Standing.FAILED
    lender.felt_loan_cut = strength * (1.0 if has_failed else lender.shortage)
    lender.felt_line_cut = strength * (0.0 if has_failed else lender.shortage)
    lender.felt_limit_cut = strength * (1.0 if has_failed else lender.limit_cut * lender.tightness)
    lender.felt_approval_cut = strength * (1.0 if has_failed else lender.approval_cut * lender.tightness)
    lender.ration = min(lender.ration, 1.0 - lender.felt_loan_cut)


@rule
def lawful_ration(lender):
    """Share of the loans filed that the growth cap and the limits of regulation allow; these count the own part.

    Whether a limit cuts more than the cap and liquidity do is noted.
    """
    by_growth = ration_of(lender.window_filed, growth_allowed(lender))
    by_law = ration_of(fen(lender.own_share * lender.window_filed), lending_room(lender))
    if by_law < min(by_growth, 1.0 - lender.shortage):
        lender.limit_bound = 1
    return min(by_growth, by_law)


@rule
def ration_credit(lender, day, world):
    """At the close of a window: the ration of new credit in the next, and what borrowers feel of the lender's state.

    Loans are cut by the growth cap and by law too, which is no trouble: the smaller share holds.
    """
    lender.shortage = 1.0 - ration_of(credit_expected(lender, day), spendable(lender, day, world.window_days))
    lender.standing = standing_now(lender)
    lender.ration = lawful_ration(lender)
    pass_on_trouble(lender, world.channel[Channel.CREDIT_SUPPLY + 0])
    lender.window_filed = 0


@rare
def tighten(lender, world):
    """At a month's close: how tight the lender is in the next month; while the opening book is aged it is not."""
    if world.warming == 0:
        lender.tightness = tightness_of(lender)
    lender.standing = standing_now(lender)
    pass_on_trouble(lender, world.channel[Channel.CREDIT_SUPPLY + 0])
