"""Levers in time and by segment, their range, and the supervisor's; mark, wait and hold stand in `test_levers`."""

import pytest
from pydantic import ValidationError

from sim.dials import DIAL_PATHS
from sim.rules.levers import ALL_SEGMENTS, NO_TRIGGER, Metric, Operation
from sim.scenario.models import Scenario
from sim.setup import lender_records
from tests.builders import a_market, an_economy, hard_times, put, rules

CUTOFF = DIAL_PATHS.index("underwriting.score_cutoff")


def a_lever(lender, **values):
    """Add 40 to the cut-off for all segments and months, without a trigger."""
    index = int(lender.lever_count)
    lender.lever_count = index + 1
    neutral = {"metric": NO_TRIGGER, "segment": ALL_SEGMENTS, "dial": CUTOFF, "operation": Operation.ADD, "value": 40.0}
    return put(lender.levers[index], neutral | {"start_month": 1, "end_month": 600} | values)


def cutoffs(lender, months) -> list[float]:
    seen = []
    for month in months:
        rules.set_policies(lender, month)
        seen.append(float(lender.policies[0].underwriting_score_cutoff))
    return seen


def test_a_lever_is_at_work_from_its_first_month_to_its_last() -> None:
    lender = a_market().lenders[0]
    a_lever(lender, start_month=3, end_month=4)
    assert cutoffs(lender, [1, 2, 3, 4, 5]) == [600, 600, 640, 640, 600]


def test_at_a_months_close_the_policy_of_the_next_month_is_set() -> None:
    lender = a_market().lenders[0]
    a_lever(lender, start_month=3)
    rules.move_levers(lender, an_economy(month=1))
    before = float(lender.policies[0].underwriting_score_cutoff)
    rules.move_levers(lender, an_economy(month=2))
    assert (before, lender.policies[0].underwriting_score_cutoff) == (600, 640)


def test_a_lever_without_segment_moves_all_and_one_with_it_only_that() -> None:
    lender = a_market().lenders[0]
    a_lever(lender, segment=2)
    rules.set_policies(lender, 1)
    assert [float(policy.underwriting_score_cutoff) for policy in lender.policies[:4]] == [600, 600, 640, 600]
    a_lever(lender, value=5.0)
    rules.set_policies(lender, 1)
    assert [float(policy.underwriting_score_cutoff) for policy in lender.policies[:4]] == [605, 605, 645, 605]


def test_a_lever_changes_no_other_dial() -> None:
    lender = a_market().lenders[0]
    before = lender.dials.copy()
    a_lever(lender)
    rules.set_policies(lender, 1)
    changed = (lender.dials != before).any(axis=0)
    assert changed.nonzero()[0].tolist() == [CUTOFF]


def test_levers_on_one_dial_lie_over_one_another_in_their_order() -> None:
    lender = a_market().lenders[0]
    a_lever(lender, value=100.0)
    a_lever(lender, operation=Operation.MULTIPLY, value=0.5)
    assert cutoffs(lender, [1]) == [350]


def test_a_lever_keeps_the_dial_inside_its_range() -> None:
    lender = a_market().lenders[0]
    a_lever(lender, value=900.0, lowest=0.0, highest=1000.0)
    assert cutoffs(lender, [1]) == [1000]
    lender.levers[0].value = -900.0
    assert cutoffs(lender, [1]) == [0]


def test_a_trigger_outside_its_months_moves_nothing() -> None:
    lender = a_market().lenders[0]
    a_lever(lender, metric=Metric.D30_RATE, on=0.02, off=0.01, start_month=4)
    lender.d30_rate = 0.05
    seen = []
    for month in (1, 2, 3, 4):
        rules.move_levers(lender, an_economy(month=month))
        seen.append(float(lender.policies[0].underwriting_score_cutoff))
    assert seen == [600, 600, 640, 640]


def test_a_trigger_of_a_segment_watches_that_segment() -> None:
    lender = a_market().lenders[0]
    a_lever(lender, metric=Metric.SEGMENT_D30_RATE, on=0.05, off=0.04, segment=1)
    lender.segment_d30_rate[0] = 0.9
    rules.move_levers(lender, an_economy())
    assert lender.policies[1].underwriting_score_cutoff == 600
    lender.segment_d30_rate[1] = 0.06
    rules.move_levers(lender, an_economy())
    assert [float(policy.underwriting_score_cutoff) for policy in lender.policies[:2]] == [600, 640]


