"""Levers: their months and segments, and triggers with mark, wait, hold, back."""

import pytest

from sim.dials import DIAL_PATHS
from sim.rules.levers import ALL_SEGMENTS, NO_TRIGGER, Metric, Operation
from tests.builders import a_market, an_economy, put, rules

CUTOFF = DIAL_PATHS.index("underwriting.score_cutoff")
LIMITS = DIAL_PATHS.index("limits.multiple")


def a_lever(lender, index: int = 0, **values):
    """Add 40 to the cut-off for ever, in all segments, without a trigger."""
    lender.lever_count = max(int(lender.lever_count), index + 1)
    neutral = {"metric": NO_TRIGGER, "dial": CUTOFF, "operation": Operation.ADD, "segment": ALL_SEGMENTS}
    months = {"value": 40.0, "start_month": 1.0, "end_month": 10_000.0}
    return put(lender.levers[index], neutral | months | values)


def a_triggered_lever(lender, index: int = 0, **values):
    """Add 40 to the cut-off while D30+ is at or above 2.5 %, until it is at or below 1.8 %."""
    trigger = {"metric": Metric.D30_RATE, "on": 0.025, "off": 0.018, "wait": 0.0, "hold": 1.0}
    return a_lever(lender, index, **(trigger | values))


def cutoff(lender, segment: int = 0) -> float:
    return float(lender.policies[segment].underwriting_score_cutoff)


def cutoffs(lender, rates) -> list[float]:
    """The cut-off in force after each month end with these D30+ rates."""
    seen = []
    for rate in rates:
        lender.d30_rate = rate
        rules.move_levers(lender, an_economy())
        seen.append(cutoff(lender))
    return seen


def test_a_lever_starts_at_its_mark_and_ends_at_its_lower_mark() -> None:
    lender = a_market().lenders[0]
    a_triggered_lever(lender)
    assert cutoffs(lender, [0.02, 0.025, 0.02, 0.019, 0.018, 0.02]) == [600, 640, 640, 640, 600, 600]


def test_a_wait_of_a_month_needs_two_months_beyond_in_a_row() -> None:
    lender = a_market().lenders[0]
    a_triggered_lever(lender, wait=1.0)
    assert cutoffs(lender, [0.03, 0.02, 0.03, 0.03]) == [600, 600, 600, 640]


def test_no_wait_still_needs_the_mark_to_be_passed() -> None:
    lender = a_market().lenders[0]
    a_triggered_lever(lender, wait=0.0)
    assert cutoffs(lender, [0.0, 0.03]) == [600, 640]


def test_a_hold_of_three_months_outlasts_the_metric() -> None:
    lender = a_market().lenders[0]
    a_triggered_lever(lender, hold=3.0)
    assert cutoffs(lender, [0.03, 0.0, 0.0, 0.0, 0.0]) == [640, 640, 640, 600, 600]


def test_a_trigger_on_a_low_metric_watches_the_other_side() -> None:
    lender = a_market().lenders[0]
    a_triggered_lever(lender, metric=Metric.CAPITAL_RATIO, on=0.11, off=0.13)
    seen = []
    for ratio in (0.12, 0.11, 0.12, 0.13):
        lender.capital_ratio = ratio
        rules.move_levers(lender, an_economy())
        seen.append(cutoff(lender))
    assert seen == [600, 640, 640, 600]


@pytest.mark.parametrize(("operation", "cutoff"), [("ADD", 602.0), ("MULTIPLY", 1200.0), ("SET", 2.0)])
def test_a_lever_adds_multiplies_or_sets(operation: str, cutoff: float) -> None:
    assert rules.moved(600.0, Operation[operation], 2.0) == cutoff


def test_a_lever_without_a_trigger_works_from_its_first_to_its_last_month() -> None:
    lender = a_market().lenders[0]
    a_lever(lender, start_month=3.0, end_month=5.0)
    seen = []
    for month in range(1, 8):  # the close of a month sets the policy of the next
        rules.move_levers(lender, an_economy(month=month))
        seen.append(cutoff(lender))
    assert seen == [600, 640, 640, 640, 600, 600, 600]


def test_a_triggered_lever_works_inside_its_months_only() -> None:
    lender = a_market().lenders[0]
    lender.d30_rate = 0.03
    a_triggered_lever(lender, start_month=3.0, end_month=3.0)
    seen = []
    for month in (1, 2, 3):
        rules.move_levers(lender, an_economy(month=month))
        seen.append((int(lender.levers[0].triggered), cutoff(lender)))
    assert seen == [(1, 600), (1, 640), (1, 600)]


def test_a_lever_of_a_segment_leaves_the_others_alone() -> None:
    lender = a_market().lenders[0]
    a_lever(lender, segment=1)
    rules.move_levers(lender, an_economy())
    assert [cutoff(lender, segment) for segment in range(3)] == [600, 640, 600]


def test_a_lever_of_all_segments_and_one_of_a_segment_add_up_there() -> None:
    lender = a_market().lenders[0]
    a_lever(lender, 0)
    a_lever(lender, 1, segment=1, value=7.0)
    rules.move_levers(lender, an_economy())
    assert [cutoff(lender, segment) for segment in range(3)] == [640, 647, 640]


@pytest.mark.parametrize(
    ("first", "second", "result"),
    [
        ((Operation.ADD, 100.0), (Operation.MULTIPLY, 0.5), 350.0),
        ((Operation.MULTIPLY, 0.5), (Operation.ADD, 100.0), 400.0),
        ((Operation.SET, 500.0), (Operation.ADD, 1.0), 501.0),
        ((Operation.ADD, 1.0), (Operation.SET, 500.0), 500.0),
    ],
)
def test_levers_on_one_dial_apply_in_their_order(first, second, result: float) -> None:
    lender = a_market().lenders[0]
    a_lever(lender, 0, operation=first[0], value=first[1])
    a_lever(lender, 1, operation=second[0], value=second[1])
    rules.move_levers(lender, an_economy())
    assert cutoff(lender) == result


def test_levers_start_from_the_chosen_policy_every_month() -> None:
    lender = a_market().lenders[0]
    a_lever(lender, 0)
    a_lever(lender, 1, dial=LIMITS, operation=Operation.MULTIPLY, value=0.5)
    for month in (1, 2, 3):
        rules.move_levers(lender, an_economy(month=month))
    assert (cutoff(lender), lender.policies[0].limits_multiple) == (640, 0.5)
    assert lender.chosen[0, CUTOFF] == 600


def test_every_metric_is_read_from_its_place() -> None:
    lender, economy = a_market().lenders[0], an_economy(factor=1.5)
    put(lender, {"d30_rate": 0.03, "d90_rate": 0.01, "missed_rate": 0.1, "capital_ratio": 0.12})
    put(lender, {"economic_rate": 0.02, "roll_rate": 0.4, "complaint_rate": 0.001, "growth": -0.05})
    lender.unemployment = 0.06
    lender.segment_d30_rate[:3] = (0.04, 0.05, 0.06)
    values = {metric.name: float(rules.metric_value(metric, lender, economy, 1)) for metric in Metric}
    assert values == {
        "D30_RATE": 0.03, "D90_RATE": 0.01, "MISSED_RATE": 0.1, "CAPITAL_RATIO": 0.12, "UNEMPLOYMENT": 0.06,
        "FACTOR": 1.5, "ECONOMIC_RATE": 0.02, "ROLL_RATE": 0.4, "SEGMENT_D30_RATE": 0.05, "COMPLAINT_RATE": 0.001,
        "GROWTH": -0.05,
    }  # fmt: skip
