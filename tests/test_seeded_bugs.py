"""Deliberate ledger bugs: one rule is replaced by a faulty copy in the small full world; the audit must see it.

The unharmed rule book runs the same world without a fault (the control), and every movement that the bugs touch occurs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.chart import CHART_ACCOUNTS, CHART_SIGNS, Account, Movement
from sim.compiled import twin
from sim.errors import LedgerImbalance
from sim.opening import raise_fault
from sim.records import Kind, PayerType, State
from sim.rules.audit import Fault
from sim.simulation import Simulation
from tests.builders import rules, run_book
from tests.full_world import ONLY_AFTER_FAILURE, full_world

pytestmark = pytest.mark.slow  # plain Python anyway: another interpreter or no compiler would change nothing


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    return Simulation.of(full_world(window_days=1, population={"size": 30}))


def with_posting(rule_name: str, post: Callable[..., Any]) -> dict[str, Any]:
    """A copy of a rule that posts by another function, and only that rule."""
    return {rule_name: twin({"post": post}, compiled=False)[rule_name]}


def without(rule_name: str, lost: Movement) -> dict[str, Any]:
    """A rule whose postings of one kind are lost."""

    def post(ledger, lender, kind, amount):
        if kind != lost:
            rules.post(ledger, lender, kind, amount)

    return with_posting(rule_name, post)


def doubled(rule_name: str, twice: Movement) -> dict[str, Any]:
    """A rule that posts one kind twice."""

    def post(ledger, lender, kind, amount):
        rules.post(ledger, lender, kind, 2 * amount if kind == twice else amount)

    return with_posting(rule_name, post)


def elsewhere(rule_name: str, misled: Movement) -> dict[str, Any]:
    """A rule that posts one kind in another lender's books."""

    def post(ledger, lender, kind, amount):
        rules.post(ledger, 1 - lender if kind == misled else lender, kind, amount)

    return with_posting(rule_name, post)


def mistaken(rule_name: str, meant: Movement, posted: Movement) -> dict[str, Any]:
    """A rule that posts one kind as another."""

    def post(ledger, lender, kind, amount):
        rules.post(ledger, lender, posted if kind == meant else kind, amount)

    return with_posting(rule_name, post)


def off_by_one(rule_name: str, short: Movement) -> dict[str, Any]:
    """A rule that posts a fen too few of one kind."""

    def post(ledger, lender, kind, amount):
        rules.post(ledger, lender, kind, amount - 1 if kind == short and amount > 0 else amount)

    return with_posting(rule_name, post)


def interest_in_floats():
    """Interest posted at the exact rate while the record keeps whole fen."""

    def accrue(borrower, account, day, market, world, ledger):
        days, bearing = (
            day - int(account.accrued_until),
            rules.interest_bearing(account, world.product[account.product]),
        )
        exact = bearing * account.daily_rate * days
        account.accrued_until = day
        account.interest += int(exact)
        lender = world.product[account.product].lender
        rules.post(ledger, lender, Movement.CHARGE_INTEREST, int(borrower.weight * exact))

    return {"accrue": accrue}


def weight_forgotten_in_purchases():
    def buy_on_line(borrower, account, amount, product, ledger):
        account.principal += amount
        rules.post(ledger, product.lender, Movement.PURCHASE, amount)

    return {"buy_on_line": buy_on_line}


def income_not_received():
    def receive_income(borrower, day, economy, world, stream, ledger):
        amount = rules.income_of_month(borrower, day, economy, world.segment[borrower.segment], stream)
        rules.post(ledger, 0, Movement.INCOME, borrower.weight * amount)

    return {"receive_income": receive_income}


def claim_collected_but_kept():
    def collect(borrower, account, day, economy, market, world, ledger):
        claim = int(account.claim)
        rules.collect(borrower, account, day, economy, market, world, ledger)
        account.claim = claim

    return {"collect": collect}


def readmitted_without_dropping_the_claim():
    def readmit(borrower, account, day, world, ledger):
        account.claim = 0
        rules.empty_slot(account)
        account.accrued_until = day
        if world.product[account.product].kind == Kind.REVOLVING:
            account.state = State.OPEN

    return {"readmit": readmit}


def slot_emptied_with_debt_in_it():
    def make_payment(borrower, account, amount, day, market, world, ledger):
        rules.make_payment(borrower, account, amount, day, market, world, ledger)
        if world.product[account.product].kind == Kind.TERM and account.remaining_term <= 1:
            rules.empty_slot(account)

    return {"make_payment": make_payment}


def funding_drawn_without_posting():
    def fund(ledger, market, index):
        market.lenders[index].book[Account.CASH] += rules.funding_change(market.lenders[index])

    return {"fund": fund}


