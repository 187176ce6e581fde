"""`calibrate` on laws that are known: intervals that cover, directions that are named, files that are read back."""

from __future__ import annotations

import math

import numpy as np
import pandas
import pytest
from scipy.stats import binom, norm

from sim.errors import Conflict
from sim.scenario.errors import ScenarioError
from sim.scenario.resolve import load
from sim.studies.calibrate import CannotFit, calibrate, fitted
from sim.studies.fitting.aiming import aims_of
from sim.studies.fitting.folder import PointStore, calibration_folder
from sim.studies.fitting.inference import inferred
from sim.studies.fitting.moments import Measured, measured
from sim.studies.fitting.parameters import knobs_of
from sim.studies.fitting.search import Aim, search
from sim.studies.fitting.settings import FitStudy, FitTarget, Search, read_study
from sim.studies.fitting.telling import in_words, told

LOSS = "population.segments.pool.employment.job_loss_monthly"
CORRELATION = "population.segments.pool.employment.asset_correlation"
TRUE = {LOSS: 0.03, CORRELATION: 0.12}
GROUPS = 20
REPETITIONS, MOST_MISSES = 20, 4
"""More than 4 of 20 intervals of 95 % miss with a chance of 0.26 %; either of two parameters with 0.5 %."""
PARAMETERS = {
    "p": {"key": "population.segments.*.employment.job_loss_monthly", "low": 0.005, "high": 0.08, "start": 0.05},
    "rho": {"key": CORRELATION, "low": 0.02, "high": 0.4, "start": 0.25},
}


def study_of(**changes) -> FitStudy:
    targets = {
        "rate": {"headline": "default_rate", "value": 0.03, "standard_error": 0.001},
        "spread": {"headline": "default_rate_standard_deviation", "value": 0.033, "standard_error": 0.002},
    }
    return FitStudy.model_validate({"scenario": "finite_pool", "parameters": PARAMETERS, "targets": targets, **changes})


def pool(changes, seed: int, replications: int) -> Measured:
    """Mean and deviation of default rates drawn from the law of a finite pool of 100 (Vasicek)."""
    generator = np.random.default_rng(seed)
    factor, luck = generator.standard_normal(replications), generator.random(replications)
    root = math.sqrt(1.0 - changes[CORRELATION])
    chance = norm.cdf((norm.ppf(changes[LOSS]) - math.sqrt(changes[CORRELATION]) * factor) / root)
    rates = binom.ppf(luck, 100, chance) / 100
    number = np.arange(replications) % GROUPS
    kept = [rates[number != group] for group in range(GROUPS)]
    return Measured(_figures(rates), (np.array([_figures(each) for each in kept]),))


def _figures(rates):
    return np.array([rates.mean(), rates.std(ddof=1)])


def fit(study: FitStudy, measure, store=None):
    scenario = load(study.scenario)
    knobs, aims = knobs_of(scenario, study.parameters), aims_of(study, scenario)
    return fitted(study, scenario, knobs, aims, measure, store or PointStore(None))


def simulated_targets(repetition: int) -> dict:
    """Targets drawn at the true parameters, with their errors and the correlation of these."""
    found = pool(TRUE, 10_000 + repetition, 1000)
    errors = np.sqrt(np.diag(found.covariance()))
    return {
        "rate": {
            "headline": "default_rate",
            "value": found.values[0],
            "standard_error": errors[0],
            "correlations": {"spread": found.covariance()[0, 1] / errors.prod()},
        },
        "spread": {
            "headline": "default_rate_standard_deviation",
            "value": found.values[1],
            "standard_error": errors[1],
        },
    }


def test_known_parameters_lie_within_their_intervals_as_often_as_stated():
    misses = {"p": 0, "rho": 0}
    for repetition in range(REPETITIONS):
        study = study_of(targets=simulated_targets(repetition))
        found = fit(study, lambda changes, seed=repetition: pool(changes, seed, 400))
        assert found.found.converged
        for name, key in (("p", LOSS), ("rho", CORRELATION)):
            estimate = found.parameters[name]
            misses[name] += not estimate.ci_low <= TRUE[key] <= estimate.ci_high
            assert estimate.ci_high - estimate.ci_low < 2 * TRUE[key]  # an interval that says something
    assert max(misses.values()) <= MOST_MISSES, misses


