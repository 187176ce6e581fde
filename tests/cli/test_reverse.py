import json
from collections.abc import Callable
from pathlib import Path

import pytest

POOL = """
scenario: finite_pool
replications: 300
drivers:
  p: {key: population.segments.pool.employment.job_loss_monthly, calm: 0.005, severe: 0.06}
breach: column
column: default_rate
above: 0.095
probability: 0.05
grid: 3
tolerance: 0.1
"""
EXACT = 0.0317840
"""P(more than 9 of 100 default) = 5 % at rho 0.12, from sim.risk.finite_pool."""


@pytest.fixture
def reverse(yuqi, folder: Path) -> Callable:
    (folder / "pool.yaml").write_text(POOL, encoding="utf-8")
    return lambda *words: yuqi("reverse", *words)


def test_the_root_of_a_pool_holds_the_closed_form_and_is_kept(reverse, folder):
    done = reverse("pool.yaml", "--jobs", "1", "--out", "here", "--json")
    assert done.code == 0, done.err
    (found,) = json.loads(done.out)["crossings"]
    # One interval at 95 %, fixed seed.
    assert found["drivers_at_ci_low"]["p"] <= EXACT <= found["drivers_at_ci_high"]["p"]
    assert {"reverse.json", "reverse.parquet", "reverse.svg"} <= {path.name for path in (folder / "here").iterdir()}
    again = reverse("pool.yaml", "--jobs", "1", "--out", "here")
    assert again.out.count("\n\n") >= 3
    assert "is reached at severity" in again.out
    run = next((folder / "here").glob("point-s*"))
    told = json.loads(reverse(run, "--tilt", "default_rate=0.03", "--json").out)
    assert told["tilted"]["relative_entropy_nats"] > 0
    assert told["tilted"]["figures"][0]["after"] == pytest.approx(0.03)


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("breach: column", "breach: capital", 3, "column and above"),
        ("column: default_rate", "column: default_rat", 2, "default_rat"),
        ("job_loss_monthly", "job_los_monthly", 3, "did you mean"),
        ("severe: 0.06", "severe: 6.0", 3, "lies outside"),
    ],
)
def test_what_is_wrong_is_said_before_anything_runs(reverse, folder, old, new, code, said):
    (folder / "pool.yaml").write_text(POOL.replace(old, new), encoding="utf-8")
    done = reverse("pool.yaml")
    assert (done.code, said in done.err) == (code, True), done.err
    assert [path.name for path in folder.iterdir()] == ["pool.yaml"]


def test_a_tilt_needs_a_run(reverse):
    assert reverse("pool.yaml", "--tilt", "default_rate=0.1").code == 2
