"""Limits at the opening and at reviews, and what is usable of them."""

import math

import pytest

from tests.builders import LINE, a_borrower, a_market, a_world, open_line, open_loan, overdue, rules

DAY = 61


def reviewed(score: float = 700.0, principal: int = 600_000, income: int = 1_000_000, **dials: float) -> int:
    world = a_world()
    borrower = a_borrower(score=score, agent=3, income=income)
    line = open_line(borrower, principal=principal)
    rules.review_limits(borrower, DAY, a_market(**({"limits_review_months": 3.0} | dials)), world)
    return int(line.limit)


def test_the_opening_limit_follows_the_score() -> None:
    # one tier of 50 points at a slope of log 2 doubles it, one below halves it
    product = a_world().product[LINE]
    product.limit_score_slope = math.log(2.0)
    assert [rules.line_limit(800_000, score, product, 650.0) for score in (600.0, 700.0)] == [400_000, 1_600_000]


@pytest.mark.parametrize(
    ("income", "limit"), [(800_000, 800_000), (40_000, 50_000), (6_000_000, 5_000_000), (0, 50_000)]
)
def test_the_opening_limit_is_months_of_income_between_floor_and_cap(income: int, limit: int) -> None:
    product = a_world().product[LINE]
    product.limit_floor = 50_000
    assert rules.line_limit(income, 650.0, product, 650.0) == limit


def test_who_uses_the_line_well_gets_a_fifth_more() -> None:
    assert reviewed() == 1_200_000


def test_a_raise_needs_use_a_score_and_a_clean_account() -> None:
    assert reviewed(principal=499_999) == 1_000_000
    assert reviewed(principal=500_000) == 1_200_000
    assert reviewed(score=649.0) == 1_000_000


def test_a_raise_stops_at_months_of_income_and_never_lowers_a_limit() -> None:
    assert reviewed(income=275_000) == 1_100_000
    assert reviewed(income=100_000) == 1_000_000


def test_a_raise_stops_at_the_products_cap() -> None:
    borrower, world = a_borrower(score=700.0, agent=3, income=10**9), a_world()
    line = open_line(borrower, principal=4_900_000, limit=4_900_000)
    rules.review_limits(borrower, DAY, a_market(limits_review_months=3.0), world)
    assert line.limit == 5_000_000


def test_a_raise_stops_at_the_cap_for_a_person() -> None:
    assert reviewed(underwriting_person_cap=1_100_000.0) == 1_100_000
    assert reviewed(underwriting_person_cap=900_000.0) == 1_000_000


def test_a_low_score_costs_a_fifth() -> None:
    assert reviewed(score=599.0, limits_cut_score=600.0) == 800_000
    assert reviewed(score=600.0, limits_cut_score=600.0) == 1_000_000


def test_arrears_bar_a_raise() -> None:
    borrower, world = a_borrower(score=700.0, agent=3, income=10**6), a_world()
    line = overdue(open_line(borrower, principal=600_000), 10, DAY - 1)
    rules.review_limits(borrower, DAY, a_market(limits_review_months=3.0), world)
    assert line.limit == 1_000_000


def test_reviews_come_every_so_many_months_spread_by_the_borrowers_number() -> None:
    policy = a_market(limits_review_months=3.0).lenders[0].policies[0]
    days = [30 * month + 1 for month in range(12)]
    months = {
        number: [day // 30 + 1 for day in days if rules.is_reviewed(a_borrower(agent=number), day, policy)]
        for number in range(3)
    }
    assert months == {0: [3, 6, 9, 12], 1: [1, 4, 7, 10], 2: [2, 5, 8, 11]}
    assert not rules.is_reviewed(a_borrower(), 61, a_market().lenders[0].policies[0])


def usable(loans: int = 0, day: int = 20, score: float = 650.0, **dials: float) -> int:
    world, borrower = a_world(first_calendar_month=6), a_borrower(score=score)
    line = open_line(borrower, principal=30_000)
    for place in range(loans):
        open_loan(borrower, 1 + place, principal=1)
    return int(rules.usable_limit(borrower, line, day, a_market(**dials).lenders[0].policies[0], world))


def test_every_loan_beyond_the_first_takes_its_share_off_the_line() -> None:
    assert [usable(loans, limits_loan_use_cut=0.3) for loans in (0, 1, 2)] == [1_000_000, 1_000_000, 700_000]
    assert usable(2, limits_loan_use_cut=0.0) == 1_000_000


def test_in_a_festival_month_the_eligible_have_a_higher_limit() -> None:
    assert usable(promotions_limit_multiple=1.3) == 1_300_000
    assert usable(day=50, promotions_limit_multiple=1.3) == 1_000_000
    assert usable(score=649.0, promotions_limit_multiple=1.3) == 1_000_000
    assert usable(promotions_limit_multiple=1.3, promotions_minimum_spend=30_001.0) == 1_000_000


@pytest.mark.parametrize(
    ("age", "limit", "is_closed"),
    [(29, 1_000_000, False), (30, 700_000, False), (31, 700_000, False), (60, 700_000, True)],
)
def test_a_limit_is_cut_and_a_line_closed_from_their_day_on(age: int, limit: int, is_closed: bool) -> None:
    borrower = a_borrower()
    line = open_line(borrower)
    policy = a_market(freeze_cut_days_past_due=30.0, freeze_close_days_past_due=60.0).lenders[0].policies[0]
    rules.cut_access(line, age, policy)
    assert line.limit == limit
    assert (line.blocked_until > 10_000) == is_closed
