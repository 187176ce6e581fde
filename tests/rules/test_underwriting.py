"""New loans: who asks, who is refused and why, the ration, the payout."""

import pytest

from sim.market import Activity
from sim.randomness import Decision
from sim.records import State
from sim.units import NEVER
from tests.builders import (
    LOAN,
    a_borrower,
    a_ledger,
    a_market,
    a_stream,
    a_world,
    moved,
    open_line,
    open_loan,
    overdue,
    rules,
)

DAY = 40


@pytest.fixture
def world():
    """Everyone asks for one month of income; three instalments."""
    record = a_world()
    record.segment[0].loan_demand_monthly = 1.0
    record.segment[0].loan_size = 1.0
    return record


@pytest.fixture
def borrower():
    """Income 8,000 yuan, score 650, a line."""
    record = a_borrower(income=800_000, weight=2)
    open_line(record)
    return record


def applied(borrower, world, **dials: float) -> int:
    """Apply on a day; what was filed for the payout, before weights (fen)."""
    ledger = a_ledger()
    rules.apply_for_loans(borrower, DAY, a_market(**dials), world, a_stream(), ledger)
    return int(ledger.filed[0]) // 2


def test_an_application_that_passes_waits_in_a_slot(borrower, world) -> None:
    assert applied(borrower, world) == 800_000
    account = borrower.accounts[1]
    assert (account.state, account.product, account.limit) == (State.PENDING, LOAN, 800_000)
    assert (account.remaining_term, account.next_due_day) == (3, 41)


def test_a_score_below_the_cutoff_is_refused(borrower, world) -> None:
    assert applied(borrower, world, underwriting_score_cutoff=650.0) == 800_000
    borrower.accounts[1].state = State.EMPTY
    assert applied(borrower, world, underwriting_score_cutoff=650.5) == 0


def test_debt_service_above_the_cap_is_refused(borrower, world) -> None:
    # 800,000 in three instalments of 0.012 a month: 273,093; 34.14 % of income
    assert applied(borrower, world, underwriting_debt_to_income_cap=0.341) == 0
    assert applied(borrower, world, underwriting_debt_to_income_cap=0.342) == 800_000


def test_what_is_owed_already_counts_towards_the_cap(borrower, world) -> None:
    borrower.accounts[0].principal = 500_000
    world.product[0].minimum_share = 0.1
    open_loan(borrower, 2, instalment=70_000)
    assert rules.debt_service(borrower, world) == 120_000
    assert applied(borrower, world, underwriting_debt_to_income_cap=0.49) == 0
    assert applied(borrower, world, underwriting_debt_to_income_cap=0.492) == 800_000


def test_arrears_at_the_lender_are_a_refusal(borrower, world) -> None:
    overdue(borrower.accounts[0], 50, DAY - 1)
    assert applied(borrower, world) == 0


def test_without_a_free_slot_there_is_no_loan(borrower, world) -> None:
    open_loan(borrower, 1)
    open_loan(borrower, 2)
    assert rules.free_slot(borrower, DAY) == -1
    assert applied(borrower, world) == 0


@pytest.mark.parametrize("reason", ["no slot", "score", "arrears", "income"])
def test_who_is_refused_has_applied_and_asked_all_the_same(borrower, world, reason: str) -> None:
    ledger, dials = a_ledger(), {}
    if reason == "no slot":
        open_loan(borrower, 1)
        open_loan(borrower, 2)
    elif reason == "score":
        borrower.score = 599.0
    elif reason == "arrears":
        overdue(borrower.accounts[0], 50, DAY - 1)
    else:
        dials["underwriting_loan_income_cap"] = 0.0
    rules.apply_for_loans(borrower, DAY, a_market(**dials), world, a_stream(), ledger)
    assert (borrower.applications, ledger.activity[0, Activity.APPLICATION]) == (1, 2)
    assert (ledger.asked[0], ledger.filed[0]) == (2 * 800_000, 0)


