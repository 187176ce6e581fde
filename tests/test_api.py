import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.errors import UsageError
from sim.scenario import ScenarioError

ROOT = Path(__file__).resolve().parents[1]
SMALL = {"population.size": 50, "horizon_months": 3, "population.warmup_months": 0}


@pytest.fixture(scope="module")
def small() -> "sim.Scenario":
    return sim.load("baseline").with_(SMALL)


def test_a_scenario_runs_in_memory_and_nothing_is_written(small, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = sim.run(small, replications=4, jobs=1)
    assert len(result.replications) == 4
    assert len(result.monthly) == 4 * 3 * 2
    assert result.summary["default_rate"]["n"] == 4
    assert dict(result.to_xarray().sizes) == {"replication": 4, "month": 3, "lender": 2}
    assert list(tmp_path.iterdir()) == []


def test_what_is_kept_can_be_opened(small, tmp_path):
    result = sim.run(small, replications=3, jobs=1, out=tmp_path / "here")
    opened = sim.open(tmp_path / "here")
    assert opened.complete
    assert opened.summary == result.summary
    assert opened.replications.equals(result.replications)


def test_a_replication_alone_equals_the_same_among_others(small):
    among = sim.run(small, replications=4, jobs=1).replications
    alone = sim.run(small, replication=3, jobs=1).replications
    assert alone.equals(among[among["replication"] == 3].reset_index(drop=True))


def test_a_name_will_do_for_a_scenario(tmp_path):
    (tmp_path / "tiny.yaml").write_text(
        "name: tiny\nextends: baseline\nhorizon_months: 2\npopulation: {size: 20, warmup_months: 0}\n", encoding="utf-8"
    )
    assert len(sim.run(tmp_path / "tiny.yaml", replications=2, jobs=1, seed=5).monthly) == 4 * 2


def test_faults_are_exceptions_with_all_that_is_wrong(small):
    with pytest.raises(ScenarioError, match="replications"):
        sim.run(small, replications=0)
    with pytest.raises(UsageError, match="engine"):
        sim.run(small, engine="steam")
    with pytest.raises(ScenarioError, match="did you mean"):
        sim.load("baselin")


def test_the_public_names_are_there():
    assert set(sim.__all__) <= set(dir(sim))
    assert sim.Scenario is type(sim.load("baseline"))
    assert sim.CreditModel.__name__ == "CreditModel"
    assert isinstance(sim.__version__, str)
    with pytest.raises(AttributeError, match="nonsense"):
        _ = sim.nonsense


def test_the_import_costs_nothing():
    program = "import time; t = time.process_time(); import sim; print(time.process_time() - t)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=300, check=True
    )
    assert float(done.stdout) < 0.1