def test_every_metric_of_the_book_is_read_from_its_place() -> None:
    lender = a_market().lenders[0]
    fields = {
        Metric.D30_RATE: "d30_rate", Metric.D90_RATE: "d90_rate", Metric.MISSED_RATE: "missed_rate",
        Metric.ECONOMIC_RATE: "economic_rate", Metric.ROLL_RATE: "roll_rate", Metric.COMPLAINT_RATE: "complaint_rate",
        Metric.GROWTH: "growth", Metric.CAPITAL_RATIO: "capital_ratio",
    }  # fmt: skip
    put(lender, {name: 0.01 * (place + 1) for place, name in enumerate(fields.values())})
    found = [float(rules.metric_value(metric, lender, an_economy(), 0)) for metric in fields]
    assert found == [pytest.approx(0.01 * (place + 1)) for place in range(len(fields))]
    lender.unemployment, economy = 0.06, an_economy(factor=1.5)
    assert [rules.metric_value(m, lender, economy, 0) for m in (Metric.UNEMPLOYMENT, Metric.FACTOR)] == [0.06, 1.5]


def levers_of(own=None, ordered=None):
    scenario = hard_times(lenders={"platform": {"policy": {"levers": own or {}}, "supervision": ordered or {}}})
    return lender_records(scenario)[0]


def test_the_supervisors_levers_come_last_and_are_no_warnings_of_the_lender() -> None:
    trigger = {"metric": "capital_ratio", "on": 0.1, "off": 0.11}
    own = {"open_up": {"dial": "underwriting.approval_rate", "operation": "set", "value": 1.0, "when": trigger}}
    stop = {
        "stop": {"dial": "underwriting.approval_rate", "operation": "set", "value": 0.0, "order": -5, "when": trigger}
    }
    row = levers_of(own, stop)
    assert row["lever_count"] == 2
    assert row["levers"]["value"][:2].tolist() == [1.0, 0.0]
    assert row["levers"]["is_warning"][:2].tolist() == [1, 0]


def test_order_then_name_decide_which_lever_comes_first() -> None:
    dial = {"dial": "limits.multiple", "operation": "add"}
    row = levers_of({"b": dial | {"value": 1}, "a": dial | {"value": 2}, "c": dial | {"value": 3, "order": -1}})
    assert row["levers"]["value"][:3].tolist() == [3, 2, 1]


def test_money_of_a_lever_is_in_yuan_and_a_factor_is_none() -> None:
    cap = {"dial": "underwriting.person_cap"}
    row = levers_of(
        {"a": cap | {"operation": "set", "value": 200_000}, "b": cap | {"operation": "multiply", "value": 2}}
    )
    assert row["levers"]["value"][:2].tolist() == [20_000_000, 2]
    assert row["levers"]["highest"][0] == 1e11


def refused(**changes) -> str:
    lever = {"dial": "underwriting.score_cutoff", "operation": "add", "value": 1} | changes
    with pytest.raises(ValidationError) as fault:
        hard_times(lenders={"platform": {"policy": {"levers": {"mine": lever}}}})
    return str(fault.value)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"dial": "underwriting.score_cutof"}, "perhaps underwriting.score_cutoff"),
        ({"segment": "students"}, "'students' is not one of the segments gig, salaried"),
        ({"dial": "guarantee.quota", "segment": "gig"}, "guarantee.quota holds for the whole book"),
        ({"dial": "ladder.sms.cost", "segment": "gig"}, "ladder.sms.cost holds for the whole book"),
        ({"start_month": 5, "end_month": 4}, "end_month: 4 lies before start_month 5"),
        ({"operation": "set", "value": 1001}, "1001 lies outside 0..1000, the range of underwriting.score_cutoff"),
        ({"when": {"metric": "segment_d30_rate", "on": 0.1, "off": 0.0}}, "name the lever's segment"),
        ({"when": {"metric": "capital_ratio", "on": 0.1, "off": 0.1}}, "must differ from on 0.1"),
    ],
)
def test_a_lever_that_cannot_be_is_refused_by_name(changes, said) -> None:
    assert said in refused(**changes)


def test_a_lever_may_move_every_dial() -> None:
    for path in DIAL_PATHS:
        lever = {"dial": path, "operation": "multiply", "value": 1.0}
        assert isinstance(hard_times(lenders={"platform": {"policy": {"levers": {"mine": lever}}}}), Scenario)