def test_in_run_off_and_without_demand_nobody_asks(borrower, world) -> None:
    world.run_off = 1
    assert applied(borrower, world) == 0
    world.run_off, world.segment[0].loan_demand_monthly = 0, 0.0
    assert applied(borrower, world) == 0


def test_an_amount_is_cut_to_the_cap_by_income_and_by_product(borrower, world) -> None:
    world.segment[0].loan_size = 5.0
    assert applied(borrower, world, underwriting_loan_income_cap=1.5) == 1_200_000
    borrower.accounts[1].state = State.EMPTY
    world.product[LOAN].limit_cap = 900_000
    assert applied(borrower, world, underwriting_loan_income_cap=1.5) == 900_000


def test_an_amount_below_the_smallest_loan_is_refused(borrower, world) -> None:
    world.product[LOAN].limit_floor = 800_001
    assert applied(borrower, world) == 0


def test_demand_rises_when_cash_is_below_a_month_of_essentials(world) -> None:
    segment = world.segment[0]
    segment.loan_demand_monthly, segment.distress_multiple = 0.04, 3.0
    assert rules.demand_probability(a_borrower(cash=30_000, essential_daily=1_000), segment) == 0.04
    assert rules.demand_probability(a_borrower(cash=29_999, essential_daily=1_000), segment) == pytest.approx(0.12)
    segment.loan_demand_monthly = 0.9
    assert rules.demand_probability(a_borrower(essential_daily=1_000), segment) == 1.0


def test_loan_sizes_spread_around_income_by_their_own_draw(borrower, world) -> None:
    segment, stream = world.segment[0], a_stream()
    segment.loan_size_dispersion = 0.5
    draw = rules.uniform(stream, 5, LOAN, DAY, Decision.LOAN_SIZE)
    expected = round(800_000 * rules.lognormal_multiple(0.5, draw))
    assert rules.size_asked(borrower, DAY, LOAN, segment, stream) == expected


@pytest.mark.parametrize(("draw", "term"), [(0.1, 3), (0.2, 6), (0.49, 6), (0.5, 12), (0.999, 12)])
def test_terms_are_chosen_by_their_cumulative_shares(world, draw: float, term: int) -> None:
    product = world.product[LOAN]
    product.terms[:3] = (3, 6, 12)
    product.term_shares[:3] = (0.2, 0.5, 1.0)
    assert rules.chosen_term(product, draw) == term


@pytest.mark.parametrize(
    ("day", "window", "payout"), [(5, 1, 6), (1, 10, 11), (5, 10, 11), (10, 10, 11), (11, 10, 21), (30, 30, 31)]
)
def test_a_loan_is_paid_out_on_the_day_after_its_window(day: int, window: int, payout: int) -> None:
    assert rules.payout_day(day, window) == payout


@pytest.mark.parametrize(("ration", "granted"), [(1.0, 800_000), (0.25, 200_000)])
def test_a_loan_is_paid_out_at_the_ration_of_the_close(borrower, world, ration: float, granted: int) -> None:
    applied(borrower, world)
    market, ledger = a_market(), a_ledger()
    market.lenders[0].ration = ration
    rules.receive_loans(borrower, DAY, market, world, a_stream(), ledger)
    assert moved(ledger) == {}
    rules.receive_loans(borrower, DAY + 1, market, world, a_stream(), ledger)
    account = borrower.accounts[1]
    assert moved(ledger) == {"DISBURSE": 2 * granted}
    assert (account.state, account.principal, borrower.cash, account.limit) == (State.OPEN, granted, granted, granted)
    assert (account.next_due_day, account.accrued_until) == (70, 41)
    assert account.instalment == rules.annuity(granted, 0.012, 3)


def test_a_ration_of_nothing_frees_the_slot(borrower, world) -> None:
    applied(borrower, world)
    market = a_market()
    market.lenders[0].ration = 0.0
    rules.receive_loans(borrower, DAY + 1, market, world, a_stream(), a_ledger())
    assert (borrower.accounts[1].state, borrower.accounts[1].next_due_day) == (State.EMPTY, NEVER)


