"""Levers that move by themselves: mark, wait, hold, back."""

import pytest
from sim.rules.reactions import Metric, Operation

from tests.builders import a_market, an_economy, put, rules

CUTOFF = 0
"""Number of the dial `score_cutoff`."""


def a_reaction(lender, index: int = 0, **values):
    """Add 40 to the cut-off while D30+ is at or above 2.5 %, until it is at or below 1.8 %."""
    lender.reaction_count = max(int(lender.reaction_count), index + 1)
    neutral = {"metric": Metric.D30_RATE, "dial": CUTOFF, "operation": Operation.ADD, "value": 40.0}
    return put(lender.reactions[index], neutral | {"on": 0.025, "off": 0.018, "wait": 0.0, "hold": 1.0} | values)


def cutoffs(lender, rates) -> list[float]:
    """The cut-off in force after each month end with these D30+ rates."""
    seen = []
    for rate in rates:
        lender.d30_rate = rate
        rules.react(lender, an_economy())
        seen.append(float(lender.policy.score_cutoff))
    return seen


def test_a_reaction_starts_at_its_mark_and_ends_at_its_lower_mark() -> None:
    lender = a_market().lenders[0]
    a_reaction(lender)
    assert cutoffs(lender, [0.02, 0.025, 0.02, 0.019, 0.018, 0.02]) == [600, 640, 640, 640, 600, 600]


def test_a_wait_of_a_month_needs_two_months_beyond_in_a_row() -> None:
    lender = a_market().lenders[0]
    a_reaction(lender, wait=1.0)
    assert cutoffs(lender, [0.03, 0.02, 0.03, 0.03]) == [600, 600, 600, 640]


def test_no_wait_still_needs_the_mark_to_be_passed() -> None:
    lender = a_market().lenders[0]
    a_reaction(lender, wait=0.0)
    assert cutoffs(lender, [0.0, 0.03]) == [600, 640]


def test_a_hold_of_three_months_outlasts_the_metric() -> None:
    lender = a_market().lenders[0]
    a_reaction(lender, hold=3.0)
    assert cutoffs(lender, [0.03, 0.0, 0.0, 0.0, 0.0]) == [640, 640, 640, 600, 600]


def test_a_reaction_to_a_low_metric_watches_the_other_side() -> None:
    lender = a_market().lenders[0]
    a_reaction(lender, metric=Metric.CAPITAL_RATIO, on=0.11, off=0.13)
    seen = []
    for ratio in (0.12, 0.11, 0.12, 0.13):
        lender.capital_ratio = ratio
        rules.react(lender, an_economy())
        seen.append(float(lender.policy.score_cutoff))
    assert seen == [600, 640, 640, 600]


@pytest.mark.parametrize(("operation", "cutoff"), [("ADD", 602.0), ("MULTIPLY", 1200.0), ("SET", 2.0)])
def test_a_reaction_adds_multiplies_or_sets(operation: str, cutoff: float) -> None:
    assert rules.moved(600.0, Operation[operation], 2.0) == cutoff


def test_active_reactions_apply_in_their_order() -> None:
    lender = a_market().lenders[0]
    a_reaction(lender, 0, value=100.0)
    a_reaction(lender, 1, operation=Operation.MULTIPLY, value=0.5)
    assert cutoffs(lender, [0.03]) == [350.0]


def test_every_metric_is_read_from_its_place() -> None:
    lender, economy = a_market().lenders[0], an_economy(unemployment=0.06, factor=1.5)
    put(lender, {"d30_rate": 0.03, "d90_rate": 0.01, "missed_rate": 0.1, "capital_ratio": 0.12})
    values = {metric.name: float(rules.metric_value(metric, lender, economy)) for metric in Metric}
    assert values == {
        "D30_RATE": 0.03, "D90_RATE": 0.01, "MISSED_RATE": 0.1, "CAPITAL_RATIO": 0.12, "UNEMPLOYMENT": 0.06,
        "FACTOR": 1.5,
    }  # fmt: skip
