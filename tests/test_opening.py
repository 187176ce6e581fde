"""The opening book remembers what was written off in the year before the start."""

import numpy as np
import pytest

from sim.opening import grow_arrivals, opening_market, synthetic_book, year_written_off
from sim.outputs import MONTHLY_DTYPE
from sim.records import borrower_dtype
from sim.setup import world_record
from sim.units import NEVER
from tests.builders import hard_times, rules


def month_rows(charge_offs):
    """(months, 1) rows of a lender that charged off these amounts (fen), the last in the month before month 1."""
    rows = np.zeros((len(charge_offs), 1), dtype=MONTHLY_DTYPE)
    rows["charge_off_fen"][:, 0] = charge_offs
    return rows


def test_the_last_year_before_the_start_is_kept_by_the_calendar_place_of_its_months() -> None:
    # month 0 has place 11, month -11 place 0, where month 1 will stand
    assert year_written_off(month_rows(range(1, 15))).tolist() == [[3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]]
    assert year_written_off(month_rows([7, 9])).tolist() == [[0] * 10 + [7, 9]]


def test_a_market_opens_with_it_and_each_month_one_of_its_months_leaves_the_year() -> None:
    scenario = hard_times(population={"size": 2, "accounts": 2})
    borrowers, written_off = synthetic_book(scenario)
    assert not written_off.any(), "without warm-up nothing is known"
    market = opening_market(borrowers, scenario, world_record(scenario), np.arange(24).reshape(2, 12))[0]
    assert rules.gone_in_year(market.lenders[0]) == sum(range(12))
    market.lenders[0].gone[0] = 100  # month 1 takes the place of month -11
    assert rules.gone_in_year(market.lenders[0]) == 100 + sum(range(1, 12))
    assert rules.gone_in_year(market.lenders[1]) == sum(range(12, 24))


def test_the_warm_up_of_a_synthetic_book_tells_it() -> None:
    """Charge-offs of 12 months of hard times stand in the economic rate of the first month."""
    scenario = hard_times(population={"warmup_months": 12})
    assert synthetic_book(scenario).written_off[:, -1].sum() > 0


def test_who_comes_in_turn_stands_for_more_people_the_later_the_arrival() -> None:
    # +300 % a year: months 0, 3, 9, 12 and 18 after the first stand for 4^(m/12) times 100; customers stay
    borrowers = np.zeros(24, dtype=borrower_dtype(1))
    borrowers["agent"], borrowers["weight"], borrowers["admitted_day"] = np.arange(24), 100, NEVER
    borrowers["admitted_day"][6] = 0
    grow_arrivals(borrowers, 24, 3.0)
    assert borrowers["weight"][[0, 3, 6, 9, 12, 18]].tolist() == [100, 141, 100, 283, 400, 800]


@pytest.mark.parametrize(("months", "growth"), [(0, 3.0), (12, 0.0)])
def test_by_chance_or_without_growth_weights_stay(months: int, growth: float) -> None:
    borrowers = np.zeros(5, dtype=borrower_dtype(1))
    borrowers["agent"], borrowers["weight"], borrowers["admitted_day"] = np.arange(5), 3, NEVER
    grow_arrivals(borrowers, months, growth)
    assert borrowers["weight"].tolist() == [3] * 5
