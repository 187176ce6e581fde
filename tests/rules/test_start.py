"""Who is performing on the evening before day 1."""

import pytest

from sim.records import State
from sim.units import NEVER
from tests.builders import a_borrower, a_world, open_line, open_loan, rules


@pytest.mark.parametrize(
    ("line", "performing"),
    [
        ({"state": State.OPEN}, 1),
        ({"state": State.EMPTY}, 0),
        ({"state": State.PENDING}, 0),
        ({"state": State.CHARGED_OFF}, 0),
        ({"state": State.OPEN, "default_day": -5}, 0),
    ],
)
def test_performing_is_an_open_account_that_is_not_in_default(line, performing: int) -> None:
    borrower = a_borrower()
    open_line(borrower, **line)
    assert rules.performing_at_start(borrower, a_world()) == performing


def test_one_bad_account_at_the_platform_is_enough_and_one_elsewhere_does_not_matter() -> None:
    borrower, world = a_borrower(), a_world(lenders=2)
    open_line(borrower)
    open_loan(borrower, default_day=-5)
    assert rules.performing_at_start(borrower, world) == 0
    world.product[1].lender = 1
    assert rules.performing_at_start(borrower, world) == 1


def test_a_run_begins_without_defaults_and_lives_day_one() -> None:
    borrower = a_borrower(default_day=-5, next_day=17, performing=0)
    open_line(borrower)
    rules.begin(borrower, a_world())
    assert (borrower.performing, borrower.default_day, borrower.next_day) == (1, NEVER, 1)
