"""The buffer over what is not known of parameters: plain ranges, and the posterior of a calibration."""

import json

import numpy as np
import pytest

import sim
from sim.errors import UsageError
from sim.risk.estimate import Estimate
from sim.risk.parameter_uncertainty import Uncertainty, hypercube
from sim.studies.posterior import read_posterior
from sim.studies.ranges import RANGES, Range, changes_at, keys_of, value_of
from sim.studies.uncertainty import UncertaintyStudy, lines, main, parameter_uncertainty

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
    study = parameter_uncertainty(scenario, 4, 5, level=0.5, over=(costs, idle), jobs=1)
    assert study.found.correlations[0] == pytest.approx(1.0)
    assert [each.n for each in study.buffers] == [5] * 4
    told = lines(study)
    assert "balance_annual" in next(line for line in told if line.startswith("  +"))


CALIBRATION = {
    "parameters": {
        "loss": {"key": "population.segments.*.employment.job_loss_monthly", "multiple": True, "low": 0.5, "high": 3.0},
        "memory": {"key": "macro.persistence", "multiple": False, "low": 0.8, "high": 1.0},
    },
    "posterior": {"mean": [1.5, 0.9], "covariance": [[0.04, 0.0016], [0.0016, 0.0001]]},
    "not_identified": [],
}


def calibrated_folder(folder, **changes):
    """A calibration at 1.5 times the baseline's job loss, standard error 0.2, correlated 0.8 with persistence."""
    plain = sim.load("baseline").with_(TINY)
    keys = keys_of(plain, CALIBRATION["parameters"]["loss"]["key"])
    fitted = {key: 1.5 * value_of(plain.as_plain(), key) for key in keys}
    (folder / "calibrate.json").write_text(json.dumps({**CALIBRATION, **changes}))
    (folder / "calibrated.yaml").write_text(plain.with_({**fitted, "macro.persistence": 0.9}).as_yaml())
    return folder


def test_points_of_a_posterior_have_its_mean_spread_and_correlation(tmp_path):
    posterior = read_posterior(calibrated_folder(tmp_path))
    points = posterior.placed(hypercube(4_000, 2, seed=1))
    np.testing.assert_allclose(points.mean(axis=0), [0.4, 0.5], atol=0.002)
    np.testing.assert_allclose(points.std(axis=0), [0.2 / 2.5, 0.01 / 0.2], rtol=0.02)
    assert np.corrcoef(points.T)[0, 1] == pytest.approx(0.8, abs=0.02)


def test_what_is_not_identified_is_as_wide_as_its_range(tmp_path):
    flat = {"mean": [1.75, 0.9], "covariance": [[0.0, 0.0], [0.0, 0.0001]]}
    folder = calibrated_folder(tmp_path, posterior=flat, not_identified=[{"shares": [1.0, 0.0], "error": None}])
    points = read_posterior(folder).placed(hypercube(4_000, 2, seed=1))
    assert points[:, 0].std() == pytest.approx(12**-0.5, rel=0.1)  # a normal law cut at the ends is a little narrower
    assert points.min() >= 0.0
    assert points.max() <= 1.0


def test_multiples_are_those_of_the_scenario_that_was_fitted(tmp_path):
    posterior = read_posterior(calibrated_folder(tmp_path))
    baseline = sim.load("baseline").with_(TINY)
    key = keys_of(baseline, "population.segments.*.employment.job_loss_monthly")[0]
    fitted = baseline.with_(posterior.fitted_values(baseline))
    own = value_of(baseline.as_plain(), key)
    assert value_of(fitted.as_plain(), key) == pytest.approx(1.5 * own)
    assert changes_at(fitted, posterior.ranges, np.array([1.0, 1.0]))[key] == pytest.approx(3.0 * own)


def test_the_command_takes_a_finished_calibration(tmp_path, capsys):
    folder = calibrated_folder(tmp_path)
    assert main(["--posterior", str(folder), "--points", "3", "--replications", "4", "--level", "0.5"]) == 0
    told = capsys.readouterr().out
    assert "capital buffer at 50.00 % over the posterior of a calibration; 3 points of 4 replications" in told
    assert "fitted as memory" in told
    with pytest.raises(SystemExit):
        main([])


def test_a_folder_without_a_calibration_is_refused(tmp_path):
    with pytest.raises(UsageError, match="no finished calibration"):
        read_posterior(tmp_path)


@pytest.mark.parametrize(
    ("deviation", "error", "words"),
    [
        (30.0, 10.0, "more replications will not make"),
        (5.0, 10.0, "more replications will make"),
        (0.0, 10.0, "no more than the luck"),
        (30.0, None, "Too few replications"),
    ],
)
def test_the_larger_error_is_named(deviation, error, words):
    found = Uncertainty(100.0, 50.0, 150.0, 40.0, deviation, error, np.array([0.5]))
    buffer = Estimate(100.0, 90.0, 110.0, 0.95, "", 10)
    span = (Range("macro.persistence", 0.8, 1.0, False, "a test"),)
    study = UncertaintyStudy(
        "s", 0.95, "capital", "given ranges", 10, span, np.zeros((2, 1)), (buffer,) * 2, found, buffer
    )
    assert any(words in line for line in lines(study))
