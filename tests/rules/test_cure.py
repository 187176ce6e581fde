"""The end of a default: what is credited, suspended interest on the books again, and a default after it."""

import pytest

from sim.units import NEVER
from tests.builders import a_borrower, a_ledger, a_market, a_world, moved, open_line, open_loan, put, rules


@pytest.fixture
def in_default():
    """A line of 1,000 yuan that bears 0.05 % a day, in default since day 100 and nothing past due; weight 2."""
    record = a_borrower(weight=2)
    open_line(record, principal=100_000, carried=100_000, billed=100_000, accrued_until=100)
    return record


def defaulted(record, day: int, slot: int = 0):
    ledger = a_ledger()
    rules.default_borrower(record, slot, day, a_market(), a_world(), ledger)
    return ledger


def cured(record, day: int, slot: int = 0):
    ledger = a_ledger()
    rules.cure(record, record.accounts[slot], day, a_world(), ledger)
    return ledger


def test_a_cure_brings_suspended_interest_back_onto_the_books(in_default) -> None:
    line = in_default.accounts[0]
    defaulted(in_default, 100)
    rules.accrue(in_default, line, 190, a_market(), a_world(), a_ledger())
    assert (line.interest, line.claim) == (0, 4_500)  # 90 days of 0.05 % on 1,000 yuan
    ledger = cured(in_default, 190)
    assert (line.interest, line.claim, line.default_day) == (4_500, 0, NEVER)
    assert moved(ledger) == {"RESUME_INTEREST": 9_000}
    assert ledger.loss[0] == -2 * round(104_500 * 1.0005**-90.0)


def test_a_default_that_is_cured_on_its_day_is_no_loss_the_second_time_either(in_default) -> None:
    defaulted(in_default, 100)
    rules.accrue(in_default, in_default.accounts[0], 190, a_market(), a_world(), a_ledger())
    cured(in_default, 190)
    again = defaulted(in_default, 190)
    assert again.exposure_at_default[0] == 2 * 104_500
    assert again.loss[0] + cured(in_default, 190).loss[0] == 0


def test_under_a_plan_at_a_cut_rate_what_its_instalments_are_worth_is_credited() -> None:
    record = a_borrower()
    plan = {"plan_day": 10, "holiday_until": 10, "default_day": 10, "forgone_rate": 0.0004}
    loan = open_loan(record, 0, principal=1_000_000, daily_rate=0.0, remaining_term=24, instalment=41_667, **plan)
    # 24 instalments of 416.67 yuan without interest, at the 1.2 % a month agreed on before
    worth = round(41_667 * sum(1.012**-month for month in range(1, 25)))
    assert 860_000 < worth < 870_000
    assert cured(record, 10).loss[0] == -worth
    put(loan, {"default_day": 10, "remaining_term": 1})
    assert cured(record, 10).loss[0] == -round(1_000_000 / 1.012)


def test_a_holiday_that_is_not_over_puts_the_instalments_further_off() -> None:
    record = a_borrower()
    plan = {"plan_day": 10, "holiday_until": 70, "default_day": 10, "forgone_rate": 0.0004}
    loan = open_loan(record, 0, principal=1_000_000, daily_rate=0.0, remaining_term=1, **plan)
    assert rules.value_still_owed(loan, 10, 1) == round(1_000_000 * 1.012**-3.0)
    assert rules.value_still_owed(loan, 70, 1) == round(1_000_000 * 1.012**-1.0)


def test_a_lines_plan_at_a_cut_rate_is_valued_by_its_parts() -> None:
    values = {"principal": 60_000, "interest": 300, "claim": 600, "term": 6, "remaining_term": 2}
    line = open_line(a_borrower(), daily_rate=0.0, forgone_rate=0.0005, plan_day=10, holiday_until=10, **values)
    assert rules.value_still_owed(line, 100, 0) == round(30_900 / 1.015 + 30_000 / 1.015**2)
    line.forgone_rate = 0.0  # nothing was given up
    assert rules.value_still_owed(line, 100, 0) == 60_900


def redefaults(record, day: int) -> tuple[int, int]:
    ledger = defaulted(record, day)
    return int(ledger.defaults[0]), int(ledger.redefaults[0])


def test_a_default_after_a_cure_is_a_redefault(in_default) -> None:
    assert redefaults(in_default, 100) == (1, 0)
    cured(in_default, 190)
    assert redefaults(in_default, 290) == (1, 1)


def test_a_default_after_a_plan_is_a_redefault_and_one_by_the_plan_is_not(in_default) -> None:
    ledger, market = a_ledger(), a_market(forbearance_reach=1.0, forbearance_terms=24.0, forbearance_rate_cut=1.0)
    rules.grant_plan(in_default, 0, 100, market, a_world(), ledger)
    assert (ledger.defaults[0], ledger.redefaults[0]) == (1, 0)
    in_default.accounts[0].default_day = NEVER
    assert redefaults(in_default, 290) == (1, 1)


def test_what_begins_anew_has_no_past(in_default) -> None:
    in_default.accounts[0].rescued = 1
    rules.readmit(in_default, in_default.accounts[0], 900, a_world(), a_ledger())
    assert redefaults(in_default, 990) == (1, 0)
