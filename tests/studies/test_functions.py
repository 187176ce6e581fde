"""The studies as functions of Python: a study as a mapping, its result as table and figure."""

import subprocess
import sys

import pytest

import sim
from sim.scenario import ScenarioError

SMALL = ["population.size=40", "horizon_months=3", "population.warmup_months=0"]
BASE = {"scenario": "baseline", "replications": 3, "set": SMALL}
CUTOFF = "lenders.platform.policy.underwriting.score_cutoff"
STUDIES = {
    "sweep": {"vary": {"cutoff": {"key": CUTOFF, "values": [560, 640]}}},
    "reverse": {"towards": "severe_recession", "grid": 3, "tolerance": 0.5},
    "frontier": {"policies": ["standard", "strict"]},
    "sensitivity": {
        "method": "morris",
        "trajectories": 2,
        "vary": {
            "persistence": {"key": "macro.persistence", "low": 0.84, "high": 0.99},
            "cutoff": {"key": CUTOFF, "low": 560, "high": 640},
        },
    },
}


@pytest.mark.parametrize("name", STUDIES)
def test_a_study_is_a_mapping_and_its_result_a_table_and_a_figure(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = getattr(sim, name)({**BASE, **STUDIES[name]}, jobs=1)
    assert isinstance(found, getattr(sim, name.capitalize()))
    assert len(found.table) > 1
    assert found.plot()._repr_svg_().lstrip().startswith("<?xml")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_keeps_what_the_command_would_keep(tmp_path):
    found = sim.sweep({**BASE, **STUDIES["sweep"]}, replications=2, out=tmp_path / "kept", jobs=1)
    assert {"sweep.parquet", "sweep.json", "sweep.svg"} <= {path.name for path in (tmp_path / "kept").iterdir()}
    assert set(found.table["n"]) <= {0, 1, 2}


def test_the_same_study_gives_the_same_from_a_file_and_as_a_mapping(tmp_path):
    file = tmp_path / "policies.yaml"
    file.write_text(
        f"scenario: baseline\nreplications: 3\nset: [{', '.join(SMALL)}]\npolicies: [standard, strict]\n", "utf-8"
    )
    tables = [sim.frontier(study, jobs=1).table for study in (file, {**BASE, **STUDIES["frontier"]})]
    assert tables[0].equals(tables[1])


def test_every_fault_of_a_mapping_is_named():
    with pytest.raises(ScenarioError) as caught:
        sim.sweep(
            {"scenario": "baseline", "replication": 2, "vary": {"cutoff": {"key": "macro.persistance", "low": 2}}}
        )
    assert "replication: unknown key" in str(caught.value)
    assert "did you mean replications?" in str(caught.value)
    assert "give values, or low and high" in str(caught.value)


def test_progress_goes_to_standard_error(capfd):
    sim.frontier({**BASE, **STUDIES["frontier"]}, jobs=1, progress=True)
    told = capfd.readouterr()
    assert told.out == ""
    assert "point 1 of 2 (standard)" in told.err


def test_a_reverse_study_finds_its_policy_beside_itself(tmp_path):
    (tmp_path / "mine.yaml").write_text("title: Mine\nunderwriting: {score_cutoff: 600}\n", "utf-8")
    study = "\n".join(f"{key}: {value}" for key, value in STUDIES["reverse"].items())
    changes = f"replications: 2\nset: [{', '.join(SMALL)}]\npolicy: ./mine.yaml\n"
    (tmp_path / "study.yaml").write_text(f"scenario: baseline\n{changes}{study}\n", "utf-8")
    assert len(sim.reverse(tmp_path / "study.yaml", jobs=1).table) >= 3


def test_the_names_of_the_studies_load_nothing_until_they_are_used():
    script = (
        "import sys, sim; assert {'sweep', 'reverse', 'frontier', 'sensitivity', 'calibrate'} <= set(dir(sim));"
        "print([name for name in ('numpy', 'pandas', 'numba', 'matplotlib', 'SALib') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_point_that_is_looked_at_again_is_not_counted_again(capfd):
    # Every run breaches, so the one at severity 0 is looked at again, for the economy of its breaches.
    limit = {"breach": "column", "column": "default_rate", "above": -1.0}
    sim.reverse({**BASE, **STUDIES["reverse"], **limit}, jobs=1, progress=True)
    points = [line for line in capfd.readouterr().err.splitlines() if line.startswith("point ")]
    assert [line.split("(")[1] for line in points] == ["s0.000000000)", "s0.500000000)", "s1.000000000)"]
