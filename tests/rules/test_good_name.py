"""What a lost name does to users, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from sim.market import Standing
from sim.records import Channel
from tests.builders import a_borrower, a_market, a_world, an_economy, open_line, rules


def a_named_world(strength: float = 1.0, **values: Any) -> Any:
    world = a_world(**values)
    world.channel[Channel.REPUTATION] = strength
    return world


def named(reputation: float, standing: int = Standing.NORMAL) -> Any:
    market = a_market()
    market.lenders[0].reputation, market.lenders[0].standing = reputation, standing
    return market


@pytest.mark.parametrize(
    ("reputation", "standing", "strength", "lost"),
    [
        (1.0, Standing.NORMAL, 1.0, 0.0),
        (0.75, Standing.NORMAL, 1.0, 0.25),
        (0.75, Standing.RATIONED, 2.0, 0.5),
        (0.9, Standing.FAILED, 1.0, 1.0),
        (0.1, Standing.FAILED, 0.0, 0.0),
    ],
)
def test_a_name_is_lost_by_conduct_and_wholly_by_failure(
    reputation: float, standing: int, strength: float, lost: float
) -> None:
    lender = named(reputation, standing).lenders[0]
    assert rules.lost_name(lender, a_named_world(strength)) == lost
    assert rules.access_left(lender, a_named_world(strength)) == 1.0 - lost


def test_access_is_worth_nothing_where_more_than_the_name_is_lost() -> None:
    assert rules.access_left(named(0.2).lenders[0], a_named_world(3.0)) == 0.0


def test_a_name_costs_nothing_while_the_book_is_aged() -> None:
    assert rules.lost_name(named(0.2).lenders[0], a_named_world(warming=1)) == 0.0


def test_a_line_is_worth_less_at_a_lender_that_lost_its_name() -> None:
    borrower = a_borrower()
    open_line(borrower, principal=400_000)
    assert rules.access_worth(borrower, 0, 31, named(0.75), a_named_world()) == 450_000
    assert rules.access_worth(borrower, 0, 31, named(0.75), a_named_world(0.0)) == 600_000


def test_debt_to_a_lender_that_lost_its_name_weighs_more() -> None:
    borrower = a_borrower(temptation=0.5, income=800_000)
    open_line(borrower, principal=400_000)
    assert rules.burden_of_debt(borrower, named(0.75), a_named_world(0.0)) == 0.25
    assert rules.burden_of_debt(borrower, named(0.75), a_named_world()) == 0.3125
    assert rules.burden_of_debt(borrower, named(1.0, Standing.FAILED), a_named_world()) == 0.5


def test_who_pays_a_lender_of_good_name_refuses_once_it_has_failed() -> None:
    borrower = a_borrower(temptation=0.5, income=800_000)
    open_line(borrower, principal=400_000)
    world = a_named_world()
    world.segment[0].access_value = 0.5
    for standing, is_refusing in ((Standing.NORMAL, 0), (Standing.FAILED, 1)):
        rules.weigh_paying(borrower, 31, an_economy(), named(1.0, standing), world)
        assert borrower.refusing == is_refusing


def test_customers_leave_a_lender_that_lost_its_name_more_often() -> None:
    world = a_named_world(2.0, attrition_monthly=0.02)
    assert rules.attrition(named(1.0).lenders[0], world) == 0.02
    assert rules.attrition(named(0.75).lenders[0], world) == 0.03
