"""Why a borrower defaulted: the earliest sufficient cause, its generation, who infected, and co-causes."""

import pytest

from sim.market import Standing
from sim.records import Cause
from sim.units import NEVER
from tests.builders import a_borrower, a_ledger, a_market, a_world, open_line, overdue, put, rules

MISSED, DAY = 200, 290
"""Due day that was missed, and day of default."""


def a_defaulter(**values):
    """1,000 past due since day 200, no cash, an empty trail."""
    record = a_borrower(work_since=-500, ill_until=-NEVER)
    overdue(open_line(record, 0, principal=9_000), 1_000, MISSED)
    rules.begin_trail(record)
    return put(record, values)


def explained(borrower, market=None, world=None):
    rules.note_first_default(borrower, 0, DAY, market or a_market(2), world or a_world(lenders=2))
    return Cause(borrower.cause)


def co_causes(borrower) -> set[Cause]:
    return {cause for cause in Cause if int(borrower.co_causes) >> cause & 1}


def lost_work(day: int) -> dict[str, int]:
    return {"employed": 0, "work_since": day, "job_lost_day": day}


def test_without_any_trace_the_cause_is_other() -> None:
    borrower = a_defaulter()
    assert explained(borrower) == Cause.OTHER
    assert (borrower.first_day, borrower.first_product, borrower.generation, borrower.infector) == (DAY, 0, 0, -1)
    assert co_causes(borrower) == set()


def test_who_lost_work_before_the_missed_due_day_defaults_for_lack_of_income() -> None:
    assert explained(a_defaulter(**lost_work(150))) == Cause.INCOME


def test_work_found_again_before_the_missed_due_day_is_no_cause() -> None:
    assert explained(a_defaulter(employed=1, job_lost_day=120, work_since=180)) == Cause.OTHER
    assert explained(a_defaulter(employed=1, job_lost_day=120, work_since=230)) == Cause.INCOME


def test_a_second_earners_lost_work_is_lost_income_too() -> None:
    second = {"dual_earner": 1, "second_employed": 0}
    assert explained(a_defaulter(**second, second_since=170)) == Cause.INCOME
    assert explained(a_defaulter(**second, second_since=DAY + 1)) == Cause.OTHER


def test_the_earliest_cause_within_the_look_back_wins_and_the_others_are_kept() -> None:
    borrower = a_defaulter(**lost_work(150), cut_day=140, cut_by=1)
    assert explained(borrower) == Cause.LINE_CUT
    assert co_causes(borrower) == {Cause.INCOME}
    later = a_defaulter(**lost_work(150), cut_day=160, cut_by=1)
    assert explained(later) == Cause.INCOME
    assert co_causes(later) == {Cause.LINE_CUT}
    assert (later.generation, later.infector) == (0, -1)


def test_on_the_same_day_the_own_cause_wins() -> None:
    assert explained(a_defaulter(**lost_work(150), cut_day=150, cut_by=1)) == Cause.INCOME


@pytest.mark.parametrize(("cut_day", "cause"), [(20, Cause.LINE_CUT), (19, Cause.OTHER), (DAY + 1, Cause.OTHER)])
def test_the_look_back_reaches_six_months_behind_the_missed_due_day(cut_day: int, cause: Cause) -> None:
    assert explained(a_defaulter(cut_day=cut_day, cut_by=0)) == cause


def test_work_lost_longer_ago_explains_a_default_only_if_nothing_newer_does() -> None:
    assert explained(a_defaulter(**lost_work(-300))) == Cause.INCOME
    borrower = a_defaulter(**lost_work(-300), denied_day=180, denied_by=0)
    assert explained(borrower) == Cause.ROLLOVER_DENIED
    assert co_causes(borrower) == {Cause.INCOME}


def test_a_spell_in_hospital_counts_from_its_first_day() -> None:
    world = a_world(lenders=2)
    world.segment[0].hospital_months = 2.0
    borrower = a_defaulter(ill_until=230, **lost_work(180))
    assert explained(borrower, world=world) == Cause.HEALTH
    assert co_causes(borrower) == {Cause.INCOME}


def test_forgotten_is_only_what_is_forgotten_still() -> None:
    borrower = a_defaulter()
    borrower.accounts[0].retry_day = DAY + 1
    assert explained(borrower) == Cause.FORGOTTEN
    borrower = a_defaulter()
    borrower.accounts[0].retry_day = DAY
    assert explained(borrower) == Cause.OTHER


def test_who_has_the_cash_and_refuses_does_not_default_for_lack_of_income() -> None:
    borrower = a_defaulter(refusing=1, cash=1_000, **lost_work(150))
    assert explained(borrower) == Cause.REFUSED
    assert co_causes(borrower) == set()
    assert explained(a_defaulter(refusing=1, cash=999, **lost_work(150))) == Cause.INCOME


def test_a_neighbour_heard_of_before_is_the_infector_of_who_refuses() -> None:
    heard = {"heard_day": 170, "heard_from": 42, "heard_generation": 3}
    borrower = a_defaulter(refusing=1, cash=5_000, **heard)
    assert explained(borrower) == Cause.PEER
    assert (borrower.infector, borrower.generation, co_causes(borrower)) == (42, 3, set())
    assert explained(a_defaulter(**heard)) == Cause.OTHER