def test_the_search_solves_a_curved_problem_and_stops_at_ends_of_ranges():
    aim = Aim(np.array([0.25, 0.9]), np.array([10.0, 10.0]))
    found = search(lambda x: np.array([x[0] ** 2, x[0] + x[1]]), np.array([0.9, 0.9]), aim, Search(), 1)
    assert found.converged
    assert found.place == pytest.approx([0.5, 0.4], abs=1e-3)
    beyond = search(
        lambda x: np.array([2.0 * x[0], 0.0]),
        np.array([0.2]),
        Aim(np.array([5.0, 0.0]), np.array([1.0, 0.0])),
        Search(),
        1,
    )
    assert beyond.place == pytest.approx([1.0])


def test_a_hypercube_finds_the_deeper_of_two_valleys():
    def figures(place):
        x = place[0]
        return np.array([min(abs(x - 0.1) + 0.2, 2.0 * abs(x - 0.9))])

    aim = Aim(np.array([0.0]), np.array([1.0]))
    near = search(figures, np.array([0.15]), aim, Search(budget=60), 1)
    far = search(figures, np.array([0.15]), aim, Search(budget=60, explore=12), 1)
    assert near.place[0] < 0.3
    assert far.place == pytest.approx([0.9], abs=0.03)


def test_the_covariance_is_the_sandwich_of_errors_and_slopes():
    slopes = np.array([[2.0], [1.0]])
    noise, errors = np.diag([0.01, 0.0]) ** 2, np.diag([0.02, 0.03]) ** 2
    aim = Aim(np.zeros(2), np.array([1.0, 3.0]))
    found = inferred(np.zeros(2), slopes, aim, noise, errors, 20)
    gain = np.array([2.0 * 1.0, 1.0 * 9.0]) / (4.0 * 1.0 + 1.0 * 9.0)
    assert found.covariance[0, 0] == pytest.approx(gain[0] ** 2 * 5e-4 + gain[1] ** 2 * 9e-4)


def test_what_targets_cannot_tell_apart_is_named_and_gets_no_interval():
    study = study_of(
        targets={"rate": {"headline": "default_rate", "value": 0.03, "standard_error": 0.001}},
        parameters={name: {**each, "start": None} for name, each in PARAMETERS.items()},
    )

    def both(changes) -> Measured:
        value = changes[LOSS] + 0.075 / 0.38 * changes[CORRELATION]
        return Measured(np.array([value]), (np.array([[value + 1e-5], [value - 1e-5], [value]]),))

    found = fit(study, both)
    (direction,) = found.inference.unidentified
    assert np.abs(direction.shares) == pytest.approx([math.sqrt(0.5)] * 2, abs=1e-6)
    assert all(each.ci_low is None for each in found.parameters.values())
    assert any(
        "Not identified: raising" in sentence and "while lowering" in sentence for sentence in told(found).answers
    )


def test_a_direction_of_one_parameter_is_told_without_shares():
    assert in_words(["a", "b"], np.array([0.0, 1.0])) == "b"
    assert (
        in_words(["a", "b"], np.array([0.8, -0.6]))
        == "raising a by 80 % of its range while lowering b by 60 % of its range"
    )


def test_held_out_targets_are_scored_and_not_fitted():
    targets = {
        "rate": {"headline": "default_rate", "value": 0.03, "standard_error": 0.001},
        "spread": {
            "headline": "default_rate_standard_deviation",
            "value": 0.2,
            "standard_error": 0.002,
            "hold_out": True,
        },
    }
    found = fit(
        study_of(targets=targets, parameters={"p": PARAMETERS["p"]}), lambda changes: pool({**TRUE, **changes}, 1, 400)
    )
    rate, spread = found.targets
    assert rate.found.estimate == pytest.approx(0.03, abs=3e-4)
    assert spread.is_held_out
    assert spread.score < -10
    assert any("outside: spread" in sentence for sentence in told(found).answers)


