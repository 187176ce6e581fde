import json
from collections.abc import Callable
from pathlib import Path

import pandas
import pytest

STUDY = """
scenario: baseline
replications: 3
set: [population.size=50, horizon_months=3, population.warmup_months=0]
vary:
  job_loss: {key: population.segments.*.employment.job_loss_monthly, low: 0.5, high: 2, steps: 2, multiple: true}
  policy: {key: policy, values: [standard, strict]}
"""


@pytest.fixture
def sweep(yuqi, folder: Path) -> Callable:
    """`yuqi sweep` of a small world."""
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    return lambda *words: yuqi("sweep", "study.yaml", "--jobs", "1", *words)


def test_every_point_is_a_run_and_the_table_is_tidy(sweep, folder):
    done = sweep("--out", "here")
    assert done.code == 0, done.err
    assert "4 points (every combination), 3 replications each" in done.err
    table = pandas.read_parquet(folder / "here" / "sweep.parquet")
    assert not table.duplicated(["point", "headline"]).any()
    assert set(zip(table["job_loss"], table["policy"], strict=True)) == {
        (loss, policy) for loss in (0.5, 2.0) for policy in ("standard", "strict")
    }
    points = json.loads((folder / "here" / "sweep.json").read_text())["points"]
    summary = json.loads((folder / "here" / f"point-{points[0]['point']}" / "summary.json").read_text())
    assert points[0]["headlines"] == summary
    assert (folder / "here" / "sweep.svg").read_bytes().startswith(b"<?xml")


def test_a_multiple_multiplies_the_scenarios_own_value_and_a_policy_replaces_the_other(sweep, folder):
    points = json.loads(sweep("--out", "here", "--json").out)["points"]
    texts = [(folder / "here" / f"point-{one['point']}" / "scenario.yaml").read_text() for one in points]
    alone = [text.split("job_loss_monthly: ")[1].split()[0] for text in texts]
    assert float(alone[2]) == pytest.approx(4 * float(alone[0]))
    assert texts[0] != texts[1]


def test_a_larger_design_goes_on_in_the_same_folder_and_keeps_its_points(sweep, folder):
    few = json.loads(sweep("--out", "here", "--json").out)["points"]
    before = {path.parent.name: path.stat().st_mtime_ns for path in (folder / "here").glob("point-*/summary.json")}
    (folder / "study.yaml").write_text(STUDY.replace("steps: 2", "steps: 4"), encoding="utf-8")
    more = json.loads(sweep("--out", "here", "--json").out)["points"]
    assert {one["point"] for one in few} <= {one["point"] for one in more}
    assert len(more) == 8
    after = {path.parent.name: path.stat().st_mtime_ns for path in (folder / "here").glob("point-*/summary.json")}
    assert before.items() <= after.items()


def test_a_dry_run_tells_the_design_and_writes_nothing(sweep, folder):
    done = sweep("--dry-run")
    assert "4 points" in done.out
    assert [path.name for path in folder.iterdir()] == ["study.yaml"]


def test_another_study_in_the_folder_is_a_conflict(sweep, folder):
    assert sweep("--out", "here").code == 0
    assert sweep("--out", "here", "--seed", "5").code == 4
    (folder / "there").mkdir()
    (folder / "there" / "letter.txt").touch()
    assert sweep("--out", "there").code == 4


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("steps: 2", "stepz: 2", "did you mean steps"),
        ("job_loss_monthly,", "job_los_monthly,", "the scenario has no key"),
        ("high: 2,", "high: 0.2,", "must lie above low"),
        ("[standard, strict]", "[standard, nowhere]", "nowhere"),
        ("replications: 3", "replications: 0", "replications"),
    ],
)
def test_what_is_wrong_with_a_study_is_said_with_its_place(sweep, folder, old, new, said):
    (folder / "study.yaml").write_text(STUDY.replace(old, new), encoding="utf-8")
    done = sweep()
    assert done.code == 3
    assert said in done.err
