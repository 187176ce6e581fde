"""The order of events: a borrower's day, the close of a day, the close of a month. Calls in order, no arithmetic.

Borrowers see institutions and the economy as of the close before the window; institutions close its days one by one.
"""

from sim.compiled import rule
from sim.rules.account_loss import gather_account_losses
from sim.rules.activity import charge_activity, watch_standing
from sim.rules.admission import come_in
from sim.rules.capital import charge_month, measure_capital, measure_lender, watch_capital, watch_delinquency
from sim.rules.causes import raise_generation
from sim.rules.clearing import clear_lenders
from sim.rules.collections import value_claims
from sim.rules.control import put_in, take_out
from sim.rules.delinquency import age_delinquency
from sim.rules.failure import watch_closure
from sim.rules.festivals import is_festival, shop_festival
from sim.rules.funder_reaction import move_funders
from sim.rules.guarantee import settle_guarantee
from sim.rules.health import fall_ill
from sim.rules.income import change_job, receive_income
from sim.rules.levers import move_levers
from sim.rules.liquidity import measure_coverage
from sim.rules.month import close_month, open_month
from sim.rules.other_business import do_other_business, stop_other_business
from sim.rules.owners import act_on_capital
from sim.rules.regulation import close_limits
from sim.rules.repayment import pay_bills, repay_early
from sim.rules.reporting import clear_month, report_month
from sim.rules.schedule import next_event_day
from sim.rules.securitisation import close_pools
from sim.rules.settlement import cover_first_losses, set_partner_terms
from sim.rules.spending import spend
from sim.rules.supply import tighten
from sim.rules.treasury import close_lender_day, close_receivership, enter_month
from sim.rules.underwriting import apply_for_loans, receive_loans
from sim.rules.warning import watch_alarms
from sim.units import DAYS_PER_MONTH, day_of_month, last_day_of


@rule
def live(borrower, day, economy, market, world, stream, ledger):
    """A day on which something is due, in the order in which it happens."""
    spend(borrower, day, market, world, ledger)
    receive_loans(borrower, day, market, world, stream, ledger)
    if day_of_month(day) == 1:
        open_month(borrower, day, economy, market, world, stream)
    if borrower.job_change_day == day:
        change_job(borrower, day)
    if borrower.health_day == day:
        fall_ill(borrower, day, market, world, stream, ledger)
    if is_festival(day, world):
        shop_festival(borrower, day, market, world, ledger)
    if day_of_month(day) == borrower.payday:
        receive_income(borrower, day, economy, world, stream, ledger)
    pay_bills(borrower, day, market, world, stream, ledger)
    age_delinquency(borrower, day, market, world, ledger)
    if day_of_month(day) == borrower.payday:
        repay_early(borrower, day, market, world, stream, ledger)
        come_in(borrower, day, market, world, stream, ledger)
        apply_for_loans(borrower, day, market, world, stream, ledger)
    if day_of_month(day) == DAYS_PER_MONTH:
        close_month(borrower, day, economy, market, world, stream, ledger)


@rule
def borrower_day(borrower, day, economy, market, world, stream, ledger):
    """A borrower's day between two counts of what the record holds, and the next day with something due."""
    take_out(borrower, world, ledger)
    live(borrower, day, economy, market, world, stream, ledger)
    put_in(borrower, world, ledger)
    borrower.next_day = next_event_day(borrower, day, market, world)


@rule
def borrower_end(borrower, day, economy, market, world, ledger):
    """The end of the horizon for a borrower: later recoveries are valued."""
    value_claims(borrower, day, economy, market, world, ledger)


@rule
def close_day(ledger, market, world, economy, stream, day):
    """Institutions close a day: each its own, then what they owe to each other."""
    market.control_cash += ledger.control_cash
    market.defaults += ledger.first_defaults
    market.unwilling += ledger.first_unwilling
    market.defaulted_weight += ledger.first_defaults_weight
    gather_account_losses(ledger, market)
    for index in range(world.lenders):
        do_other_business(ledger, market, world, stream, index, day)
        raise_generation(market.lenders[index], ledger, index)
        close_lender_day(ledger, market, economy, index, day, world)
        stop_other_business(market.lenders[index], world, day)
    clear_lenders(ledger, market, world, day)


@rule
def close_lender_month(row, ledger, market, world, economy, stream, index):
    """A lender closes a month: cost, guarantee and allowance, rates and capital, owners, trouble, report, levers."""
    lender = market.lenders[index]
    day = last_day_of(economy.month)
    charge_month(ledger, lender, index)
    charge_activity(ledger, lender, index)
    settle_guarantee(ledger, lender, economy, index)
    cover_first_losses(ledger, lender, index)
    close_pools(ledger, lender, index, economy.month)
    enter_month(ledger, market, index, day)
    measure_lender(ledger, lender, index, economy.month)
    if act_on_capital(ledger, lender, index):
        enter_month(ledger, market, index, day)
        measure_capital(ledger, lender, index)
    watch_closure(lender, day, world)
    close_receivership(ledger, market, index)
    watch_capital(lender, economy.month)
    watch_delinquency(lender)
    watch_standing(ledger, lender, index)
    measure_coverage(lender, day)
    tighten(lender, world)
    close_limits(lender)
    report_month(row, ledger, market, economy, stream, index)
    if world.warming == 0:
        move_levers(lender, economy)
        watch_alarms(lender, economy.month)
        move_funders(market, world, index, economy.month, day)
    set_partner_terms(lender, economy.month + 1)
    clear_month(lender)
