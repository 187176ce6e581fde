"""The tail of a small run, divided: to the fen, by the replications it had."""

import pandas as pd
import pytest

import sim
from sim.errors import Conflict
from sim.loss_parts import DIMENSIONS, lender_parts, loss_parts, part_names
from sim.risk.shortfall import expected_shortfall_point
from sim.setup import lender_names
from sim.simulation import Simulation
from sim.studies.contributions import contributions, lines, main, table

CHANGES = {
    "population.size": 40, "horizon_months": 6, "loss_horizon_months": 6, "population.warmup_months": 6,
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("contributions") / "run"
    sim.run(sim.load("ant_2019").with_(CHANGES), replications=20, jobs=1, out=out)
    return out


def test_the_parts_of_a_replication_are_its_loss_to_the_fen():
    scenario = sim.load("ant_2019").with_(CHANGES).scenario
    lived = Simulation.of(scenario).lived(3)
    for dimension in DIMENSIONS:
        parts = loss_parts(scenario, lived, dimension)
        assert len(parts) == len(part_names(scenario, dimension))
        assert parts.sum() == lived.row["loss_fen"][0]
    own = lived.borrowers["loss"]
    assert {int(loss_parts(scenario, lived, each)[:-1].sum()) for each in DIMENSIONS} == {int(own.sum())}
    by_segment = [own[lived.borrowers["segment"] == place].sum() for place in range(len(parts) - 1)]
    assert loss_parts(scenario, lived, "segment")[0] == by_segment[0]


def test_each_lender_s_loss_is_told_apart_to_the_fen():
    scenario = sim.load("ant_2019").with_(CHANGES).scenario
    lived = Simulation.of(scenario).lived(3)
    names, losses = lender_names(scenario), lender_parts(scenario, lived)
    assert names == ("platform", "others")
    assert losses.tolist() == [lived.row["loss_fen"][0], lived.row["other_lenders_loss_fen"][0]]
    assert losses[1] > 0


def test_a_book_that_is_not_aged_was_opened_on_its_first_evening():
    changes = {
        **CHANGES,
        "population.warmup_months": 0,
        "population.size": 300,
        "horizon_months": 8,
        "loss_horizon_months": 8,
    }
    scenario = sim.load("severe_recession").with_(changes).scenario
    lived = Simulation.of(scenario).lived(3)
    opened = dict(zip(part_names(scenario, "opened"), loss_parts(scenario, lived, "opened"), strict=True))
    lost = {name for name, part in opened.items() if part}
    assert lost == {"0 to 3 months before"}


def test_contributions_of_a_run_add_up_to_its_figures(folder):
    found = contributions(folder, 0.9)
    rows = sim.open(folder).replications
    for dimension in (*DIMENSIONS, "holder"):
        column = "book_loss_fen" if dimension == "holder" else "loss_fen"
        total = sum(each.shortfall.estimate for each in found if each.dimension == dimension)
        losses = rows[column].to_numpy(dtype="int64")
        assert total == pytest.approx(expected_shortfall_point(losses, 0.9), rel=1e-12)
    assert {each.dimension for each in found} == {*DIMENSIONS, "holder"}


def test_the_command_prints_and_writes(folder, tmp_path, capsys):
    assert main([str(folder), "--level", "0.9", "--out", str(tmp_path / "contributions.parquet")]) == 0
    assert "customer since" in capsys.readouterr().out
    kept = pd.read_parquet(tmp_path / "contributions.parquet")
    found = contributions(folder, 0.9)
    pd.testing.assert_frame_equal(kept, table(found, 0.9), check_dtype=False)
    assert lines(found, 0.9)[0].startswith("Contributions to the tail at 90.00 %")


def test_a_replication_that_gives_another_loss_is_a_conflict(folder, monkeypatch):
    lived = Simulation.lived

    def other(self, replication):
        found = lived(self, replication)
        found.row["loss_fen"] += 1
        return found

    monkeypatch.setattr(Simulation, "lived", other)
    with pytest.raises(Conflict, match="lost"):
        contributions(folder, 0.9)
