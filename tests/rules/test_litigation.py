"""Litigation by hand: who is sued, when it is decided, what is enforced, and that a suit is a default."""

import pytest

from sim.market import Activity
from sim.records import State
from sim.units import NEVER
from tests.builders import a_borrower, a_ledger, a_market, a_stream, a_world, open_line, overdue, rules

DIALS = {
    "litigation_from_days_past_due": 120.0, "litigation_minimum_claim": 50_000.0, "litigation_share": 1.0,
    "litigation_recovery": 0.35, "litigation_delay_months": 12.0, "charge_off_days_past_due": 180.0,
    "charge_off_readmission_months": 24.0,
}  # fmt: skip


def a_policy(**dials: float):
    return a_market(**(DIALS | dials)).lenders[0].policies[0]


@pytest.fixture
def borrower():
    """600 yuan owed and past due since day 10; weight 2; no interest."""
    record = a_borrower(weight=2)
    overdue(open_line(record, principal=60_000, accrued_until=130, daily_rate=0.0), 60_000, 10)
    return record


def sued(borrower, day: int, **dials: float):
    ledger = a_ledger()
    rules.sue(borrower, 0, day, a_market(**(DIALS | dials)), a_world(), a_stream(), ledger)
    return ledger


@pytest.mark.parametrize(("day", "is_old"), [(129, False), (130, True), (159, True), (160, False)])
def test_a_case_is_looked_at_in_the_month_it_gets_old_enough(borrower, day: int, is_old: bool) -> None:
    assert rules.is_suable(borrower.accounts[0], day, a_policy()) == is_old


@pytest.mark.parametrize(("minimum", "is_large"), [(60_000.0, True), (60_001.0, False)])
def test_a_small_claim_is_not_sued(borrower, minimum: float, is_large: bool) -> None:
    assert rules.is_suable(borrower.accounts[0], 140, a_policy(litigation_minimum_claim=minimum)) == is_large


def test_a_suit_is_counted_and_is_a_default_once(borrower) -> None:
    ledger = sued(borrower, 150)
    assert ledger.activity[0, Activity.SUIT] == 2
    assert (ledger.defaults[0], borrower.accounts[0].default_day, borrower.accounts[0].judgment_day) == (1, 150, 510)
    assert sued(borrower, 151).activity[0, Activity.SUIT] == 0
    ledger = a_ledger()
    rules.age_delinquency(borrower, 160, a_market(**DIALS), a_world(), ledger)
    assert ledger.defaults[0] == 0


def test_nobody_is_sued_at_a_share_of_nothing_or_before_its_time(borrower) -> None:
    assert sued(borrower, 150, litigation_share=0.0).activity[0, Activity.SUIT] == 0
    assert sued(borrower, 150, litigation_from_days_past_due=10_000.0).activity[0, Activity.SUIT] == 0


@pytest.mark.parametrize(("plans", "suits"), [(0, 0), (1, 0), (2, 2)])
def test_a_lender_may_sue_those_only_who_had_their_plans(borrower, plans: int, suits: int) -> None:
    borrower.plans = plans
    assert sued(borrower, 150, litigation_minimum_plans=2.0).activity[0, Activity.SUIT] == suits


def test_a_case_gets_older_after_its_charge_off_without_a_jump(borrower) -> None:
    account = borrower.accounts[0]
    assert rules.age_of_case(account, 189) == 179
    rules.charge_off(borrower, account, 190, a_market(**DIALS), a_world(), a_ledger())
    account.default_day = 20  # a plan was a default long before: it does not make the case older
    assert [rules.age_of_case(account, day) for day in (190, 220)] == [180, 210]


def test_a_claim_that_was_sold_is_not_sued(borrower) -> None:
    account = borrower.accounts[0]
    rules.charge_off(borrower, account, 190, a_market(**DIALS), a_world(), a_ledger())
    account.claim = 0
    policy = a_policy(litigation_from_days_past_due=200.0, litigation_minimum_claim=0.0)
    assert not rules.is_suable(account, 220, policy)


@pytest.mark.parametrize(("arbitration", "months"), [(0.0, 12), (0.5, 9), (1.0, 6)])
def test_arbitration_halves_the_time(arbitration: float, months: int) -> None:
    assert rules.judgment_day(150, a_policy(litigation_arbitration_share=arbitration)) == 150 + 30 * months


@pytest.mark.parametrize(
    ("preservation", "multiple", "share"), [(0.0, 1.0, 0.35), (0.2, 1.0, 0.42), (0.0, 0.5, 0.175), (1.0, 9.0, 1.0)]
)
def test_what_is_enforced(preservation: float, multiple: float, share: float) -> None:
    assert rules.enforced_share(a_policy(litigation_preservation=preservation), multiple) == pytest.approx(share)


def test_a_judgment_is_enforced_once() -> None:
    account = open_line(a_borrower(), state=State.CHARGED_OFF, claim=60_000, judgment_day=510)
    policy = a_policy()
    assert [rules.is_judged(account, day) for day in (509, 510)] == [False, True]
    assert rules.enforce(account, policy, 1.0) == 21_000
    assert not rules.is_judged(account, 900)
    assert not rules.is_suable(account, 900, policy)


def test_a_default_that_ends_ends_its_suit(borrower) -> None:
    account = borrower.accounts[0]
    account.judgment_day, account.default_day = 510, 100
    rules.cure(borrower, account, 200, a_world(), a_ledger())
    assert account.judgment_day == NEVER


def test_a_later_change_of_policy_does_not_move_a_judgment(borrower) -> None:
    sued(borrower, 150)
    rules.charge_off(borrower, borrower.accounts[0], 190, a_market(**DIALS), a_world(), a_ledger())
    assert (
        rules.suit_to_come(borrower, borrower.accounts[0], 220, 60_000, a_policy(litigation_delay_months=1.0)) == NEVER
    )
    assert [rules.is_judged(borrower.accounts[0], day) for day in (509, 510)] == [False, True]
