"""Reverse stress tests: shocks, breaches, and the nearest reweighting; on the exact law of a finite pool too."""

from types import SimpleNamespace

import numpy as np
import pandas
import pytest
from scipy import optimize

import sim
from sim.errors import UsageError
from sim.risk.finite_pool import pool_law
from sim.risk.reweighting import OutOfReach, reweighted
from sim.studies.breach import Breach, plausible
from sim.studies.driving import Driver, by_drivers, towards
from sim.studies.parameters import parameters_of
from sim.studies.reverse import searched

LOW, HIGH = 0.005, 0.06


def frame(**columns) -> pandas.DataFrame:
    size = len(next(iter(columns.values())))
    return pandas.DataFrame({"replication": np.arange(size), "weight": np.ones(size), **columns})


def pool_runs(replications: int, seed: int):
    """A stand-in for the engine: default rates of a pool of 100, rho 0.12, the same luck at every p."""
    luck = np.random.default_rng(seed).random(replications)

    def run(severity: float) -> SimpleNamespace:
        law = pool_law(100, LOW + severity * (HIGH - LOW), 0.12)
        return SimpleNamespace(replications=frame(default_rate=np.searchsorted(law.cdf, luck) / 100))

    return run


def root_of(seed: int, grid: int = 9, tolerance: float = 1e-3):
    breach = Breach.of("column", "default_rate", 0.095, 0.05)
    test = SimpleNamespace(breach=breach, study=SimpleNamespace(grid=grid, tolerance=tolerance))
    (found,) = searched(test, pool_runs(1000, seed)).crossings
    return found


def test_the_root_of_a_finite_pool_covers_the_closed_form_as_often_as_stated():
    exact = optimize.brentq(lambda p: pool_law(100, p, 0.12).exceedance(9) - 0.05, LOW, HIGH)
    truth = (exact - LOW) / (HIGH - LOW)
    found = [root_of(seed) for seed in range(40)]
    covered = sum(one.ci_low <= truth <= one.ci_high for one in found)
    # Binomial(40, 0.95): fewer than 34 have probability 0.003.
    assert covered >= 34
    assert np.mean([one.place for one in found]) == pytest.approx(truth, abs=0.03)


def test_different_brackets_give_the_same_root():
    roots = [root_of(1, grid, 1e-4).place for grid in (2, 3, 9, 14)]
    assert np.ptp(roots) <= 2e-4


def test_a_breach_is_a_shortfall_above_zero_or_liquidity_below_it():
    rows = frame(capital_shortfall_fen=[-5, 0, 3, 4], min_liquidity_fen=[5, 0, -1, 7])
    assert Breach.of("capital", None, None, 0.25).measured(rows).estimate == 0.25
    assert Breach.of("liquidity", None, None, 0.25).measured(rows).estimate == 0.0
    assert Breach.of("capital", None, None, None).measured(rows).estimate == 0.5
    with pytest.raises(UsageError, match="nonsense"):
        Breach.of("column", "nonsense", 1.0, 0.05)


def test_the_plausible_breach_is_the_weighted_mean_economy_of_those_that_breach():
    rows = frame(capital_shortfall_fen=[-1, 2, 3], factor_mean=[0.0, 1.0, 3.0])
    rows["weight"] = [1.0, 3.0, 1.0]
    months = [(r, m, "platform", 10.0 * r + m, 0.05) for r in range(3) for m in (1, 2)]
    monthly = pandas.DataFrame(months, columns=["replication", "month", "lender", "factor", "unemployment_rate"])
    found = plausible(Breach.of("capital", None, None, 0.05), rows, monthly)
    assert (found.breaches, found.probability) == (2, 0.8)
    assert found.factor.estimate == pytest.approx(1.5)
    assert found.path == pytest.approx((0.75 * 11 + 0.25 * 21, 0.75 * 12 + 0.25 * 22))


def test_a_scenario_on_the_way_to_another_lies_between_their_paths():
    base, severe = sim.load("baseline"), sim.load("severe_recession")
    hit = towards(base, severe)
    calm, half, hard = (hit(s).scenario.macro.central_path for s in (0.0, 0.5, 1.0))
    assert hard == severe.scenario.macro.central_path
    assert calm == base.scenario.macro.central_path
    assert half.unemployment[12] == pytest.approx((calm.unemployment[0] + hard.unemployment[12]) / 2)
    with pytest.raises(UsageError, match="supervision"):
        towards(base, sim.load("supervised_recession"))
    with pytest.raises(UsageError, match="does not differ"):
        towards(base, base)


def test_drivers_move_together_and_may_fall():
    base = sim.load("baseline")
    drivers = {
        "a": Driver(key="macro.persistence", calm=0.9, severe=0.8),
        "b": Driver(key="population.segments.*.employment.job_loss_monthly", calm=1.0, severe=3.0, multiple=True),
    }
    varied = {name: driver.varied() for name, driver in drivers.items()}
    found = by_drivers(base, drivers, parameters_of(base, varied, "drivers", "x"))(0.5).scenario
    assert found.macro.persistence == pytest.approx(0.85)
    for name, segment in base.scenario.population.segments.items():
        moved = found.population.segments[name].employment.job_loss_monthly
        assert moved == pytest.approx(2 * segment.employment.job_loss_monthly)


def test_a_normal_figure_is_shifted_at_the_entropy_known_for_it():
    values = np.random.default_rng(3).normal(size=200_000)
    found = reweighted(values, 0.5)
    assert found.weights @ values == pytest.approx(0.5)
    assert found.tilt == pytest.approx(0.5, rel=0.02)
    assert found.entropy == pytest.approx(0.5**2 / 2, rel=0.02)


def test_no_other_weights_with_that_mean_are_nearer():
    values = np.array([0.0, 1.0, 2.0, 4.0])
    best = reweighted(values, 2.5)
    direction = np.array([1.0, -1.5, 0.0, 0.5])
    direction -= direction.mean()
    direction -= (direction @ values) / (values @ (values - values.mean())) * (values - values.mean())
    for step in (-0.02, 0.02):
        other = best.weights + step * direction
        assert other @ values == pytest.approx(2.5)
        assert np.sum(other * np.log(other * 4)) > best.entropy


def test_what_no_replication_shows_is_out_of_reach():
    with pytest.raises(OutOfReach, match="from 0 to 2"):
        reweighted([0.0, 1.0, 2.0], 2.0)
