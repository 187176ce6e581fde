"""Shopping festivals: who buys how much on which day, and who gets an offer."""

from sim.market import Activity
from tests.builders import a_borrower, a_ledger, a_market, a_world, moved, open_line, overdue, put, rules


def june(**dials: float):
    """A world that starts in June; other spending is 0.3 of income."""
    world = a_world(first_calendar_month=6)
    put(world.segment[0], {"discretionary_share": 0.3, "festival_spending": 1.0} | dials)
    return world


def shopped(borrower, world, **dials: float):
    ledger = a_ledger()
    rules.shop_festival(borrower, 18, a_market(**dials), world, ledger)
    return ledger


def test_a_festival_is_bought_over_the_line_and_beyond_it_in_cash() -> None:
    # 900,000 x 0.3 = 270,000: the line takes 200,000, cash 50,000, the rest is not bought
    borrower = a_borrower(income=900_000, cash=50_000, weight=2)
    line = open_line(borrower, limit=200_000)
    ledger = shopped(borrower, june())
    assert (line.principal, borrower.cash) == (200_000, 0)
    assert moved(ledger) == {"PURCHASE": 400_000, "SPENDING": 100_000}


def test_without_festival_spending_nothing_is_bought_whatever_is_offered() -> None:
    borrower = a_borrower(income=900_000, cash=50_000)
    open_line(borrower, principal=30_000)
    ledger = shopped(borrower, june(festival_spending=0.0), promotions_demand=1.0, promotions_coupon=100.0)
    assert moved(ledger) == {}
    assert ledger.activity[0, Activity.COUPON] == 0


def test_an_offer_raises_it_and_costs_a_coupon() -> None:
    # 270,000 x 1.5
    offer = {"promotions_demand": 0.5, "promotions_score": 600.0, "promotions_minimum_spend": 20_000.0}
    borrower = a_borrower(income=900_000, weight=2)
    line = open_line(borrower, principal=30_000, billed=30_000)
    ledger = shopped(borrower, june(), **offer)
    assert line.principal == 30_000 + 405_000
    assert ledger.activity[0, Activity.COUPON] == 2


def test_no_offer_for_who_is_late_or_scores_low() -> None:
    offer = {"promotions_demand": 0.5, "promotions_score": 600.0, "freeze_days_past_due": 10_000.0}
    late, low = a_borrower(income=900_000), a_borrower(income=900_000, score=599.0)
    overdue(open_line(late, principal=30_000, billed=30_000), 100, 9)
    open_line(low, principal=30_000, billed=30_000)
    for borrower in (late, low):
        shopped(borrower, june(), **offer)
        assert borrower.accounts[0].principal == 300_000


def test_a_festival_wakes_who_shops_and_nobody_else() -> None:
    borrower = a_borrower()
    assert rules.next_event_day(borrower, 10, a_market(), june()) == 18
    assert rules.next_event_day(borrower, 10, a_market(), june(festival_spending=0.0)) == 30
    assert rules.is_festival(18, june())
    assert not rules.is_festival(17, june())


def test_what_is_bought_with_an_offer_is_told_apart() -> None:
    # 270,000 with the plain festival; the offer is a coupon, so that nothing more is bought
    for score, drawn in ((650.0, 2 * 270_000), (500.0, 0)):
        borrower = a_borrower(income=900_000, weight=2, score=score)
        open_line(borrower, principal=30_000)
        ledger = shopped(borrower, june(), promotions_coupon=100.0, promotions_score=600.0)
        assert ledger.promotion_drawn[0] == drawn
        assert moved(ledger) == {"PURCHASE": 540_000}


def test_any_kind_of_offer_counts_and_without_one_nothing_does() -> None:
    for dials, drawn in (
        ({}, 0),
        ({"promotions_fee_waiver": 0.5}, 270_000),
        ({"promotions_limit_multiple": 1.5}, 270_000),
    ):
        borrower = a_borrower(income=900_000)
        open_line(borrower, principal=30_000)
        assert shopped(borrower, june(), **dials).promotion_drawn[0] == drawn
