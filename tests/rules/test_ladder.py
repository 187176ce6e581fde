"""The collections ladder by hand: who is worked on, how hard, how often, and what an agency earns."""

import pytest

from sim.market import Activity
from tests.builders import a_borrower, a_ledger, a_market, a_world, open_line, overdue, put, rules

SMS, AI_CALL, HUMAN_CALL, VISIT, AGENCY = range(5)


def a_ladder(place: int = HUMAN_CALL, **dials: float):
    """A market with one rung at work from day 5, every 7 days, at effect 0.5."""
    market = a_market()
    for policy in market.lenders[0].policies:
        put(policy.ladder[place], {"start_day": 5.0, "every_days": 7.0, "effect": 0.5} | dials)
    return market


@pytest.fixture
def borrower():
    """1,000 yuan past due since day 10; weight 3; a score of 600."""
    record = a_borrower(weight=3, score=600.0)
    overdue(open_line(record, principal=500_000, contacted_until=0), 100_000, 10)
    return record


def pressed(borrower, day: int, market) -> float:
    return rules.pressure(borrower, borrower.accounts[0], day, market.lenders[0], a_world())


def counted(borrower, day: int, market) -> int:
    ledger = a_ledger()
    rules.count_contacts(borrower, borrower.accounts[0], day, market, a_world(), ledger)
    return int(ledger.activity[0, Activity.CONTACT + HUMAN_CALL])


def test_without_a_ladder_nobody_is_pressed_or_contacted(borrower) -> None:
    assert pressed(borrower, 300, a_market()) == 0.0
    assert counted(borrower, 300, a_market()) == 0


@pytest.mark.parametrize(("day", "pressure"), [(10, 0.0), (14, 0.0), (15, 0.5), (200, 0.5)])
def test_a_rung_presses_from_its_first_day_past_due_on(borrower, day: int, pressure: float) -> None:
    assert pressed(borrower, day, a_ladder()) == pressure


def test_the_strongest_rung_at_work_counts_and_only_as_far_as_it_reaches(borrower) -> None:
    market = a_ladder()
    for policy in market.lenders[0].policies:
        put(policy.ladder[VISIT], {"start_day": 30.0, "every_days": 30.0, "effect": 0.8})
    assert [pressed(borrower, day, market) for day in (39, 40)] == [0.5, 0.8]
    market.lenders[0].served[VISIT] = 0.25  # 0.8 x 0.25 = 0.2 is weaker than 0.5
    assert pressed(borrower, 40, market) == 0.5


@pytest.mark.parametrize(
    ("dials", "is_pressed"),
    [
        ({"minimum_amount": 100_000.0}, True),
        ({"minimum_amount": 100_001.0}, False),
        ({"lowest_risk_score": 600.0}, True),
        ({"lowest_risk_score": 599.0}, False),
    ],
)
def test_a_rung_differentiates_by_amount_and_by_score(borrower, dials, is_pressed: bool) -> None:
    assert (pressed(borrower, 40, a_ladder(**dials)) > 0.0) == is_pressed


@pytest.mark.parametrize(("days", "contacts"), [(4, 0), (5, 1), (11, 1), (12, 2), (19, 3), (33, 5)])
def test_contacts_until_a_day_past_due(days: int, contacts: int) -> None:
    assert rules.contacts_until(days, 5.0, 7.0) == contacts  # on days 5, 12, 19, 26, 33


def test_contacts_are_counted_once_however_often_they_are_looked_at(borrower) -> None:
    market = a_ladder()
    # Day 43 is 33 days past due: contacts on days 5, 12, 19, 26, 33, times a weight of 3.
    assert [counted(borrower, day, market) for day in (14, 15, 15, 30, 43)] == [0, 3, 0, 6, 6]


def test_a_partial_payment_does_not_count_contacts_twice(borrower) -> None:
    account, market = borrower.accounts[0], a_ladder()
    account.arrears[1] = 50_000
    assert counted(borrower, 45, market) == 3 * 5  # 35 days past due: 5, 12, 19, 26, 33
    rules.pay_arrears(account, 100_000)
    assert (
        account.oldest_due_day == 40
    )  # the next due date is the oldest now: 5 days past due, contacted on day 45 already
    assert [counted(borrower, day, market) for day in (45, 46, 52)] == [0, 0, 3]  # next contact: day 40 + 12


