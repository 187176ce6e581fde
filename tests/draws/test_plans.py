"""Each plan's factor has the law it should have; what binds a section binds it exactly. False alarm: 1e-6 a check."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import norm

from sim.draws import PLAIN, Antithetic, Importance, Sobol, Stratified
from sim.draws.importance import mixture_quantile
from sim.draws.normals import SECTION, own_normals, shuffled_strata, squeezed
from sim.draws.paths import factor_path, loadings, mean_direction, principal_axes
from sim.draws.plans import scrambled, scrambled_net, sobol_cells
from sim.scenario.resolve import load
from sim.simulation import factor_path as path_of_run

SEED, MONTHS, PERSISTENCE = 11, 24, 0.93
SECTIONS = 8
RUNS = SECTIONS * SECTION
Z = 4.8916
SHIFT = tuple((1.5 * mean_direction(MONTHS, PERSISTENCE, 12)).tolist())
PLANS = [PLAIN, Antithetic(), Stratified(12), Sobol(), Importance(SHIFT)]
UNWEIGHTED = PLANS[:4]


def name_of(plan) -> str:
    return plan.kind


@pytest.fixture(scope="module")
def drawn() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """(runs, months) normals and (runs,) weights of each plan."""
    found = {}
    for plan in PLANS:
        each = [plan.drawn(SEED, replication, MONTHS, PERSISTENCE) for replication in range(RUNS)]
        found[plan.kind] = np.array([one.normals for one in each]), np.array([one.weight for one in each])
    return found


def test_a_plain_path_has_the_bits_of_the_engine() -> None:
    scenario = load("baseline", ["population.size=10"]).scenario
    for replication in (0, 1, 255, 256, 70_000):
        normals = own_normals(scenario.seed, replication, scenario.horizon_months)
        path = factor_path(normals, scenario.macro.persistence)
        assert np.array_equal(path, path_of_run(scenario, replication))


def test_without_a_random_economy_every_plan_is_flat() -> None:
    scenario = load("baseline", ["population.size=10", "macro.dispersion=none"]).scenario
    assert not path_of_run(scenario, 3, Sobol()).any()


def test_the_path_is_linear_in_the_normals() -> None:
    normals = own_normals(SEED, 5, MONTHS)
    assert np.allclose(loadings(MONTHS, PERSISTENCE) @ normals, factor_path(normals, PERSISTENCE), atol=1e-13)


def test_principal_axes_are_orthonormal_and_explain_most_first() -> None:
    axes = principal_axes(MONTHS, PERSISTENCE)
    assert np.allclose(axes.T @ axes, np.eye(MONTHS), atol=1e-12)
    explained = (loadings(MONTHS, PERSISTENCE) @ axes).var(axis=0) + (loadings(MONTHS, PERSISTENCE) @ axes).mean(0) ** 2
    assert (np.diff(explained) < 1e-12).all()
    assert explained.sum() == pytest.approx(1.0)  # every month has variance 1
    assert ((loadings(MONTHS, PERSISTENCE) @ axes).sum(axis=0) > 0).all()


@pytest.mark.parametrize("plan", UNWEIGHTED, ids=name_of)
@pytest.mark.parametrize("month", [0, 11, 23])
def test_the_factor_of_a_month_is_standard_normal(plan, month, drawn) -> None:
    """Kolmogorov-Smirnov, by the bound of Dvoretzky, Kiefer, Wolfowitz and Massart on half the runs: pairs mirror."""
    normals, _ = drawn[plan.kind]
    factors = np.sort([factor_path(each, PERSISTENCE)[month] for each in normals])
    steps = np.arange(RUNS + 1) / RUNS
    below = norm.cdf(factors)
    distance = max(np.abs(below - steps[1:]).max(), np.abs(below - steps[:-1]).max())
    assert distance < math.sqrt(math.log(2.0 / 1e-6) / (2.0 * RUNS / 2))


@pytest.mark.parametrize("plan", PLANS, ids=name_of)
def test_normals_keep_mean_variance_and_independence(plan, drawn) -> None:
    normals, weights = drawn[plan.kind]
    products = np.column_stack([normals, normals**2 - 1.0, normals[:, 1:] * normals[:, :-1]]) * weights[:, None]
    means = products.reshape(SECTIONS, SECTION, -1).mean(axis=1)
    # sections of few moments have their error from all runs, not from the eight of them
    error = products.std(axis=0) * math.sqrt(2.0 / RUNS)
    assert (np.abs(means.mean(axis=0)) < Z * error).all()


def test_antithetic_pairs_mirror_each_other_and_the_first_is_plain(drawn) -> None:
    mirrored, _ = drawn["antithetic"]
    assert np.array_equal(mirrored[::2], -mirrored[1::2])
    assert np.array_equal(mirrored[::2], drawn["plain"][0][::2])


def test_every_section_has_one_replication_in_each_stratum(drawn) -> None:
    along = drawn["stratified"][0] @ mean_direction(MONTHS, PERSISTENCE, 12)
    strata = np.floor(norm.cdf(along) * SECTION).astype(int).reshape(SECTIONS, SECTION)
    assert np.array_equal(np.sort(strata, axis=1), np.tile(np.arange(SECTION), (SECTIONS, 1)))
    assert not np.array_equal(strata[0], strata[1])


@pytest.mark.parametrize("kind", ["stratified", "sobol"])
def test_within_its_stratum_a_replication_lies_anywhere(kind, drawn) -> None:
    """Mean and variance of the place in the stratum, by their exact errors for uniform places."""
    directions = {
        "stratified": mean_direction(MONTHS, PERSISTENCE, 12),
        "sobol": principal_axes(MONTHS, PERSISTENCE)[:, 3],
    }
    places = norm.cdf(drawn[kind][0] @ directions[kind]) * SECTION % 1.0
    assert abs(places.mean() - 1 / 2) < Z * math.sqrt(1 / 12 / RUNS)
    assert abs(((places - 1 / 2) ** 2).mean() - 1 / 12) < Z * math.sqrt(1 / 180 / RUNS)


def test_across_the_stratified_direction_normals_are_the_replications_own(drawn) -> None:
    direction = mean_direction(MONTHS, PERSISTENCE, 12)
    across = np.eye(MONTHS) - np.outer(direction, direction)
    for kind in ("stratified", "importance"):
        assert np.allclose(drawn[kind][0] @ across, drawn["plain"][0] @ across, atol=1e-12)


def test_main_components_follow_a_net_in_every_section(drawn) -> None:
    """One point in each of 256 cells of every component, and in each of 16 x 16 boxes of the first two."""
    along = norm.cdf(drawn["sobol"][0] @ principal_axes(MONTHS, PERSISTENCE))
    for section in range(SECTIONS):
        points = along[section * SECTION : (section + 1) * SECTION]
        for component in range(8):
            assert len(set(np.floor(points[:, component] * SECTION))) == SECTION
        assert len({(int(a * 16), int(b * 16)) for a, b in points[:, :2]}) == SECTION
    assert np.allclose(along[:, 8:], norm.cdf(drawn["plain"][0] @ principal_axes(MONTHS, PERSISTENCE))[:, 8:])


def test_nets_are_scrambled_anew_in_each_section_and_seed() -> None:
    nets = [scrambled_net(seed, section, 4).tobytes() for seed in (1, 2) for section in (0, 1)]
    assert len(set(nets)) == 4


def test_scrambling_keeps_a_net_and_flips_by_the_digits_before() -> None:
    cells = np.arange(SECTION)
    assert np.array_equal(scrambled(cells, np.zeros(SECTION, dtype=bool)), cells)
    first = np.zeros(SECTION, dtype=bool)
    first[1] = True  # the first digit: halves change places
    assert np.array_equal(scrambled(cells, first), (cells + 128) % 256)
    second = np.zeros(SECTION, dtype=bool)
    second[3] = True  # the second digit, where the first is 1: the last two quarters change places
    assert scrambled([0, 64, 128, 192], second).tolist() == [0, 64, 192, 128]


def test_the_first_points_of_the_sequence_are_the_published_ones() -> None:
    """0, 1/2, 3/4, 1/4, ... in both of the first dimensions but for the order of the quarters (Joe and Kuo 2008)."""
    assert sobol_cells(2)[:4].tolist() == [[0, 0], [128, 128], [192, 64], [64, 192]]


def test_weights_are_likelihood_ratios_that_average_to_1(drawn) -> None:
    normals, weights = drawn["importance"]
    along = normals @ np.array(SHIFT)
    expected = 1.0 / (0.2 + 0.8 * np.exp(along - np.dot(SHIFT, SHIFT) / 2.0))
    assert np.allclose(weights, expected, rtol=1e-10)
    assert weights.max() <= 5.0
    # stratified along the shift: each section integrates the weight itself, whose error is far below a plain one
    assert np.abs(weights.reshape(SECTIONS, SECTION).mean(axis=1) - 1.0).max() < 0.01
    assert all((drawn[plan.kind][1] == 1.0).all() for plan in UNWEIGHTED)


@pytest.mark.parametrize("length", [0.05, 1.5, 4.0])
@pytest.mark.parametrize("probability", [2.0**-53, 0.001, 0.2, 0.5, 0.999, 1.0 - 2.0**-53])
def test_the_mixture_quantile_inverts_the_mixture(probability, length) -> None:
    place = mixture_quantile(probability, length, 0.2)
    below = 0.2 * norm.cdf(place) + 0.8 * norm.cdf(place - length)
    assert below == pytest.approx(probability, rel=1e-9)


def test_squeezing_never_gives_0_or_1() -> None:
    assert 0.0 < squeezed(0, -9.0) < squeezed(0, 0.0) < squeezed(255, 9.0) < 1.0


def test_strata_are_permuted_by_seed_and_section() -> None:
    orders = {shuffled_strata(seed, section).tobytes() for seed in (1, 2) for section in (0, 1)}
    assert len(orders) == 4
