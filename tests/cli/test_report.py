"""`yuqi report` from the command line."""

from __future__ import annotations

import pytest

from tests.report.invented import invented


def test_the_report_is_written_into_the_folder_and_its_path_is_printed(yuqi, folder):
    invented(folder / "run", 2)
    done = yuqi("report", "run")
    assert (done.code, done.out, done.err) == (0, "Report: run/report.html\n", "")
    assert (folder / "run" / "report.html").read_text("utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("report", "nowhere"), "holds no run"),
        (("report", ".", "--lang", "fr"), "--lang fr is not known; allowed are en, zh"),
        (("report", ".", "--against", "nowhere"), "nowhere holds no run"),
    ],
)
def test_what_cannot_be_reported_ends_with_2_and_writes_nothing(yuqi, folder, words, said):
    done = yuqi(*words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert list(folder.iterdir()) == []


def test_segments_are_worked_out_kept_and_shown(yuqi, small, folder):
    assert small("severe_recession", "--replications", "4", "--set", "horizon_months=9", "--out", "run").code == 0
    done = yuqi("report", "run", "--segments")
    assert (done.code, done.out) == (0, "Report: run/report.html\n")
    assert "living the replications of the tail again" in done.err
    assert (folder / "run" / "contributions.parquet").is_file()
    assert "<td><bdi>holder</bdi></td>" in (folder / "run" / "report.html").read_text("utf-8")


def test_a_tail_without_a_loss_has_no_segments(yuqi, small, folder):
    assert small("baseline", "--replications", "2", "--set", "horizon_months=1", "--out", "run").code == 0
    assert yuqi("report", "run", "--segments").code == 0
    assert "No loss was found in the tail." in (folder / "run" / "report.html").read_text("utf-8")


def test_no_segments_of_a_folder_without_a_run(yuqi, folder):
    assert yuqi("report", "nowhere", "--segments").code == 2
    assert list(folder.iterdir()) == []
