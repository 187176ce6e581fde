"""Paying: who forgets, what is meant, what cash allows, where a payment goes."""

import pytest

from sim.records import Kind, PayerType, State
from sim.units import NEVER
from tests.builders import (
    a_borrower,
    a_ledger,
    a_market,
    a_stream,
    a_world,
    moved,
    open_line,
    open_loan,
    overdue,
    put,
    rules,
)


def bill(borrower, **values):
    """A bill of 10,000 with 300 interest that falls due on day 9."""
    return open_line(borrower, principal=10_000, billed=10_000, interest=300, next_due_day=9, accrued_until=9, **values)


def settle(borrower, day: int = 9, slot: int = 0, world=None):
    """One account's day with everyone else neutral; the ledger."""
    ledger = a_ledger()
    rules.settle_account(borrower, slot, day, a_market(), world or a_world(), a_stream(), ledger)
    return ledger


@pytest.mark.parametrize(
    ("payer", "wanted"), [(PayerType.TRANSACTOR, 10_300), (PayerType.MINIMUM, 1_300), (PayerType.PARTIAL, 5_800)]
)
def test_each_payer_type_means_to_pay_its_part_of_a_bill(payer: PayerType, wanted: int) -> None:
    segment = put(a_world().segment[0], {"partial_payment": 0.5})
    account = overdue(bill(a_borrower()), 1_300, 9)
    assert rules.payment_wanted(account, payer, segment.partial_payment, segment, Kind.REVOLVING) == wanted


def test_of_a_loan_everyone_means_to_pay_what_is_past_due_and_claims() -> None:
    loan = overdue(open_loan(a_borrower(), principal=9_000, claim=70), 300, 10)
    assert rules.payment_wanted(loan, PayerType.TRANSACTOR, 0.5, a_world().segment[0], Kind.TERM) == 370


def test_arrears_above_the_bill_are_meant_to_be_paid_whole() -> None:
    account = overdue(open_line(a_borrower(), billed=100), 250, 9)
    assert rules.payment_wanted(account, PayerType.TRANSACTOR, 0.5, a_world().segment[0], Kind.REVOLVING) == 250
    assert rules.payment_wanted(account, PayerType.PARTIAL, 0.5, a_world().segment[0], Kind.REVOLVING) == 250


@pytest.mark.parametrize(("cash", "free"), [(10_000, 4_000), (6_000, 0), (100, 0)])
def test_days_of_essential_spending_are_kept_back(cash: int, free: int) -> None:
    assert rules.free_cash(a_borrower(cash=cash, essential_daily=2_000), 3.0) == free


def test_towards_a_default_a_share_of_income_is_paid_at_most() -> None:
    borrower, segment = a_borrower(cash=90_000, income=100_000), a_world().segment[0]
    account = open_line(borrower)
    segment.default_payment = 0.25
    assert rules.payment_possible(borrower, account, 10, segment, 0.0, Kind.REVOLVING) == 90_000
    account.default_day = 3
    assert rules.payment_possible(borrower, account, borrower.payday, segment, 0.0, Kind.REVOLVING) == 25_000
    assert rules.payment_possible(borrower, account, borrower.payday + 1, segment, 0.0, Kind.REVOLVING) == 0
    segment.default_payment = 100.0
    assert rules.payment_possible(borrower, account, borrower.payday + 1, segment, 0.0, Kind.REVOLVING) == 90_000


def test_a_transactor_with_cash_pays_the_bill_and_carries_nothing() -> None:
    borrower = a_borrower(cash=50_000, weight=2)
    account = bill(borrower)
    ledger = settle(borrower)
    assert (borrower.cash, account.principal, account.interest, account.carried) == (39_700, 0, 0, 0)
    assert (account.oldest_due_day, ledger.due[0], ledger.missed[0]) == (NEVER, 2_600, 0)
    assert moved(ledger) == {"REPAY_INTEREST": 600, "REPAY_PRINCIPAL": 20_000}


