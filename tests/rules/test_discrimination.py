"""Gini, KS and the stability index by hand and in closed form, and who is counted among goods and bads."""

import math

import numpy as np
import pytest
from scipy.stats import norm

from sim.market import ACCEPTED, APPLICANTS, SCORE_CLASSES
from sim.units import NEVER
from tests.builders import a_borrower, a_ledger, a_market, a_stream, a_world, open_line, open_loan, rules


def scores_of(goods, bads, later=None):
    """Counts of goods and bads in the lowest classes."""
    scores = a_market().scores[0]
    scores.goods[: len(goods)], scores.bads[: len(bads)] = goods, bads
    scores.later[:] = scores.goods + scores.bads
    if later is not None:
        scores.later[:] = 0
        scores.later[: len(later)] = later
    return scores


@pytest.mark.parametrize(
    ("score", "place"), [(349, 0), (350, 0), (359, 0), (360, 1), (655, 30), (939, 58), (940, 59), (950, 59)]
)
def test_classes_are_ten_points_wide(score: int, place: int) -> None:
    assert rules.score_class(score) == place


@pytest.mark.parametrize(
    ("goods", "bads", "gini", "distance"),
    [
        ((0, 5), (3, 0), 1.0, 1.0),  # every bad below every good
        ((5, 0), (0, 3), -1.0, 1.0),
        ((4, 6), (2, 3), 0.0, 0.0),  # the same distribution
        ((7,), (3,), 0.0, 0.0),  # ties say nothing
        ((1, 3), (2, 1), 5 / 12, 5 / 12),  # of 12 pairs 6 in order, 1 turned round, 5 ties; 2/3 - 1/4
        ((1, 0, 3), (2, 1, 1), (6 + 3 - 1 - 1) / 16, 0.5),  # 0.75 - 0.25 below the third class
    ],
)
def test_gini_and_distance_by_hand(goods, bads, gini: float, distance: float) -> None:
    scores = scores_of(goods, bads)
    assert rules.gini(scores) == pytest.approx(gini)
    assert rules.kolmogorov_smirnov(scores) == pytest.approx(distance)


@pytest.mark.parametrize(("goods", "bads"), [((), ()), ((4, 6), ()), ((), (2,))])
def test_without_goods_or_without_bads_there_is_neither(goods, bads) -> None:
    assert math.isnan(rules.gini(scores_of(goods, bads)))
    assert math.isnan(rules.kolmogorov_smirnov(scores_of(goods, bads)))


@pytest.mark.parametrize("distance", [0.5, 1.0, 1.5])
def test_two_normal_scores_give_their_closed_form_within_the_error_of_classes(distance: float) -> None:
    """Gini 2 Phi(D / sqrt 2) - 1 and KS 2 Phi(D / 2) - 1 for means D standard deviations apart (Rezac 2011)."""
    deviation = 60.0
    edges = np.r_[-np.inf, 360 + 10 * np.arange(SCORE_CLASSES - 1), np.inf]
    goods, bads = (
        np.rint(np.diff(norm.cdf(edges, mean, deviation)) * 1e9).astype(np.int64)
        for mean in (650 + distance * deviation / 2, 650 - distance * deviation / 2)
    )
    scores = scores_of(goods, bads)
    assert rules.gini(scores) == pytest.approx(2 * norm.cdf(distance / math.sqrt(2)) - 1, abs=0.002)
    assert rules.kolmogorov_smirnov(scores) == pytest.approx(2 * norm.cdf(distance / 2) - 1, abs=0.002)


def test_the_stability_index_by_hand() -> None:
    assert rules.population_stability(scores_of((50, 50), ())) == 0.0
    found = rules.population_stability(scores_of((30, 50), (20,), later=(25, 75)))
    assert found == pytest.approx(-0.25 * math.log(0.5) + 0.25 * math.log(1.5))


def test_classes_of_the_index_hold_a_tenth_and_what_is_empty_later_joins_the_next() -> None:
    shifted = scores_of((6, 6, 88), (), later=(0, 24, 76))
    assert rules.population_stability(shifted) == pytest.approx(0.12 * math.log(2) - 0.12 * math.log(76 / 88))
    for later in ((0, 100), (100, 0)):  # one class left: too few to tell
        assert rules.population_stability(scores_of((50, 50), (), later=later)) == 0.0
    assert math.isnan(rules.population_stability(scores_of((), ())))


