"""Pareto sets of options under the same luck."""

from types import SimpleNamespace

import numpy as np
import pandas
import pytest

from sim.risk.pareto import dominates, frontier
from sim.risk.samples import MismatchedPairs
from sim.studies.frontier import costs_of


def test_dominance_needs_no_figure_worse_and_one_better():
    found = dominates(np.array([[1.0, 1.0], [1.0, 2.0], [0.5, 3.0], [1.0, 1.0]]))
    assert found.tolist() == [
        [False, True, False, False],
        [False, False, False, False],
        [False, False, False, False],
        [False, True, False, False],
    ]


def test_the_same_luck_makes_sure_what_independent_samples_would_not():
    luck = np.random.default_rng(1).normal(size=400)
    worse = luck + 0.05
    own = np.random.default_rng(2).normal(size=400) + 0.05
    paired = frontier(np.array([[luck, luck], [worse, worse]]))
    apart = frontier(np.array([[luck, luck], [own, own]]))
    assert paired.dominance[0, 1] == 1.0
    assert paired.membership.tolist() == [1.0, 0.0]
    assert paired.is_member.tolist() == [True, False]
    assert 0.05 < apart.dominance[0, 1] < 0.95


def test_who_is_better_in_one_thing_and_worse_in_another_is_in_the_set():
    values = np.random.default_rng(3).normal(size=200)
    found = frontier(np.array([[values, values + 1], [values + 1, values]]))
    assert found.is_member.all()
    assert found.membership.tolist() == [1.0, 1.0]
    with pytest.raises(MismatchedPairs):
        frontier(np.zeros((2, 3)))


def test_costs_are_losses_breaches_and_defaults_of_the_replications_all_have():
    def run(first: int) -> SimpleNamespace:
        rows = pandas.DataFrame(
            {
                "replication": [first, 2],
                "net_income_fen": pandas.array([100, -50], dtype="Int64"),
                "capital_shortfall_fen": pandas.array([-1, 1], dtype="Int64"),
                "default_rate": [0.1, np.nan],
            }
        )
        return SimpleNamespace(replications=rows)

    assert costs_of({"a": run(0), "b": run(1)}).tolist() == [[[50.0], [1.0], [0.0]]] * 2