def test_a_minimum_payer_carries_the_rest() -> None:
    borrower = a_borrower(cash=50_000, payer_type=PayerType.MINIMUM)
    account = bill(borrower)
    settle(borrower)
    assert (account.principal, account.interest, account.billed, account.carried) == (9_000, 0, 9_000, 9_000)


def test_who_has_too_little_cash_pays_it_and_misses_the_rest() -> None:
    borrower = a_borrower(cash=500, weight=2)
    account = bill(borrower)
    ledger = settle(borrower)
    assert (borrower.cash, account.interest, account.principal) == (0, 0, 9_800)
    assert (rules.past_due(account), account.oldest_due_day, ledger.missed[0]) == (800, 9, 1_600)
    assert rules.days_past_due(account, 10, a_world()) == 1


def test_a_forgotten_payment_is_missed_today_and_remembered_within_three_days() -> None:
    borrower = a_borrower(cash=50_000, forgetfulness=1.0)
    account = bill(borrower)
    ledger = settle(borrower)
    assert (borrower.cash, ledger.missed[0]) == (50_000, 1_300)
    assert account.retry_day in (10, 11, 12)
    for day in range(10, account.retry_day):
        settle(borrower, day)
        assert borrower.cash == 50_000
    settle(borrower, int(account.retry_day))
    assert account.oldest_due_day == NEVER


def test_each_of_the_three_lapses_is_equally_likely_and_who_never_forgets_does_not() -> None:
    counts = {1: 0, 2: 0, 3: 0}
    lender, segment, stream, ledger = a_market().lenders[0], a_world().segment[0], a_stream(), a_ledger()
    for agent in range(3000):
        borrower = a_borrower(agent=agent, forgetfulness=1.0)
        rules.forget(borrower, 0, 9, 0, lender, segment, stream, ledger)
        counts[int(borrower.accounts[0].retry_day) - 9] += 1
    # chi-square with 2 degrees of freedom at 1e-6: 27.63
    assert sum((count - 1000) ** 2 / 1000 for count in counts.values()) < 27.63
    careful = a_borrower()
    rules.forget(careful, 0, 9, 0, lender, segment, stream, ledger)
    assert careful.accounts[0].retry_day < 0


def test_a_payment_goes_to_interest_then_principal_then_claims() -> None:
    borrower, ledger = a_borrower(cash=1_000, weight=2), a_ledger()
    account = open_line(borrower, principal=500, billed=400, carried=400, interest=30, claim=900)
    rules.allocate_payment(borrower, account, 730, ledger, 0)
    assert (account.interest, account.principal, account.claim, borrower.cash) == (0, 0, 700, 270)
    assert (account.billed, account.carried) == (0, 0)
    assert moved(ledger) == {"REPAY_INTEREST": 60, "REPAY_PRINCIPAL": 1_000, "REPAY_CLAIM": 400}


def test_a_small_payment_stops_at_interest() -> None:
    borrower, ledger = a_borrower(cash=1_000), a_ledger()
    account = open_line(borrower, principal=500, billed=400, interest=30)
    rules.allocate_payment(borrower, account, 20, ledger, 0)
    assert (account.interest, account.principal, account.billed) == (10, 500, 400)
    assert moved(ledger) == {"REPAY_INTEREST": 20}


def test_the_last_payment_of_a_loan_frees_its_slot() -> None:
    borrower = a_borrower(cash=5_000)
    loan = overdue(open_loan(borrower, principal=1_000, interest=5, accrued_until=40), 1_005, 40)
    rules.make_payment(borrower, loan, 1_005, 40, a_market(), a_world(), a_ledger())
    assert (loan.state, borrower.cash) == (State.EMPTY, 3_995)


