"""A borrower's month: what is decided on its first day, and what is accrued and measured on its last."""

from sim.compiled import rule
from sim.randomness import Decision, uniform
from sim.records import Kind, PayerType, State
from sim.rules.access import headroom
from sim.rules.arrears import days_past_due
from sim.rules.collections import collect, readmit
from sim.rules.delinquency import end_defaults
from sim.rules.income import change_permanent_income, draw_job_change, is_review_month
from sim.rules.products import accrue, issue_statement
from sim.rules.scoring import update_score
from sim.rules.spending import plan_spending


@rule
def payer_type_of(draw, transactor_share, minimum_payer_share):
    """Payer type by its shares."""
    if draw < transactor_share:
        return PayerType.TRANSACTOR + 0
    if draw < transactor_share + minimum_payer_share:
        return PayerType.MINIMUM + 0
    return PayerType.PARTIAL + 0


@rule
def change_payer_type(borrower, day, segment, stream):
    """Once a year: perhaps another way of paying."""
    if segment.switch_yearly <= 0.0:
        return
    if uniform(stream, borrower.agent, 0, day, Decision.PAYER_SWITCH) < segment.switch_yearly:
        draw = uniform(stream, borrower.agent, 0, day, Decision.PAYER_TYPE)
        borrower.payer_type = payer_type_of(draw, segment.transactor_share, segment.minimum_payer_share)


@rule
def issue_statements(borrower, day, world):
    """The first of the month: bill the lines."""
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.OPEN:
            product = world.product[account.product]
            if product.kind == Kind.REVOLVING:
                issue_statement(account, day, product)


@rule
def open_month(borrower, day, economy, market, world, stream):
    """The first day of a month: work, lasting changes, plans, score, statements."""
    segment = world.segment[borrower.segment]
    draw_job_change(borrower, day, economy, stream)
    if is_review_month(borrower, day):
        change_permanent_income(borrower, day, segment, stream)
        change_payer_type(borrower, day, segment, stream)
    plan_spending(borrower, day, segment, stream)
    update_score(borrower, day, market, world)
    issue_statements(borrower, day, world)


@rule
def bucket_of(age):
    """Delinquency bucket: current, 1-29, 30-59, 60-89, 90 and more days past due."""
    if age <= 0:
        return 0
    return min(age // 30 + 1, 4)


@rule
def measure_account(borrower, slot, day, market, world, ledger):
    """Add one account to the stocks of the month end."""
    account = borrower.accounts[slot]
    lender = world.product[account.product].lender
    weight = borrower.weight
    balance = account.principal + account.interest
    bucket = bucket_of(days_past_due(account, day, world))
    ledger.balance[lender, bucket] += weight * balance
    if balance > 0:
        ledger.active_accounts[lender] += weight
        if bucket > 0:
            ledger.accounts_past_due[lender] += weight
    if world.product[account.product].kind == Kind.REVOLVING:
        ledger.undrawn[lender] += weight * headroom(borrower, slot, day, market, world)


@rule
def close_account_month(borrower, slot, day, economy, market, world, ledger):
    """An account at the month end: accrue, or collect and perhaps readmit after charge-off; then measure."""
    account = borrower.accounts[slot]
    if account.state == State.OPEN:
        accrue(borrower, account, day, world, ledger)
        measure_account(borrower, slot, day, market, world, ledger)
    elif account.state == State.CHARGED_OFF:
        collect(borrower, account, day, economy, market, world, ledger)
        if day >= account.blocked_until:
            readmit(borrower, account, day, world, ledger)


@rule
def close_month(borrower, day, economy, market, world, ledger):
    """The last day of a month: accrue, collect, measure."""
    end_defaults(borrower, day, market, world, ledger)
    for slot in range(len(borrower.accounts)):
        close_account_month(borrower, slot, day, economy, market, world, ledger)
    ledger.earners += borrower.weight
    ledger.jobless += borrower.weight * (1 - int(borrower.employed))
    ledger.cash += borrower.weight * borrower.cash
