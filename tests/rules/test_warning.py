"""Alarms on trial: when they are raised, what confirms them, how long before, and which are false."""

from sim.rules.levers import Metric
from tests.builders import a_market, an_economy, put, rules


def watched(**values):
    """A lender with one triggered lever of its own on the 30+ rate, at 2 %."""
    lender = a_market().lenders[0]
    lender.lever_count = 1
    lever = {"metric": Metric.D30_RATE, "on": 0.02, "off": 0.01, "start_month": 1, "end_month": 600, "is_warning": 1}
    put(lender.levers[0], lever | {"operation": 1, "value": 1.0} | values)
    return lender


def close(lender, month, d30, d90=0.01):
    """The part of a month's close that moves levers and watches alarms."""
    put(lender, {"d30_rate": d30, "d90_rate": d90})
    rules.move_levers(lender, an_economy(month=month))
    rules.watch_alarms(lender, month)


def test_an_alarm_bears_the_month_whose_close_raises_it() -> None:
    lender = watched()
    for month, rate in enumerate([0.0, 0.0, 0.03, 0.03], 1):
        close(lender, month, rate)
    assert (lender.alarms, lender.alarm_month, lender.pending_month) == (1, 3, 3)


def test_an_alarm_at_the_last_close_counts() -> None:
    lender = watched()
    close(lender, 1, 0.03)
    assert (lender.alarms, lender.alarm_month) == (1, 1)


def test_a_rise_of_a_tenth_confirms_it_and_the_months_between_are_its_lead() -> None:
    lender = watched()
    close(lender, 1, 0.03, 0.010)
    close(lender, 2, 0.03, 0.0109)
    assert lender.confirmed_alarms == 0
    close(lender, 3, 0.03, 0.0112)
    assert (lender.confirmed_alarms, lender.lead_months, lender.false_alarms) == (1, 2, 0)


def test_after_half_a_year_without_it_the_alarm_was_false() -> None:
    lender = watched()
    for month in range(1, 7):
        close(lender, month, 0.03)
        assert lender.false_alarms == 0
    close(lender, 7, 0.03)
    assert (lender.false_alarms, lender.confirmed_alarms, lender.pending_month) == (1, 0, 0)


def test_the_level_of_an_alarm_is_that_of_its_own_close() -> None:
    lender = watched()
    close(lender, 1, 0.03, 0.010)
    close(lender, 2, 0.03, 0.012)
    assert (lender.confirmed_alarms, lender.lead_months) == (1, 1)


def test_a_lasting_lever_raises_one_alarm_and_a_second_start_another() -> None:
    lender = watched(hold=0.0)
    for month, rate in enumerate([0.03, 0.03, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.03], 1):
        close(lender, month, rate)
    assert (lender.alarms, lender.false_alarms, lender.alarm_month) == (2, 1, 1)


def test_while_one_is_on_trial_another_says_nothing_new() -> None:
    lender = watched(hold=0.0)
    for month, rate in enumerate([0.03, 0.0, 0.03], 1):
        close(lender, month, rate)
    assert lender.alarms == 1


def test_the_close_that_settles_one_alarm_may_raise_the_next() -> None:
    lender = watched(hold=0.0)
    close(lender, 1, 0.03, 0.01)
    close(lender, 2, 0.0, 0.01)
    close(lender, 3, 0.03, 0.02)
    assert (lender.alarms, lender.confirmed_alarms, lender.pending_month) == (2, 1, 3)


def test_a_supervisors_lever_and_one_without_trigger_are_no_alarms() -> None:
    for values in ({"is_warning": 0}, {"metric": -1}):
        lender = watched(**values)
        close(lender, 1, 0.03)
        assert (lender.alarms, lender.alarm_month) == (0, 0)


def test_the_replication_tells_the_mean_lead_or_that_there_is_none() -> None:
    import numpy as np

    from sim.outputs import NULL_INTEGER, REPLICATION_DTYPE

    row = np.zeros(1, dtype=np.dtype((np.record, REPLICATION_DTYPE)))[0]
    lender = a_market().lenders[0]
    rules.report_policy(row, lender)
    assert row.first_alarm_month == NULL_INTEGER
    assert np.isnan(row.alarm_lead_months)
    put(lender, {"alarms": 3, "false_alarms": 1, "confirmed_alarms": 2, "lead_months": 5, "alarm_month": 4})
    rules.report_policy(row, lender)
    assert (row.alarms, row.false_alarms, row.first_alarm_month, row.alarm_lead_months) == (3, 1, 4, 2.5)


def test_a_trigger_outside_the_months_of_its_lever_is_no_alarm() -> None:
    lender = watched(start_month=1, end_month=2)
    for month, rate in enumerate([0.0, 0.03, 0.03], 1):
        close(lender, month, rate)
    assert (lender.levers[0].triggered, lender.alarms) == (1, 0), "triggered at the close of its last month"


def test_a_lever_triggered_before_its_months_is_an_alarm_when_they_come() -> None:
    lender = watched(start_month=5)
    for month in range(1, 4):
        close(lender, month, 0.03)
    assert lender.alarms == 0
    close(lender, 4, 0.03)
    close(lender, 5, 0.03)
    assert (lender.alarms, lender.alarm_month) == (1, 4)


def closes(lender, rates, first_month=1, d30=0.0):
    """Closes with these 90+ rates; what was missed so far after each."""
    seen = []
    for month, rate in enumerate(rates, first_month):
        close(lender, month, d30, rate)
        seen.append(int(lender.missed_alarms))
    return seen


def calm(**values):
    """The same lender on the evening before month 1, 1 % of the balance 90 and more days past due."""
    lender = watched(**values)
    lender.recent_d90_rate[:] = 0.01
    return lender


def test_a_rise_of_a_tenth_without_an_alarm_was_missed() -> None:
    assert closes(calm(), [0.0100, 0.0105, 0.0109, 0.0111]) == [0, 0, 0, 1]


def test_after_a_missed_rise_the_next_is_measured_from_its_level() -> None:
    assert closes(calm(), [0.0111, 0.0120, 0.0123]) == [1, 1, 2]


def test_a_rise_that_takes_longer_than_half_a_year_is_none() -> None:
    # in month 7 the lowest of the six closes before is 0.0102, and a tenth above it 0.01122
    assert closes(calm(), [0.0100, 0.0102, 0.0104, 0.0106, 0.0108, 0.0109, 0.0111]) == [0] * 6 + [1]
    assert closes(calm(), [0.0101, 0.0103, 0.0105, 0.0107, 0.0108, 0.0109, 0.0110, 0.0112]) == [0] * 8


def test_what_an_alarm_on_trial_announced_was_not_missed() -> None:
    lender = calm()
    close(lender, 1, 0.03, 0.010)
    assert closes(lender, [0.0105, 0.0112], 2, d30=0.03) == [0, 0]
    assert lender.confirmed_alarms == 1
    # after the verdict rises are measured anew: 0.0112 x 1.1 = 0.01232
    assert closes(lender, [0.0123, 0.0124], 4, d30=0.03) == [0, 1]


def test_an_alarm_at_the_close_of_the_rise_comes_too_late() -> None:
    lender = calm()
    close(lender, 1, 0.03, 0.012)
    assert (lender.missed_alarms, lender.alarms) == (1, 1)