def test_a_default_made_good_begins_its_probation() -> None:
    borrower, ledger = a_borrower(cash=5_000, weight=2), a_ledger()
    loan = overdue(open_loan(borrower, principal=1_000, daily_rate=0.0, accrued_until=100, remaining_term=2), 400, 10)
    loan.default_day = 100
    rules.make_payment(borrower, loan, 400, 100, a_market(), a_world(), ledger)
    assert ledger.loss[0] == -2 * 400
    assert (loan.default_day, loan.sound_since, loan.principal) == (100, 100, 600)


def test_a_matured_loan_stays_in_arrears_until_all_is_paid() -> None:
    borrower = a_borrower(cash=5_000)
    loan = overdue(open_loan(borrower, principal=1_000, interest=30, accrued_until=40, remaining_term=0), 1_010, 10)
    assert rules.payment_wanted(loan, PayerType.MINIMUM, 0.5, a_world().segment[0], Kind.TERM) == 1_030
    rules.make_payment(borrower, loan, 1_010, 40, a_market(), a_world(), a_ledger())
    assert (loan.state, rules.past_due(loan), rules.owed(loan)) == (State.OPEN, 20, 20)
    rules.make_payment(borrower, loan, 20, 40, a_market(), a_world(), a_ledger())
    assert loan.state == State.EMPTY


def test_interest_falls_due_once() -> None:
    line = open_line(a_borrower(), principal=10_000, billed=10_000, interest=500)
    assert rules.minimum_due(line, 0.1) == 1_500
    line.interest_due = 500
    overdue(line, 1_500, 10)
    line.interest = 700
    assert rules.minimum_due(line, 0.1) == 1_200


def test_a_recovery_counts_at_its_value_on_the_day_of_default() -> None:
    borrower, ledger = a_borrower(weight=2), a_ledger()
    loan = open_loan(borrower, daily_rate=0.001, default_day=10)
    rules.credit_recovery(borrower, loan, 1_000_000, 40, a_world(), ledger)
    # 1,000,000 / 1.001^30 = 970,460.1
    assert ledger.loss[0] == -2 * 970_460
    loan.default_day = 361
    rules.credit_recovery(borrower, loan, 1_000_000, 391, a_world(), ledger)
    assert ledger.loss[0] == -2 * 970_460


def test_everything_owed_is_principal_interest_and_claims() -> None:
    assert rules.owed(open_line(a_borrower(), principal=5, interest=3, claim=2)) == 10


def test_bills_are_paid_in_the_order_of_the_slots() -> None:
    borrower, ledger = a_borrower(cash=1_000), a_ledger()
    first = overdue(open_loan(borrower, 0, principal=5_000, accrued_until=20), 800, 10)
    second = overdue(open_loan(borrower, 1, principal=5_000, accrued_until=20), 700, 10)
    rules.pay_bills(borrower, 20, a_market(), a_world(), a_stream(), ledger)
    assert (rules.past_due(first), rules.past_due(second)) == (0, 500)


def test_an_account_with_nothing_due_is_left_alone() -> None:
    borrower = a_borrower(cash=1_000)
    open_loan(borrower, principal=5_000, next_due_day=40)
    ledger = a_ledger()
    rules.pay_bills(borrower, 20, a_market(), a_world(), a_stream(), ledger)
    assert moved(ledger) == {}


def two_lenders():
    """A world in which the second product is a line of another lender."""
    world = a_world(lenders=2)
    world.product[1] = world.product[0]
    world.product[1].lender = 1
    return world


