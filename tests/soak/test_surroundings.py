"""Every fault of files, streams, disks and folders done to the command, and twenty runs at once into one folder."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.cli.faults import BEFORE_SIMULATING, ON_SMALL_DISKS, RUN, Fault, call
from tests.montecarlo.campaigns import victim

pytestmark = pytest.mark.soak
AT_ONCE = 20
LIMIT_SECONDS = 300


@pytest.mark.parametrize("fault", [*BEFORE_SIMULATING, *ON_SMALL_DISKS], ids=lambda fault: fault.name)
def test_a_fault_has_its_message_and_exit_code(tmp_path: Path, fault: Fault) -> None:
    if fault in ON_SMALL_DISKS and os.getuid() != 0:
        pytest.skip("a disk of its own needs the rights of root")
    tmp_path.chmod(0o755)
    ended = fault.do(tmp_path)
    print(f"\n| {fault.name} | {ended.code} | {ended.err.strip().splitlines()[-1] if ended.err.strip() else ''} |")
    assert ended.code == fault.code, ended
    assert fault.words in ended.err
    assert "Traceback" not in ended.err


def test_of_many_runs_into_one_folder_one_runs(tmp_path: Path) -> None:
    start = time.monotonic()
    runs = [victim(tmp_path / "run", 400, 0.2, "threads") for _ in range(AT_ONCE)]
    errors = [process.communicate(timeout=600)[1] for process in runs]
    codes = sorted(process.returncode for process in runs)
    print(f"\n| {AT_ONCE} runs at once | exit codes {codes} | {time.monotonic() - start:.0f} s |")
    assert codes == [0] + [4] * (AT_ONCE - 1)
    assert sum("in use by process" in words for words in errors) == AT_ONCE - 1


@pytest.mark.parametrize(
    "changes",
    [{"TZ": "Pacific/Kiritimati"}, {"LC_ALL": "C", "LANG": "C"}, {"PYTHONHASHSEED": "7"}, {"OMP_NUM_THREADS": "3"}],
    ids=str,
)
def test_the_surroundings_do_not_show_in_the_tables(tmp_path: Path, changes: dict[str, str | None]) -> None:
    for name, given in (("plain", {}), ("changed", changes)):
        (tmp_path / name).mkdir()
        ended = call(tmp_path / name, *RUN, changes=given)
        assert ended.code == 0, ended.err
    tables = ("replications.parquet", "monthly.parquet", "summary.json")
    plain, changed = (
        [(tmp_path / name / "here" / table).read_bytes() for table in tables] for name in ("plain", "changed")
    )
    print(f"\n| {changes} | equal: {plain == changed} |")
    assert plain == changed
