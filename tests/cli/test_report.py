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
