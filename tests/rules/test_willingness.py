"""Willingness: what paying is worth against what is owed, in months of income; a good name; unwilling defaults."""

import pytest

from sim.market import Activity
from sim.units import NEVER
from tests.builders import (
    a_borrower,
    a_ledger,
    a_market,
    a_stream,
    a_world,
    an_economy,
    moved,
    open_line,
    open_loan,
    overdue,
    put,
    rules,
)

WORTH = {"access_value": 1.0, "score_value": 1.0, "standing_value": 0.5, "pressure_value": 1.0}


def a_debtor(**values):
    """Owes 400,000 of a limit of 1,000,000 at an income of 800,000; score 650."""
    borrower = a_borrower(income=800_000, **values)
    open_line(borrower, principal=390_000, interest=10_000)
    return borrower


def worth(**dials: float):
    world = a_world()
    put(world.segment[0], WORTH | dials)
    return world


def weigh(borrower, world=None, index=1.0, **dials: float) -> int:
    rules.weigh_paying(borrower, 31, an_economy(temptation_index=index), a_market(**dials), world or worth())
    return int(borrower.refusing)


def test_paying_is_worth_access_score_name_and_record() -> None:
    # access 610,000 / 800,000 = 0.7625, score (650 - 350) / 600 = 0.5, name 0.5, record 0.3
    borrower = a_debtor()
    assert rules.value_of_paying(borrower, 31, a_market(), worth()) == pytest.approx(1.7625)
    reported = a_market(registry_reporting=1.0, registry_value=0.3)
    assert rules.value_of_paying(borrower, 31, reported, worth()) == pytest.approx(2.0625)
    borrower.standing = 0.4
    assert rules.value_of_paying(borrower, 31, a_market(), worth()) == pytest.approx(1.4625)


def test_a_clean_record_is_worth_nothing_to_who_has_a_bad_one() -> None:
    reported = a_market(registry_reporting=1.0, registry_value=0.3)
    values = [rules.value_of_paying(a_debtor(marked_until=day), 31, reported, worth()) for day in (31, 32)]
    assert values == [pytest.approx(2.0625), pytest.approx(1.7625)]


def test_arrears_close_the_line_and_bring_pressure() -> None:
    # no access while frozen: 0.5 + 0.5, and a rung at work on day 5 with effect 0.2 of which half the cases are reached
    borrower, market = a_debtor(), a_market(freeze_days_past_due=1.0)
    overdue(borrower.accounts[0], 5_000, 20)
    assert rules.value_of_paying(borrower, 31, market, worth()) == pytest.approx(1.0)
    market.lenders[0].policies[0].ladder[1].start_day = 5.0
    market.lenders[0].policies[0].ladder[1].effect = 0.2
    market.lenders[0].policies[0].ladder[1].lowest_risk_score = 1000.0
    market.lenders[0].served[1] = 0.5
    assert rules.value_of_paying(borrower, 31, market, worth()) == pytest.approx(1.1)


@pytest.mark.parametrize(("temptation", "refusing"), [(0.0, 0), (3.5, 0), (3.55, 1)])
def test_who_is_tempted_more_than_paying_is_worth_refuses(temptation: float, refusing: int) -> None:
    # half a month of income owed: 3.5 x 0.5 = 1.75 < 1.7625 < 3.55 x 0.5 = 1.775
    assert weigh(a_debtor(temptation=temptation)) == refusing


@pytest.mark.parametrize(("index", "refusing"), [(0.0, 0), (0.98, 0), (1.0, 1), (2.0, 1)])
def test_the_path_scales_the_temptation(index: float, refusing: int) -> None:
    # 3.55 x 0.98 x 0.5 = 1.7395 < 1.7625 < 1.775
    assert weigh(a_debtor(temptation=3.55), index=index) == refusing


def test_nobody_without_temptation_is_tempted_by_the_path() -> None:
    assert weigh(a_debtor(), index=1_000.0) == 0


def test_who_owes_nothing_has_nothing_to_refuse() -> None:
    borrower = a_borrower(income=800_000, temptation=1_000.0, standing=0.0, score=350.0)
    open_line(borrower, limit=0)
    assert weigh(borrower) == 0


def test_a_refusal_is_weighed_anew_every_month() -> None:
    borrower = a_debtor(temptation=3.55)
    assert weigh(borrower) == 1
    assert weigh(borrower, registry_reporting=1.0, registry_value=0.3) == 0


def test_all_debts_count_and_charged_off_ones_do_not() -> None:
    borrower = a_debtor()
    open_loan(borrower, principal=50_000, interest=500, claim=70)
    assert rules.debt_of(borrower) == 450_570
    borrower.accounts[1].state = 3
    assert rules.debt_of(borrower) == 400_000


def test_a_lost_name_comes_back_by_a_share_of_what_is_lost() -> None:
    borrower = a_debtor(standing=0.5)
    weigh(borrower, worth(standing_recovery=0.03))
    assert borrower.standing == pytest.approx(0.515)


def test_contacts_that_others_learn_of_cost_standing() -> None:
    # first contact one day past due, then every seven days: two by day eight; 0.9 x 0.9
    borrower, market, ledger = a_debtor(weight=2), a_market(), a_ledger()
    rung = market.lenders[0].policies[0].ladder[2]
    put(rung, {"start_day": 1.0, "every_days": 7.0, "shame": 0.1, "lowest_risk_score": 1000.0})
    overdue(borrower.accounts[0], 5_000, 20)
    rules.count_contacts(borrower, borrower.accounts[0], 28, market, a_world(), ledger)
    assert borrower.standing == pytest.approx(0.81)
    assert ledger.activity[0, Activity.CONTACT + 2] == 4


def test_who_refuses_pays_nothing_though_there_is_cash() -> None:
    borrower, ledger = a_borrower(cash=50_000, refusing=1, weight=2), a_ledger()
    line = open_line(borrower, principal=10_000, billed=10_000, next_due_day=9, accrued_until=9)
    rules.settle_account(borrower, 0, 9, a_market(), a_world(), a_stream(), ledger)
    assert (borrower.cash, line.oldest_due_day, ledger.missed[0], moved(ledger)) == (50_000, 9, 2_000, {})


def defaulted(borrower):
    ledger = a_ledger()
    rules.age_delinquency(borrower, 100, a_market(), a_world(), ledger)
    return ledger


@pytest.mark.parametrize(("refusing", "cash", "unwilling"), [(1, 400, 1), (1, 399, 0), (0, 5_000, 0)])
def test_a_default_is_unwilling_if_the_borrower_refuses_and_has_the_cash_to_avert_it(
    refusing: int, cash: int, unwilling: int
) -> None:
    # the oldest 400 of the 1,000 past due would avert it
    borrower = a_borrower(refusing=refusing, cash=cash)
    line = overdue(open_line(borrower, principal=9_000, accrued_until=100, daily_rate=0.0), 400, 10)
    line.arrears[1], line.arrears[2] = 300, 300
    overdue(open_loan(borrower, principal=4_000, accrued_until=100, daily_rate=0.0), 300, 80)
    ledger = defaulted(borrower)
    assert (ledger.first_defaults, ledger.defaults[0]) == (1, 1)
    assert (ledger.first_unwilling, ledger.unwilling[0]) == (unwilling, unwilling)
    assert borrower.default_day != NEVER
