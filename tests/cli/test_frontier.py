import json
from collections.abc import Callable
from pathlib import Path

import pytest

STUDY = """
scenario: baseline
replications: 3
set: [population.size=50, horizon_months=3, population.warmup_months=0]
policies: [standard, strict]
"""
SENSITIVITY = """
scenario: finite_pool
replications: 2
column: opening_balance_fen
trajectories: 2
base_points: 2
vary:
  size: {key: population.size, low: 20, high: 90}
"""


@pytest.fixture
def frontier(yuqi, folder: Path) -> Callable:
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    return lambda *words: yuqi("frontier", "study.yaml", "--jobs", "1", *words)


def test_a_frontier_names_its_set_and_keeps_a_run_a_policy(frontier, folder):
    done = frontier("--out", "here")
    assert done.code == 0, done.err
    assert done.out.splitlines()[0] == "2 policies in baseline, under the same luck"
    assert {"point-standard", "point-strict", "frontier.json", "frontier.svg"} <= {
        path.name for path in (folder / "here").iterdir()
    }
    policies = json.loads((folder / "here" / "frontier.json").read_text())["policies"]
    assert any(one["is_member"] for one in policies)
    summary = json.loads((folder / "here" / "point-strict" / "summary.json").read_text())
    assert policies[1]["figures"]["breach"]["estimate"] == summary["breach_probability"]["estimate"]


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("[standard, strict]", "[standard]", 3, "policies"),
        ("strict]", "standard]", 2, "two policies are called"),
    ],
)
def test_policies_that_cannot_be_compared_are_refused(frontier, folder, old, new, code, said):
    (folder / "study.yaml").write_text(STUDY.replace(old, new), encoding="utf-8")
    done = frontier()
    assert (done.code, said in done.err) == (code, True), done.err


def test_a_sensitivity_study_is_kept_and_told(yuqi, folder):
    (folder / "study.yaml").write_text(SENSITIVITY, encoding="utf-8")
    done = yuqi("sensitivity", "study.yaml", "--jobs", "1", "--out", "here")
    assert done.code == 0, done.err
    assert "moves most with size" in done.out
    found = json.loads((folder / "here" / "sensitivity.json").read_text())
    assert found["parameters"][0]["morris_mean"] > 0
    assert yuqi("sensitivity", "study.yaml", "--replications", "1").code == 2
