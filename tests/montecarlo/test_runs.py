from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas
import pytest

from sim.errors import Conflict, LedgerImbalance, UsageError
from sim.montecarlo.plan import RunPlan, default_folder
from sim.montecarlo.result import open_run
from sim.montecarlo.runs import run
from tests.montecarlo.conftest import Runner, files_of
from tests.montecarlo.fake import LENDERS, MONTHS, FakeEngine, months_of, plan_of, rows_of, summarise


def test_the_folder_holds_what_the_contract_names(start: Runner, tmp_path: Path) -> None:
    start()
    names = {path.name for path in (tmp_path / "run").iterdir()}
    tables = {"replications.parquet", "monthly.parquet", "summary.json"}
    assert names == tables | {"scenario.yaml", "manifest.json", "parts", "run.lock"}
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert manifest["complete"] is True
    assert (manifest["replications_asked"], manifest["replications_done"]) == (12, 12)
    assert "Infinity" not in (tmp_path / "run" / "summary.json").read_text()
    assert json.loads((tmp_path / "run" / "summary.json").read_text())["expected_loss"]["ci_high"] is None


def test_the_tables_read_in_plain_pandas(start: Runner, tmp_path: Path) -> None:
    start()
    frame = pandas.read_parquet(tmp_path / "run" / "replications.parquet")
    assert frame["loss_fen"].tolist() == rows_of(range(12))["loss_fen"].tolist()
    assert frame["breach_month"].isna().sum() == 6


def test_a_run_in_memory_has_the_same_columns_and_writes_nothing(
    start: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = start()
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    result = start(out=None)
    assert sorted(tmp_path.rglob("*")) == before
    assert result.complete
    assert result.folder is None
    pandas.testing.assert_frame_equal(result.replications, stored.replications)
    pandas.testing.assert_frame_equal(result.monthly, stored.monthly)
    assert result.summary == stored.summary


def test_xarray_has_three_dimensions_and_units(start: Runner) -> None:
    months = start().to_xarray()
    assert dict(months.sizes) == {"replication": 12, "month": MONTHS, "lender": len(LENDERS)}
    row = months_of([5])[2]  # month 2 of the first lender, which is called platform
    found = months["cash_fen"].sel(replication=5, month=2, lender="platform")
    assert int(found) == row["cash_fen"]
    assert months["cash_fen"].attrs["units"] == "fen"
    assert months["cash_fen"].dtype == np.int64


def test_a_replication_alone_equals_itself_among_many(start: Runner, tmp_path: Path) -> None:
    many = start().replications
    alone = start(out=tmp_path / "alone", changes={"replication": 7}).replications
    pandas.testing.assert_frame_equal(alone, many[many["replication"] == 7].reset_index(drop=True))


def test_a_replication_alone_has_its_own_folder() -> None:
    assert default_folder(plan_of(replication=7)) == Path("results/fake-ababababab-r7")
    assert default_folder(plan_of()) == Path("results/fake-ababababab")


def test_a_complete_run_is_given_back_without_simulating(start: Runner) -> None:
    first = start()
    again = start(engine=FakeEngine(bad=0))
    assert again.summary == first.summary


def test_fewer_replications_than_stored_give_what_is_stored(start: Runner) -> None:
    start(12)
    assert len(start(5).replications) == 12


def test_more_replications_extend_only_with_resume(
    start: Runner, undisturbed: Callable[[int], dict[str, bytes]], tmp_path: Path
) -> None:
    start(12)
    with pytest.raises(Conflict, match=r"12 of 20 .*--resume"):
        start(20)
    assert open_run(tmp_path / "run").complete
    start(20, resume=True, engine=FakeEngine(bad=11))  # 11 is stored and not run again
    assert files_of(tmp_path / "run") == undisturbed(20)


def test_an_incomplete_run_may_be_resumed_with_fewer(
    start: Runner, undisturbed: Callable[[int], dict[str, bytes]], tmp_path: Path
) -> None:
    with pytest.raises(Exception, match="replication 17"):
        start(20, engine=FakeEngine(bad=17), jobs=1)
    start(10, resume=True)
    assert files_of(tmp_path / "run") == undisturbed(10)


def test_an_incomplete_run_opens_as_such(start: Runner, tmp_path: Path) -> None:
    with pytest.raises(LedgerImbalance):
        start(12, engine=FakeEngine(bad=9, fault="ledger"), jobs=1)
    partial = open_run(tmp_path / "run")
    assert not partial.complete
    assert partial.summary == {}
    assert partial.replications["replication"].tolist() == list(range(9))
    assert partial.manifest["replications_done"] == 9
    assert len(partial.monthly) == 9 * MONTHS * len(LENDERS)


def test_a_folder_without_a_run_is_said_to_be_one(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(UsageError, match="holds no run"):
            open_run(folder)


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        ({"jobs": 0}, UsageError),
        ({"jobs": -1}, UsageError),
        ({"backend": "mpi"}, UsageError),
        ({"backend": "threads", "scheduler": "tcp://127.0.0.1:8786"}, UsageError),
        ({"replications": 0}, UsageError),
        ({"changes": {"replication": -1}}, UsageError),
    ],
)
def test_options_out_of_range_end_with_exit_code_2(
    start: Runner, tmp_path: Path, options: dict[str, object], kind: type[UsageError]
) -> None:
    with pytest.raises(kind) as fault:
        start(**options)
    assert fault.value.exit_code == 2
    assert not (tmp_path / "run").exists()


def test_jobs_default_to_the_processors(tmp_path: Path) -> None:
    assert run(plan_of(3), FakeEngine(), summarise, tmp_path / "run").complete
    assert os.cpu_count()


def test_another_simulator_reaches_the_workers(tmp_path: Path) -> None:
    """Worker processes are kept between runs; what they simulate is not."""
    plan = plan_of(6)
    for number, shift in enumerate((1, 2)):

        def shifted(replications: object, shift: int = shift) -> tuple[np.ndarray, np.ndarray]:
            rows = rows_of(replications)  # type: ignore[arg-type]
            rows["loss_fen"] += shift
            return rows, months_of(replications)  # type: ignore[arg-type]

        found = run(plan, shifted, summarise, tmp_path / str(number), jobs=1, backend="processes", chunk=2)
        assert found.replications["loss_fen"].tolist() == (rows_of(range(6))["loss_fen"] + shift).tolist()


def test_a_plan_is_data() -> None:
    assert plan_of() == plan_of()
    assert isinstance(plan_of(), RunPlan)
