from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.montecarlo.result import Result
from sim.montecarlo.runs import run
from tests.montecarlo.fake import FakeEngine, plan_of, summarise

Runner = Callable[..., Result]
TABLES = ("replications.parquet", "monthly.parquet", "summary.json")


@pytest.fixture
def start(tmp_path: Path) -> Runner:
    """A run of the stand-in engine into one folder of this test."""

    def begin(replications: int = 12, engine: FakeEngine | None = None, **options: Any) -> Result:
        changes = options.pop("changes", {})
        out = options.pop("out", tmp_path / "run")
        warn = options.pop("warn", pytest.fail)
        options = {"jobs": 2, "chunk": 3, **options}
        return run(plan_of(replications, **changes), engine or FakeEngine(), summarise, out, warn=warn, **options)

    return begin


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], dict[str, bytes]]:
    """The files of a run of so many replications that nothing happened to."""

    def files(replications: int) -> dict[str, bytes]:
        folder = tmp_path_factory.mktemp("undisturbed") / "run"
        run(plan_of(replications), FakeEngine(), summarise, folder, jobs=1, chunk=replications)
        return files_of(folder)

    return files


def files_of(folder: Path) -> dict[str, bytes]:
    """The bytes of the three files that results are."""
    return {name: (folder / name).read_bytes() for name in TABLES}
