"""A sensitivity study on stand-ins for the engine."""

import numpy as np
import pytest

from sim.studies.sensitivity import SensitivityStudy, measure

VARY = {"a": {"key": "x", "low": 0.0, "high": 1.0}}


def rows_of(figure, replications: int = 6, noise: float = 0.3):
    stages: list[tuple[str, int]] = []
    random = np.random.default_rng(5)

    def rows(places, stage):
        stages.append((stage, len(places)))
        values = np.array([figure(place) for place in places])
        return values[:, None] + noise * random.normal(size=(len(places), replications))

    return rows, stages


def study(**changes) -> SensitivityStudy:
    return SensitivityStudy(scenario="x", vary=VARY, **changes)


def test_the_indices_are_of_those_that_have_effects():
    rows, stages = rows_of(lambda place: 6.0 * place[0] + 3.0 * place[2])
    found = measure(study(base_points=256), 3, 1, rows)
    assert found.kept == (0, 2)
    assert stages == [("Morris", 8 * 4), ("Sobol", 256 * 4)]
    assert found.effects.mean == pytest.approx([6.0, 0.0, 3.0], abs=0.5)
    # Closed form of a sum of uniforms: 36/45 and 9/45.
    assert found.indices.first == pytest.approx([0.8, 0.2], abs=0.06)
    assert found.indices.total == pytest.approx([0.8, 0.2], abs=0.06)


def test_what_is_screened_out_stays_in_the_middle():
    seen = []
    rows, _ = rows_of(lambda place: (seen.append(tuple(place)), place[0])[1])
    measure(study(base_points=4), 2, 1, rows)
    assert {second for _, second in seen[8 * 3 :]} == {0.5}


def test_each_method_alone():
    rows, stages = rows_of(lambda place: place[0])
    assert measure(study(method="morris"), 2, 1, rows).indices is None
    found = measure(study(method="sobol", base_points=8), 2, 1, rows)
    assert (found.effects, found.kept) == (None, (0, 1))
    assert [stage for stage, _ in stages] == ["Morris", "Sobol"]
