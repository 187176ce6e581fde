"""Which points a sweep visits."""

import pytest

from sim.errors import UsageError
from sim.studies.design import designed, identifier
from sim.studies.parameters import Parameter
from sim.studies.study_file import Varied


def parameter(name: str, *, is_whole: bool = False, **varied) -> Parameter:
    return Parameter(name, Varied(key=name, **varied), (name,), "share", is_whole, True)


A = parameter("a", values=(1, 2))
B = parameter("b", low=0.0, high=1.0, steps=3)


def test_a_grid_has_every_combination_the_last_fastest():
    assert designed("grid", [A, B], 0, 1) == [(1, 0.0), (1, 0.5), (1, 1.0), (2, 0.0), (2, 0.5), (2, 1.0)]


def test_a_zip_goes_in_step_and_refuses_unequal_lengths():
    assert designed("zip", [A, parameter("c", values=(5, 7))], 0, 1) == [(1, 5), (2, 7)]
    with pytest.raises(UsageError, match="a 2, b 3"):
        designed("zip", [A, B], 0, 1)


def test_a_logarithmic_range_has_equal_ratios():
    found = designed("grid", [parameter("c", low=0.01, high=1.0, steps=3, spacing="logarithmic")], 0, 1)
    assert [value for (value,) in found] == pytest.approx([0.01, 0.1, 1.0])


def test_a_hypercube_has_each_parameter_once_in_every_part():
    found = designed("latin_hypercube", [B, parameter("c", low=2.0, high=4.0)], 8, 1)
    assert sorted(int(8 * b) for b, _ in found) == list(range(8))
    assert sorted(int(4 * (c - 2)) for _, c in found) == list(range(8))
    assert found != designed("latin_hypercube", [B, parameter("c", low=2.0, high=4.0)], 8, 2)


def test_the_first_points_of_a_sobol_sequence_do_not_depend_on_how_many_follow():
    few, many = (designed("sobol", [B, parameter("c", low=2.0, high=4.0)], count, 1) for count in (6, 20))
    assert many[:6] == few
    assert len(many) == 20


def test_whole_numbers_are_whole():
    found = designed("latin_hypercube", [parameter("c", is_whole=True, low=1, high=50)], 8, 1)
    assert all(isinstance(value, int) for (value,) in found)


def test_a_points_name_hangs_on_keys_and_values_alone():
    assert identifier([A, B], (1, 0.5)) == identifier([B, A], (0.5, 1))
    assert identifier([A, B], (1, 0.5)) != identifier([A, B], (2, 0.5))
    assert identifier([A, B], (1, 0.5)) != identifier([A, parameter("c", values=(0.5,))], (1, 0.5))


def test_a_design_that_is_too_large_is_refused():
    with pytest.raises(UsageError, match="1,000,000 points"):
        designed("grid", [parameter(name, low=0.0, high=1.0, steps=1000) for name in "ab"], 0, 1)
