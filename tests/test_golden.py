"""Golden results move only together with the model version."""

from __future__ import annotations

import json

import pytest

from sim.version import MODEL_VERSION
from tests.golden.record import GOLDEN_FILE, SCENARIOS, digest

GOLDEN = json.loads(GOLDEN_FILE.read_text())


def test_the_golden_file_belongs_to_this_model_version() -> None:
    assert GOLDEN["model_version"] == MODEL_VERSION, (
        "run python -m tests.golden.record and say what moved in the changelog"
    )


@pytest.mark.parametrize("name", SCENARIOS)
def test_results_move_only_with_the_model_version(name: str) -> None:
    assert digest(name) == GOLDEN["digests"][name], (
        "results moved: raise MODEL_VERSION, then python -m tests.golden.record"
    )
