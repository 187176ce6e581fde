"""News among neighbours, by hand."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from sim.records import Channel
from sim.rules.peers import ITEMS, News
from sim.rules.trail import NOBODY
from sim.units import NEVER
from tests.builders import a_borrower, a_ledger, a_market, a_stream, a_world, an_economy, open_loan, put, rules

FIRST, LAST = 61, 63
"""The window that is closed."""


def a_peer_world(strength: float = 1.0, **dials: Any) -> Any:
    world = a_world(**dials)
    world.channel[Channel.PEERS] = strength
    return world


def a_teller(number: int, day: int = LAST, news: int = News.DEFAULT, **values: Any) -> Any:
    days = {"first_day": day} if news & News.DEFAULT else {"relieved_day": day}
    return a_borrower(agent=number, news=news, **days, **values)


def hear_all(listener: Any, tellers: Any, world: Any) -> Any:
    for teller in tellers:
        rules.hear_news(listener, teller, FIRST, LAST, world, a_stream())
    rules.join_the_many(listener, LAST, world)
    return listener


def test_the_first_default_since_the_start_is_news_and_no_later_one() -> None:
    borrower, market, world = a_borrower(), a_market(), a_peer_world()
    for slot in range(2):
        open_loan(borrower, slot)
    rules.default_borrower(borrower, 0, 40, market, world, a_ledger())
    assert (borrower.first_day, borrower.news) == (40, News.DEFAULT)
    borrower.news = 0
    rules.default_borrower(borrower, 1, 90, market, world, a_ledger())
    assert (borrower.first_day, borrower.news) == (40, 0)


def test_a_plan_is_news_unless_neighbours_remember_one() -> None:
    borrower, world = a_borrower(news=News.DEFAULT), a_peer_world()
    rules.tell_relief(borrower, 40, world)
    assert (borrower.relieved_day, borrower.news) == (40, News.DEFAULT + News.RELIEF)
    borrower.news = 0
    rules.tell_relief(borrower, 50, world)
    assert (borrower.relieved_day, borrower.news) == (40, 0)


@pytest.mark.parametrize("changes", [{"strength": 0.0}, {"warming": 1}])
def test_nothing_is_news_where_the_channel_is_off_or_the_book_is_aged(changes: dict[str, Any]) -> None:
    borrower, world = a_borrower(), a_peer_world(**changes)
    rules.tell_default(borrower, world)
    rules.tell_relief(borrower, 40, world)
    assert (borrower.news, borrower.relieved_day) == (0, NEVER)


def test_a_default_that_is_caught_stops_payments_from_the_day_after_the_close() -> None:
    listener = a_borrower(neighbours=4)
    hear_all(listener, [a_teller(9, generation=2)], a_peer_world(peers_transmission=1.0))
    assert (listener.strike_day, listener.refusing, listener.neighbours_in_default) == (64, 1, 1)
    assert (listener.heard_from, listener.heard_day, listener.heard_generation) == (9, 63, 3)


def test_a_default_that_is_not_caught_only_counts() -> None:
    listener = hear_all(a_borrower(neighbours=4), [a_teller(9, generation=2)], a_peer_world())
    assert listener.last_told_generation == 3
    assert (listener.strike_day, listener.refusing, listener.heard_from) == (NEVER, 0, NOBODY)
    assert (listener.neighbours_in_default, listener.last_teller, listener.last_told_day) == (1, 9, 63)


@pytest.mark.parametrize("state", [{"first_day": 30}, {"strike_day": 61}])
def test_who_defaulted_or_stopped_paying_before_catches_nothing(state: dict[str, int]) -> None:
    listener = hear_all(a_borrower(neighbours=1, **state), [a_teller(9)], a_peer_world(peers_transmission=1.0))
    assert listener.heard_from == NOBODY


def test_the_draw_of_a_link_is_compared_with_strength_times_transmission() -> None:
    draw = rules.transmission_draw(a_stream(), 5, 9, 63)
    for chance, day in ((draw * 0.999, NEVER), (draw * 1.001, 64)):
        for strength in (0.5, 1.0, 4.0):
            world = a_peer_world(strength, peers_transmission=chance / strength)
            assert hear_all(a_borrower(neighbours=1), [a_teller(9)], world).strike_day == day


def test_every_link_has_a_draw_of_its_own_however_large_the_numbers() -> None:
    links = [(5, 9), (9, 5), (5, 9 + ITEMS), (5, 9 + 2 * ITEMS), (5, 10)]
    draws = {rules.transmission_draw(a_stream(), *link, day) for link in links for day in (63, 64)}
    assert len(draws) == 10


@pytest.mark.parametrize("transmission", [0.0, 0.45, 1.0])
@pytest.mark.parametrize("threshold", [0.6, 2.0])
def test_the_order_in_which_news_is_heard_changes_nothing(transmission: float, threshold: float) -> None:
    world = a_peer_world(peers_transmission=transmission, peers_threshold=threshold)
    tellers = [a_teller(7, 62), a_teller(3, 62), a_teller(8, 61), a_teller(2, 63, News.RELIEF)]
    found = {hear_all(a_borrower(neighbours=5), order, world).tobytes() for order in permutations(tellers)}
    assert len(found) == 1


def test_of_several_tellers_the_earliest_is_the_infector_then_the_smallest_number() -> None:
    world = a_peer_world(peers_transmission=1.0)
    tellers = [a_teller(2, 63), a_teller(7, 62), a_teller(3, 62)]
    assert hear_all(a_borrower(neighbours=3), tellers, world).heard_from == 3


def test_a_later_window_brings_a_newer_teller() -> None:
    listener = hear_all(a_borrower(neighbours=3), [a_teller(9, 62)], a_peer_world())
    rules.hear_news(listener, a_teller(4, 90), 90, 90, a_peer_world(), a_stream())
    assert (listener.last_teller, listener.last_told_day) == (4, 90)


@pytest.mark.parametrize(("threshold", "strength", "day"), [(0.5, 1.0, 64), (0.51, 1.0, NEVER), (0.6, 1.2, 64)])
def test_enough_neighbours_in_default_stop_payments(threshold: float, strength: float, day: int) -> None:
    world = a_peer_world(strength, peers_threshold=threshold)
    listener = hear_all(a_borrower(neighbours=4), [a_teller(9), a_teller(6)], world)
    assert listener.strike_day == day
    assert listener.heard_from == (6 if day == 64 else NOBODY)


def test_a_threshold_above_one_is_never_reached() -> None:
    world = a_peer_world(100.0, peers_threshold=1.01)
    assert hear_all(a_borrower(neighbours=1), [a_teller(9)], world).strike_day == NEVER


def test_news_is_forgotten_after_its_months() -> None:
    world = a_peer_world(peers_duration_months=2)
    assert not rules.is_forgotten(61, 120, world)
    assert [rules.is_forgotten(day, 150, world) for day in (60, 61, 90, 91, NEVER)] == [0, 1, 1, 0, 0]
    listener = a_borrower(neighbours_in_default=3, neighbours_relieved=2)
    rules.stop_counting(listener, True, False)
    assert (listener.neighbours_in_default, listener.neighbours_relieved) == (2, 2)


def test_the_pull_of_neighbours_is_in_months_of_income_and_may_have_either_sign() -> None:
    borrower = a_borrower(neighbours=4, neighbours_in_default=1, neighbours_relieved=2)
    assert rules.peer_pull(borrower, a_peer_world(peers_willingness=2.0)) == 0.5
    assert rules.peer_pull(borrower, a_peer_world(peers_willingness=-2.0, peers_forgiveness=3.0)) == 1.0
    assert rules.peer_pull(borrower, a_peer_world(8.0, peers_willingness=2.0)) == 2.0
    assert rules.peer_pull(a_borrower(), a_peer_world(peers_willingness=2.0)) == 0.0


def test_who_is_tipped_by_neighbours_is_told_apart_from_who_refuses_anyway() -> None:
    told = {"neighbours": 2, "neighbours_in_default": 1, "last_teller": 9, "last_told_day": 63}
    world = a_peer_world(peers_willingness=1.0)
    for worth, is_refusing, teller in ((1.6, False, NOBODY), (1.4, True, 9), (0.9, True, NOBODY)):
        borrower = a_borrower(**told)
        assert rules.is_refusing_with_peers(borrower, worth, 1.0, world) == is_refusing
        assert borrower.heard_from == teller


def test_a_channel_that_is_off_leaves_the_choice_as_it_is() -> None:
    borrower = a_borrower(neighbours=2, neighbours_in_default=2)
    world = a_peer_world(0.0, peers_willingness=100.0)
    assert not rules.is_refusing_with_peers(borrower, 1.0, 1.0, world)
    assert rules.is_refusing_with_peers(borrower, 0.999, 1.0, world)


def test_who_stopped_paying_for_good_refuses_without_any_temptation() -> None:
    borrower = put(a_borrower(temptation=0.0), {"strike_day": 61})
    market = a_market()
    rules.weigh_paying(borrower, 60, an_economy(), market, a_world())
    assert borrower.refusing == 0
    rules.weigh_paying(borrower, 61, an_economy(), market, a_world())
    assert borrower.refusing == 1
