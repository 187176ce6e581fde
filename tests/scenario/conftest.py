"""Scenario files of a test's own, in its own folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.scenario import Fault, ScenarioError, load

Write = Callable[..., Path]
Faults = Callable[..., list[Fault]]

SMALL = """\
name: small
population:
  segments:
    salaried: {share: 0.7}
    gig: {share: 0.3, income: {median: 5200}}
products:
  huabei: {kind: revolving, lender: platform, annual_rate: 0.18}
lenders:
  platform: {}
"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file and returns its path."""

    def writes(text: str | bytes, name: str = "x.yaml") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return writes


@pytest.fixture
def small(write: Write) -> Path:
    """A sound scenario that extends nothing."""
    return write(SMALL, "small.yaml")


@pytest.fixture
def faults(write: Write, small: Path) -> Faults:
    """The faults of a file that extends `small` and says the given text."""

    def finds(text: str, **options: object) -> list[Fault]:
        path = write(f"extends: {small.name}\n{text}")
        with pytest.raises(ScenarioError) as caught:
            load(path, **options)
        assert caught.value.exit_code == 3
        return list(caught.value.faults)

    return finds
