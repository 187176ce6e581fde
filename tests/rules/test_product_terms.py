"""Terms a scenario sets: interest-free days, due days, grace, late charges and caps, interest first, repaying early."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.randomness import Decision
from sim.records import State
from sim.units import NEVER
from tests.builders import (
    LINE,
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


def test_with_interest_free_days_only_what_was_carried_bears_interest() -> None:
    product, line = a_world().product[LINE], open_line(a_borrower(), principal=1_000, carried=300)
    assert rules.interest_bearing(line, product) == 300
    product.interest_free = 0
    assert rules.interest_bearing(line, product) == 1_000
    line.term, line.remaining_term, line.instalment = 3, 2, 200
    assert rules.interest_bearing(line, product) == 600


def test_without_interest_free_days_a_purchase_bears_interest_from_its_day() -> None:
    world, market, ledger, borrower = a_world(), a_market(), a_ledger(), a_borrower()
    world.product[LINE].interest_free = 0
    line = open_line(borrower, principal=400_000)
    # ten days on 4,000 yuan at 0.05 %: 20 yuan; the new 5,000 yuan bear from here on
    rules.charge_lines(borrower, 10, 500_000, 0, market, world, ledger)
    assert (line.interest, line.principal) == (2_000, 900_000)
    rules.accrue(borrower, line, 20, market, world, ledger)
    assert line.interest == 2_000 + 4_500


def test_interest_goes_on_after_the_due_day_where_no_days_are_free() -> None:
    world, market, borrower = a_world(), a_market(), a_borrower(cash=10**6, payer_type=0)
    world.product[LINE].interest_free = 0
    line = open_line(borrower, principal=300_000, billed=100_000, next_due_day=9)
    rules.pay_bills(borrower, 9, market, world, a_stream(), a_ledger())
    # interest of nine days on 3,000 yuan: 13.50; the bill and it are paid
    assert (line.principal, line.interest, borrower.cash) == (200_000, 0, 10**6 - 100_000 - 1_350)
    rules.accrue(borrower, line, 19, market, world, a_ledger())
    assert line.interest == 1_000


def test_merchants_pay_their_share_of_a_purchase() -> None:
    world, ledger, borrower = a_world(), a_ledger(), a_borrower(weight=3)
    world.product[LINE].merchant_fee = 0.006
    open_line(borrower)
    rules.charge_lines(borrower, 10, 12_345, 0, a_market(), world, ledger)
    # 123.45 yuan x 0.6 % = 74.07 fen
    assert moved(ledger) == {"PURCHASE": 3 * 12_345, "MERCHANT_FEE": 3 * 74}


@pytest.mark.parametrize(
    ("payday", "after", "due"),
    [(10, 1, 11), (1, 0, 1), (27, 1, 28), (28, 1, 1), (29, 1, 1), (30, 1, 1), (30, 2, 2), (25, 9, 4)],
)
def test_an_aligned_due_day_lies_behind_payday_also_at_the_end_of_the_month(payday: int, after: int, due: int) -> None:
    policy = a_market(due_day_days_after_payday=float(after)).lenders[0].policies[0]
    assert rules.day_after_payday(a_borrower(payday=payday), policy) == due


def due_day(share: float, **account: int) -> int:
    borrower = a_borrower(payday=20, agent=5)
    policy = a_market(due_day_aligned_share=share, due_day_days_after_payday=1.0).lenders[0].policies[0]
    return int(rules.due_day_of(borrower, open_line(borrower, **account), a_world().product[LINE], policy))


def test_a_due_day_is_the_products_the_chosen_one_or_behind_payday() -> None:
    # 5 x 0.618034 = 3.09017: borrower 5 is among a share above 9.017 %
    assert [due_day(0.0), due_day(0.09), due_day(0.0902), due_day(1.0)] == [9, 9, 21, 21]
    assert due_day(1.0, due_day=15) == 15


def test_a_share_of_borrowers_is_that_share_of_any_thousand() -> None:
    for share in (0.1, 0.5, 0.9):
        assert sum(rules.is_among(number, share) for number in range(1_000)) == pytest.approx(1_000 * share, abs=3)


@pytest.mark.parametrize(("payday", "due"), [(28, 4), (30, 4), (3, 4), (5, 6)])
def test_a_chosen_due_day_leaves_three_days_after_the_bill(payday: int, due: int) -> None:
    borrower, policy = a_borrower(payday=payday), a_market(due_day_aligned_share=1.0).lenders[0].policies[0]
    line = open_line(borrower, principal=5_000)
    rules.issue_statement(borrower, line, 31, a_world().product[LINE], policy)
    assert line.next_due_day == 30 + due


def test_an_aligned_bill_falls_due_behind_payday() -> None:
    borrower = a_borrower(payday=20)
    line = open_line(borrower, principal=100)
    policy = a_market(due_day_aligned_share=1.0, due_day_days_after_payday=1.0).lenders[0].policies[0]
    rules.issue_statement(borrower, line, 31, a_world().product[LINE], policy)
    assert line.next_due_day == 51


@pytest.mark.parametrize(
    ("grace", "late", "contract"), [(0, 6_000, 0), (3, 4_200, 1_200), (10, 0, 4_000), (30, 0, 4_000)]
)
def test_within_grace_the_contract_rate_goes_on(grace: int, late: int, contract: int) -> None:
    borrower, ledger = a_borrower(), a_ledger()
    loan = overdue(open_loan(borrower, principal=1_000_000), 1_000_000, 0)
    rules.accrue(borrower, loan, 10, a_market(grace_days=float(grace)), a_world(), ledger)
    # 10,000 yuan at 0.04 % for the days of grace, at 0.06 % after
    assert moved(ledger) == {
        kind: amount for kind, amount in (("CHARGE_INTEREST", contract), ("CHARGE_LATE_INTEREST", late)) if amount > 0
    }


@pytest.mark.parametrize("split", [1, 4, 9])
def test_grace_is_the_same_however_the_days_are_cut(split: int) -> None:
    borrower, market = a_borrower(), a_market(grace_days=3.0)
    loan = overdue(open_loan(borrower, principal=1_000_000), 1_000_000, 0)
    for day in (split, 10):
        rules.accrue(borrower, loan, day, market, a_world(), a_ledger())
    assert loan.interest == 5_400


@pytest.mark.parametrize(("grace", "days"), [(0, 5), (4, 5), (5, 0)])
def test_within_grace_nothing_counts_against_the_borrower(grace: int, days: int) -> None:
    line = overdue(open_line(a_borrower()), 10, 15)
    policy = a_market(grace_days=float(grace)).lenders[0].policies[0]
    assert rules.serious_days_past_due(line, 20, policy, a_world()) == days


def test_late_interest_stops_where_all_unpaid_interest_reaches_the_cap() -> None:
    borrower, market = a_borrower(), a_market(late_charges_cap=0.02)
    loan = overdue(open_loan(borrower, principal=1_000_000), 1_000_000, 0)
    # 0.06 % a day: 2 % after 33 days
    for day in (30, 60, 90):
        rules.accrue(borrower, loan, day, market, a_world(), a_ledger())
        assert loan.interest == min(600 * day, 20_000)


def test_interest_off_the_books_counts_towards_the_cap() -> None:
    borrower, market, ledger = a_borrower(), a_market(late_charges_cap=0.02), a_ledger()
    loan = overdue(open_loan(borrower, principal=1_000_000, default_day=0, claim=19_000), 1_000_000, 0)
    rules.accrue(borrower, loan, 10, market, a_world(), ledger)
    assert (loan.claim, moved(ledger)) == (20_000, {"SUSPEND_INTEREST": 1_000})


def late_fee(age: int = 5, amount: int = 100_000, ceiling: float = math.inf, **dials: float) -> dict[str, int]:
    borrower, world, ledger = a_borrower(weight=2), a_world(), a_ledger()
    world.product[LOAN].rate_ceiling = ceiling
    loan = overdue(open_loan(borrower, principal=200_000), amount, 30 - age)
    market = a_market(**({"late_charges_fixed": 3_000.0} | dials))
    rules.charge_late_fee(borrower, loan, 30, market, world, ledger)
    return moved(ledger)


def test_a_month_end_past_due_costs_a_fixed_charge() -> None:
    assert late_fee() == {"CHARGE_LATE_INTEREST": 6_000}
    assert late_fee(grace_days=5.0) == {}
    assert late_fee(late_charges_fixed=0.0) == {}
    assert late_fee(late_charges_cap=0.01) == {"CHARGE_LATE_INTEREST": 4_000}


@pytest.mark.parametrize(("refund", "repair", "charged"), [(0.0, 0.0, 6_000), (0.0, 1.0, 6_000), (1.0, 0.0, 0)])
def test_the_fixed_charge_is_spared_by_a_refund_and_not_by_a_repaired_score(refund, repair, charged: int) -> None:
    borrower, ledger = a_borrower(weight=2), a_ledger()
    overdue(open_loan(borrower, principal=200_000, excused_until=31), 100_000, 25)
    market = a_market(late_charges_fixed=3_000.0, service_refund=refund, service_score_repair=repair)
    rules.charge_late_fee(borrower, borrower.accounts[1], 30, market, a_world(), ledger)
    assert moved(ledger).get("CHARGE_LATE_INTEREST", 0) == charged
    rules.charge_late_fee(borrower, borrower.accounts[1], 31, market, a_world(), ledger)  # the excuse is over
    assert moved(ledger)["CHARGE_LATE_INTEREST"] == charged + 6_000


def test_the_cap_on_rates_covers_the_fixed_charge() -> None:
    # 0.1 % a day less 0.06 % late interest: 0.04 % x 30 days x 1,000 yuan = 12 yuan
    assert late_fee(ceiling=0.001) == {"CHARGE_LATE_INTEREST": 2_400}
    assert late_fee(ceiling=0.0005) == {}


def test_interest_first_pays_interest_each_month_and_the_principal_at_the_end() -> None:
    borrower, market, world = a_borrower(cash=10**7), a_market(), a_world()
    loan = open_loan(borrower, state=State.PENDING, remaining_term=3)
    rules.start_loan(loan, 1_000_000, 10, world.product[LOAN], True)
    assert loan.instalment == 0
    dues = []
    for day in (40, 70, 100):
        dues.append(int(rules.fall_due(borrower, loan, day, market, world, a_ledger())))
        rules.pay_account(borrower, 1, day, market, world, a_stream(), a_ledger())
    # 10,000 yuan x 0.04 % x 30 = 120 yuan a month
    assert dues == [12_000, 12_000, 1_012_000]
    assert loan.state == State.EMPTY


@given(
    amount=st.integers(10_000, 20_000_000),
    rate=st.floats(0, 0.003),
    term=st.integers(1, 60),
    is_interest_first=st.booleans(),
)
def test_a_schedule_repays_the_principal_to_the_fen(amount, rate, term, is_interest_first) -> None:
    borrower, market, world, ledger = a_borrower(cash=10**12), a_market(), a_world(), a_ledger()
    loan = open_loan(borrower, state=State.PENDING, remaining_term=term, daily_rate=rate)
    rules.start_loan(loan, amount, 10, world.product[LOAN], is_interest_first)
    for month in range(1, term + 1):
        day = 10 + 30 * month
        rules.fall_due(borrower, loan, day, market, world, ledger)
        rules.pay_account(borrower, 1, day, market, world, a_stream(), ledger)
    flows = moved(ledger)
    assert loan.state == State.EMPTY
    assert flows["REPAY_PRINCIPAL"] == amount
    assert flows.get("REPAY_INTEREST", 0) == flows.get("CHARGE_INTEREST", 0)
    assert borrower.cash == 10**12 - amount - flows.get("REPAY_INTEREST", 0)


def repaid_early(cash: int, savings_months: float, day: int = 25, chance: float = 1.0, **account):
    world, borrower = a_world(), a_borrower(cash=cash, income=100_000, savings_months=savings_months)
    world.segment[0].early_repayment_monthly = chance
    ledger = a_ledger()
    loan = open_loan(borrower, principal=1_000_000, instalment=340_000, next_due_day=40, accrued_until=10, **account)
    rules.repay_early(borrower, day, a_market(), world, a_stream(), ledger)
    return int(loan.state), int(borrower.cash), moved(ledger)


def test_early_repayment_costs_interest_for_the_days_used() -> None:
    # 10,000 yuan, 15 days at 0.04 %: 60 yuan
    state, cash, flows = repaid_early(2_000_000, 1.0)
    assert (state, cash) == (State.EMPTY, 2_000_000 - 1_006_000)
    assert flows == {"CHARGE_INTEREST": 6_000, "REPAY_PRINCIPAL": 1_000_000, "REPAY_INTEREST": 6_000}


def test_early_repayment_leaves_savings_at_their_target_interest_included() -> None:
    assert repaid_early(1_106_000, 1.0)[0] == State.EMPTY
    assert repaid_early(1_105_999, 1.0)[0] == State.OPEN
    assert repaid_early(1_006_000, 0.0)[:2] == (State.EMPTY, 0)
    assert repaid_early(1_005_999, 0.0)[0] == State.OPEN


def test_nobody_repays_early_without_the_wish_nor_in_arrears() -> None:
    assert repaid_early(2_000_000, 1.0, chance=0.0)[0] == State.OPEN
    assert repaid_early(2_000_000, 1.0, oldest_due_day=20)[0] == State.OPEN


def test_at_so_many_days_past_due_all_of_a_loan_falls_due() -> None:
    world, market, borrower = a_world(), a_market(), a_borrower(cash=10**7)
    world.product[LOAN].acceleration_days = 30
    loan = overdue(
        open_loan(borrower, principal=900_000, instalment=340_000, remaining_term=2, accrued_until=40), 340_000, 10
    )
    rules.age_delinquency(borrower, 39, market, world, a_ledger())
    assert (rules.past_due(loan), loan.remaining_term) == (340_000, 2)
    rules.age_delinquency(borrower, 40, market, world, a_ledger())
    assert (rules.past_due(loan), loan.remaining_term, loan.next_due_day) == (900_000, 0, NEVER)
    rules.pay_account(borrower, 1, 40, market, world, a_stream(), a_ledger())
    assert (loan.state, borrower.cash) == (State.EMPTY, 10**7 - 900_000)


def test_who_chooses_interest_first_is_a_share_by_its_own_draw() -> None:
    world, stream = a_world(), a_stream()
    draw = rules.uniform(stream, 5, 1, 41, Decision.INTEREST_FIRST)
    for share, chosen in ((draw - 1e-9, False), (draw + 1e-9, True), (0.0, False)):
        world.segment[0].interest_first_share = share
        assert rules.is_interest_first(a_borrower(), 1, 41, world, stream) == chosen


@pytest.mark.parametrize(("minimum", "due"), [(0.05, 500), (0.1, 1_000), (0.3, 3_000), (1.0, 10_000)])
def test_the_minimum_payment_is_a_share_of_the_bill(minimum: float, due: int) -> None:
    assert rules.minimum_due(open_line(a_borrower(), billed=10_000), minimum) == due


def test_after_the_minimum_the_rest_revolves_at_the_daily_rate() -> None:
    borrower, market, world = a_borrower(cash=10**6, payer_type=1), a_market(), a_world()
    line = open_line(borrower, principal=1_000_000, billed=1_000_000, next_due_day=9)
    rules.pay_bills(borrower, 9, market, world, a_stream(), a_ledger())
    assert (line.principal, line.carried) == (900_000, 900_000)
    rules.issue_statement(borrower, line, 31, world.product[LINE], market.lenders[0].policies[0])
    # 9,000 yuan x 0.05 % x 30 days = 135 yuan, with a tenth of the bill
    assert rules.fall_due(borrower, line, 39, market, world, a_ledger()) == 90_000 + 13_500
