"""The behaviour score by hand."""

import pytest

from tests.builders import a_borrower, a_ledger, a_market, a_world, open_line, open_loan, overdue, rules


@pytest.mark.parametrize(("raw", "score"), [(100.0, 350.0), (640.0, 640.0), (2000.0, 950.0)])
def test_a_score_stays_inside_its_scale(raw: float, score: float) -> None:
    assert rules.bounded_score(raw) == score


def test_utilisation_is_the_used_share_of_all_lines_and_of_no_loan() -> None:
    borrower = a_borrower()
    open_line(borrower, 0, limit=1_000, principal=300)
    open_line(borrower, 1, limit=3_000, principal=700)
    open_loan(borrower, 2, principal=5_000)
    assert rules.utilisation(borrower, a_world()) == 0.25


def test_without_a_line_utilisation_is_zero() -> None:
    assert rules.utilisation(a_borrower(), a_world()) == 0.0


def test_use_and_arrears_lower_the_target() -> None:
    borrower, policy, world = a_borrower(score_base=700.0), a_market().lenders[0].policies[0], a_world()
    account = open_line(borrower, limit=1_000, principal=500)
    assert rules.score_target(borrower, 20, policy, world) == 670.0
    overdue(account, 50, 9)
    assert rules.score_target(borrower, 20, policy, world) == 590.0


def test_a_charge_off_does_not_raise_the_score_until_the_borrower_begins_anew() -> None:
    borrower, market, world = a_borrower(score_base=700.0), a_market(), a_world()
    policy = market.lenders[0].policies[0]
    line = overdue(open_line(borrower, limit=1_000, principal=1_000), 1_000, 0)
    assert rules.score_target(borrower, 180, policy, world) == 700.0 - 60.0 - 80.0
    rules.charge_off(borrower, line, 180, market, world, a_ledger())
    assert rules.score_target(borrower, 181, policy, world) == 700.0 - 60.0 - 80.0
    assert rules.worst_serious_delay(borrower, 0, 181, policy, world) == 180
    rules.readmit(borrower, line, 900, world, a_ledger())
    assert rules.score_target(borrower, 901, policy, world) == 700.0


def test_use_above_the_limit_counts_as_full_use() -> None:
    borrower = a_borrower(score_base=700.0)
    open_line(borrower, limit=1_000, principal=2_500)
    assert rules.score_target(borrower, 20, a_market().lenders[0].policies[0], a_world()) == 640.0


def test_the_score_moves_a_fifth_of_the_way_to_its_target() -> None:
    borrower = a_borrower(score=650.0, score_base=700.0)
    rules.update_score(borrower, 1, a_market(), a_world())
    assert borrower.score == pytest.approx(660.0)


@pytest.mark.parametrize(("memory", "score"), [(0.0, 700.0), (0.5, 675.0), (0.9, 655.0), (1.0, 650.0)])
def test_memory_is_the_weight_of_the_last_score(memory: float, score: float) -> None:
    borrower = a_borrower(score=650.0, score_base=700.0)
    rules.update_score(borrower, 1, a_market(score_memory=memory), a_world())
    assert borrower.score == pytest.approx(score)


def test_every_recent_application_costs_its_points_and_half_are_forgotten_each_month() -> None:
    borrower = a_borrower(score=650.0, score_base=700.0, applications=5)
    rules.update_score(borrower, 1, a_market(score_memory=0.0, score_application_penalty=4.0), a_world())
    assert borrower.score == pytest.approx(680.0)
    assert borrower.applications == 2