def test_targets_that_contradict_each_other_are_told():
    targets = {
        "low": {"headline": "default_rate", "value": 0.03, "standard_error": 0.001},
        "high": {"column": "default_rate", "value": 0.05, "standard_error": 0.001},
    }

    def twice(changes) -> Measured:
        found = pool({**TRUE, **changes}, 1, 400)
        return Measured(found.values[[0, 0]], (found.left_out[0][:, [0, 0]],))

    found = fit(study_of(targets=targets, parameters={"p": PARAMETERS["p"]}), twice)
    assert found.inference.misfit[0] < 1e-6
    assert any(sentence.startswith("No parameters within the ranges") for sentence in told(found).answers)


def test_the_noise_of_a_mean_is_that_of_the_textbook():
    values = np.random.default_rng(3).random(400)
    frame = pandas.DataFrame({"default_rate": values})
    target = FitTarget(headline="default_rate", value=0.5, standard_error=0.1)
    found = measured([target], frame, frame, 400)
    assert found.values[0] == pytest.approx(values.mean())
    assert found.covariance()[0, 0] == pytest.approx(values.var(ddof=1) / 400)


def test_points_in_the_folder_are_not_measured_again(tmp_path):
    asked = []

    def counting(changes) -> Measured:
        asked.append(changes)
        return pool(changes, 1, 400)

    terms = {"fingerprint": "one"}
    with calibration_folder(tmp_path / "fit", terms, False) as store:
        first = fit(study_of(), counting, store)
    count = len(asked)
    assert count == first.found.points
    unfinished = r"unfinished calibration \(\d+ points\); continue it with --resume"
    with pytest.raises(Conflict, match=unfinished), calibration_folder(tmp_path / "fit", terms, False):
        pass
    with calibration_folder(tmp_path / "fit", terms, True) as store:
        again = fit(study_of(), counting, store)
    assert len(asked) == count
    assert again.as_plain() == first.as_plain()
    other = {"fingerprint": "two"}
    with pytest.raises(Conflict, match="holds another calibration"), calibration_folder(tmp_path / "fit", other, True):
        pass


def test_every_fault_of_a_study_is_told_with_its_line(tmp_path):
    path = tmp_path / "study.yaml"
    path.write_text(
        "scenario: finite_pool\n"
        "parameters:\n  p: {key: a.b, low: 2, high: 1}\n"
        "targets:\n  rate: {headline: default_rate, value: 0.03}\n  more: {hedline: default_rate}\n"
    )
    with pytest.raises(ScenarioError) as caught:
        read_study(path)
    words = str(caught.value)
    assert "study.yaml:3: parameters.p.high: 1.0 must lie above low, 2.0" in words
    assert "study.yaml:5: targets.rate.standard_error: give it, or a weight" in words
    assert "targets.more.hedline" in words


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"parameters": {"p": {"key": "population.size", "low": 1, "high": 2}}}, "only numbers that may have decimals"),
        ({"parameters": {"p": {"key": "population.sise", "low": 1, "high": 2}}}, "the scenario has no population.sise"),
        ({"parameters": {"p": {"key": LOSS, "low": 0, "high": 2}}}, "job_loss_monthly"),
        ({"targets": {"x": {"headline": "var_99", "value": 1, "weight": 1}}}, "var_99 cannot be fitted"),
        ({"targets": {"x": {"column": "nothing", "value": 1, "weight": 1}}}, "no column nothing"),
        ({"targets": {"x": {"level": "L99"}}}, "L99 is none of L1"),
        ({"targets": {"x": {"roll": "cure"}}}, "name the tape with --tape"),
        (
            {"targets": {"x": {"column": "cash_fen", "month": 9, "value": 1, "weight": 1}}},
            "beyond the scenario's 2 months",
        ),
    ],
)
def test_what_cannot_be_fitted_is_refused_before_anything_runs(changes, message):
    with pytest.raises(ScenarioError, match=message):
        calibrate(study_of(**changes))


def test_a_budget_too_small_to_tell_what_moves_what_is_refused():
    with pytest.raises(CannotFit, match="at least 10"):
        calibrate(study_of(search={"budget": 9}))
