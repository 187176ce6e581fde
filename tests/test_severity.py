import math

import numpy as np
import pytest
from scipy import special

import sim
from sim.risk.analytic import conditional_probability
from sim.severity import deviation_of_mean, equivalent_factor, severity


def test_the_factor_that_brings_a_multiple_of_job_losses_by_hand():
    hazard, correlation = 0.02, 0.1
    at_two = float(conditional_probability(np.array(2.0), hazard, correlation))
    found = equivalent_factor(at_two / hazard, np.array([1.0]), np.array([hazard]), np.array([correlation]))
    assert found == pytest.approx(2.0, abs=1e-9)


def test_a_factor_beyond_reason_is_cut():
    pool = (np.array([1.0]), np.array([0.5]), np.array([0.1]))
    assert equivalent_factor(5.0, *pool) == 12.0
    assert equivalent_factor(0.0, *pool) == -12.0


def test_the_mean_of_an_autoregression_varies_as_it_should():
    assert deviation_of_mean(1, 0.9) == 1.0
    assert deviation_of_mean(2, 0.5) == pytest.approx(math.sqrt((1 + 0.5) / 2))
    assert deviation_of_mean(100, 0.0) == pytest.approx(0.1)


def test_a_deeper_recession_is_more_severe():
    mild, severe = (severity(sim.load(name).scenario) for name in ("mild_recession", "severe_recession"))
    flat = severity(sim.load("baseline").scenario)
    assert None not in (flat, mild, severe)
    assert 0.5 < flat < mild < severe < 1.0
    assert flat < float(special.ndtr(0.5))


def test_a_population_that_keeps_its_work_has_no_severity():
    changes = {
        f"population.segments.{name}.employment.job_loss_monthly": 0.0
        for name in sim.load("baseline").scenario.population.segments
    }
    assert severity(sim.load("severe_recession").with_(changes).scenario) is None