def funding_cost_paid_from_nowhere():
    def close_lender_day(ledger, market, economy, index, day, world):
        market.lenders[index].book[Account.FUNDING_COST] += rules.funding_cost(market.lenders[index], 0.05)
        rules.close_lender_day(ledger, market, economy, index, day, world)

    return {"close_lender_day": close_lender_day}


def flow_not_cleared():
    """Postings of a day that are entered again on the next."""

    def enter(ledger, market, index):
        flow = ledger.flow[index].copy()
        rules.enter(ledger, market, index)
        if flow[Movement.PURCHASE] > 0:
            ledger.flow[index, Movement.PURCHASE] = flow[Movement.PURCHASE]

    return {"enter": enter}


def control_counted_before_the_payment():
    """A borrower whose cash leaves after the records were counted."""

    def borrower_day(borrower, day, economy, market, world, stream, ledger):
        rules.borrower_day(borrower, day, economy, market, world, stream, ledger)
        if borrower.cash > 0 and borrower.payer_type == PayerType.MINIMUM:
            borrower.cash -= 1

    return {"borrower_day": borrower_day}


def one_purchase_beyond_all_bounds():
    def buy_on_line(borrower, account, amount, product, ledger):
        is_first = borrower.agent == 3 and account.principal < 2**50
        beyond = 2**62 // int(borrower.weight) + 1
        rules.buy_on_line(borrower, account, beyond if is_first else amount, product, ledger)

    return {"buy_on_line": buy_on_line}


BUGS = {
    "contract interest is not posted": without("accrue", Movement.CHARGE_INTEREST),
    "late interest is not posted": without("accrue", Movement.CHARGE_LATE_INTEREST),
    "suspended interest is not posted": without("accrue", Movement.SUSPEND_INTEREST),
    "interest is posted twice": doubled("accrue", Movement.CHARGE_INTEREST),
    "interest is posted at a float rate": interest_in_floats(),
    "suspended interest is posted on the books": mistaken(
        "accrue", Movement.SUSPEND_INTEREST, Movement.CHARGE_INTEREST
    ),
    "a repayment is a fen short": off_by_one("allocate_payment", Movement.REPAY_PRINCIPAL),
    "a repayment of interest is posted as principal": mistaken(
        "allocate_payment", Movement.REPAY_INTEREST, Movement.REPAY_PRINCIPAL
    ),
    "a repayment goes to the wrong lender": elsewhere("allocate_payment", Movement.REPAY_PRINCIPAL),
    "a repaid claim is not posted": without("allocate_payment", Movement.REPAY_CLAIM),
    "a purchase forgets the weight": weight_forgotten_in_purchases(),
    "a purchase is posted at the wrong lender": elsewhere("buy_on_line", Movement.PURCHASE),
    "a payout is not posted": without("receive_loans", Movement.DISBURSE),
    "a payout is posted as a purchase": mistaken("receive_loans", Movement.DISBURSE, Movement.PURCHASE),
    "income is not posted": without("receive_income", Movement.INCOME),
    "income is posted but not received": income_not_received(),
    "spending is posted twice": doubled("spend", Movement.SPENDING),
    "charged-off principal is posted as interest": mistaken(
        "charge_off", Movement.CHARGE_OFF_PRINCIPAL, Movement.CHARGE_OFF_INTEREST
    ),
    "charged-off interest is not posted": without("charge_off", Movement.CHARGE_OFF_INTEREST),
    "a claim is collected but kept": claim_collected_but_kept(),
    "a collection is posted as a repayment": mistaken("collect", Movement.COLLECT_CLAIM, Movement.REPAY_CLAIM),
    "a readmission does not drop the claim": readmitted_without_dropping_the_claim(),
    "a slot is emptied with debt in it": slot_emptied_with_debt_in_it(),
    "funding is drawn without a posting": funding_drawn_without_posting(),
    "funding cost has one side only": funding_cost_paid_from_nowhere(),
    "a day's purchases are entered again": flow_not_cleared(),
    "cash leaves after the count": control_counted_before_the_payment(),
    "a family's gift is not posted": without("get_family_help", Movement.FAMILY_HELP),
    "forgiven interest is not posted": without("forgive_interest", Movement.FORGIVE_INTEREST),
    "the fee of a split bill is not posted": without("line_falls_due", Movement.CHARGE_FEE),
    "cash drawn at another lender is not posted": without("draw_elsewhere", Movement.DRAW_CASH),
    "cash drawn at another lender is booked at this one": elsewhere("draw_elsewhere", Movement.DRAW_CASH),
    "a sold claim is dropped twice": doubled("sell_debt", Movement.DROP_CLAIM),
    "resumed interest is not posted": without("cure", Movement.RESUME_INTEREST),
    "an enforced claim is a fen short": off_by_one("receive_on_claim", Movement.COLLECT_CLAIM),
    "balances overflow": one_purchase_beyond_all_bounds(),
}


