import numpy as np
import pytest

import sim
from sim.studies.uncertainty import RANGES, Range, changes_at, lines, parameter_uncertainty

TINY = {"population.size": 30, "horizon_months": 3, "loss_horizon_months": 3, "population.warmup_months": 3}


def test_a_point_moves_every_segment_by_the_same_multiple():
    scenario = sim.load("baseline")
    middle = changes_at(scenario, RANGES, np.full(len(RANGES), 0.5))
    segments = scenario.scenario.population.segments
    for name, segment in segments.items():
        key = f"population.segments.{name}.employment.job_loss_monthly"
        assert middle[key] == pytest.approx(segment.employment.job_loss_monthly)
    assert middle["macro.persistence"] == pytest.approx((0.84 + 0.99) / 2)
    low = changes_at(scenario, RANGES, np.zeros(len(RANGES)))
    assert low["population.segments.gig.spending.savings_months"] == pytest.approx(
        0.75 * segments["gig"].spending.savings_months
    )


@pytest.mark.parametrize("end", [0.0, 1.0])
def test_the_ends_of_all_ranges_are_allowed(end):
    scenario = sim.load("baseline")
    scenario.with_(changes_at(scenario, RANGES, np.full(len(RANGES), end)))


def test_a_dial_that_costs_money_moves_the_buffer_and_is_named():
    costs = Range("lenders.platform.costs.balance_annual", 0.0, 1.0, False, "a test")
    idle = Range("macro.recovery_loading", 0.1, 0.2, False, "a test")
    scenario = sim.load("baseline").with_(TINY)
    study = parameter_uncertainty(scenario, 4, 5, level=0.5, ranges=(costs, idle), jobs=1)
    assert study.found.correlations[0] == pytest.approx(1.0)
    assert [each.n for each in study.buffers] == [5] * 4
    told = lines(study)
    assert "balance_annual" in next(line for line in told if line.startswith("  +"))
