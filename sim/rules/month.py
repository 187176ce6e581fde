"""A borrower's month: what is decided on its first day, and what is accrued and measured on its last."""

from sim.chart import Movement
from sim.compiled import rare, rule
from sim.market import PLATFORM
from sim.randomness import Decision, uniform
from sim.records import Kind, PayerType, State
from sim.rules.access import headroom, is_line_closed
from sim.rules.admission import leave
from sim.rules.arrears import days_past_due, past_due
from sim.rules.collections import collect, price_multiple, readmit, receive_on_claim, sell_debt
from sim.rules.delinquency import end_defaults
from sim.rules.health import draw_health_shock
from sim.rules.help import ask_for_plan, get_family_help
from sim.rules.helping_hand import tell_need
from sim.rules.income import change_permanent_income, draw_job_change, draw_second_job_change, is_review_month
from sim.rules.ladder import count_contacts
from sim.rules.limits import review_limits
from sim.rules.litigation import enforce, is_judged, sue
from sim.rules.partners import is_shared, measure_parts
from sim.rules.pricing import highest_rate
from sim.rules.products import accrue, charge, issue_statement, late_rate, late_room
from sim.rules.registry import blacklist_borrower, grant_amnesty, report_lateness
from sim.rules.repair import repair_credit
from sim.rules.reported import LAST_BUCKET, is_plan_over, is_restructured, reported_bucket
from sim.rules.scoring import update_score
from sim.rules.spending import plan_spending
from sim.rules.towns import count_spending
from sim.rules.vintage import count_early_arrears
from sim.rules.willingness import weigh_paying
from sim.units import DAYS_PER_MONTH, NEVER, fen

FIRST_D30_BUCKET = 2


@rule
def payer_type_of(draw, transactor_share, minimum_payer_share):
    """Payer type by its shares."""
    if draw < transactor_share:
        return PayerType.TRANSACTOR + 0
    if draw < transactor_share + minimum_payer_share:
        return PayerType.MINIMUM + 0
    return PayerType.PARTIAL + 0


@rare
def change_payer_type(borrower, day, segment, stream):
    """Once a year: perhaps another way of paying."""
    if segment.switch_yearly <= 0.0:
        return
    if uniform(stream, borrower.agent, 0, day, Decision.PAYER_SWITCH) < segment.switch_yearly:
        draw = uniform(stream, borrower.agent, 0, day, Decision.PAYER_TYPE)
        borrower.payer_type = payer_type_of(draw, segment.transactor_share, segment.minimum_payer_share)


@rule
def pay_by_whim(borrower, day, segment, stream):
    """Perhaps pay this month's bills like somebody else."""
    borrower.paying_as = borrower.payer_type
    if segment.whim > 0.0:
        draw = uniform(stream, borrower.agent, 0, day, Decision.WHIM)
        if draw < segment.whim:
            borrower.paying_as = payer_type_of(
                draw / segment.whim, segment.transactor_share, segment.minimum_payer_share
            )


@rule
def issue_statements(borrower, day, market, world):
    """The first of the month: bill the lines."""
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.OPEN:
            product = world.product[account.product]
            if product.kind == Kind.REVOLVING:
                policy = market.lenders[product.lender].policies[borrower.segment]
                issue_statement(borrower, account, day, product, policy)


@rule
def open_month(borrower, day, economy, market, world, stream):
    """The first day of a month: work, health, lasting changes, plans, score, limits, willingness, statements."""
    segment = world.segment[borrower.segment]
    draw_job_change(borrower, day, economy, segment, stream)
    if borrower.dual_earner == 1 and segment.second_earner_risk > 0.0:
        draw_second_job_change(borrower, day, economy, segment, stream)
    draw_health_shock(borrower, day, segment, stream)
    if is_review_month(borrower, day):
        change_permanent_income(borrower, day, segment, stream)
        change_payer_type(borrower, day, segment, stream)
    pay_by_whim(borrower, day, segment, stream)
    leave(borrower, day, market, world, stream)
    plan_spending(borrower, day, market, world, stream)
    grant_amnesty(borrower, day, market, world)
    update_score(borrower, day, market, world)
    review_limits(borrower, day, market, world)
    weigh_paying(borrower, day, economy, market, world)
    issue_statements(borrower, day, market, world)


@rule
def measure_balance(borrower, account, day, world, ledger):
    """Add an account's balance to the stocks of the month end, in its bucket as reported."""
    lender = world.product[account.product].lender
    weighted = borrower.weight * (account.principal + account.interest)
    bucket = reported_bucket(account, day, world)
    ledger.balance[lender, bucket] += weighted
    if world.has_partners == 1 and is_shared(account):
        measure_parts(borrower, account, lender, bucket, ledger)
    if is_restructured(account, day) and bucket < LAST_BUCKET:
        ledger.restructured[lender] += weighted
    if bucket >= FIRST_D30_BUCKET:
        count_early_arrears(borrower, account, day, lender, ledger)
    if weighted > 0:
        ledger.active_accounts[lender] += borrower.weight
        if bucket > 0:
            ledger.accounts_past_due[lender] += borrower.weight
    if lender == PLATFORM:
        ledger.segment_balance[borrower.segment] += weighted
        if bucket >= FIRST_D30_BUCKET:
            ledger.segment_d30[borrower.segment] += weighted