SAMPLE = [*BUGS][::6]
"""Every sixth; `make soak` plants them all."""


@pytest.mark.parametrize("bug", SAMPLE)
def test_a_seeded_ledger_bug_is_caught(bug: str, simulation: Simulation) -> None:
    assert_caught(bug, simulation)


def assert_caught(bug: str, simulation: Simulation) -> None:
    """The audit sees a bug and says by how much the books differ."""
    run = run_book(twin(BUGS[bug], compiled=False)["run_days"], simulation.start(0))
    assert run.market[0].fault != Fault.NONE
    with pytest.raises(LedgerImbalance, match=r"does not balance on day \d+: .* differs by -?\d+ fen"):
        raise_fault(run.market, simulation.scenario)


CHART_BUGS = {
    "purchases credit no cash": (Movement.PURCHASE, "CASH", 0),
    "a provision has one side only": (Movement.PROVIDE, "ALLOWANCE", 0),
    "funding is drawn with the sign turned": (Movement.DRAW_FUNDING, "FUNDING", 1),
    "income comes from nowhere": (Movement.INCOME, "OUTSIDE_CASH", 0),
    "collected claims stay in the books": (Movement.COLLECT_CLAIM, "CLAIMS", 0),
    "operating cost leaves no cash": (Movement.PAY_OPERATING_COST, "CASH", 0),
    "a merchant pays from nowhere": (Movement.MERCHANT_FEE, "OUTSIDE_CASH", 0),
    "a gift comes from nowhere": (Movement.FAMILY_HELP, "OUTSIDE_CASH", 0),
    "forgiven interest is no expense": (Movement.FORGIVE_INTEREST, "FORGIVENESS", 0),
    "a fine is paid to nobody": (Movement.PAY_FINE, "OUTSIDE_CASH", 0),
    "a sold claim brings the wrong sign": (Movement.SELL_CLAIM, "CASH", -1),
    "a guarantor pays twice": (Movement.RECEIVE_GUARANTEE, "CASH", 2),
    "a dividend leaves equity alone": (Movement.PAY_DIVIDEND, "EQUITY", 0),
    "fresh capital is no equity": (Movement.RECAPITALISE, "EQUITY", 0),
}


@pytest.mark.parametrize("bug", CHART_BUGS)
def test_a_wrong_entry_in_the_chart_is_caught(bug: str, simulation: Simulation) -> None:
    movement, account, sign = CHART_BUGS[bug]
    signs = CHART_SIGNS.copy()
    place = int(np.flatnonzero((CHART_ACCOUNTS[movement] == Account[account]) & (signs[movement] != 0))[0])
    signs[movement, place] = sign
    book = twin({}, compiled=False)
    book["settle"].__globals__["CHART_SIGNS"] = signs
    run = run_book(book["run_days"], simulation.start(0))
    assert run.market[0].fault != Fault.NONE


@pytest.fixture(scope="module")
def control(simulation: Simulation):
    """The run of the unharmed rule book, and how much was moved of each kind."""
    totals = np.zeros(len(Movement), dtype=np.int64)

    def clear_month(lender):
        totals[:] += np.abs(lender.month_flow)
        rules.clear_month(lender)

    return run_book(twin({"clear_month": clear_month}, compiled=False)["run_days"], simulation.start(0)), totals


def test_the_unharmed_rule_book_has_no_fault(control) -> None:
    run, _ = control
    assert run.market[0].fault == Fault.NONE
    assert run.rows["month"][-1] == len(run.economies)


def test_everything_the_bugs_touch_happens_in_the_control(control) -> None:
    _, totals = control
    assert {kind.name for kind in Movement if totals[kind] == 0} <= ONLY_AFTER_FAILURE


def test_a_faulty_run_stops_on_its_first_bad_day(simulation: Simulation) -> None:
    run = run_book(twin(BUGS["income is not posted"], compiled=False)["run_days"], simulation.start(0))
    assert 1 <= run.market[0].fault_day < 30
    assert run.rows["month"].max() == 0


def test_the_compiled_engine_runs_the_same_world_to_the_same_bits(simulation: Simulation, control) -> None:
    _, rows = simulation.replicate(0)
    assert rows.tobytes() == control[0].rows.tobytes()