def test_neighbours_count_from_the_day_of_the_news_and_may_come_behind_another_cause() -> None:
    heard = {"heard_day": 220, "heard_from": 42, "heard_generation": 3}
    assert explained(a_defaulter(refusing=1, cash=5_000, **heard)) == Cause.PEER
    borrower = a_defaulter(refusing=1, cash=0, **heard, **lost_work(210))
    assert explained(borrower) == Cause.INCOME
    assert (borrower.infector, borrower.generation, co_causes(borrower)) == (-1, 0, {Cause.PEER})


def test_what_a_lender_made_is_one_generation_behind_the_defaults_that_brought_it_into_trouble() -> None:
    market = a_market(2)
    market.lenders[1].generation = 2
    borrower = a_defaulter(denied_day=180, denied_by=1)
    assert explained(borrower, market) == Cause.ROLLOVER_DENIED
    assert (borrower.infector, borrower.generation) == (-3, 3)


def test_a_line_cut_by_a_lender_that_had_failed_is_its_failure() -> None:
    market = a_market(2)
    put(market.lenders[1], {"standing": Standing.FAILED, "failed_day": 180})
    borrower = a_defaulter(cut_day=180, cut_by=1, denied_day=190, denied_by=0)
    assert explained(borrower, market) == Cause.LENDER_FAILED
    assert (borrower.infector, co_causes(borrower)) == (-3, {Cause.ROLLOVER_DENIED})
    assert explained(a_defaulter(cut_day=179, cut_by=1), market) == Cause.LINE_CUT


@pytest.mark.parametrize(("cut_day", "infector"), [(185, -3), (186, -2)])
def test_of_two_failed_lenders_the_one_that_struck_first_is_blamed(cut_day: int, infector: int) -> None:
    market = a_market(2)
    for lender in market.lenders[:2]:
        put(lender, {"standing": Standing.FAILED, "failed_day": 180})
    borrower = a_defaulter(cut_day=cut_day, cut_by=1, denied_day=185, denied_by=0)
    assert explained(borrower, market) == Cause.LENDER_FAILED
    assert borrower.infector == infector


def test_work_lost_to_the_slump_is_one_generation_behind_own_causes() -> None:
    borrower = a_defaulter(slump_day=150, **lost_work(150))
    assert explained(borrower) == Cause.SLUMP
    assert (borrower.infector, borrower.generation, co_causes(borrower)) == (-1, 1, set())
    assert explained(a_defaulter(slump_day=-100, **lost_work(150))) == Cause.INCOME


def test_a_default_without_arrears_looks_back_from_its_own_day() -> None:
    borrower = a_defaulter(cut_day=110, cut_by=0)
    borrower.accounts[0].oldest_due_day = NEVER
    assert explained(borrower) == Cause.LINE_CUT
    borrower = a_defaulter(cut_day=109, cut_by=0)
    borrower.accounts[0].oldest_due_day = NEVER
    assert explained(borrower) == Cause.OTHER


def test_only_the_first_default_anywhere_is_kept() -> None:
    world = a_world(lenders=2)
    world.product[0].lender = 1
    borrower, market = a_defaulter(**lost_work(150)), a_market(2)
    rules.age_delinquency(borrower, DAY, market, world, a_ledger())
    assert (borrower.first_day, borrower.cause) == (DAY, Cause.INCOME)
    put(borrower, {"employed": 1, "work_since": 160})
    borrower.accounts[0].default_day = NEVER
    rules.age_delinquency(borrower, DAY + 30, market, world, a_ledger())
    assert (borrower.first_day, borrower.cause) == (DAY, Cause.INCOME)


def test_a_lenders_generation_is_the_latest_it_booked_before_its_trouble() -> None:
    lender, ledger = a_market().lenders[0], a_ledger()
    for generation in (1, 4, 99):
        rules.count_generation(put(a_defaulter(), {"generation": generation}), 0, ledger)
    assert ledger.generations[0].tolist() == [0, 1, 0, 0, 1, *[0] * 10, 1]
    ledger.generations[0, 15] = 0
    rules.raise_generation(lender, ledger, 0)
    assert lender.generation == 4
    lender.standing = Standing.TIGHTENED
    ledger.generations[0, 6] = 1
    rules.raise_generation(lender, ledger, 0)
    assert lender.generation == 4


def test_work_lost_before_the_run_is_known_where_it_lasts() -> None:
    borrower = a_borrower(employed=0, work_since=-40, admitted_day=NEVER)
    rules.begin_trail(borrower)
    assert (borrower.job_lost_day, borrower.joined) == (-40, 0)
    borrower = a_borrower(employed=1, work_since=-40)
    rules.begin_trail(borrower)
    assert (borrower.job_lost_day, borrower.joined) == (NEVER, 1)
    rules.change_job(borrower, 12)
    assert borrower.job_lost_day == 12
    rules.change_job(borrower, 80)
    assert borrower.job_lost_day == 12


def test_a_loss_is_kept_on_the_borrower_by_holder() -> None:
    borrower, ledger = a_borrower(weight=2), a_ledger()
    account = open_line(borrower)
    rules.change_loss(borrower, account, 0, 700, ledger)
    rules.change_loss(borrower, account, 1, 50, ledger)
    rules.change_loss(borrower, account, 0, -200, ledger)
    assert (borrower.loss, borrower.book_loss) == (500, 550)
    assert ledger.loss[:2].tolist() == [500, 50]