def test_a_new_episode_begins_with_the_first_contact_again(borrower) -> None:
    account, market = borrower.accounts[0], a_ladder()
    assert counted(borrower, 20, market) == 3
    rules.clear_arrears(account)
    overdue(account, 100_000, 100)
    assert counted(borrower, 112, market) == 3 * 2


def test_who_is_told_costs_the_good_name(borrower) -> None:
    counted(borrower, 22, a_ladder(shame=0.1))
    assert borrower.standing == pytest.approx(0.9 * 0.9)  # two contacts


def test_an_agency_earns_a_share_of_what_it_brings_and_of_what_it_reaches(borrower) -> None:
    market = a_ladder(AGENCY, commission=0.4)
    lender, account = market.lenders[0], borrower.accounts[0]
    assert rules.commission(borrower, account, 10_000, 4, lender) == 0
    assert rules.commission(borrower, account, 10_000, 5, lender) == 4_000
    lender.served[AGENCY] = 0.5
    assert rules.commission(borrower, account, 10_000, 5, lender) == 2_000


def test_an_agency_earns_nothing_on_what_is_not_past_due(borrower) -> None:
    market, ledger = a_ladder(AGENCY, commission=0.4), a_ledger()
    put(borrower, {"cash": 500_000})
    rules.make_payment(borrower, borrower.accounts[0], 300_000, 30, market, a_world(), ledger)
    assert (borrower.cash, ledger.agency[0]) == (200_000, 3 * 40_000)  # 0.4 of the 1,000 yuan past due


def test_pressure_lowers_what_is_kept_back_and_raises_what_is_paid_in_default(borrower) -> None:
    world = a_world()
    segment, account = world.segment[0], borrower.accounts[0]
    put(segment, {"reserve_days": 10.0, "default_payment": 0.06})
    put(borrower, {"cash": 90_000, "essential_daily": 5_000, "income": 800_000})
    paid = [rules.payment_possible(borrower, account, 40, segment, force, 0) for force in (0.0, 0.5, 1.0)]
    assert paid == [40_000, 65_000, 90_000]  # 50,000 are kept back, half of it, nothing
    account.default_day = 20
    # 800,000 x 0.06 = 48,000 of income a month: times 1.5 under a pressure of one half, but no more than 65,000 free
    assert rules.payment_possible(borrower, account, 40, segment, 0.0, 0) == 40_000
    put(borrower, {"cash": 900_000})
    assert [rules.payment_possible(borrower, account, 40, segment, force, 0) for force in (0.0, 0.5)] == [
        48_000,
        72_000,
    ]


@pytest.mark.parametrize(
    ("dials", "share"),
    [
        ({}, 1.0),  # every attempt is answered
        ({"attempts": 5.0}, 1.0),  # and the first that is ends them
        ({"answer": 0.5}, 1.0),  # the effect is stated for one attempt
        ({"answer": 0.5, "attempts": 2.0}, 1.5),  # 1 - 0.5^2 = 0.75 reached instead of 0.5
        ({"answer": 0.5, "hours": 7.0}, 0.5),  # half the hours, half the answers
        ({"answer": 0.25, "attempts": 2.0, "hours": 28.0}, 3.0),  # answered at 0.5: 0.75 instead of 0.25
        ({"attempts": 0.0}, 0.0),
    ],
)
def test_more_attempts_and_hours_reach_more_but_less_and_less(dials: dict[str, float], share: float) -> None:
    rung = a_ladder(**{"effect": 0.3} | dials).lenders[0].policies[0].ladder[HUMAN_CALL]
    assert rules.rung_effect(rung) == pytest.approx(0.3 * share)


def test_no_effect_exceeds_the_whole() -> None:
    rung = a_ladder(answer=0.25, attempts=6.0).lenders[0].policies[0].ladder[HUMAN_CALL]
    assert rules.rung_effect(rung) == 1.0


@pytest.mark.parametrize(
    ("dials", "attempts"),
    [({"attempts": 6.0}, 1.0), ({"answer": 0.5, "attempts": 2.0}, 1.5), ({"answer": 0.5, "attempts": 1.0}, 1.0)],
)
def test_attempts_end_with_the_first_that_is_answered(dials: dict[str, float], attempts: float) -> None:
    rung = a_ladder(**dials).lenders[0].policies[0].ladder[HUMAN_CALL]
    assert rules.attempts_made(rung) == pytest.approx(attempts)
