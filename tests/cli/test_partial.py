"""What a run that is not complete shows: its means with their count, no buffer, and what failed."""

import json
from pathlib import Path

from sim.summary_partial import partial_remarks, withheld
from tests.cli.conftest import Yuqi

FAILED = {"2": "replication 2 killed its worker 3 times"}


def test_show_withholds_the_tail_of_a_partial_run(small: Yuqi, yuqi: Yuqi, folder: Path) -> None:
    assert small("baseline", "--replications", "2", "--out", "here").code == 0
    path = folder / "here" / "manifest.json"
    manifest = json.loads(path.read_text())
    changes = {"complete": False, "replications_asked": 3, "replications_failed": FAILED}
    path.write_text(json.dumps({**manifest, **changes}))
    shown = yuqi("show", "here")
    assert shown.code == 0
    assert "partial: 2 of 3 replications" in shown.out
    assert "Failed: replication 2 killed its worker 3 times." in shown.out
    buffer = next(line for line in shown.out.splitlines() if line.startswith("capital buffer"))
    assert buffer.split("   ")[-1].strip() == "no figure from a partial run: 2 of 3 replications"
    found = json.loads(yuqi("show", "here", "--json").out)["run"]
    assert found["complete"] is False
    assert found["summary"]["capital_buffer_99_9"]["estimate"] is None
    assert found["summary"]["expected_loss"]["n"] == 2


def test_only_the_tail_is_withheld() -> None:
    headline = {"estimate": 1.0, "ci_low": 0.5, "ci_high": 2.0, "note": "fen"}
    names = ("var_99", "es_97_5", "economic_capital_99_9", "capital_buffer_99_9", "liquidity_buffer_99_9")
    found = withheld({name: headline for name in (*names, "default_rate")}, 9, 12)
    assert found["default_rate"] == headline
    assert {found[name]["estimate"] for name in names} == {None}
    assert found["var_99"]["note"] == "no figure from a partial run: 9 of 12 replications"


def test_a_complete_run_has_no_such_remarks() -> None:
    assert partial_remarks({"complete": True}) == []
