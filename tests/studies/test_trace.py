"""A trace is what happened: the replay ends in the run's bytes, and its events add up to the record."""

import json
from enum import IntEnum
from types import SimpleNamespace

import numpy as np
import pytest

import sim
from sim.chart import CHART, Movement
from sim.errors import InternalError, UsageError
from sim.records import State
from sim.simulation import Simulation
from sim.studies.life import tallies
from sim.studies.life.balances import cash_sign, debt_sign, household_entries
from sim.studies.life.event import Event, date_of, yuan
from sim.studies.life.fates import FATES, find
from sim.studies.life.replay import Replay, windows
from sim.studies.life.tallies import Tallies
from sim.studies.life.telling import condensed
from sim.studies.life.wording import Change, change_words, movement_words
from sim.studies.trace import Trace, trace_of
from sim.units import NEVER
from tests.builders import hard_times, rules

BORROWERS = range(0, 40, 3)


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    return Simulation.of(hard_times(horizon_months=6))


@pytest.fixture(scope="module")
def traces(simulation: Simulation) -> dict[int, Trace]:
    """A trace is made only if its replay equals the compiled run in every window."""
    return {borrower: trace_of(simulation, borrower, 0) for borrower in BORROWERS}


def kinds(trace: Trace) -> set[str]:
    return {event.kind for event in trace.events}


# What happened


@pytest.mark.parametrize("window_days", [5, 30])
def test_the_replay_equals_the_run_whatever_the_window(window_days):
    simulation = Simulation.of(hard_times(window_days=window_days))
    for borrower in (0, 7, 39):
        assert trace_of(simulation, borrower, 1).events


def test_a_trace_leaves_the_run_as_it_is(simulation):
    row, months = simulation.replicate(0)
    run = simulation.start(0)
    replay = Replay(run, 5, rules.run_block)
    for window in windows(simulation, run, 180):
        replay.live(window)
    assert simulation.finish(run).tobytes() == row.tobytes()
    assert run.rows.tobytes() == months.tobytes()


def test_a_replay_that_differs_is_an_internal_error(simulation):
    def richer(borrowers, due, *others):
        rules.run_block(borrowers, due, *others)
        borrowers[0].cash += 1

    run = simulation.start(0)
    window = next(windows(simulation, run, 1))
    with pytest.raises(InternalError, match=r"borrower 5 differs .* month 1, day 1: cash"):
        Replay(run, 5, richer).live(window)


def test_cash_effects_add_up_to_the_change_of_cash(traces):
    for trace in traces.values():
        cash = trace.header.before.cash_fen
        for event in trace.events:
            cash += event.cash_change_fen
            assert cash == event.cash_fen
        assert cash == trace.header.after.cash_fen


def test_the_debts_after_the_last_event_are_those_of_the_record(traces):
    for trace in traces.values():
        owed = {account.name: account.owed_fen for account in trace.header.after.accounts if account.owed_fen > 0}
        assert {name: debt for name, debt in trace.events[-1].owed_fen.items() if debt > 0} == owed


def test_debts_never_jump_between_days(traces):
    for trace in traces.values():
        for before, after in zip(trace.events, trace.events[1:], strict=False):
            moved = sum(after.owed_fen.values()) - sum(before.owed_fen.values())
            assert abs(moved) <= (after.amount_fen or 0)


def test_what_is_condensed_still_adds_up(traces):
    for trace in traces.values():
        told = sum(event.cash_change_fen for event in condensed(trace.events))
        assert told == trace.header.after.cash_fen - trace.header.before.cash_fen


# What is told


def test_a_default_and_a_charge_off_are_told(simulation, traces):
    defaulted, charged_off = find(simulation, 0, "default"), find(simulation, 0, "charge_off")
    for borrower, trace in traces.items():
        assert ("default" in kinds(trace)) == (borrower in defaulted)
        assert ("charged_off" in kinds(trace)) == (borrower in charged_off)
    assert any("default" in kinds(trace) and "account charged off" in trace.ending for trace in traces.values())


