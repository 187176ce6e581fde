"""No policy can hide default: plans for all who are late lower what is reported past due, not what is bad."""

from __future__ import annotations

import numpy as np
import pytest

from sim.studies.pairs import Outcome, difference
from tests.levers.arrears_world import CONFIDENCE, by_month, falls, moves, rises, strained

ASKS = {"help": {"asks_for_plan": 1.0}}
ROLL_ALL_OVER = {
    "forbearance": {
        "reach": 1.0, "from_days_past_due": 1.0, "to_days_past_due": 360.0, "plans_cap": 100.0, "terms": 36.0,
        "probation_months": 0.0,
    }
}  # fmt: skip
"""Every borrower who is late at a month end gets a plan, again and again, and none is reported in its old bucket."""


@pytest.fixture(scope="module")
def pair() -> tuple[Outcome, Outcome]:
    return moves(strained({}, ASKS), strained(ROLL_ALL_OVER, ASKS), 12)


def test_rolling_everything_over_lowers_the_90_day_rate_as_reported(pair) -> None:
    assert falls(pair, "d90_rate")
    assert falls(pair, "d90_rate_average")


def test_it_does_not_lower_the_economic_rate(pair) -> None:
    assert difference(*pair, "economic_rate", CONFIDENCE).ci_low > 0
    # Nor in any month: the plain book never looks worse than the one that is rolled over.
    plain, rolled = (by_month(outcome, "economic_rate").mean(axis=0) for outcome in pair)
    assert (rolled >= plain).all()


def test_the_evergreening_index_shows_it(pair) -> None:
    assert rises(pair, "evergreening_index")
    hidden = pair[1].replications["evergreening_index"].mean()
    shown = pair[0].replications["d90_rate"].mean() - pair[1].replications["d90_rate"].mean()
    assert hidden >= shown


def test_a_holiday_longer_than_a_year_hides_nothing_either() -> None:
    long_holiday = {"forbearance": ROLL_ALL_OVER["forbearance"] | {"holiday_months": 24.0}}
    months = {"horizon_months": 20}
    pair = moves(strained({}, ASKS, **months), strained(long_holiday, ASKS, **months), 6)
    assert falls(pair, "d90_rate")
    assert rises(pair, "economic_rate")


def test_defaults_by_distressed_restructuring_count_once_and_are_not_fewer() -> None:
    """Plans with half the interest are defaults on the day they are agreed on: there are more, not fewer."""
    distressed = {"forbearance": ROLL_ALL_OVER["forbearance"] | {"rate_cut": 0.5}}
    pair = moves(strained({}, ASKS), strained(distressed, ASKS), 8)
    assert rises(pair, "default_rate")
    rows = pair[1].replications
    assert (rows["defaults"] <= rows["performing"]).all()
    assert np.allclose(rows["default_rate"], rows["defaults"] / rows["performing"])


def test_what_is_written_off_within_the_year_is_economic_and_not_reported() -> None:
    pair = moves(strained({}, ASKS), strained({"charge_off": {"days_past_due": 91}}, ASKS), 8)
    assert falls(pair, "d90_rate")
    assert rises(pair, "evergreening_index")
