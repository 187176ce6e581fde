"""A small world that runs in milliseconds, and the command line with its three answers."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from typer.testing import CliRunner

from sim.cli.app import app

SMALL = tuple(
    word
    for change in ("population.size=50", "horizon_months=3", "population.warmup_months=0")
    for word in ("--set", change)
)


class Answer(NamedTuple):
    """What a call gave."""

    code: int
    out: str
    err: str


Yuqi = Callable[..., Answer]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def yuqi(folder: Path) -> Yuqi:
    """The command line, called in an empty folder."""

    def call(*words: str | os.PathLike[str]) -> Answer:
        done = CliRunner().invoke(app, [os.fspath(word) for word in words], prog_name="yuqi")
        return Answer(done.exit_code, done.stdout, done.stderr)

    return call


@pytest.fixture
def small(yuqi: Yuqi) -> Yuqi:
    """`yuqi run` of a small world."""

    def call(name: str, *words: str | os.PathLike[str]) -> Answer:
        return yuqi("run", name, *SMALL, "--jobs", "1", *words)

    return call
