"""`calibrate` with the whole engine: its files read back, its headlines those of the summary, rolls counted by hand."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas
import pytest

import sim
from sim.scenario.resolve import load
from sim.studies.calibrate import calibrate
from sim.studies.fitting.moments import HEADLINES, measured
from sim.studies.fitting.settings import FitStudy, FitTarget
from sim.studies.fitting.tape_rolls import observed_roll, roll_sums

LOSS = "population.segments.*.employment.job_loss_monthly"


def test_the_engine_is_fitted_and_its_fitted_scenario_runs(tmp_path):
    asked = {
        "scenario": "finite_pool",
        "replications": 24,
        "groups": 6,
        "parameters": {"p": {"key": LOSS, "low": 0.005, "high": 0.08, "start": 0.05}},
        "targets": {"rate": {"headline": "default_rate", "value": 0.04, "standard_error": 0.001}},
        "search": {"budget": 12},
    }
    study = FitStudy.model_validate(asked)
    found = calibrate(study, out=tmp_path / "fit", jobs=1)
    assert found.targets[0].found.estimate == pytest.approx(0.04, abs=2e-3)
    written = load(tmp_path / "fit" / "calibrated.yaml")
    assert written.extends == "finite_pool"
    assert written.scenario.population.segments == found.calibrated.scenario.population.segments
    assert json.loads((tmp_path / "fit" / "calibrate.json").read_text())["posterior"]["covariance"][0][0] > 0
    assert pandas.read_parquet(tmp_path / "fit" / "points.parquet")["point"].nunique() == found.found.points
    assert b"95 % interval" in (tmp_path / "fit" / "calibrate.svg").read_bytes()


def test_headlines_are_those_of_the_summary():
    run = sim.run("finite_pool", 30, attribution="none", jobs=1)
    targets = [FitTarget(headline=name, value=1.0, weight=1.0) for name in HEADLINES]
    found = measured(targets, run.replications, run.monthly, 5)
    for name, value in zip(HEADLINES, found.values, strict=True):
        estimate = run.summary[name]["estimate"]
        assert np.isnan(value) if estimate is None else value == pytest.approx(estimate), name


def test_rolls_are_counted_by_hand():
    late = np.array([[0, 0, 0, 2, 2, -1], [0, 2, 0, 3, 0, 0], [2, 2, 0, 0, -1, 0]])
    weight = np.array([1, 1, 2, 1, 1, 5])
    sums = roll_sums(late, weight)
    assert (sums["entry_base"], sums["entry"]) == (4 + 3 + 5, 1 + 1)
    assert (sums["cure_base"], sums["cure"]) == (2 + 2, 1 + 1)
    rate, error = observed_roll(late[:, :5], weight[:5], "cure")
    assert rate == pytest.approx(0.5)
    assert error == pytest.approx(math.sqrt(0.25 / 4))  # half of them each month: no drift
    rate, error = observed_roll(late[:, :5], weight[:5], "entry")
    assert rate == pytest.approx(2 / 7)
    drift = np.var([1 / 4, 1 / 3], ddof=1) / 2
    assert error == pytest.approx(math.sqrt(2 / 7 * 5 / 7 / 7 + drift))
