"""Levers of underwriting: caps by person, by number, by other lenders; verification, approval, growth; linkage."""

import pytest

from sim.chart import Movement
from sim.market import Activity
from sim.randomness import Decision
from sim.records import State
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
    put,
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
    rules.apply_for_loans(borrower, DAY, a_market(2, **dials), world, a_stream(), ledger)
    return int(ledger.filed[0]) // 2


def test_a_person_owes_no_more_than_the_cap_line_interest_and_loans_together(borrower, world) -> None:
    borrower.accounts[0].principal, borrower.accounts[0].interest = 300_000, 1_000
    assert applied(borrower, world, underwriting_person_cap=1_000_000.0) == 699_000


def test_a_loan_on_its_way_counts_towards_the_persons_cap_and_number_and_service(borrower, world) -> None:
    open_loan(borrower, 1, state=State.PENDING, limit=400_000)
    assert rules.owed_to(borrower, 0, world) == 400_000
    assert rules.loans_taken(borrower, 0, world) == 1
    assert rules.debt_service(borrower, world) == rules.annuity(400_000, 0.012, 3)
    assert applied(borrower, world, underwriting_open_loans_cap=1.0) == 0
    assert applied(borrower, world, underwriting_open_loans_cap=2.0) == 800_000


def test_two_loan_products_on_one_day_keep_to_one_loan(borrower, world) -> None:
    world.products = 3
    world.product[2] = world.product[LOAN]
    assert applied(borrower, world, underwriting_open_loans_cap=1.0) == 800_000
    assert [borrower.accounts[slot].state for slot in (1, 2)] == [State.PENDING, State.EMPTY]


def test_an_open_loan_counts_towards_the_number_of_loans(borrower, world) -> None:
    open_loan(borrower, 1, principal=1)
    assert applied(borrower, world, underwriting_open_loans_cap=1.0) == 0


def test_accounts_with_a_balance_at_other_lenders_are_capped(borrower, world) -> None:
    world.lenders, world.products = 2, 3
    world.product[2] = world.product[0]
    world.product[2].lender = 1
    open_line(borrower, 2, product=2, principal=500)
    assert applied(borrower, world, underwriting_other_lenders_cap=0.0) == 0
    assert applied(borrower, world, underwriting_other_lenders_cap=1.0) == 800_000


def test_interest_first_and_split_bills_count_in_debt_service(borrower, world) -> None:
    open_loan(borrower, 1, principal=1_000_000, instalment=0)
    # 10,000 yuan at 0.04 % x 30 days
    assert rules.debt_service(borrower, world) == 12_000
    line = borrower.accounts[0]
    line.principal, line.instalment, line.term, line.remaining_term = 90_000, 20_000, 3, 3
    # a part of 200 yuan and a tenth of the 300 yuan outside the split
    assert rules.debt_service(borrower, world) == 12_000 + 20_000 + 3_000


@pytest.mark.parametrize(("share", "seen", "checks"), [(0.0, 1_200_000, 0), (1.0, 800_000, 2)])
def test_verification_sees_the_true_income_and_is_counted(borrower, world, share, seen, checks) -> None:
    segment, ledger = world.segment[0], a_ledger()
    segment.income_overstatement = 0.5
    policy = a_market(underwriting_verification=share).lenders[0].policies[0]
    assert rules.income_seen(borrower, LOAN, DAY, policy, segment, a_stream(), ledger, 0) == seen
    assert ledger.activity[0][Activity.VERIFICATION] == checks


@pytest.mark.parametrize(
    ("values", "seen"),
    [
        ({"employed": 0, "work_since": 0}, 200_000),  # benefits of a quarter
        ({"employed": 0, "work_since": 0, "dual_earner": 1, "second_employed": 1}, 440_000),  # 0.6 x 0.25 + 0.4
        ({"ill_until": DAY + 1}, 480_000),
    ],
)
def test_verification_sees_that_work_is_lost(borrower, world, values, seen: int) -> None:
    put(borrower, values)
    put(world.segment[0], {"main_earner_share": 0.6, "hospital_income_loss": 0.4})
    policy, address = a_market(underwriting_verification=1.0).lenders[0].policies[0], a_stream()
    assert rules.income_seen(borrower, LOAN, DAY, policy, world.segment[0], address, a_ledger(), 0) == seen


def test_an_overstated_income_lifts_the_caps_unless_it_is_verified(borrower, world) -> None:
    world.segment[0].income_overstatement, world.segment[0].loan_size = 0.5, 2.0
    dials = {"underwriting_loan_income_cap": 1.0, "underwriting_debt_to_income_cap": 10.0}
    assert applied(borrower, world, **dials) == 1_200_000
    borrower.accounts[1].state = State.EMPTY
    assert applied(borrower, world, underwriting_verification=1.0, **dials) == 800_000


