"""Any bytes, any mutation: a scenario is read or refused; nothing else escapes and nothing is written."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.scenario import ScenarioError, load, names
from sim.scenario.errors import Fault
from sim.scenario.library import scenario_files

QUICK = settings(
    max_examples=700, deadline=5000, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
WORDS = ("a", "population", "size", "extends", "baseline", "null", "true", "1", "-0", ".nan", "1e999", "~", "<<", "...")
SIGNS = tuple(":-[]{}!|>%@`'\"#?=\\,\n\t\r\x85\u2028\ufeff")
TOKENS = st.sampled_from([*WORDS, *SIGNS, "&a", "*a", "!!int ", "---", ": ", "- ", "? ", "\n  "])
ODD_VALUES = [
    None,
    True,
    "no",
    "5%",
    [],
    {},
    [1],
    {"a": 1},
    -1,
    0,
    3,
    1e18,
    "x" * 100,
    "",
    "\u202e",
    {"a": {"b": None}},
    0.5,
]


def faults_of(path: Path) -> tuple[Fault, ...]:
    try:
        load(path)
    except ScenarioError as error:
        return error.faults or (Fault("E000", "an error without a fault", None, None, "", ""),)
    return ()


def reads_or_refuses(path: Path) -> None:
    for fault in faults_of(path):
        assert str(fault).isprintable()
        assert fault.code.startswith("E1")
        assert fault.file
    assert os.listdir(path.parent) == [path.name]


@QUICK
@given(st.binary(max_size=200))
def test_any_bytes(tmp_path, content: bytes) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(content)
    reads_or_refuses(path)


@QUICK
@given(st.lists(TOKENS, max_size=25).map("".join))
def test_any_tokens_of_yaml(tmp_path, text: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(text.encode())
    reads_or_refuses(path)


@QUICK
@given(st.sampled_from(names()), st.integers(0, 10**6), st.binary(min_size=1, max_size=4), st.integers(0, 6))
def test_a_shipped_file_with_bytes_replaced(tmp_path, name: str, at: int, new: bytes, cut: int) -> None:
    content = scenario_files()[name].read_bytes()
    at %= len(content)
    path = tmp_path / "x.yaml"
    path.write_bytes(content[:at] + new + content[at + cut :])
    reads_or_refuses(path)


@pytest.mark.parametrize("seed", range(4))
def test_a_sound_scenario_with_values_replaced_at_random(seed: int) -> None:
    scenario = load("baseline")
    choose = random.Random(seed)  # noqa: S311 - not a secret
    paths = leaves(scenario.as_plain())
    for _ in range(60):
        changes = {".".join(choose.choice(paths)): choose.choice(ODD_VALUES) for _ in range(choose.randint(1, 3))}
        refused = False
        try:
            scenario.with_(changes)
        except ScenarioError as error:
            refused = bool(error.faults)
        assert refused or scenario.with_(changes)


def leaves(value: object, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if not isinstance(value, dict):
        return [path]
    return [leaf for key, entry in value.items() for leaf in [(*path, key), *leaves(entry, (*path, key))]]
