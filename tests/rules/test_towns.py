"""Towns: lost spending and the job-loss hazard, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from sim.randomness import Decision
from sim.records import Channel
from sim.units import NEVER
from tests.builders import a_borrower, a_ledger, a_market, a_stream, a_world, an_economy, rules


def a_town_world(strength: float = 1.0, **values: Any) -> Any:
    world = a_world(**{"towns": 3, **values})
    world.channel[Channel.EMPLOYMENT] = strength
    return world


def test_borrowers_are_spread_over_towns_by_their_number() -> None:
    assert [rules.town_of(number, 3) for number in (0, 1, 2, 3, 10)] == [0, 1, 2, 0, 1]


def test_planned_spending_is_added_to_the_town_thirty_days_and_weighted() -> None:
    ledger = a_ledger()
    borrower = a_borrower(town=2, weight=4, essential_daily=100, discretionary_daily=50)
    rules.count_spending(borrower, a_town_world(), ledger)
    assert ledger.town_spending[:3].tolist() == [0, 0, 18_000]


def test_towns_are_not_counted_where_jobs_do_not_follow_spending() -> None:
    ledger = a_ledger()
    borrower = a_borrower(essential_daily=100)
    rules.count_spending(borrower, a_town_world(0.0), ledger)
    rules.count_spending(borrower, a_town_world(warming=1), ledger)
    assert ledger.town_spending.sum() == 0


def close(market: Any, month: int, spending: list[int], world: Any) -> None:
    ledger = a_ledger()
    ledger.town_spending[: len(spending)] = spending
    rules.watch_towns(ledger, market, world, month)


def test_the_lost_share_is_what_a_town_lacks_of_its_first_month() -> None:
    market, world = a_market(), a_town_world(2.0)
    close(market, 1, [1000, 400, 0], world)
    assert market.town_lost[:3].tolist() == [0, 0, 0]
    close(market, 2, [900, 500, 10], world)
    assert market.town_lost[:3].tolist() == pytest.approx([0.1, 0, 0])
    economy = an_economy()
    rules.open_towns(economy, market, world)
    assert economy.slump[:3].tolist() == pytest.approx([0.2, 0, 0])


def a_worker(number: int, hazard: float, rise: float) -> Any:
    economy = an_economy()
    economy.job_loss[0], economy.slump[0] = hazard, rise
    borrower = a_borrower(agent=number, slump_day=NEVER)
    rules.draw_job_change(borrower, 31, economy, a_world().segment[0], a_stream())
    return borrower


def test_a_job_lost_only_because_the_hazard_rose_is_told_apart_by_the_same_draw() -> None:
    for number in range(200):
        draw = rules.uniform(a_stream(), number, 0, 31, Decision.JOB_LOSS)
        before, after = a_worker(number, 0.2, 0.0), a_worker(number, 0.2, 1.5)
        if draw < 0.2:
            assert after.tobytes() == before.tobytes()
        elif draw < 0.5:
            assert before.job_change_day == NEVER
            assert after.job_change_day == after.slump_day == 31 + int(30 * (draw - 0.2) / 0.3)
        else:
            assert after.job_change_day == after.slump_day == NEVER


def test_the_raised_hazard_stops_at_one() -> None:
    assert rules.raised_hazard(0.5, 0.2) == 0.6
    assert rules.raised_hazard(0.5, 9.0) == 1.0
    assert a_worker(3, 0.99, 5.0).job_change_day != NEVER


def test_who_looks_for_work_is_untouched_by_the_slump() -> None:
    economy = an_economy()
    economy.job_finding[0], economy.slump[0] = 0.2, 4.0
    seekers = [a_borrower(agent=number, employed=0) for number in range(100)]
    for seeker in seekers:
        rules.draw_job_change(seeker, 31, economy, a_world().segment[0], a_stream())
    found = [rules.uniform(a_stream(), number, 0, 31, Decision.JOB_FINDING) < 0.2 for number in range(100)]
    assert [seeker.job_change_day != NEVER for seeker in seekers] == found


def test_a_second_earner_loses_work_to_the_slump_too() -> None:
    economy, world = an_economy(), a_world()
    economy.job_loss[0], economy.slump[0], world.segment[0].second_earner_risk = 0.2, 4.0, 1.0
    lost = []
    for number in range(100):
        borrower = a_borrower(agent=number, dual_earner=1, second_employed=1)
        rules.draw_second_job_change(borrower, 31, economy, world.segment[0], a_stream())
        lost.append((int(borrower.second_employed), borrower.slump_day != NEVER))
        assert borrower.slump_day in (NEVER, borrower.second_since)
    assert set(lost) == {(0, True), (0, False)}