def test_what_is_short_is_drawn_on_another_lenders_line_and_joins_its_bill() -> None:
    # 1,000 past due and 100 in cash: half of the missing 900 is drawn and paid, 450 stay past due
    world, borrower, ledger = two_lenders(), a_borrower(cash=100, payer_type=PayerType.MINIMUM, weight=2), a_ledger()
    world.segment[0].borrow_to_repay = 0.5
    line = overdue(open_line(borrower, 0, principal=9_000, accrued_until=20, daily_rate=0.0), 1_000, 9)
    card = open_line(borrower, 1, product=1, principal=300, billed=200, accrued_until=10, daily_rate=0.0)
    rules.pay_account(borrower, 0, 20, a_market(2), world, a_stream(), ledger)
    assert (borrower.cash, line.principal, rules.past_due(line)) == (0, 8_450, 450)
    assert (card.principal, card.billed, card.carried, card.accrued_until) == (750, 650, 450, 20)
    assert moved(ledger, 0) == {"REPAY_PRINCIPAL": 1_100}
    assert moved(ledger, 1) == {"DRAW_CASH": 900}


def test_no_cash_is_drawn_on_a_line_that_is_for_purchases_only() -> None:
    world, borrower, ledger = two_lenders(), a_borrower(cash=0), a_ledger()
    world.product[1].cash_draw = 0
    card = open_line(borrower, 1, product=1, accrued_until=20)
    assert rules.draw_elsewhere(borrower, 0, 50_000, 20, a_market(2), world, ledger) == 0
    assert (card.principal, borrower.cash, moved(ledger, 1)) == (0, 0, {})
    world.product[1].cash_draw = 1
    assert rules.draw_elsewhere(borrower, 0, 50_000, 20, a_market(2), world, ledger) == 50_000


def test_a_draw_bears_interest_until_it_is_paid() -> None:
    world, borrower, ledger = two_lenders(), a_borrower(cash=0, payer_type=PayerType.MINIMUM), a_ledger()
    card = open_line(borrower, 1, product=1, principal=0, accrued_until=20, daily_rate=0.001)
    rules.draw_elsewhere(borrower, 0, 50_000, 20, a_market(2), world, ledger)
    rules.allocate_payment(borrower, card, 10_000, ledger, 1)
    rules.accrue(borrower, card, 30, a_market(2), world, ledger)
    # 40,000 x 0.001 x 10
    assert card.interest == 400


@pytest.mark.parametrize(("dial", "limit", "drawn"), [(0.0, 9_000, 0), (1.0, 9_000, 900), (1.0, 700, 700)])
def test_no_more_is_drawn_than_is_short_and_offered(dial: float, limit: int, drawn: int) -> None:
    world, borrower = two_lenders(), a_borrower(cash=100, payer_type=PayerType.MINIMUM)
    world.segment[0].borrow_to_repay = dial
    overdue(open_line(borrower, 0, principal=9_000, accrued_until=20, daily_rate=0.0), 1_000, 9)
    card = open_line(borrower, 1, product=1, limit=limit, accrued_until=20)
    rules.pay_account(borrower, 0, 20, a_market(2), world, a_stream(), a_ledger())
    assert card.principal == drawn


def test_a_lenders_own_line_does_not_repay_its_loan() -> None:
    world, borrower = a_world(), a_borrower(cash=0)
    world.segment[0].borrow_to_repay = 1.0
    line = open_line(borrower, 0, accrued_until=20)
    overdue(open_loan(borrower, principal=5_000, accrued_until=20), 800, 10)
    rules.pay_account(borrower, 1, 20, a_market(freeze_linkage=0.0), world, a_stream(), a_ledger())
    assert line.principal == 0


@pytest.mark.parametrize(("others_first", "left"), [(0, (0, 500)), (1, (500, 0))])
def test_others_may_be_paid_before_the_platform(others_first: int, left: tuple[int, int]) -> None:
    # 1,000 in cash; 800 are past due at the platform, 700 at the other lender
    world, borrower = two_lenders(), a_borrower(cash=1_000, payer_type=PayerType.MINIMUM)
    world.segment[0].others_first = others_first
    own = overdue(open_line(borrower, 0, principal=5_000, accrued_until=20), 800, 10)
    other = overdue(open_line(borrower, 1, product=1, principal=5_000, accrued_until=20), 700, 10)
    rules.pay_bills(borrower, 20, a_market(2), world, a_stream(), a_ledger())
    assert (rules.past_due(own), rules.past_due(other)) == left


