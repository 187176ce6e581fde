"""The economy of a month."""

import math

import pytest

from sim.randomness import MACRO_AGENT, Decision
from tests.builders import a_stream, a_world, an_economy, rules


def test_income_follows_the_index_by_its_elasticity_and_falls_with_the_factor() -> None:
    segment, economy = a_world().segment[0], an_economy(income_index=0.9, factor=2.0)
    segment.income_index_elasticity = 1.5
    segment.income_factor_loading = 0.03
    assert rules.income_level(economy, segment) == pytest.approx(0.9**1.5 * math.exp(-0.06), rel=1e-14)


def test_opening_a_month_sets_hazards_levels_and_recovery_prices() -> None:
    world, economy = a_world(recovery_loading=0.1), an_economy(job_loss_multiple=2.0, recovery_index=0.8, factor=1.0)
    world.segment[0].job_loss_monthly = 0.01
    world.segment[0].job_finding_monthly = 0.3
    economy.job_finding_multiple = 0.5
    rules.open_economy(economy, world)
    assert economy.job_loss[0] == 0.02
    assert economy.job_finding[0] == 0.15
    assert economy.income_level[0] == 1.0
    assert economy.recovery_multiple == pytest.approx(0.8 * math.exp(-0.1), rel=1e-14)


def test_a_bad_factor_raises_the_hazard_and_a_chance_stays_one_at_most() -> None:
    world, economy = a_world(), an_economy(factor=1.0, job_finding_multiple=10.0)
    world.segment[0].job_loss_monthly = 0.01
    world.segment[0].job_loading = 0.3
    world.segment[0].job_finding_monthly = 0.3
    rules.open_economy(economy, world)
    # Phi((-2.3263479 + 0.3) / sqrt(0.91)) = Phi(-2.1241898)
    assert economy.job_loss[0] == pytest.approx(0.01682714, abs=2e-7)
    assert economy.job_finding[0] == 1.0


def test_the_factor_is_an_autoregression_with_unit_variance() -> None:
    stream = a_stream()
    shock = rules.normal_quantile(rules.uniform(stream, MACRO_AGENT, 0, 31, Decision.MACRO_FACTOR))
    assert rules.next_factor(0.5, 0.6, stream, 31) == pytest.approx(0.3 + 0.8 * shock, rel=1e-14)
    assert rules.first_factor(stream, 31) == shock


def test_the_factor_has_variance_one_and_the_given_persistence() -> None:
    pairs = []
    for replication in range(4000):
        stream = a_stream(replication=replication)
        first = rules.first_factor(stream, 1)
        pairs.append((first, rules.next_factor(first, 0.6, stream, 31)))
    variance = sum(second * second for _, second in pairs) / 4000
    product = sum(first * second for first, second in pairs) / 4000
    # standard errors sqrt(2 / n) and sqrt((1 + 0.36) / n), at 4.89 of them
    assert abs(variance - 1) < 4.89 * math.sqrt(2 / 4000)
    assert abs(product - 0.6) < 4.89 * math.sqrt(1.36 / 4000)
