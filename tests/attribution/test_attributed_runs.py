"""Attribution by the front door: interrupted, on a tape, under a policy in Python."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas
import pytest

import sim

SMALL = {
    "population.size": 60,
    "population.warmup_months": 0,
    "population.opening": "loans",
    "horizon_months": 9,
    "loss_horizon_months": 9,
    "contagion.peers.transmission": 0.5,
    "contagion.seeds.count": 6,
}
LATE = (0, 0, 31, 0, 64)
TAPE = "borrower,product,limit,balance,days_past_due\n" + "".join(
    f"C-{row},huabei,9000,{1_500 + 137 * row},{LATE[row % len(LATE)]}\n" for row in range(60)
)


class StopLending:
    """A policy that grants nothing: roll-overs end in both worlds alike."""

    def month(self, book: Any) -> None:
        book.set("underwriting.approval_rate", 0)


def attributed(**options: Any) -> pandas.DataFrame:
    return sim.run(sim.load("baseline").with_(SMALL), attribution="direct", jobs=1, **options).replications


def assert_adds_up(rows: pandas.DataFrame) -> None:
    assert (rows["direct_defaults"] + rows["amplified_defaults"] == rows["defaults"]).all()
    assert (rows["amplified_defaults"] > 0).any()


@pytest.fixture(scope="module")
def whole() -> pandas.DataFrame:
    return attributed(replications=4)


def test_an_interrupted_run_ends_with_the_columns_of_an_undisturbed_one(
    whole: pandas.DataFrame, tmp_path: Path
) -> None:
    attributed(replications=2, out=tmp_path / "run")
    pandas.testing.assert_frame_equal(attributed(replications=4, out=tmp_path / "run", resume=True), whole)
    assert_adds_up(whole)


def test_both_worlds_live_under_a_policy_in_python(whole: pandas.DataFrame) -> None:
    rows = attributed(replications=4, policy_code=StopLending)
    assert_adds_up(rows)
    assert not rows["closing_balance_fen"].equals(whole["closing_balance_fen"])


def test_both_worlds_start_from_the_tape(tmp_path: Path) -> None:
    (tmp_path / "book.csv").write_text(TAPE, encoding="utf-8")
    assert_adds_up(attributed(replications=6, tape=tmp_path / "book.csv"))