def test_a_charge_off_is_told_with_what_was_written_off(traces):
    told = [event for trace in traces.values() for event in condensed(trace.events) if event.kind == "charged_off"]
    assert told
    assert all(event.amount_fen for event in told)
    assert all(event.account in {"card", "line", "loan", "loan 2"} for event in told)


def test_a_cure_is_told_of_those_who_are_cured(simulation, traces):
    cured = find(simulation, 0, "cured")
    assert {borrower for borrower, trace in traces.items() if "cured" in kinds(trace)} == set(cured) & set(traces)


def test_who_is_never_late_misses_nothing(simulation):
    for borrower in find(simulation, 0, "never_late"):
        trace = trace_of(simulation, borrower, 0)
        assert not kinds(trace) & {"missed", "default", "charged_off"}
        assert "missed no payment" in trace.ending


def test_the_events_of_hard_times_are_all_there(traces):
    wanted = {
        "pay", "spend", "purchase", "interest", "bill", "due", "missed", "forgot", "payment", "loan", "application",
        "refused", "job_lost", "job_found", "score", "default", "first_default", "charged_off", "write_off",
        "collected", "dropped", "readmitted", "blocked", "payer_type",
    }  # fmt: skip
    assert wanted <= set().union(*map(kinds, traces.values()))


def test_every_movement_that_touches_a_debt_names_its_account(traces):
    without = {"pay", "spend"}
    money = {movement_words(movement).kind for movement in Movement if household_entries(movement)} - without
    for trace in traces.values():
        assert all(event.account for event in trace.events if event.kind in money)


def test_the_page_has_a_header_a_table_and_an_ending(traces):
    lines = str(traces[3]).splitlines()
    assert lines[0].startswith("Borrower 3 of hard_times, replication 0")
    assert any(line.startswith("when") and "owed: line" in line for line in lines)
    assert lines[-1].endswith(".")
    assert len(lines) < len(traces[3].text(everything=True).splitlines())


def test_the_frame_has_a_row_for_every_event(traces):
    frame = traces[3].frame
    assert len(frame) == len(traces[3].events)
    assert {"day", "date", "kind", "account", "amount_fen", "cash_fen", "owed_line_fen"} <= set(frame.columns)
    assert frame["cash_change_fen"].sum() == traces[3].header.after.cash_fen - traces[3].header.before.cash_fen


def test_a_trace_is_json(traces):
    again = json.loads(json.dumps(traces[3].as_plain(), allow_nan=False))
    assert again["borrower"] == 3
    assert set(again["events"][0]) == set(Event.__dataclass_fields__)


def test_some_days_are_the_same_days_of_the_whole(simulation, traces):
    part = trace_of(simulation, 6, 0, (31, 90))
    assert part.events == tuple(event for event in traces[6].events if 31 <= event.day <= 90)
    assert part.header.before.cash_fen == [event for event in traces[6].events if event.day <= 30][-1].cash_fen


def test_windows_are_told_whole():
    trace = trace_of(Simulation.of(hard_times(window_days=10)), 0, 0, (12, 13))
    assert (trace.header.first_day, trace.header.last_day) == (11, 20)


def test_nothing_happened_is_a_page_too(simulation):
    trace = trace_of(simulation, 3, 0, (2, 2))
    assert trace.events == ()
    assert "nothing happened" in str(trace)
    assert len(trace.frame) == 0


# What comes later is told too


def test_a_movement_without_words_gets_them_from_its_name(monkeypatch):
    class Later(IntEnum):
        FAMILY_HELP = 99
        PAY_FINE = 100

    monkeypatch.setitem(CHART, Later.FAMILY_HELP, ("HOUSEHOLD_CASH+", "OUTSIDE_CASH-"))
    monkeypatch.setitem(CHART, Later.PAY_FINE, ("CASH-", "OUTSIDE_CASH+"))
    assert movement_words(Later.FAMILY_HELP) == ("family_help", "family help", None, False)
    assert movement_words(Later.PAY_FINE).is_detail
    assert (cash_sign(Later.FAMILY_HELP), debt_sign(Later.FAMILY_HELP)) == (1, 0)


