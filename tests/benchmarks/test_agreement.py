"""Run by name: `python -m pytest tests/benchmarks -o addopts=--import-mode=importlib`. Plain Mesa takes minutes."""

import pytest

from tests.benchmarks.agreement import LARGEST_Z, compare


@pytest.mark.parametrize("skip_idle_days", [False, True])
def test_plain_mesa_has_the_default_rate_and_the_arrears_of_the_engine(skip_idle_days: bool) -> None:
    found = compare(skip_idle_days=skip_idle_days)
    assert {item.name: item.z for item in found if abs(item.z) > LARGEST_Z} == {}
    assert all(item.engine > 0 for item in found)
