"""A user's own policy in Python: what it sees, what it may set, and that nothing else depends on how it is run."""

from __future__ import annotations

import json
import linecache
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.dials import DIAL_PATHS
from sim.errors import PolicyCodeError, UsageError, WorkerFailure
from sim.policy_book import DialRefused
from sim.policy_code import policy_code_of, read_policy_code

SMALL = {
    "population.size": 80,
    "population.warmup_months": 0,
    "population.opening": "loans",
    "horizon_months": 4,
}
CAUTIOUS = '''
class Cautious:
    """Closes the door to gig workers while anything is late; remembers for how long it did."""

    def __init__(self):
        self.closed = 0

    def month(self, book):
        late = (book.weight[:, None] * book.principal_fen)[book.days_past_due > 0].sum()
        if late > 0 or self.closed > 1:
            self.closed += 1
            book.set("underwriting.score_cutoff", 700.0 + self.closed, segment="gig")
            book.set("underwriting.person_cap", 20_000)
'''


class Idle:
    def month(self, book: Any) -> None:
        pass


class StopLending:
    def month(self, book: Any) -> None:
        book.set("underwriting.approval_rate", 0)


class Noting:
    seen: list[Any] = []  # noqa: RUF012 - what the test looks at

    def __init__(self) -> None:
        Noting.seen.append([])

    def month(self, book: Any) -> None:
        Noting.seen[-1].append(book)


class Failing:
    def month(self, book: Any) -> None:
        if book.replication == 1 and book.month == 3:
            raise ZeroDivisionError("nothing is owed")


@pytest.fixture(scope="module")
def small() -> sim.Scenario:
    return sim.load("baseline").with_(SMALL)


@pytest.fixture
def cautious(tmp_path: Path) -> Path:
    path = tmp_path / "mine.py"
    path.write_text(CAUTIOUS, encoding="utf-8")
    return path


def tables(scenario: sim.Scenario, **how: Any) -> tuple[Any, Any]:
    result = sim.run(scenario, replications=4, **{"jobs": 1, **how})
    return result.replications, result.monthly


def same(one: tuple[Any, Any], other: tuple[Any, Any]) -> bool:
    return all(left.equals(right) for left, right in zip(one, other, strict=True))


def test_a_policy_that_sets_nothing_changes_no_bit(small) -> None:
    assert same(tables(small), tables(small, policy_code=Idle))


def test_what_it_sets_holds_from_the_next_month_on(small) -> None:
    monthly = tables(small, policy_code=StopLending)[1]
    stopped, free = (
        one[one["lender"] == "platform"].groupby("month")["granted_fen"].sum() for one in (monthly, tables(small)[1])
    )
    assert stopped[1] == free[1] > 0
    assert free[2] > 0
    # what is left is cash drawn on open lines to pay other lenders
    assert stopped[stopped.index > 1].sum() < 0.001 * free[free.index > 1].sum()


def test_it_is_asked_at_each_close_by_an_instance_of_its_own(small) -> None:
    Noting.seen.clear()
    sim.run(small, replications=3, jobs=1, policy_code=Noting, attribution="none")
    assert [[book.month for book in books] for books in Noting.seen] == [[1, 2, 3, 4]] * 3
    assert [books[0].replication for books in Noting.seen] == [0, 1, 2]


def test_levers_lie_over_what_it_chooses() -> None:
    lever = {"dial": "underwriting.score_cutoff", "operation": "add", "value": 25}
    passive = sim.load("baseline", policy="passive").with_(SMALL)
    moved = passive.with_({"lenders.platform.policy.levers": {"mine": lever}})

    class Choosing:
        def month(self, book: Any) -> None:
            book.set("underwriting.score_cutoff", 700)
            assert book.dials["underwriting.score_cutoff"].tolist() == [700.0] * len(book.segments)

    monthly = tables(moved, policy_code=Choosing)[1]
    monthly = monthly[monthly["lender"] == "platform"]
    assert monthly.groupby("month")["score_cutoff"].unique().explode().tolist() == [625, 725, 725, 725]


def test_a_fault_of_the_policy_is_told_with_name_replication_and_month(small) -> None:
    with pytest.raises(
        WorkerFailure, match=r"policy Failing of .*py failed in replication 1, month 3: ZeroDivisionError"
    ):
        sim.run(small, replications=3, jobs=1, policy_code=Failing)


# What it sees


def the_book(small: sim.Scenario) -> Any:
    Noting.seen.clear()
    sim.run(small, replications=1, jobs=1, policy_code=Noting)
    return Noting.seen[0][-1]