def early(borrower, day: int = 20, chance: float = 1.0):
    """Payday with a chance to repay a loan of 100,000 early, 0.04 % a day since day 10."""
    world, ledger = a_world(), a_ledger()
    world.segment[0].early_repayment_monthly = chance
    loan = open_loan(borrower, principal=100_000, accrued_until=10)
    rules.repay_early(borrower, day, a_market(), world, a_stream(), ledger)
    return loan, ledger


def test_a_loan_is_repaid_early_with_interest_for_the_days_used() -> None:
    # 100,000 x 0.0004 x 10 = 400
    borrower = a_borrower(income=50_000, savings_months=2.0, cash=200_400, weight=2)
    loan, ledger = early(borrower)
    assert (loan.state, borrower.cash) == (State.EMPTY, 100_000)
    assert moved(ledger) == {"CHARGE_INTEREST": 800, "REPAY_INTEREST": 800, "REPAY_PRINCIPAL": 200_000}


@pytest.mark.parametrize(
    ("chance", "values"),
    [(1.0, {"cash": 199_000}), (0.0, {}), (1.0, {"refusing": 1})],
    ids=["poor", "never", "refuses"],
)
def test_savings_and_will_are_needed_to_repay_early(chance: float, values: dict[str, int]) -> None:
    borrower = a_borrower(**({"income": 50_000, "savings_months": 2.0, "cash": 900_000} | values))
    loan, _ = early(borrower, chance=chance)
    assert (loan.state, loan.principal) == (State.OPEN, 100_000)


def test_who_has_no_target_still_pays_no_more_than_there_is() -> None:
    borrower = a_borrower(income=50_000, savings_months=0.0, cash=100_100)
    loan, _ = early(borrower)
    assert (loan.principal, borrower.cash) == (100_000, 100_100)


@pytest.mark.parametrize(("catch_up", "wanted"), [(1.0, 1_000), (0.5, 800), (0.0, 600)])
def test_who_does_not_catch_up_means_to_pay_the_oldest_and_a_share_of_the_rest(catch_up: float, wanted: int) -> None:
    line = overdue(open_line(a_borrower(), principal=9_000), 600, 10)
    line.arrears[1] = 400
    assert rules.arrears_to_pay(line, catch_up) == wanted


def months_behind(catch_up: float) -> list[tuple[int, int]]:
    """(days past due, past due) of a loan at four month ends, after the first instalment is missed for lack of cash."""
    world, borrower = a_world(), a_borrower(cash=0)
    world.segment[0].catch_up = catch_up
    loan = open_loan(borrower, 0, principal=90_000, instalment=1_000, remaining_term=60, daily_rate=0.0)
    loan.next_due_day = 10
    seen = []
    for day in range(10, 121):
        if day == 31:
            borrower.cash = 1_000_000
        if day < 31 or day in (40, 41, 60, 70, 90, 100, 120):
            rules.pay_bills(borrower, day, a_market(), world, a_stream(), a_ledger())
        if day % 30 == 0:
            seen.append((rules.days_past_due(loan, day, world), rules.past_due(loan)))
    return seen


def test_at_a_catch_up_of_nothing_a_borrower_stays_one_month_behind() -> None:
    # due on days 10, 40, 70, 100; from day 40 on the bill of the month before is paid each time
    assert months_behind(0.0) == [(20, 1_000)] * 4
    assert months_behind(1.0) == [(20, 1_000), (0, 0), (0, 0), (0, 0)]


def test_half_a_catch_up_halves_what_is_left_behind() -> None:
    # day 40: 1,000 + half of 1,000; day 70: 500 + half of 1,000
    assert months_behind(0.5) == [(20, 1_000), (20, 500), (20, 500), (20, 500)]
