"""`--policy-code FILE.py:Class` on the command line: its numbers, its refusals, and a policy that fails."""

import json

import pytest

POLICY = """
class Mine:
    def month(self, book):
        book.set("underwriting.score_cutoff", 640.0 if book.row["capital_ratio"] < 10 else 600.0)


class Broken:
    def month(self, book):
        return book.month / 0


class Wild:
    def month(self, book):
        book.set("underwriting.score_cutoff", 1_000_000)
"""


@pytest.fixture
def mine(small, folder):
    """`yuqi run` of a small world under a class of mine.py."""
    (folder / "mine.py").write_text(POLICY, encoding="utf-8")

    def call(name, *words):
        return small("baseline", "--replications", "2", "--policy-code", name, *words)

    return call


def test_a_run_under_it_says_so_and_has_its_own_fingerprint(mine, folder):
    done = mine("mine.py:Mine")
    assert done.code == 0, done.err
    assert "moved by Mine" in done.out
    (kept,) = (folder / "results").iterdir()
    manifest = json.loads((kept / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["settings"]["policy_code"]["class"] == "Mine"


def test_however_it_is_run_the_numbers_are_the_same(mine):
    ways = ((), ("--jobs", "2"), ("--jobs", "2", "--backend", "processes"))
    found = [mine("mine.py:Mine", "--json", "--out", f"way{place}", *way) for place, way in enumerate(ways)]
    assert [answer.code for answer in found] == [0, 0, 0], found[-1].err
    assert len({json.dumps(json.loads(answer.out)["summary"]) for answer in found}) == 1
    assert len({json.loads(answer.out)["fingerprint"] for answer in found}) == 1


def test_another_text_in_the_file_is_another_run(mine, folder):
    assert mine("mine.py:Mine", "--out", "here").code == 0
    assert mine("mine.py:Mine", "--out", "here").code == 0
    (folder / "mine.py").write_text(POLICY + "# a remark\n", encoding="utf-8")
    refused = mine("mine.py:Mine", "--out", "here")
    assert refused.code == 4
    assert "policy_code" in refused.err


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("none.py:Mine", "none.py: no such file or directory; Python files there: mine.py"),
        ("mine.py:Yours", "classes with it there: Broken, Mine, Wild"),
        ("mine.py", "say which class"),
    ],
)
def test_what_is_not_there_ends_with_3_and_nothing_is_written(mine, folder, name, said):
    refused = mine(name)
    assert refused.code == 3
    assert said in refused.err
    assert not (folder / "results").exists()


@pytest.mark.parametrize("backend", ["threads", "processes"])
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Broken", "ZeroDivisionError: division by zero (line 9)"),
        ("Wild", "underwriting.score_cutoff: 1e+06 lies outside 0..1000"),
    ],
)
def test_a_policy_that_fails_ends_with_6_and_its_place(mine, name, said, backend):
    failed = mine(f"mine.py:{name}", "--backend", backend)
    assert failed.code == 6
    assert f"policy {name} of mine.py failed in replication" in failed.err
    assert "month 1" in failed.err
    assert said in failed.err


def test_with_mesa_it_is_refused(mine):
    refused = mine("mine.py:Mine", "--engine", "mesa")
    assert refused.code == 2
    assert "--engine compiled" in refused.err
