"""Cutting a limit and closing a line for good: once a spell, within grace and excuses not, and not undone later."""

import pytest

from sim.units import NEVER
from tests.builders import a_borrower, a_ledger, a_market, a_world, open_line, overdue, rules

CUT = {"freeze_cut_days_past_due": 30.0, "freeze_cut_share": 0.3}


@pytest.fixture
def late():
    """A line of 10,000 yuan with 10 yuan past due since day 0 and 10 more since day 30."""
    record = a_borrower()
    overdue(open_line(record, principal=100_000, daily_rate=0.0), 1_000, 0)
    record.accounts[0].arrears[1] = 1_000
    return record


def aged(record, day: int, materiality: int = 0, **dials: float) -> int:
    world = a_world()
    world.product[0].materiality = materiality
    rules.age_delinquency(record, day, a_market(**(CUT | dials)), world, a_ledger())
    return int(record.accounts[0].limit)


def test_a_limit_is_cut_when_arrears_become_material_after_the_day(late) -> None:
    assert aged(late, 30, materiality=5_000) == 1_000_000
    assert aged(late, 31, materiality=1_999) == 700_000


def test_a_limit_is_cut_when_a_lever_lowers_the_day(late) -> None:
    assert aged(late, 45, freeze_cut_days_past_due=60.0) == 1_000_000
    assert aged(late, 46, freeze_cut_days_past_due=40.0) == 700_000


def test_a_limit_is_cut_once_while_something_is_past_due(late) -> None:
    assert aged(late, 30) == 700_000
    rules.pay_arrears(late.accounts[0], 1_000)  # the oldest due date is day 30 now
    assert aged(late, 60) == 700_000
    rules.pay_arrears(late.accounts[0], 1_000)
    overdue(late.accounts[0], 1_000, 70)
    assert aged(late, 100) == 490_000


def test_no_limit_is_cut_within_grace_or_for_a_fault_of_the_lenders_own(late) -> None:
    assert aged(late, 40, grace_days=40.0) == 1_000_000
    late.accounts[0].excused_until = 50
    assert aged(late, 49, service_score_repair=1.0) == 1_000_000
    assert aged(late, 50, service_score_repair=1.0) == 700_000


def test_a_line_closed_for_good_stays_closed_after_charge_off_and_readmission(late) -> None:
    line, dials = late.accounts[0], {"freeze_close_days_past_due": 120.0}
    aged(late, 120, **dials)
    assert line.blocked_until == NEVER
    aged(late, 180, **dials)
    assert (line.next_due_day, line.blocked_until) == (180 + 720, NEVER)
    assert rules.collection_end(line, 180, a_market().lenders[0].policies[0]) == 180 + 720
    rules.readmit(late, line, 900, a_world(), a_ledger())
    assert rules.headroom(late, 0, 901, a_market(), a_world()) == 0


def test_a_line_not_closed_for_good_opens_with_its_readmission(late) -> None:
    aged(late, 180)
    assert late.accounts[0].blocked_until == 900
    rules.readmit(late, late.accounts[0], 900, a_world(), a_ledger())
    assert rules.headroom(late, 0, 901, a_market(), a_world()) == 700_000