def test_the_arrays_are_the_platforms_book_to_the_fen(small) -> None:
    book = the_book(small)
    assert book.principal_fen.shape == book.days_past_due.shape == (80, small.scenario.population.account_slots)
    assert book.row["month"] == book.month == 4
    assert len(book.history) == 4
    is_late = (book.days_past_due > 0).any(axis=1)
    assert (book.weight @ (book.principal_fen * (book.days_past_due >= 90)).sum(axis=1)) <= book.row["dpd_90_plus_fen"]
    assert 0 < book.weight @ book.principal_fen.sum(axis=1) <= book.row["outstanding_fen"]
    assert is_late.any()
    assert set(np.unique(book.segment)) <= set(range(len(book.segments)))
    assert ((book.score >= 350) & (book.score <= 950)).all()


def test_the_arrays_cannot_be_written(small) -> None:
    book = the_book(small)
    for array in (book.weight, book.segment, book.score, book.principal_fen, book.days_past_due, book.history):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = array[0]


def test_every_dial_reads_as_the_scenario_says_it(small) -> None:
    dials = the_book(small).dials
    assert tuple(dials) == DIAL_PATHS
    policy = small.scenario.lenders["platform"].policy
    assert dials["underwriting.person_cap"][0] == policy.underwriting.person_cap
    assert dials["ladder.visit.cost"][0] == policy.ladder.visit.cost
    assert dials["charge_off.days_past_due"][0] == policy.charge_off.days_past_due


@pytest.mark.parametrize(
    ("dial", "value", "segment", "said"),
    [
        ("underwriting.score_cutof", 640, None, "no dial, perhaps underwriting.score_cutoff"),
        ("underwriting.score_cutoff", 1001, None, r"underwriting.score_cutoff: 1001 lies outside 0\.\.1000"),
        ("underwriting.score_cutoff", float("nan"), None, "nan lies outside"),
        ("underwriting.score_cutoff", "high", None, "'high' is no number"),
        ("underwriting.score_cutoff", 640, "students", "'students' is not one of the segments gig, "),
        ("guarantee.quota", 0.5, "gig", "holds for the whole book"),
    ],
)
def test_what_cannot_be_set_is_refused_by_name(small, dial, value, segment, said) -> None:
    with pytest.raises(DialRefused, match=said):
        the_book(small).set(dial, value, segment)


# However it is run


@pytest.mark.parametrize("how", [{"jobs": 2}, {"jobs": 2, "backend": "processes"}, {"jobs": 1, "backend": "processes"}])
def test_jobs_and_backends_change_no_bit(small, cautious, how) -> None:
    given = f"{cautious}:Cautious"
    plain = tables(small, policy_code=given)
    assert not same(plain, tables(small))
    assert same(plain, tables(small, policy_code=given, **how))


def test_threads_over_the_borrowers_change_no_bit(small, cautious) -> None:
    given = f"{cautious}:Cautious"
    alone = [sim.run(small, replication=2, jobs=jobs, policy_code=given).monthly for jobs in (1, 3)]
    assert alone[0].equals(alone[1])
    among = tables(small, policy_code=given)[1]
    assert alone[0].equals(among[among["replication"] == 2].reset_index(drop=True))


