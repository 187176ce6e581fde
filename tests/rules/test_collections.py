"""Claims after charge-off: collected month by month, valued, dropped."""

import pytest

from sim.records import State
from sim.units import NEVER
from tests.builders import LOAN, a_borrower, a_ledger, a_market, a_world, an_economy, moved, open_line, rules


@pytest.fixture
def borrower():
    """A claim of 100,000, past due since day 10, that defaulted on day 100 and counts; weight 2; dropped on day 310."""
    record = a_borrower(weight=2)
    open_line(record, state=State.CHARGED_OFF, claim=100_000, default_day=100, daily_rate=0.0, oldest_due_day=10)
    record.accounts[0].next_due_day = 310
    return record


def collected(borrower, day: int, **economy: float):
    ledger = a_ledger()
    rules.collect(borrower, borrower.accounts[0], day, an_economy(**economy), a_market(), a_world(), ledger)
    return ledger


@pytest.mark.parametrize(
    ("months", "multiple", "rate"), [(0, 1.0, 0.02), (1, 1.0, 0.018), (2, 0.5, 0.0081), (0, 100.0, 1.0)]
)
def test_the_monthly_rate_falls_with_age_and_moves_with_the_economy(months: int, multiple: float, rate: float) -> None:
    assert rules.recovery_rate(months, 0.02, 0.9, multiple) == pytest.approx(rate, rel=1e-14)


@pytest.mark.parametrize(("day", "months"), [(100, 0), (129, 0), (130, 1), (219, 3)])
def test_months_since_default_are_whole(day: int, months: int) -> None:
    assert rules.months_since_default(open_line(a_borrower(), default_day=100), day) == months


def test_a_months_collection_lowers_the_claim_and_the_loss(borrower) -> None:
    ledger = collected(borrower, 130)
    assert borrower.accounts[0].claim == 98_200
    assert moved(ledger) == {"COLLECT_CLAIM": 3_600}
    assert ledger.loss[0] == -3_600
    assert borrower.cash == 0


def test_nothing_is_collected_where_the_price_is_nothing(borrower) -> None:
    assert moved(collected(borrower, 130, recovery_multiple=0.0)) == {}


def test_a_claim_never_goes_below_zero(borrower) -> None:
    collected(borrower, 100, recovery_multiple=1e9)
    assert borrower.accounts[0].claim == 0


def test_readmission_drops_the_claim_and_reopens_the_line(borrower) -> None:
    ledger, account = a_ledger(), borrower.accounts[0]
    rules.readmit(borrower, account, 900, a_world(), ledger)
    assert (account.state, account.claim, account.default_day) == (State.OPEN, 0, NEVER)
    assert (account.accrued_until, account.oldest_due_day, account.next_due_day) == (900, NEVER, NEVER)
    assert moved(ledger) == {"DROP_CLAIM": 200_000}


def test_readmission_after_a_loan_frees_the_slot(borrower) -> None:
    account = borrower.accounts[0]
    account.product = LOAN
    rules.readmit(borrower, account, 900, a_world(), a_ledger())
    assert account.state == State.EMPTY


def test_at_the_end_the_month_ends_until_readmission_are_taken_off_the_loss(borrower) -> None:
    ledger = a_ledger()
    rules.value_claims(borrower, 220, an_economy(), a_market(), a_world(), ledger)
    left = 100_000.0
    for months in (5, 6, 7):  # days 250, 280 and 310; on day 310 the rest is dropped
        left *= 1 - 0.02 * 0.9**months
    assert ledger.loss[0] == -2 * round(100_000 - left)


def test_what_is_valued_at_the_end_equals_what_a_longer_run_collects(borrower) -> None:
    valued, collected_later = a_ledger(), a_ledger()
    rules.value_claims(borrower, 220, an_economy(), a_market(), a_world(), valued)
    for day in (250, 280, 310):
        rules.collect(borrower, borrower.accounts[0], day, an_economy(), a_market(), a_world(), collected_later)
    assert abs(valued.loss[0] - collected_later.loss[0]) <= 2 * 3


def test_an_open_default_is_collected_from_its_charge_off_on() -> None:
    record = a_borrower()
    account = open_line(record, principal=1_000, default_day=100)
    account.oldest_due_day = 10
    policy = a_market().lenders[0].policies[0]
    start = rules.collection_start(account, 120, policy)
    assert start == 10 + policy.charge_off_days_past_due
    assert rules.collection_end(account, start, policy) == start + 30 * policy.charge_off_readmission_months


def test_a_default_that_does_not_count_is_not_valued(borrower) -> None:
    ledger = a_ledger()
    borrower.accounts[0].default_day = 361
    rules.value_claims(borrower, 220, an_economy(), a_market(), a_world(), ledger)
    assert ledger.loss[0] == 0


@pytest.mark.parametrize(("decay", "collected"), [(0.9, 900), (0.5, 500), (0.0, 0)])
def test_a_month_later_a_share_of_the_first_months_rate_is_left(decay: float, collected: int) -> None:
    """1,000 yuan of claim at 1 % a month: 10 yuan in the first month, 9 a month later at a decay of 0.9."""
    assert rules.fen(100_000 * rules.recovery_rate(0, 0.01, decay, 1.0)) == 1_000
    assert rules.fen(100_000 * rules.recovery_rate(1, 0.01, decay, 1.0)) == collected
