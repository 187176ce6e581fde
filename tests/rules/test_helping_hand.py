"""Neighbours lend a hand, by hand: who is helped, how much, and that no fen is made or lost."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from sim.records import Channel
from sim.rules.helping_hand import HELPING_STEPS
from sim.rules.peers import News
from sim.units import NEVER
from tests.builders import a_borrower, a_world, open_line, overdue, rules


def a_helping_world(share: float = 0.5, strength: float = 1.0) -> Any:
    world = a_world(peers_help=share)
    world.channel[Channel.PEERS] = strength
    return world


def in_need(number: int, need: int, **values: Any) -> Any:
    borrower = a_borrower(agent=number, cash=0, **values)
    overdue(open_line(borrower), need, since=20)
    rules.tell_need(borrower, a_helping_world())
    return borrower


def a_helper(number: int, cash: int, **values: Any) -> Any:
    return a_borrower(agent=number, cash=cash, savings_months=0.0, income=100, **values)


def settle(links: list[tuple[Any, Any]], world: Any) -> None:
    """All steps over links (helper, needy); the needy take theirs last, as the engine does."""
    for step in range(HELPING_STEPS):
        for helper, needy in links:
            rules.take_helping_step(helper, needy, step, world)
    for _, needy in links:
        rules.hand_over(needy)


def test_who_lacks_cash_for_what_is_past_due_is_in_need() -> None:
    borrower = in_need(1, 700)
    assert (borrower.need, borrower.news) == (700, News.NEED)


@pytest.mark.parametrize("changes", [{"refusing": 1}, {"first_day": 5}])
def test_who_refuses_or_has_defaulted_asks_for_nothing(changes: dict[str, int]) -> None:
    assert in_need(1, 700, **changes).news == 0


def test_nobody_asks_where_nobody_helps() -> None:
    borrower = a_borrower(cash=0)
    overdue(open_line(borrower), 700, since=20)
    rules.tell_need(borrower, a_helping_world(share=0.0))
    rules.tell_need(borrower, a_helping_world(strength=0.0))
    assert (borrower.need, borrower.news) == (0, 0)


def test_a_share_of_what_exceeds_target_savings_can_be_spared() -> None:
    world = a_helping_world(0.25)
    helper = a_borrower(cash=10_000, savings_months=2.0, income=1_000)
    assert rules.spare_cash(helper, world) == 2_000
    for name, value, rest in (("refusing", 1, 0), ("first_day", 5, NEVER)):
        helper[name] = value
        assert rules.spare_cash(helper, world) == 0
        helper[name] = rest
    overdue(open_line(helper), 1, since=20)
    assert rules.spare_cash(helper, world) == 0


def test_a_helper_gives_all_that_is_asked_or_divides_what_there_is() -> None:
    one, two, helper = in_need(1, 300), in_need(2, 9_000), a_helper(3, 2_000)
    settle([(helper, one), (helper, two)], a_helping_world())
    assert (one.cash, two.cash, helper.cash) == (300, 500, 1_200)


def test_two_helpers_share_a_need_in_proportion_to_their_offers() -> None:
    needy, rich, poor = in_need(1, 300), a_helper(2, 1_600), a_helper(3, 400)
    settle([(rich, needy), (poor, needy)], a_helping_world())
    assert (needy.cash, rich.cash, poor.cash) == (300, 1_360, 340)


def test_whole_fen_a_person_pass_between_records_of_unlike_weight() -> None:
    needy, helper = in_need(1, 100, weight=3), a_helper(2, 1_000, weight=2)
    settle([(helper, needy)], a_helping_world(1.0))
    assert (needy.cash, helper.cash) == (100, 850)
    assert 3 * needy.cash + 2 * helper.cash == 2_000
    needy, helper = in_need(1, 100, weight=101), a_helper(2, 99, weight=100)
    settle([(helper, needy)], a_helping_world(1.0))
    assert (needy.cash, helper.cash) == (0, 99)


def test_the_order_of_helping_changes_nothing() -> None:
    def settled(order: tuple[int, ...]) -> list[int]:
        needy = [in_need(1, 500), in_need(2, 70, weight=2)]
        helpers = [a_helper(3, 333), a_helper(4, 901, weight=2), a_helper(5, 77, weight=3)]
        links = [(helper, one) for helper in helpers for one in needy]
        settle([links[place] for place in order], a_helping_world(0.9))
        return [int(one.cash) for one in (*needy, *helpers)]

    found = {tuple(settled(order)) for order in list(permutations(range(6)))[::37]}
    assert len(found) == 1


@pytest.mark.parametrize(("one", "other", "divisor"), [(12, 18, 6), (100, 101, 1), (7, 7, 7)])
def test_the_greatest_common_divisor(one: int, other: int, divisor: int) -> None:
    assert rules.greatest_divisor(one, other) == divisor
