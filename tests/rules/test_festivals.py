"""Shopping festivals: their days, who gets an offer, how much is bought, what a coupon costs."""

import pytest

from sim.market import Activity
from tests.builders import a_borrower, a_ledger, a_market, a_world, moved, open_line, overdue, rules


@pytest.mark.parametrize(
    ("first", "day", "festival"), [(6, 3, 18), (6, 33, 0), (11, 30, 11), (1, 151, 168), (1, 301, 311)]
)
def test_festivals_are_on_18_june_and_11_november(first: int, day: int, festival: int) -> None:
    assert rules.festival_day(day, a_world(first_calendar_month=first)) == festival


def shop(owed: int = 20_000, score: float = 650.0, late: int = 0, **dials: float):
    world, ledger = a_world(first_calendar_month=6), a_ledger()
    world.segment[0].discretionary_share = 0.3
    world.segment[0].festival_spending = 0.5
    borrower = a_borrower(income=800_000, score=score, weight=2)
    line = open_line(borrower, principal=owed)
    if late:
        overdue(line, 10, 18 - late)
    rules.shop_festival(borrower, 18, a_market(**dials), world, ledger)
    return moved(ledger).get("PURCHASE", 0), int(ledger.activity[0][Activity.COUPON])


def test_half_a_month_of_other_spending_goes_over_the_line() -> None:
    # 8,000 yuan x 0.3 x 0.5 = 1,200 yuan for each of two borrowers
    assert shop() == (240_000, 0)


def test_who_gets_an_offer_buys_more_and_uses_a_coupon() -> None:
    assert shop(promotions_demand=0.25) == (300_000, 2)
    assert shop(promotions_coupon=500.0) == (240_000, 2)


@pytest.mark.parametrize("change", [{"score": 649.0}, {"owed": 19_999}])
def test_who_gets_none(change) -> None:
    assert shop(promotions_demand=0.25, promotions_coupon=500.0, **change) == (240_000, 0)


def test_with_something_past_due_there_is_neither_offer_nor_use() -> None:
    assert shop(late=1, promotions_demand=0.25, promotions_coupon=500.0) == (0, 0)


def test_a_paid_bill_does_not_end_eligibility() -> None:
    borrower, world = a_borrower(), a_world()
    line = open_line(borrower, principal=20_000, billed=0)
    assert rules.is_favoured(borrower, line, 18, a_market().lenders[0].policies[0], world)


def test_coupons_are_paid_at_the_months_close() -> None:
    ledger, market = a_ledger(), a_market(promotions_coupon=500.0)
    ledger.activity[0][Activity.COUPON] = 7
    rules.charge_activity(ledger, market.lenders[0], 0)
    assert moved(ledger) == {"PAY_PROMOTION_COST": 3_500}
