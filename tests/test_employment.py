"""Work as a distribution: spells, their steady state, and hazards that make unemployment follow a path."""

from __future__ import annotations

import numpy as np
import pytest

from sim.employment import LONGEST_SPELL, finding_falls, hazard_multiples, next_spells, steady_spells

SHARES = np.array([0.7, 0.3])
LOSS = np.array([0.01, 0.02])
FALLS = finding_falls(np.array([2.0, 0.0]), np.array([0.4, 0.8]), np.array([0.1, 0.3]))
FINDING = np.array([0.5, 0.3]) * FALLS


def followed(path: np.ndarray, response: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Unemployment (months,) under the multiples of a path, and the multiples."""
    losing, found = hazard_multiples(path, response, SHARES, LOSS, FINDING)
    spells = steady_spells(LOSS, FINDING)
    rates = [float(SHARES @ spells.sum(axis=0))]
    for loss, finding in zip(losing, found, strict=True):
        spells = next_spells(spells, np.minimum(1.0, LOSS * loss), np.minimum(1.0, FINDING * finding))
        rates.append(float(SHARES @ spells.sum(axis=0)))
    return np.array(rates), losing, found


def test_long_spells_find_less_work() -> None:
    # 0.2 out of work for a month, 0.1 for two; chances 0.4 and 0.2: 0.12 + 0.08 stay, 0.7 x 0.1 begin
    spells = next_spells(np.array([[0.2], [0.1]]), np.array([0.1]), np.array([[0.4], [0.2]]))
    assert spells[:, 0] == pytest.approx([0.07, 0.2])


def test_a_constant_chance_gives_the_textbook_rate() -> None:
    # u = s / (s + f)
    spells = steady_spells(np.array([0.02]), np.full((LONGEST_SPELL, 1), 0.25))
    assert spells.sum() == pytest.approx(0.02 / 0.27, rel=1e-12)


def test_the_steady_state_stays() -> None:
    spells = steady_spells(LOSS, FINDING)
    assert next_spells(spells, LOSS, FINDING) == pytest.approx(spells, rel=1e-12)


def test_the_fall_holds_for_the_plateau_and_ends_at_the_floor() -> None:
    falls = finding_falls(np.array([2.0]), np.array([0.4]), np.array([0.1]))[:, 0]
    assert falls[:6] == pytest.approx([1.0, 1.0, 1.0, 0.4, 0.16, 0.1])
    assert falls[-1] == 0.1


@pytest.mark.parametrize("response", [0.0, 0.3, 1.0])
def test_unemployment_follows_the_path_up_and_down(response: float) -> None:
    path = np.concatenate([np.linspace(0.05, 0.1, 23), np.full(6, 0.1), np.linspace(0.1, 0.08, 13)])
    rates, losing, found = followed(path, response)
    assert rates / rates[0] == pytest.approx(path / path[0], rel=1e-12)
    assert (losing >= 0.0).all()
    assert found[1:] == pytest.approx((path[0] / path[1:-1]) ** response)


def test_a_flat_path_leaves_the_hazards_alone() -> None:
    losing, found = hazard_multiples(np.full(12, 0.05), 0.3, SHARES, LOSS, FINDING)
    assert (losing == 1.0).all()
    assert (found == 1.0).all()


def test_a_fall_too_fast_for_the_spells_ends_all_losses() -> None:
    rates, losing, _ = followed(np.array([0.05, 0.01, 0.01]), 0.0)
    assert losing[0] == 0.0
    assert rates[1] > 0.2 * rates[0]
