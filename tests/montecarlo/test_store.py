from __future__ import annotations

import errno
import json
import os
import random
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import CannotWrite, Conflict, WorkerFailure
from sim.montecarlo import files, parts
from sim.montecarlo.lock import FolderLock
from sim.montecarlo.parts import DamagedPart, PartName
from sim.montecarlo.result import open_run
from sim.montecarlo.runs import run
from tests.montecarlo.conftest import Runner, files_of
from tests.montecarlo.fake import FINGERPRINT, LENDERS, MONTHS, FakeEngine, months_of, plan_of, rows_of

NAME = PartName(3, 5)
PART = parts.encode(NAME, FINGERPRINT, LENDERS, rows_of(range(3, 6)), months_of(range(3, 6)))


def test_a_part_reads_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / str(NAME)
    path.write_bytes(PART)
    table = parts.read_table(path, NAME, FINGERPRINT, "replications")
    assert table.column("replication").to_pylist() == [3, 4, 5]
    assert parts.read_table(path, NAME, FINGERPRINT, "monthly").num_rows == len(months_of(range(3, 6)))
    assert parts.parse_name(str(NAME)) == NAME


def test_any_flipped_bit_is_found() -> None:
    choose = random.Random(1)  # noqa: S311 - not a secret
    found = 0
    for _ in range(1_000):
        damaged = bytearray(PART)
        bit = choose.randrange(8 * len(PART))
        damaged[bit // 8] ^= 1 << bit % 8
        with pytest.raises(DamagedPart):
            parts.check(bytes(damaged), NAME, FINGERPRINT)
        found += 1
    assert found == 1_000


def test_a_part_of_another_version_is_said_to_be_one() -> None:
    older = PART.replace(parts.MAGIC, parts.FAMILY + b"1\n", 1)
    with pytest.raises(DamagedPart, match="another version"):
        parts.check(older, NAME, FINGERPRINT)


def test_a_run_that_does_not_fit_the_disk_is_said_before_simulating(start: Runner) -> None:
    with pytest.raises(CannotWrite, match=r"12 replications need about 24,000,000,000,000,000 bytes on disk") as fault:
        start(engine=FakeEngine(bad=0), changes={"bytes_each": 10**15})
    assert fault.value.exit_code == 5


def test_a_summary_is_given_the_monthly_columns_it_reads(start: Runner, tmp_path: Path) -> None:
    seen: list[tuple[int, list[str], int]] = []

    def noted(replications: pandas.DataFrame, monthly: pandas.DataFrame) -> dict[str, object]:
        seen.append((len(replications), list(monthly.columns), len(monthly)))
        return {}

    columns = ("replication", "lender", "cash_fen")
    run(plan_of(4), FakeEngine(), noted, tmp_path / "some", jobs=1, monthly_columns=columns)
    run(plan_of(4), FakeEngine(), noted, tmp_path / "none", jobs=1, monthly_columns=())
    months = 4 * MONTHS * len(LENDERS)
    assert seen[0] == (4, list(columns), months)
    assert seen[1][1] == []


@given(st.integers(0, len(PART) - 1))
@settings(max_examples=100, deadline=None)
def test_any_cut_is_found(length: int) -> None:
    with pytest.raises(DamagedPart):
        parts.check(PART[:length], NAME, FINGERPRINT)


def test_a_part_in_the_wrong_place_is_found() -> None:
    with pytest.raises(DamagedPart, match="another run"):
        parts.check(PART, NAME, "cd" * 32)
    with pytest.raises(DamagedPart, match="replications 3-5"):
        parts.check(PART, PartName(6, 8), FINGERPRINT)


def damage(path: Path, how: str) -> None:
    content = bytearray(path.read_bytes())
    if how == "cut":
        del content[len(content) // 2 :]
    elif how == "empty":
        content.clear()
    else:
        content[len(content) // 3] ^= 16
    path.write_bytes(content)


@pytest.mark.parametrize("how", ["cut", "empty", "flip"])
def test_a_damaged_part_is_set_aside_and_run_again(
    start: Runner, undisturbed: Callable[[int], dict[str, bytes]], tmp_path: Path, how: str
) -> None:
    said: list[str] = []
    start(12)
    damage(tmp_path / "run" / "parts" / str(PartName(3, 5)), how)
    start(15, resume=True, warn=said.append)
    assert files_of(tmp_path / "run") == undisturbed(15)
    assert len(said) == 1
    assert "replications 3-5 run again" in said[0]
    assert (tmp_path / "run" / "parts" / f"{PartName(3, 5)}.corrupt").exists()


def test_a_second_damage_does_not_overwrite_the_first(tmp_path: Path) -> None:
    for content in (b"one", b"two"):
        (tmp_path / "x.part").write_bytes(content)
        files.set_aside(tmp_path / "x.part")
    assert {path.read_bytes() for path in tmp_path.iterdir()} == {b"one", b"two"}


def test_a_part_restored_over_others_is_set_aside(start: Runner, tmp_path: Path) -> None:
    start(12)
    copy = parts.encode(PartName(2, 4), FINGERPRINT, LENDERS, rows_of(range(2, 5)), months_of(range(2, 5)))
    (tmp_path / "run" / "parts" / str(PartName(2, 4))).write_bytes(copy)
    said: list[str] = []
    start(13, resume=True, warn=said.append)
    assert any("overlaps" in line for line in said)


@pytest.mark.parametrize("name", ["replications.parquet", "monthly.parquet", "summary.json"])
def test_a_damaged_result_is_not_shown_and_can_be_rebuilt(start: Runner, tmp_path: Path, name: str) -> None:
    start()
    before = files_of(tmp_path / "run")
    damage(tmp_path / "run" / name, "flip")
    with pytest.raises(Conflict, match=name):
        open_run(tmp_path / "run")
    with pytest.raises(Conflict, match=r"damaged .*--resume"):
        start()
    start(resume=True, engine=FakeEngine(bad=0))
    assert files_of(tmp_path / "run") == before


def test_leftover_temporary_files_are_removed(start: Runner, tmp_path: Path) -> None:
    (tmp_path / "run" / "parts").mkdir(parents=True)
    (tmp_path / "run" / "parts").rmdir()
    (tmp_path / "run" / ".writing-manifest.json").write_text("{")
    (tmp_path / "run" / "run.lock").write_text("")
    start()
    assert not list((tmp_path / "run").rglob(".writing-*"))


def test_a_folder_of_other_files_is_left_alone(start: Runner, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "thesis.tex").write_text("chapter 1")
    with pytest.raises(Conflict, match=r"thesis\.tex") as fault:
        start(resume=True)
    assert fault.value.exit_code == 4
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["thesis.tex"]


def test_an_incomplete_run_is_not_continued_unasked(start: Runner, tmp_path: Path) -> None:
    with pytest.raises(WorkerFailure, match="replication 9"):
        start(engine=FakeEngine(bad=9), jobs=1)
    assert json.loads((tmp_path / "run" / "manifest.json").read_text())["replications_done"] == 11
    with pytest.raises(Conflict, match=r"incomplete; --resume"):
        start()


def test_another_run_is_refused_with_the_differences(start: Runner, tmp_path: Path) -> None:
    start()
    other = {"fingerprint": "cd" * 32, "seed": 8, "scenario_yaml": "population:\n  size: 2000\nmacro:\n  shock: 0.5\n"}
    with pytest.raises(Conflict) as fault:
        start(changes=other, resume=True)
    message = str(fault.value)
    assert "seed: 7 there, 8 here" in message
    assert "population.size: 1000 there, 2000 here" in message
    assert "shock" not in message
    assert "\n" not in message


def test_a_difference_is_told_once_and_a_name_is_none(start: Runner) -> None:
    text = "name: {}\ntitle: {}\nseed: {}\nreplications: {}\npopulation:\n  size: 1000\n"
    start(changes={"scenario_yaml": text.format("a", "A", 7, 12)})
    with pytest.raises(Conflict) as fault:
        start(changes={"fingerprint": "cd" * 32, "seed": 8, "scenario_yaml": text.format("b", "B", 8, 13)})
    message = str(fault.value)
    assert message.count("seed: ") == 1
    assert not any(f"{key}: " in message for key in ("name", "title", "replications"))
    assert "tape" not in message


def test_another_tape_of_the_same_path_is_said_to_be_one(start: Runner) -> None:
    text = "seed: 7\npopulation:\n  tape: book.csv\n"
    start(changes={"scenario_yaml": text})
    with pytest.raises(Conflict, match="the content of the tape or mapping differs"):
        start(changes={"scenario_yaml": text, "fingerprint": "cd" * 32})


def test_a_replication_alone_does_not_mix_with_many(start: Runner) -> None:
    start()
    with pytest.raises(Conflict, match="replication: null there, 7 here"):
        start(changes={"replication": 7})


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"complete": true}', "[" * 5000, "\x00"])
def test_a_damaged_manifest_is_a_conflict(start: Runner, tmp_path: Path, text: str) -> None:
    start()
    (tmp_path / "run" / "manifest.json").write_text(text)
    with pytest.raises(Conflict, match=r"manifest\.json"):
        start(resume=True)


@pytest.mark.parametrize(
    "field", ["fingerprint", "seed", "model_version", "schema_version", "lender_names", "settings"]
)
def test_every_field_of_the_identity_counts(start: Runner, tmp_path: Path, field: str) -> None:
    start()
    path = tmp_path / "run" / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest[field] = {str: "zz", int: 99, list: ["x"], dict: {}}[type(manifest[field])]
    path.write_text(json.dumps(manifest))
    with pytest.raises(Conflict, match=f"{field}: "):
        start(resume=True)


def test_other_versions_are_said(start: Runner, tmp_path: Path) -> None:
    start()
    path = tmp_path / "run" / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["versions"]["numpy"] = "1.0"
    path.write_text(json.dumps(manifest))
    said: list[str] = []
    start(14, resume=True, warn=said.append)
    assert "numpy 1.0 ->" in said[0]


def test_a_held_folder_is_refused_with_its_holder(start: Runner, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    with FolderLock(tmp_path / "run"), pytest.raises(Conflict, match=rf"in use by process {os.getpid()} on .* since "):
        start()
    assert start().complete


def test_out_that_is_a_file_is_said_before_simulating(start: Runner, tmp_path: Path) -> None:
    (tmp_path / "run").write_text("a file")
    for out in (tmp_path / "run", tmp_path / "run" / "below"):
        with pytest.raises(CannotWrite) as fault:
            start(out=out, engine=FakeEngine(bad=0))
        assert fault.value.exit_code == 5
    assert (tmp_path / "run").read_text() == "a file"


def test_a_folder_that_cannot_be_made_is_said_before_simulating(start: Runner) -> None:
    with pytest.raises(CannotWrite, match="--out"):  # not even root writes there
        start(out=Path("/proc/self/task/run"), engine=FakeEngine(bad=0))


def test_a_read_only_folder_is_said_before_simulating(
    start: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object) -> int:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    (tmp_path / "run").mkdir()
    monkeypatch.setattr("sim.montecarlo.lock.os.open", refuse)
    with pytest.raises(CannotWrite, match="read-only"):
        start(engine=FakeEngine(bad=0))


def test_a_vanished_working_directory_is_said(start: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(CannotWrite, match="vanished"):
        start(out=Path("run"))


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """No file may grow above so many bytes, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_leaves_a_run_that_can_be_continued(
    start: Runner, undisturbed: Callable[[int], dict[str, bytes]], tmp_path: Path
) -> None:
    with largest_file(8_000), pytest.raises(CannotWrite, match=r"bytes needed; .*ulimit -f.*--resume"):
        start()
    assert not list((tmp_path / "run").rglob(".writing-*"))
    start(resume=True)
    assert files_of(tmp_path / "run") == undisturbed(12)
