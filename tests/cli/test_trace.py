import json

import pytest

from tests.cli.conftest import SMALL

FACTS = {"scenario", "replication", "borrower", "first_day", "last_day", "real_borrowers", "segment", "payday"}


@pytest.fixture
def trace(yuqi):
    """`yuqi trace` of a small world."""
    return lambda *words: yuqi("trace", "severe_recession", *SMALL, *words)


def test_a_life_is_told_with_balances(trace, folder):
    done = trace("--borrower", "3", "--replication", "1")
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0] == "Borrower 3 of severe_recession, replication 1"
    assert any(line.startswith("month 1, day") for line in lines)
    assert "income" in done.out
    assert lines[-1].endswith(".")
    assert list(folder.iterdir()) == []


def test_all_tells_more(trace):
    short, whole = trace("--borrower", "3"), trace("--borrower", "3", "--all")
    assert "spent in cash" in whole.out
    assert "spent in cash" not in short.out
    assert len(whole.out) > len(short.out)


def test_json_has_the_header_and_every_event(trace):
    told = json.loads(trace("--borrower", "3", "--json").out)
    assert FACTS | {"before", "after", "events", "ending"} == set(told)
    assert (
        told["before"]["cash_fen"] + sum(event["cash_change_fen"] for event in told["events"])
        == (told["after"]["cash_fen"])
    )


def test_months_and_days_choose_a_part(trace):
    months = json.loads(trace("--borrower", "3", "--months", "2", "--json").out)
    days = json.loads(trace("--borrower", "3", "--days", "31:60", "--json").out)
    assert months == days
    assert {event["day"] for event in months["events"]} <= set(range(31, 61))


def test_find_names_borrowers_by_their_fate(trace):
    found = json.loads(trace("--find", "never_late", "--json").out)
    assert (found["fate"], found["replication"]) == ("never_late", 0)
    assert found["borrowers"]
    shown = trace("--find", "never_late").out
    assert shown.startswith(f"never_late: borrowers {found['borrowers'][0]}, ")
    assert trace("--find", "charge_off").out == "charge_off: no borrower in replication 0\n"


def test_a_cascade_is_told_as_a_tree_or_as_json(trace):
    told = json.loads(trace("--cascade", "--set", "lenders.platform.default.days_past_due=1", "--json").out)
    assert {"scenario", "replication", "sizes", "reproduction_number", "defaults"} == set(told)
    assert sum(told["sizes"]) == len(told["defaults"]) > 0
    shown = trace("--cascade", "--set", "lenders.platform.default.days_past_due=1").out.splitlines()
    assert shown[0].startswith(f"severe_recession, replication 0: {len(told['defaults'])} first defaults")
    assert shown[-1].startswith(f"borrower {told['defaults'][0]['borrower']}, month ")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "one of the three"),
        (("--borrower", "1", "--find", "default"), "one of the three"),
        (("--borrower", "1", "--cascade"), "one of the three"),
        (("--cascade", "--months", "2"), "do not go with it"),
        (("--borrower", "50"), "borrowers are 0 to 49"),
        (("--borrower", "-1"), "borrowers are 0 to 49"),
        (("--borrower", "one"), "integer"),
        (("--borrower", "1", "--replication", "-1"), "count from 0"),
        (("--borrower", "1", "--days", "80:91"), "days are 1 to 90"),
        (("--borrower", "1", "--days", "5-9"), "FROM:TO"),
        (("--borrower", "1", "--months", "3:2"), "FROM:TO"),
        (("--borrower", "1", "--months", "0"), "FROM:TO"),
        (("--borrower", "1", "--days", "1:2", "--months", "1"), "exclude"),
        (("--find", "rich"), "never_late"),
        (("--find", "default", "--all"), "do not go with it"),
    ],
)
def test_what_cannot_be_traced_ends_with_2(trace, words, says):
    done = trace(*words)
    assert (done.code, done.out) == (2, "")
    assert says in done.err


def test_a_faulty_scenario_ends_with_3(yuqi):
    assert yuqi("trace", "nowhere", "--borrower", "1").code == 3
    assert yuqi("trace", "baseline", "--borrower", "1", "--set", "seed=x").code == 3
    assert yuqi("trace", "baseline", "--borrower", "1", "--tape", "missing.csv").code == 3