@rule
def measure_account(borrower, slot, day, market, world, ledger):
    """Add one account to the stocks of the month end."""
    account = borrower.accounts[slot]
    lender = world.product[account.product].lender
    measure_balance(borrower, account, day, world, ledger)
    if world.product[account.product].kind == Kind.REVOLVING:
        ledger.undrawn[lender] += borrower.weight * headroom(borrower, slot, day, market, world)
        if not is_line_closed(borrower, slot, day, market, world):
            ledger.users[lender] += borrower.weight


@rule
def late_fee(borrower, account, product, policy, centre):
    """Fixed charge of a month (fen): no more than the cap on rates leaves above late interest, and than the cap."""
    left = highest_rate(product, policy) - late_rate(borrower, account, product, policy, centre)
    most = max(0.0, left) * past_due(account) * DAYS_PER_MONTH
    return min(fen(min(policy.late_charges_fixed, most)), late_room(account, policy))


@rule
def bears_late_fee(account, day, policy, world):
    """Whether a month end is charged for: past due beyond grace, and not excused where that is refunded."""
    is_refunded = policy.service_refund > 0.0 and int(account.excused_until) > day
    return days_past_due(account, day, world) > policy.grace_days and not is_refunded


@rare
def charge_late_fee(borrower, account, day, market, world, ledger):
    """A fixed charge at a month end that is past due beyond grace."""
    product = world.product[account.product]
    policy = market.lenders[product.lender].policies[borrower.segment]
    if policy.late_charges_fixed > 0.0 and bears_late_fee(account, day, policy, world):
        amount = late_fee(borrower, account, product, policy, world.score_centre)
        charge(borrower, account, amount, Movement.CHARGE_LATE_INTEREST, ledger, product.lender)


@rule
def close_open_account(borrower, slot, day, market, world, stream, ledger):
    """An open account at the month end: accrue, charge, count contacts, perhaps sue, forget a plan that is over."""
    account = borrower.accounts[slot]
    accrue(borrower, account, day, market, world, ledger)
    if account.oldest_due_day != NEVER:
        charge_late_fee(borrower, account, day, market, world, ledger)
        count_contacts(borrower, account, day, market, world, ledger)
        sue(borrower, slot, day, market, world, stream, ledger)
    elif world.product[account.product].kind == Kind.REVOLVING and is_plan_over(account, day):
        account.plan_day = -NEVER
    measure_account(borrower, slot, day, market, world, ledger)


@rare
def close_claim(borrower, slot, day, economy, market, world, stream, ledger):
    """A charged-off account at the month end: sue, collect, enforce, sell, and perhaps let the borrower begin anew."""
    account = borrower.accounts[slot]
    index = world.product[account.product].lender
    lender = market.lenders[index]
    policy = lender.policies[borrower.segment]
    count_early_arrears(borrower, account, day, index, ledger)
    sue(borrower, slot, day, market, world, stream, ledger)
    collect(borrower, account, day, economy, market, world, ledger)
    if is_judged(account, day):
        amount = enforce(account, policy, price_multiple(economy, lender, policy))
        receive_on_claim(borrower, account, amount, day, world, ledger)
    sell_debt(borrower, slot, day, economy, market, world, stream, ledger)
    if day >= account.next_due_day:
        readmit(borrower, account, day, world, ledger)


@rule
def close_accounts(borrower, day, economy, market, world, stream, ledger):
    """All accounts at the month end."""
    for slot in range(len(borrower.accounts)):
        if borrower.accounts[slot].state == State.OPEN:
            close_open_account(borrower, slot, day, market, world, stream, ledger)
        elif borrower.accounts[slot].state == State.CHARGED_OFF:
            close_claim(borrower, slot, day, economy, market, world, stream, ledger)


@rule
def close_month(borrower, day, economy, market, world, stream, ledger):
    """The last day of a month: help, plans, records, repair; then accrue, collect, measure."""
    get_family_help(borrower, day, market, world, stream, ledger)
    ask_for_plan(borrower, day, market, world, stream, ledger)
    report_lateness(borrower, day, market, world)
    blacklist_borrower(borrower, day, market, world)
    repair_credit(borrower, day, market, world)
    end_defaults(borrower, day, market, world, ledger)
    close_accounts(borrower, day, economy, market, world, stream, ledger)
    ledger.earners += borrower.weight
    ledger.jobless += borrower.weight * (1 - int(borrower.employed))
    ledger.customers += borrower.weight * (1 if borrower.admitted_day != NEVER else 0)
    ledger.cash += borrower.weight * borrower.cash
    count_spending(borrower, world, ledger)
    tell_need(borrower, world)