def test_only_the_first_application_out_of_default_is_noted() -> None:
    borrower = a_borrower(score=655.9)
    rules.begin_score_record(borrower)
    assert (borrower.opening_score, borrower.applied_day, borrower.failed_day) == (655, NEVER, NEVER)
    loan = open_loan(borrower, default_day=3)
    rules.note_application(borrower, 10)
    assert borrower.applied_day == NEVER
    loan.default_day = NEVER
    rules.note_application(borrower, 40)
    borrower.score = 700.0
    rules.note_application(borrower, 70)
    assert (borrower.applied_day, borrower.applied_score) == (40, 655)


def test_the_first_default_after_the_application_is_noted_at_any_lender() -> None:
    borrower, world = a_borrower(applied_day=NEVER, failed_day=NEVER), a_world(lenders=2)
    account = open_line(borrower)
    rules.count_default(borrower, account, 1, 20, world, a_ledger())
    assert borrower.failed_day == NEVER
    borrower.applied_day = 30
    for day in (50, 60):
        rules.count_default(borrower, account, 1, day, world, a_ledger())
    assert borrower.failed_day == 50


def test_a_rejected_applicant_is_noted_at_the_platform_and_not_at_another_lender() -> None:
    for lender, noted in ((0, 10), (1, NEVER)):
        world, borrower = a_world(lenders=2), a_borrower(income=800_000, applied_day=NEVER, score=500.0)
        world.product[1].lender = lender
        world.segment[0].loan_demand_monthly = 1.0
        market = a_market(2, underwriting_score_cutoff=600.0)
        rules.ask_for_loan(borrower, 1, 10, market, world, a_stream(), a_ledger())
        assert borrower.applied_day == noted
        assert all(account.state == 0 for account in borrower.accounts)


def counted(world=None, **values):
    market = a_market()
    neutral = {"weight": 3, "score": 700.0, "opening_score": 640, "applied_day": NEVER, "failed_day": NEVER}
    rules.count_score(a_borrower(**(neutral | values)), market, world or a_world())
    return market.scores


@pytest.mark.parametrize(("default_day", "is_bad"), [(1, True), (360, True), (361, False), (NEVER, False)])
def test_the_accepted_are_bad_by_a_default_within_the_loss_horizon(default_day: int, is_bad: bool) -> None:
    scores = counted(default_day=default_day)[ACCEPTED]
    assert (scores.bads[29], scores.goods[29], scores.later[35]) == (3 * is_bad, 3 * (not is_bad), 3)


def test_who_did_not_perform_at_the_start_is_no_accepted_customer() -> None:
    assert counted(performing=0)[ACCEPTED].later.sum() == 0


@pytest.mark.parametrize(("failed", "is_bad"), [(200, True), (460, True), (461, False), (NEVER, False)])
def test_applicants_are_bad_by_a_default_within_the_window(failed: int, is_bad: bool) -> None:
    scores = counted(performing=0, applied_day=100, applied_score=640, failed_day=failed)[APPLICANTS]
    assert (scores.bads[29], scores.goods[29], scores.later[35]) == (3 * is_bad, 3 * (not is_bad), 3)


@pytest.mark.parametrize(("applied", "count"), [(1, 3), (360, 3), (361, 0), (NEVER, 0)])
def test_only_applicants_with_a_whole_window_before_the_end_are_counted(applied: int, count: int) -> None:
    assert counted(performing=0, applied_day=applied, applied_score=640)[APPLICANTS].later.sum() == count


@pytest.mark.parametrize(("horizon", "loss", "window"), [(720, 360, 360), (360, 360, 180), (90, 90, 30), (30, 30, 0)])
def test_the_window_is_the_loss_horizon_or_half_the_run_in_whole_months(horizon: int, loss: int, window: int) -> None:
    assert rules.outcome_window(a_world(horizon_days=horizon, loss_horizon_days=loss)) == window
    if window == 0:
        world = a_world(horizon_days=horizon, loss_horizon_days=loss)
        assert counted(world, performing=0, applied_day=1)[APPLICANTS].later.sum() == 0
