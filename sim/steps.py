"""One step of a borrower's day, entered from Python by its place: what a subclass of `Borrower` calls by `super()`.

Python enters compiled code by arrays and numbers; the order of the day itself stands in `sim.day`.
"""

from sim.compiled import rule
from sim.rules.admission import come_in
from sim.rules.delinquency import age_delinquency
from sim.rules.festivals import shop_festival
from sim.rules.health import fall_ill
from sim.rules.income import change_job, receive_income
from sim.rules.month import close_month, open_month
from sim.rules.repayment import pay_bills, repay_early
from sim.rules.spending import spend
from sim.rules.underwriting import apply_for_loans, receive_loans

STEPS = (
    "spend", "receive_loans", "open_month", "change_job", "fall_ill", "shop_festival", "receive_income", "pay_bills",
    "age_delinquency", "repay_early", "come_in", "apply_for_loans", "close_month",
)  # fmt: skip
"""The steps that a subclass may override, in the order of the day."""
LATER_STEPS = STEPS.index("receive_income")


@rule
def run_step(step, borrowers, due, index, first_day, economies, place, markets, worlds, streams, ledgers):
    """Run the step with this place in `STEPS` on one row."""
    day = int(due[index])
    borrower, economy, market, world = borrowers[index], economies[place], markets[0], worlds[0]
    stream, ledger = streams[0], ledgers[0, day - first_day]
    if step < LATER_STEPS:
        run_early_step(step, borrower, day, economy, market, world, stream, ledger)
    elif step == LATER_STEPS:
        receive_income(borrower, day, economy, world, stream, ledger)
    elif step == LATER_STEPS + 1:
        pay_bills(borrower, day, market, world, stream, ledger)
    elif step == LATER_STEPS + 2:
        age_delinquency(borrower, day, market, world, ledger)
    elif step == LATER_STEPS + 3:
        repay_early(borrower, day, market, world, stream, ledger)
    elif step == LATER_STEPS + 4:
        come_in(borrower, day, market, world, stream, ledger)
    elif step == LATER_STEPS + 5:
        apply_for_loans(borrower, day, market, world, stream, ledger)
    else:
        close_month(borrower, day, economy, market, world, stream, ledger)


@rule
def run_early_step(step, borrower, day, economy, market, world, stream, ledger):
    """Run one of the steps before payday."""
    if step == 0:
        spend(borrower, day, market, world, ledger)
    elif step == 1:
        receive_loans(borrower, day, market, world, stream, ledger)
    elif step == 2:
        open_month(borrower, day, economy, market, world, stream)
    elif step == 3:
        change_job(borrower, day)
    elif step == 4:
        fall_ill(borrower, day, market, world, stream, ledger)
    else:
        shop_festival(borrower, day, market, world, ledger)