def test_verifications_and_scoring_are_paid_for() -> None:
    ledger, market = a_ledger(), a_market(underwriting_verification_cost=500.0, revenue_risk_cost=30.0)
    ledger.activity[0][Activity.VERIFICATION] = 4
    ledger.activity[0][Activity.APPLICATION] = 10
    rules.charge_activity(ledger, market.lenders[0], 0)
    assert moved(ledger) == {"PAY_RISK_COST": 2_300}


def test_winning_a_customer_costs_more_under_a_bad_name() -> None:
    ledger, market = a_ledger(), a_market(revenue_acquisition_cost=2_000.0)
    ledger.activity[0][Activity.ADMISSION] = 3
    market.lenders[0].reputation = 0.5
    rules.charge_activity(ledger, market.lenders[0], 0)
    assert moved(ledger) == {"PAY_ACQUISITION_COST": 12_000}


def test_a_share_of_those_that_pass_is_approved_by_its_own_draw(borrower, world) -> None:
    draw = rules.uniform(a_stream(), 5, LOAN, DAY, Decision.APPROVAL)
    assert applied(borrower, world, underwriting_approval_rate=draw) == 0
    assert applied(borrower, world, underwriting_approval_rate=draw + 1e-9) == 800_000


def growth_left(cap: float, purchases: int = 0, repaid: int = 0) -> int:
    lender = a_market(underwriting_growth_cap_monthly=cap).lenders[0]
    lender.last_balance = 1_000_000
    lender.month_flow[Movement.PURCHASE], lender.month_flow[Movement.REPAY_PRINCIPAL] = purchases, repaid
    return int(rules.growth_allowed(lender))


def test_the_growth_cap_leaves_what_the_month_has_not_used() -> None:
    assert growth_left(0.02) == 20_000
    assert growth_left(0.02, purchases=50_000, repaid=45_000) == 15_000
    assert growth_left(0.02, purchases=50_000) == 0
    assert growth_left(0.0, repaid=30_000) == 30_000
    assert growth_left(100.0, purchases=10**12) > 10**18


def test_new_loans_are_rationed_to_the_growth_cap() -> None:
    assert rules.ration_of(80_000, 20_000) == 0.25
    assert rules.ration_of(20_000, 20_000) == 1.0
    assert rules.ration_of(80_000, -5) == 0.0


@pytest.mark.parametrize(("linkage", "granted"), [(1.0, 0), (0.0, 800_000)])
def test_arrears_on_the_line_bar_loans_only_where_products_are_linked(borrower, world, linkage, granted) -> None:
    borrower.accounts[0].arrears[0], borrower.accounts[0].oldest_due_day = 50, DAY - 1
    assert applied(borrower, world, freeze_linkage=linkage) == granted


def test_a_lower_score_pays_a_dearer_loan(borrower, world) -> None:
    borrower.score = 600.0
    assert applied(borrower, world, pricing_slope=0.1) == 800_000
    assert borrower.accounts[1].daily_rate == pytest.approx(0.00044)


def test_an_aligned_loan_falls_due_behind_payday(borrower, world) -> None:
    borrower.payday = 20
    applied(borrower, world, due_day_aligned_share=1.0, due_day_days_after_payday=1.0)
    rules.receive_loans(borrower, DAY + 1, a_market(), world, a_stream(), a_ledger())
    # paid out on day 41 in month 2: the first due day is the 21st of month 3
    assert borrower.accounts[1].next_due_day == 81


def test_the_score_is_blind_to_debts_elsewhere_unless_told_of_them(world) -> None:
    borrower = a_borrower(score_base=700.0)
    open_line(borrower, 0, principal=250_000)
    world.lenders, world.products = 2, 3
    world.product[2] = world.product[0]
    world.product[2].lender = 1
    policy = a_market(2).lenders[0].policies[0]
    # a quarter of the line is used: 60 x 0.25 = 15 points
    assert rules.score_target(borrower, DAY, policy, world) == 685.0
    open_line(borrower, 2, product=2, principal=1_000_000)
    assert rules.score_target(borrower, DAY, policy, world) == 685.0
    policy.score_other_debt_penalty = 30.0
    assert rules.score_target(borrower, DAY, policy, world) == 655.0


def test_recent_applications_lower_the_score_and_grow_old() -> None:
    borrower = a_borrower(score=700.0, score_base=700.0, applications=3)
    market = a_market(score_application_penalty=10.0)
    rules.update_score(borrower, 31, market, a_world())
    assert (borrower.score, borrower.applications) == (pytest.approx(0.8 * 700 + 0.2 * 670), 1)
