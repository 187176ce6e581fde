"""A default at one lender and the lines at the others, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from sim.records import Channel, State
from sim.rules.trail import NOBODY
from sim.units import NEVER
from tests.builders import LINE, LOAN, a_borrower, a_ledger, a_market, a_world, open_line, open_loan, overdue, rules


def two_lenders(strength: float, **values: Any) -> Any:
    """A line of lender 1 and a loan of lender 0."""
    world = a_world(lenders=2, **values)
    world.product[LINE].lender = 1
    world.channel[Channel.LENDERS] = strength
    return world


@pytest.mark.parametrize(("strength", "left"), [(0.0, 1_000_000), (0.25, 750_000), (1.0, 0)])
def test_a_share_of_the_limit_elsewhere_is_cut(strength: float, left: int) -> None:
    borrower = a_borrower()
    line = open_line(borrower)
    rules.cut_lines_elsewhere(borrower, 0, 40, two_lenders(strength))
    assert line.limit == left
    assert (borrower.cut_day, borrower.cut_by) == ((40, 0) if strength else (NEVER, NOBODY))


def test_the_lines_of_the_lender_itself_and_closed_lines_are_left_alone() -> None:
    borrower = a_borrower()
    own, shut = open_line(borrower, 0), open_line(borrower, 1, state=State.CLOSED)
    rules.cut_lines_elsewhere(borrower, 1, 40, two_lenders(1.0))
    assert (own.limit, shut.limit, borrower.cut_day) == (1_000_000, 1_000_000, NEVER)


def test_nothing_is_cut_while_the_book_is_aged() -> None:
    borrower = a_borrower()
    rules.cut_lines_elsewhere(borrower, 0, 40, two_lenders(1.0, warming=1))
    assert borrower.cut_day == NEVER


def test_a_default_cuts_once_and_names_the_lender_where_it_happened() -> None:
    borrower, world = a_borrower(), two_lenders(0.5)
    line = open_line(borrower, 0)
    overdue(open_loan(borrower, 1, principal=500), 500, since=10)
    for day in (100, 101, 130):
        rules.age_delinquency(borrower, day, a_market(2), world, a_ledger())
    assert (line.limit, borrower.cut_day, borrower.cut_by) == (500_000, 100, 0)
    assert borrower.accounts[1].product == LOAN