@pytest.mark.parametrize(("rate", "multiple"), [(0.0004, 2.0), (0.0006, 2.0**1.5)])
def test_the_riskier_ask_more_often_and_more_for_dearer_loans(rate: float, multiple: float) -> None:
    world, borrower = a_world(), a_borrower(job_risk=2.0)
    world.segment[0].adverse_selection = 1.0
    world.product[LOAN].daily_rate = rate
    chosen = rules.selection(borrower, world.product[LOAN], world.segment[0], 0.0004)
    assert chosen == pytest.approx(multiple)
    world.segment[0].adverse_selection = 0.0
    assert rules.selection(borrower, world.product[LOAN], world.segment[0], 0.0004) == 1.0


def test_the_cheapest_loan_sets_the_scale_of_dearness(world) -> None:
    assert rules.cheapest_loan_rate(world) == 0.0004


def income_believed(ledger, **dials: float) -> int:
    world, policy = a_world(), a_market(**dials).lenders[0].policies[0]
    world.segment[0].income_overstatement = 0.3
    borrower = a_borrower(income=800_000, weight=2)
    return int(rules.income_seen(borrower, LOAN, DAY, policy, world.segment[0], a_stream(), ledger, 0))


def test_stated_income_is_believed_unless_it_is_verified() -> None:
    ledger = a_ledger()
    assert income_believed(ledger) == 1_040_000
    assert ledger.activity[0, Activity.VERIFICATION] == 0
    assert income_believed(ledger, underwriting_verification=1.0) == 800_000
    assert ledger.activity[0, Activity.VERIFICATION] == 2


def test_verification_sees_that_work_is_lost() -> None:
    world, ledger = a_world(), a_ledger()
    policy = a_market(underwriting_verification=1.0).lenders[0].policies[0]
    jobless = a_borrower(income=800_000, employed=0, work_since=30)
    # benefits of a quarter
    assert rules.income_seen(jobless, LOAN, DAY, policy, world.segment[0], a_stream(), ledger, 0) == 200_000
    unseen = a_market().lenders[0].policies[0]
    assert rules.income_seen(jobless, LOAN, DAY, unseen, world.segment[0], a_stream(), ledger, 0) == 800_000


def test_overstating_income_gets_a_larger_loan(borrower, world) -> None:
    world.segment[0].loan_size = 9.0
    caps = {"underwriting_loan_income_cap": 1.0, "underwriting_debt_to_income_cap": 9.0}
    world.segment[0].income_overstatement = 0.3
    assert applied(borrower, world, **caps) == 1_040_000
    other = a_borrower(income=800_000, weight=2)
    assert applied(other, world, **caps, underwriting_verification=1.0) == 800_000


@pytest.mark.parametrize(("share", "instalments"), [(1.0, [3_600, 3_600, 303_600]), (0.0, None)])
def test_interest_may_come_first_and_the_principal_at_the_end(share: float, instalments: list[int] | None) -> None:
    # 300,000 x 0.0004 x 30 = 3,600 a month
    world, borrower, ledger = a_world(), a_borrower(weight=2), a_ledger()
    world.segment[0].interest_first_share = share
    loan = borrower.accounts[1]
    rules.file_application(loan, LOAN, 300_000, 3, 11)
    loan.daily_rate = 0.0004
    rules.pay_out(borrower, 1, 300_000, 10, world, a_stream(), ledger)
    assert (borrower.cash, moved(ledger)) == (300_000, {"DISBURSE": 600_000})
    if instalments is None:
        assert loan.instalment == rules.annuity(300_000, 0.012, 3)
        return
    due = []
    for day in (40, 70, 100):
        due.append(int(rules.fall_due(borrower, loan, day, a_market(), world, a_ledger())))
        borrower.cash = 1_000_000
        rules.make_payment(borrower, loan, due[-1], day, a_market(), world, a_ledger())
    assert due == instalments
    assert loan.state == State.EMPTY
