"""A borrower's month: what is decided on its first day and measured on its last."""

import pytest

from sim.compiled import twin
from sim.records import PayerType, State
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


@pytest.mark.parametrize(
    ("draw", "payer"),
    [(0.39, PayerType.TRANSACTOR), (0.4, PayerType.MINIMUM), (0.69, PayerType.MINIMUM), (0.7, PayerType.PARTIAL)],
)
def test_payer_types_by_their_shares(draw: float, payer: PayerType) -> None:
    assert rules.payer_type_of(draw, 0.4, 0.3 - 1e-12) == payer


def test_a_way_of_paying_changes_only_where_it_may() -> None:
    world, borrower = a_world(), a_borrower(payer_type=PayerType.MINIMUM)
    rules.change_payer_type(borrower, 31, world.segment[0], a_stream())
    assert borrower.payer_type == PayerType.MINIMUM
    world.segment[0].switch_yearly = world.segment[0].transactor_share = 1.0
    rules.change_payer_type(borrower, 31, world.segment[0], a_stream())
    assert borrower.payer_type == PayerType.TRANSACTOR


@pytest.mark.parametrize(
    ("age", "bucket"), [(0, 0), (1, 1), (29, 1), (30, 2), (59, 2), (60, 3), (89, 3), (90, 4), (500, 4)]
)
def test_buckets_of_days_past_due(age: int, bucket: int) -> None:
    assert rules.bucket_of(age) == bucket


def test_the_first_of_the_month_bills_open_lines_only() -> None:
    borrower = a_borrower()
    line = open_line(borrower, 0, principal=700)
    loan = open_loan(borrower, 1, principal=900, next_due_day=40)
    closed = open_line(borrower, 2, principal=5, state=State.CHARGED_OFF)
    rules.issue_statements(borrower, 31, a_market(), a_world())
    assert (line.billed, loan.billed, loan.next_due_day, closed.billed) == (700, 0, 40, 0)


def test_an_account_is_measured_with_its_weight_and_age() -> None:
    borrower, ledger = a_borrower(weight=3), a_ledger()
    overdue(open_line(borrower, principal=700, interest=20, limit=1_000), 100, 5)
    rules.measure_account(borrower, 0, 60, a_market(), a_world(), ledger)
    assert list(ledger.balance[0]) == [0, 0, 2_160, 0, 0]
    assert (ledger.active_accounts[0], ledger.accounts_past_due[0], ledger.undrawn[0]) == (3, 3, 0)


def test_an_unused_line_is_undrawn_but_not_active() -> None:
    borrower, ledger = a_borrower(weight=3), a_ledger()
    open_line(borrower, limit=1_000)
    rules.measure_account(borrower, 0, 60, a_market(), a_world(), ledger)
    assert (ledger.active_accounts[0], ledger.undrawn[0]) == (0, 3_000)


def test_the_month_end_accrues_counts_people_and_cash() -> None:
    borrower, ledger = a_borrower(weight=3, cash=40, employed=0), a_ledger()
    loan = open_loan(borrower, principal=1_000_000)
    rules.close_month(borrower, 30, an_economy(), a_market(), a_world(), a_stream(), ledger)
    assert loan.interest == 12_000
    assert ledger.balance[0, 0] == 3 * 1_012_000
    assert (ledger.earners, ledger.jobless, ledger.cash) == (3, 3, 120)


def test_a_charged_off_account_is_collected_on_and_readmitted_on_its_day() -> None:
    borrower = a_borrower()
    account = open_line(borrower, state=State.CHARGED_OFF, claim=1_000, default_day=60, next_due_day=120)
    ledger = a_ledger()
    rules.close_month(borrower, 90, an_economy(), a_market(), a_world(), a_stream(), ledger)
    assert (account.state, moved(ledger)) == (State.CHARGED_OFF, {"COLLECT_CLAIM": 18})
    rules.close_month(borrower, 120, an_economy(), a_market(), a_world(), a_stream(), ledger)
    assert account.state == State.OPEN
    assert moved(ledger) == {"COLLECT_CLAIM": 18 + 16, "DROP_CLAIM": 966}


def test_the_first_day_decides_work_plans_and_score() -> None:
    world, economy = a_world(), an_economy()
    world.segment[0].discretionary_share = 0.3
    economy.job_loss[0] = 1.0
    borrower = a_borrower(income=900_000, score_base=700.0, agent=1)
    account = open_line(borrower, principal=500_000)
    rules.open_month(borrower, 31, economy, a_market(), world, a_stream())
    assert 31 <= borrower.job_change_day <= 60
    assert borrower.discretionary_daily == 9_000
    assert borrower.score == pytest.approx(0.8 * 650 + 0.2 * 670)
    assert account.billed == 500_000


@pytest.mark.parametrize(
    ("share", "draw", "paid_as"),
    [
        (0.0, 0.0, PayerType.PARTIAL),
        (0.2, 0.199, PayerType.PARTIAL),  # 0.199 / 0.2 = 0.995: beyond 50 % and 30 %
        (0.2, 0.05, PayerType.TRANSACTOR),  # 0.25
        (0.2, 0.14, PayerType.MINIMUM),  # 0.7
        (0.2, 0.2, PayerType.PARTIAL),  # no whim: the own type
    ],
)
def test_a_whim_is_another_way_of_paying_for_a_month(share: float, draw: float, paid_as: PayerType) -> None:
    segment = a_world().segment[0]
    put(segment, {"whim": share, "transactor_share": 0.5, "minimum_payer_share": 0.3})
    pay_by_whim = twin({"uniform": lambda *address: draw}, compiled=False)["pay_by_whim"]
    borrower = a_borrower(payer_type=PayerType.PARTIAL)
    pay_by_whim(borrower, 1, segment, a_stream())
    assert (borrower.paying_as, borrower.payer_type) == (paid_as, PayerType.PARTIAL)
