"""A dynamic book: who comes in, by which rules, and who leaves."""

import pytest

from sim.market import Activity
from sim.randomness import Decision
from sim.records import State
from sim.units import NEVER
from tests.builders import LINE, a_borrower, a_ledger, a_market, a_stream, a_world, open_line, open_loan, rules

DAY = 40


@pytest.fixture
def world():
    return a_world(is_dynamic=1, arrival_monthly=1.0, attrition_monthly=1.0)


def outsider(**values):
    borrower = a_borrower(**({"income": 700_000, "admitted_day": NEVER, "weight": 3} | values))
    open_line(borrower, state=State.CLOSED, limit=0, daily_rate=0.0)
    return borrower


def come(borrower, world, **dials: float):
    ledger, market = a_ledger(), a_market(**dials)
    rules.come_in(borrower, DAY, market, world, a_stream(), ledger)
    return ledger


def test_who_applies_and_passes_gets_a_line_on_the_next_day(world) -> None:
    borrower = outsider()
    ledger = come(borrower, world)
    line = borrower.accounts[0]
    assert (line.state, line.limit, line.next_due_day, line.daily_rate) == (State.PENDING, 700_000, 41, 0.0005)
    assert (ledger.activity[0][Activity.APPLICATION], borrower.applications) == (3, 1)
    assert borrower.admitted_day == NEVER
    later = a_ledger()
    rules.receive_loans(borrower, 41, a_market(), world, a_stream(), later)
    assert (line.state, line.opened_day, line.next_due_day, borrower.admitted_day) == (State.OPEN, 41, NEVER, 41)
    assert later.activity[0][Activity.ADMISSION] == 3


def test_a_new_line_is_no_larger_than_the_cap_for_a_person(world) -> None:
    borrower = outsider()
    come(borrower, world, underwriting_person_cap=500_000.0)
    assert borrower.accounts[0].limit == 500_000


@pytest.mark.parametrize("dials", [{"underwriting_score_cutoff": 651.0}, {"underwriting_approval_rate": 0.0}])
def test_who_does_not_pass_stays_outside(world, dials) -> None:
    borrower = outsider()
    assert come(borrower, world, **dials).activity[0][Activity.APPLICATION] == 3
    assert borrower.accounts[0].state == State.CLOSED


def test_a_newcomers_score_is_seen_through_noise(world) -> None:
    world.newcomer_noise = 60.0
    borrower, stream = outsider(score_base=600.0), a_stream()
    draw = rules.uniform(stream, 5, 0, DAY, Decision.NEWCOMER_NOISE)
    assert rules.score_newcomer(borrower, DAY, world, stream) == 600.0 + 60.0 * rules.normal_quantile(draw)


def test_people_who_come_in_turn_come_once_in_the_month_of_their_number(world) -> None:
    # number 5 of three months: 5 mod 3 = 2, so the third month, days 61 to 90
    world.arrival_months = 3
    assert [rules.comes_now(outsider(), day, world, a_stream()) for day in (1, 60, 61, 90, 91, 151)] == [
        False, False, True, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize("change", [{"is_dynamic": 0}, {"arrival_monthly": 0.0}])
def test_nobody_comes_into_a_book_that_does_not_grow(world, change) -> None:
    for name, value in change.items():
        world[name] = value
    borrower = outsider()
    come(borrower, world)
    assert borrower.accounts[0].state == State.CLOSED


def test_the_platform_lends_to_customers_only(world) -> None:
    world.segment[0].loan_demand_monthly, world.segment[0].loan_size = 1.0, 1.0
    borrower, ledger = outsider(), a_ledger()
    rules.apply_for_loans(borrower, DAY, a_market(), world, a_stream(), ledger)
    assert (ledger.asked[0], ledger.filed[0]) == (0, 0)
    borrower.admitted_day = 0
    rules.apply_for_loans(borrower, DAY, a_market(), world, a_stream(), ledger)
    assert (ledger.asked[0], ledger.filed[0]) == (3 * 700_000, 3 * 700_000)


def test_a_customer_who_owes_nothing_leaves_and_may_come_back(world) -> None:
    borrower = a_borrower(admitted_day=0, income=700_000)
    line = open_line(borrower)
    rules.leave(borrower, 31, a_market(), world, a_stream())
    assert (line.state, borrower.admitted_day, line.next_due_day) == (State.CLOSED, NEVER, NEVER)
    come(borrower, world)
    assert line.state == State.PENDING


@pytest.mark.parametrize("owes", ["principal", "interest", "claim", "charged off", "a loan", "a pending loan"])
def test_who_owes_stays(world, owes: str) -> None:
    borrower = a_borrower(admitted_day=0)
    line = open_line(borrower)
    if owes in ("principal", "interest", "claim"):
        line[owes] = 1
    elif owes == "charged off":
        line.state = State.CHARGED_OFF
    else:
        open_loan(borrower, principal=1, state=State.OPEN if owes == "a loan" else State.PENDING)
    rules.leave(borrower, 31, a_market(), world, a_stream())
    assert borrower.admitted_day == 0
    assert line.state in (State.OPEN, State.CHARGED_OFF)


def test_a_product_of_the_scenario_alone_has_its_own_line(world) -> None:
    """A third product, named nowhere in the rules, is a row of the world."""
    world.products = 3
    world.product[2] = world.product[LINE]
    world.product[2].limit_income = 0.5
    borrower = outsider()
    open_line(borrower, 2, product=2, state=State.CLOSED)
    come(borrower, world)
    assert [borrower.accounts[slot].limit for slot in (0, 2)] == [700_000, 350_000]
