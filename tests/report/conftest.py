from __future__ import annotations

from pathlib import Path

import pytest

from sim.montecarlo.result import Result
from sim.report import report
from tests.report.invented import invented


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of 40 replications over 24 months, with attribution."""
    path = tmp_path_factory.mktemp("report") / "run"
    invented(path)
    return path


@pytest.fixture(scope="session")
def result() -> Result:
    """The same in memory."""
    return invented(None)


@pytest.fixture(scope="session")
def english(folder: Path) -> Path:
    return report(folder)


@pytest.fixture(scope="session")
def chinese(folder: Path) -> Path:
    return report(folder, "zh")
