"""Attention: who forgets, for how long, and payments that fail on the lender's side."""

import pytest

from sim.market import Activity
from sim.units import NEVER
from tests.builders import a_borrower, a_ledger, a_market, a_stream, a_world, moved, open_line, overdue, put, rules


def a_lender(start_day: float = 10_000.0, **dials: float):
    """Calls begin so many days past due."""
    record = a_market(**dials).lenders[0]
    record.policies[0].ladder[2].start_day = start_day
    return record


def policy(**dials: float):
    return a_lender(**dials).policies[0]


@pytest.mark.parametrize(
    ("dials", "chance"),
    [
        ({}, 0.2),
        ({"reminders_reach": 0.5, "reminders_effect": 0.3, "reminders_days_before": 7.0}, 0.2 * 0.85),
        ({"reminders_reach": 0.5, "reminders_effect": 0.3, "reminders_days_before": 1.0}, 0.2 * 0.95),
        ({"reminders_reach": 0.5, "reminders_effect": 0.3, "reminders_days_before": 0.0}, 0.2),
        ({"education_effect": 0.4}, 0.12),
    ],
)
def test_reminders_in_time_and_education_lower_forgetting(dials: dict[str, float], chance: float) -> None:
    assert rules.chance_to_forget(a_borrower(forgetfulness=0.2), policy(**dials)) == pytest.approx(chance)


def test_what_is_debited_is_never_forgotten() -> None:
    assert rules.chance_to_forget(a_borrower(forgetfulness=1.0, autopay=1), policy()) == 0.0


@pytest.mark.parametrize(
    ("unaware", "start_day", "education", "days"),
    [(0, 5.0, 0.0, 3), (1, 10_000.0, 0.0, 10), (1, 5.0, 0.0, 5), (1, 1.0, 0.0, 3), (1, 10_000.0, 0.5, 5)],
)
def test_the_unaware_wait_until_somebody_tells_them(
    unaware: int, start_day: float, education: float, days: int
) -> None:
    segment = put(a_world().segment[0], {"unaware_days": 10.0})
    borrower, lender = a_borrower(unaware=unaware), a_lender(start_day, education_effect=education)
    assert rules.longest_lapse(borrower, late_line(borrower), 0.5, lender, segment) == days


def late_line(borrower):
    return overdue(open_line(borrower, principal=10_000), 1_000, 9)


@pytest.mark.parametrize(
    ("rung", "served", "days"),
    [
        ({}, 1.0, 5),
        ({"minimum_amount": 1_001.0}, 1.0, 10),
        ({"minimum_amount": 1_000.0}, 1.0, 5),
        ({"lowest_risk_score": 649.0}, 1.0, 10),
        ({}, 0.5, 10),
        ({}, 0.51, 5),
    ],
)
def test_only_a_call_that_is_made_to_such_a_case_tells_the_unaware(rung, served: float, days: int) -> None:
    # 1,000 past due at a score of 650; this borrower comes in the middle of those whom the calls reach
    borrower, lender = a_borrower(unaware=1), a_lender(5.0)
    put(lender.policies[0].ladder[2], rung)
    lender.served[2] = served
    segment = put(a_world().segment[0], {"unaware_days": 10.0})
    assert rules.longest_lapse(borrower, late_line(borrower), 0.5, lender, segment) == days


def debited(borrower, share: float) -> tuple[bool, int]:
    """Whether a bill that would be forgotten is not, and the debits counted."""
    ledger = a_ledger()
    lender = a_lender(reminders_autopay_uptake=share)
    rules.forget(borrower, 0, 9, 0, lender, a_world().segment[0], a_stream(), ledger)
    return borrower.accounts[0].retry_day < 9, int(ledger.activity[0, Activity.DEBIT])


def test_payment_options_move_a_share_of_those_who_pay_by_hand_to_debits() -> None:
    people = [a_borrower(agent=agent, forgetfulness=1.0, weight=2) for agent in range(3_000)]
    assert debited(people[0], 1.0) == (True, 2)
    assert debited(people[1], 0.0) == (False, 0)
    # three in ten: 900 of 3,000, five standard errors are 125
    assert abs(sum(debited(person, 0.3) == (True, 2) for person in people[2:]) - 900) < 125
    assert debited(a_borrower(forgetfulness=1.0, autopay=1), 1.0) == (True, 0)


@pytest.mark.parametrize(("draw", "days"), [(0.01, 1), (0.1, 2), (0.199, 3)])
def test_the_aware_remember_within_three_days_the_unaware_at_the_end(draw: float, days: int) -> None:
    assert rules.lapse_days(draw, 0.2, 3, False) == days
    assert rules.lapse_days(draw, 0.2, 10, True) == 10


def settle(borrower, day: int, **dials: float):
    ledger, world = a_ledger(), a_world()
    world.segment[0].unaware_days = 10.0
    rules.settle_account(borrower, 0, day, a_market(**dials), world, a_stream(), ledger)
    return ledger


def test_an_unaware_borrower_pays_a_forgotten_bill_after_ten_days() -> None:
    borrower = a_borrower(cash=50_000, forgetfulness=1.0, unaware=1, weight=2)
    line = open_line(borrower, principal=10_000, billed=10_000, next_due_day=9, accrued_until=9, daily_rate=0.0)
    settle(borrower, 9)
    for day in (12, 18):
        assert moved(settle(borrower, day)) == {}
    assert moved(settle(borrower, 19)) == {"REPAY_PRINCIPAL": 20_000}
    assert line.oldest_due_day == NEVER


def test_a_failed_payment_is_excused_and_set_right_by_a_dispute() -> None:
    borrower = a_borrower(cash=50_000, weight=2)
    line = open_line(borrower, principal=10_000, billed=10_000, next_due_day=9, accrued_until=9, daily_rate=0.0)
    faults = {"service_outage_rate": 1.0, "service_dispute_days": 5.0, "service_score_repair": 1.0}
    ledger = settle(borrower, 9, **faults)
    assert (line.excused_until, line.retry_day, ledger.activity[0, Activity.DISPUTE]) == (14, 14, 2)
    assert (ledger.missed[0], moved(ledger)) == (2_000, {})
    market, world = a_market(**faults), a_world()
    served = market.lenders[0].policies[0]
    assert rules.days_past_due(line, 13, world) == 4
    assert rules.serious_days_past_due(line, 13, served, world) == 0
    assert moved(settle(borrower, 14, **faults)) == {"REPAY_PRINCIPAL": 20_000}


def test_without_outages_no_payment_fails() -> None:
    borrower = a_borrower(cash=50_000)
    line = open_line(borrower, principal=10_000, billed=10_000, next_due_day=9, accrued_until=9)
    ledger = settle(borrower, 9, service_dispute_days=30.0)
    assert (line.principal, line.excused_until, ledger.activity[0, Activity.DISPUTE]) == (0, -NEVER, 0)


def test_a_failed_payment_does_not_excuse_what_was_past_due_before() -> None:
    borrower = a_borrower(cash=0, weight=2)
    line = open_line(borrower, principal=100_000, billed=10_000, next_due_day=69, accrued_until=69, daily_rate=0.0)
    overdue(line, 1_000, 9)
    faults = {"service_outage_rate": 1.0, "service_dispute_days": 5.0, "service_score_repair": 1.0}
    ledger = settle(borrower, 69, **faults)
    assert (line.excused_until, line.retry_day, ledger.activity[0, Activity.DISPUTE]) == (-NEVER, 74, 2)
    served = a_market(**faults).lenders[0].policies[0]
    assert rules.serious_days_past_due(line, 70, served, a_world()) == 61