def test_a_charge_off_moves_no_debt():
    assert debt_sign(Movement.CHARGE_OFF_PRINCIPAL) == 0
    assert (cash_sign(Movement.REPAY_PRINCIPAL), debt_sign(Movement.REPAY_PRINCIPAL)) == (-1, -1)
    assert (cash_sign(Movement.DISBURSE), debt_sign(Movement.DISBURSE)) == (1, 1)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change("refusing", 0, 1, 5), ("refusing", "refusing: yes", None, False)),
        (Change("ill_until", NEVER, 40, 5), ("ill_until", "ill until: month 2, day 10", None, False)),
        (Change("contacted_until", 3, 5, 5), ("contacted_until", "contacted until: month 1, day 5", None, True)),
        (Change("judgment_day", 9, NEVER, 5), ("judgment_day", "judgment day: never", None, True)),
        (Change("plans", 0, 1, 5), ("plans", "plans: 0 to 1", None, True)),
        (Change("next_day", 2, 3, 5), None),
    ],
)
def test_a_field_without_words_gets_them_from_its_name(change, words):
    assert change_words(change) == words


def test_a_change_of_state_without_words_names_both_states():
    account = SimpleNamespace(limit=0)
    change = Change("state", State.EMPTY, State.CHARGED_OFF, 5, account, account)
    assert change_words(change) == ("state", "empty, now charged off", None, False)


def test_what_a_lender_does_is_told_by_the_kinds_its_count_has(monkeypatch):
    class Activity(IntEnum):
        REMINDER = 0
        CONTACT = 1

    monkeypatch.setattr(tallies, "enum_of", {"activity": Activity, "due": None}.get)
    ledger = np.zeros(1, dtype=np.dtype((np.record, [("activity", "i8", (2, 4)), ("due", "i8", (2,))])))[0]
    told = Tallies()
    told.begin(ledger)
    ledger.activity[0, 0] += 3
    ledger.activity[1, 1] += 6
    ledger.activity[1, 3] += 3
    texts = [(words.kind, words.text) for words in told.changes(weight=3)]
    assert texts == [("reminder", "reminder"), ("contact", "contact, 2 times"), ("contact", "contact 3")]
    assert told.changes(weight=3) == []


def test_the_kinds_of_a_count_are_an_enum_that_rules_know():
    assert tallies.enum_of("movement") is Movement
    assert tallies.enum_of("flow") is None


# Words and refusals


def test_dates_and_amounts_are_written_for_people():
    assert date_of(69) == "month 3, day 9"
    assert [yuan(amount) for amount in (0, -5, 1_234_567)] == ["0.00", "-0.05", "12,345.67"]


@pytest.mark.parametrize("borrower", [-1, 40])
def test_a_borrower_who_does_not_exist_is_refused(simulation, borrower):
    with pytest.raises(UsageError, match="borrowers are 0 to 39"):
        trace_of(simulation, borrower, 0)


@pytest.mark.parametrize("days", [(0, 5), (9, 8), (1, 181)])
def test_days_that_do_not_exist_are_refused(simulation, days):
    with pytest.raises(UsageError, match="days are 1 to 180"):
        trace_of(simulation, 0, 0, days)


def test_a_fate_that_is_not_known_is_refused(simulation):
    with pytest.raises(UsageError, match=", ".join(FATES)):
        find(simulation, 0, "rich")


def test_python_traces_a_scenario_by_name():
    scenario = sim.load("baseline").with_({"population.size": 20, "horizon_months": 1, "population.warmup_months": 0})
    trace = sim.trace(scenario, 4, replication=2, seed=9)
    assert isinstance(trace, sim.Trace)
    assert trace.header.replication == 2
    with pytest.raises(UsageError, match="count from 0"):
        sim.trace(scenario, 4, replication=-1)