def test_a_tape_is_run_under_it_too(cautious, tmp_path) -> None:
    rows = ("borrower,product,limit,balance,days_past_due", "A,huabei,8000,1250.50,0", "B,huabei,9000,6000,95")
    (tmp_path / "book.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    scenario = sim.load("baseline").with_({"horizon_months": 2})
    monthly = sim.run(scenario, 2, tape=tmp_path / "book.csv", jobs=1, policy_code=f"{cautious}:Cautious").monthly
    assert len(monthly) == 4 * 2


def test_mesa_and_a_class_without_a_file_in_processes_are_refused(small) -> None:
    with pytest.raises(UsageError, match="--engine compiled"):
        sim.run(small, replications=1, policy_code=Idle, engine="mesa")

    class Local:
        def month(self, book: Any) -> None:
            pass

    with pytest.raises(UsageError, match=r"put class .*Local.* into one"):
        sim.run(small, replications=1, policy_code=Local, backend="processes")


# Its identity


def test_the_files_bytes_and_the_class_name_are_in_the_fingerprint(small, cautious) -> None:
    def fingerprint(code: Any) -> str:
        return str(sim.run(small, replications=1, jobs=1, policy_code=code).manifest["fingerprint"])

    plain, first = fingerprint(None), fingerprint(f"{cautious}:Cautious")
    cautious.write_text(CAUTIOUS + "\n# a remark\nclass Other(Cautious):\n    pass\n", encoding="utf-8")
    second, third = fingerprint(f"{cautious}:Cautious"), fingerprint(f"{cautious}:Other")
    assert len({plain, first, second, third}) == 4
    moved = cautious.with_name("elsewhere.py")
    moved.write_bytes(cautious.read_bytes())
    assert fingerprint(f"{moved}:Cautious") == second


def test_the_manifest_names_it(small, cautious, tmp_path) -> None:
    sim.run(small, replications=1, jobs=1, policy_code=f"{cautious}:Cautious", out=tmp_path / "out")
    settings = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["settings"]
    assert settings["policy_code"] == read_policy_code(f"{cautious}:Cautious").identity


def test_what_travels_is_the_path_and_a_changed_file_is_refused(cautious) -> None:
    code = read_policy_code(f"{cautious}:Cautious")
    sent = pickle.loads(pickle.dumps(code))  # noqa: S301 - made here
    assert (sent, sent.kind) == (code, None)
    assert type(sent.make()).__name__ == "Cautious"
    cautious.write_text(CAUTIOUS + "\n", encoding="utf-8")
    with pytest.raises(PolicyCodeError, match="was changed while it was in use"):
        sent.make()


def test_the_same_class_given_by_python_and_by_path_is_the_same_policy() -> None:
    here = policy_code_of(f"{__file__}:Idle")
    assert here.identity == policy_code_of(Idle).identity


@pytest.mark.parametrize(
    ("text", "reference", "said"),
    [
        (CAUTIOUS, "none.py:Cautious", r"no such file or directory; Python files there: mine\.py"),
        (CAUTIOUS, "mine.py:Cautios", "no class Cautios, perhaps Cautious; .* classes with it there: Cautious"),
        (CAUTIOUS, "mine.py", "say which class, as FILE.py:Class; .*: Cautious"),
        ("class Plain:\n    pass\n", "mine.py:Plain", r"class Plain has no method `month\(self, book\)`"),
        ("x = 1\ny = (\n", "mine.py:Mine", "mine.py, line 2: SyntaxError"),
        ("x = 1\ny = x / 0\n", "mine.py:Mine", "mine.py, line 2: ZeroDivisionError: division by zero"),
    ],
)
def test_what_is_not_there_is_said_with_what_is(tmp_path, text, reference, said) -> None:
    (tmp_path / "mine.py").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyCodeError, match=said):
        read_policy_code(f"{tmp_path}/{reference}")


def test_the_example_of_the_documentation_runs(small, tmp_path) -> None:
    page = (Path(__file__).resolve().parents[1] / "docs" / "model.md").read_text(encoding="utf-8")
    example = page.partition("### A policy of your own")[2].partition("```python\n")[2].partition("```")[0]
    (tmp_path / "mine.py").write_text(example, encoding="utf-8")
    monthly = tables(small, policy_code=f"{tmp_path}/mine.py:Careful")[1]
    assert len(monthly) == 16 * 2


def class_in_cell(text: str) -> type:
    """A class as a notebook makes it: of `__main__`, which has no file, its text known by the name of its cell."""
    name = "/nowhere/cell_17.py"
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    space: dict[str, object] = {"__name__": "cell"}
    exec(compile(text, name, "exec"), space)  # noqa: S102 - as a notebook does
    found = space["Careful"]
    assert isinstance(found, type)
    return found


def test_a_class_of_a_notebook_is_known_by_its_text():
    text = "x = 1\n\n\nclass Careful:\n    def month(self, book):\n        pass\n"
    found = policy_code_of(class_in_cell(text))
    assert found.path is None
    assert found.sha256 == policy_code_of(class_in_cell("y = 2\n" + text)).sha256
    assert found.sha256 != policy_code_of(class_in_cell(text.replace("pass", "book.month"))).sha256


@pytest.mark.parametrize("text", ["class Other:\n    pass\n", "class Careful(:\n", ""])
def test_a_class_whose_text_is_gone_is_refused(text):
    kind = class_in_cell("class Careful:\n    def month(self, book):\n        pass\n")
    linecache.cache["/nowhere/cell_17.py"] = (len(text), None, text.splitlines(keepends=True), "/nowhere/cell_17.py")
    with pytest.raises(UsageError, match="put it in a file"):
        policy_code_of(kind)
