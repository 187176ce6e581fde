"""Hand numbers for what is read off account arrays: delinquency, recovery, books."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.opening import account_weights
from sim.records import State, borrower_dtype
from sim.simulation import Simulation
from sim.studies.levels import books, recovery, rolls, shapes
from sim.studies.levels.observe import FIELDS, Observation, View, observe
from sim.units import NEVER
from tests.builders import LINE, a_borrower, a_world, hard_times, open_line, open_loan, overdue

Array = np.ndarray[Any, Any]
OPEN, OFF = int(State.OPEN), int(State.CHARGED_OFF)
TWO = np.array([1.0, 3.0])
"""Weights of two borrowers."""


def view(kind: str, **values: Any) -> View:
    """A view of one account of product 0 a borrower; values are lists over borrowers, or one for all."""
    size = max(np.size(value) for value in values.values())
    made = View.empty(kind, (size, 1))
    made.day[:], made.product[:] = 10, LINE
    for name in FIELDS[kind]:
        if name == "state":
            made[name][:] = OPEN
        if name == "default_day":
            made[name][:] = NEVER
    for name, value in values.items():
        made[name][:, 0] = value
    return made


# Observing


def test_a_watched_replication_has_the_bits_of_an_unwatched_one() -> None:
    simulation = Simulation.of(hard_times())
    row, monthly = simulation.replicate(3)
    seen = observe(simulation, 3)
    assert seen.row.tobytes() == row[0].tobytes()
    assert seen.monthly.tobytes() == monthly[:: len(simulation.scenario.lenders)].tobytes()


def test_the_mirrored_replication_turns_the_sign_of_the_factor() -> None:
    simulation = Simulation.of(hard_times())
    plain, mirrored = observe(simulation, 0), observe(simulation, 0, mirrored=True)
    assert np.array_equal(plain.monthly["factor"], -mirrored.monthly["factor"])
    assert plain.row["factor_mean"] != 0.0


def test_month_end_views_add_up_to_the_books_of_the_platform_alone() -> None:
    seen = observe(Simulation.of(hard_times()), 0)
    for month, end in enumerate(seen.views["end"]):
        assert rolls.total(seen.weight, end["balance"], end["age"] < 1) == seen.monthly["current_fen"][month]
        assert rolls.total(seen.weight, end["balance"], end["age"] >= 1) > 0
        assert rolls.total(seen.weight, end["balance"], end["balance"] > 0) == seen.monthly["outstanding_fen"][month]


def test_a_view_reads_age_balance_and_only_the_products_asked_for() -> None:
    borrower = a_borrower()
    overdue(open_line(borrower, principal=900, interest=100), 70, 5)
    open_loan(borrower, principal=500)
    seen = View.empty("due", (1, 3))
    seen.fill(np.array([borrower["accounts"]]), a_world(), 35, (LINE,))
    assert (seen["age"][0, 0], seen["balance"][0, 0], seen["oldest_arrears"][0, 0]) == (30, 1000, 70)
    assert seen.product.tolist() == [[LINE, -1, -1]]
    assert seen["age"][0, 1] == -1


def test_arrears_within_the_materiality_threshold_have_no_age() -> None:
    borrower, world = a_borrower(), a_world()
    overdue(open_line(borrower, principal=900), 70, 5)
    world.product[LINE].materiality = 70
    seen = View.empty("due", (1, 3))
    seen.fill(np.array([borrower["accounts"]]), world, 35, (LINE,))
    assert seen["age"][0, 0] == -1


# Delinquency


def test_missed_balance_is_that_of_accounts_whose_oldest_due_date_is_today() -> None:
    sums = rolls.stock_sums(TWO, view("due", balance=[100, 200], age=[0, 30]))
    assert sums == {"due_day_balance": 700.0, "missed_balance": 100.0}


def test_a_newly_missed_amount_is_cured_when_its_due_date_is_paid() -> None:
    due = view("due", balance=[100, 200], age=[0, 0], oldest_arrears=[10, 20])
    third = view("after_3", age=[3, -1], oldest_arrears=[4, 0])
    month = view("due", age=[0, 30], oldest_arrears=[10, 25], balance=[100, 200])
    sums = rolls.cure_sums(TWO, due, {3: third, 30: month})
    assert (sums["fresh_missed"], sums["fresh_balance"]) == (70.0, 700.0)
    assert (sums["fresh_left_3"], sums["fresh_balance_left_3"]) == (4.0, 100.0)
    assert (sums["fresh_left_30"], sums["fresh_balance_left_30"]) == (60.0, 600.0)


def test_an_older_arrear_is_not_newly_missed() -> None:
    due = view("due", balance=[100], age=[30], oldest_arrears=[10])
    assert rolls.cure_sums(TWO[:1], due, {})["fresh_missed"] == 0.0


def test_a_roll_is_a_bucket_further_or_a_write_off_and_staying_is_none() -> None:
    due = view("due", balance=[100, 200, 400], age=[30, 30, 30])
    later = view("due", balance=[100, 200, 0], age=[60, 30, -1], state=[OPEN, OPEN, OFF])
    sums = rolls.bucket_sums(np.ones(3), due, later)
    assert (sums["bucket_1_balance"], sums["rolled_1_balance"]) == (700.0, 500.0)
    assert (sums["bucket_1_accounts"], sums["rolled_1_accounts"]) == (3.0, 2.0)
    assert sums["bucket_0_balance"] == 0.0


def test_the_last_bucket_takes_all_older_ones() -> None:
    due = view("due", balance=[100, 200], age=[120, 210])
    sums = rolls.bucket_sums(np.ones(2), due, view("due", balance=[100, 0], age=[150, 240]))
    assert sums["bucket_4_balance"] == sums["rolled_4_balance"] == 300.0


def test_only_who_was_younger_than_90_days_flows_into_90_days() -> None:
    before = view("due", balance=[100, 200, 50], age=[60, 90, -1])
    after = view("due", balance=[110, 200, 50], age=[90, 90, -1])
    assert rolls.flow_sums(np.ones(3), before, after) == {"flow_base": 360.0, "balance_reaching_90": 110.0}


def test_age_at_write_off_is_that_of_the_due_day_after() -> None:
    before = view("due", balance=[100, 300], age=[210, 150])
    after = view("due", balance=[0, 0], state=[OFF, OFF])
    sums = rolls.charge_off_age(np.ones(2), before, after)
    assert sums["written_off_age"] / sums["written_off"] == (240 * 100 + 180 * 300) / 400


def test_the_three_month_flow_starts_from_current_balance() -> None:
    sums = rolls.three_month_flow(
        np.ones(3), view("end", balance=[100, 200, 400], age=[-1, 21, -1]), view("end", balance=50, age=[81, 81, 51])
    )
    assert sums == {"current_balance": 500.0, "current_to_60": 100.0}


def test_a_borrower_is_overdue_who_missed_a_due_day_or_ends_the_month_late() -> None:
    due = view("due", balance=[10, 10, 10, 0], age=[0, -1, -1, -1])
    end = view("end", balance=[10, 10, 10, 0], age=[-1, 21, -1, -1])
    sums = rolls.overdue_borrowers(np.ones(4), due, end)
    assert sums == {"borrower_months": 3.0, "overdue_borrower_months": 2.0}


# Recovery


def fields(**values: Any) -> recovery.Fields:
    """One account: open, in default since day 90, nothing owed."""
    neutral: dict[str, Any] = {"state": OPEN, "default_day": 90, "balance": 0.0, "claim": 0.0, "product": LINE}
    return {name: np.array([value]) for name, value in (neutral | values).items()}


@pytest.mark.parametrize(
    ("before", "now", "cash"),
    [
        ({"balance": 100.0, "claim": 5.0}, {"balance": 80.0, "claim": 9.0}, 20.0),
        ({"balance": 0.0, "claim": 9.0}, {"balance": 0.0, "claim": 2.0}, 7.0),
        ({"balance": 100.0, "claim": 5.0}, {"state": OFF, "claim": 95.0}, 10.0),
        ({"state": OFF, "claim": 95.0}, {"state": OFF, "claim": 90.0}, 5.0),
        ({"state": OFF, "claim": 95.0}, {"state": OPEN, "default_day": NEVER}, 0.0),
        ({"balance": 100.0, "claim": 5.0}, {"state": int(State.EMPTY), "default_day": NEVER}, 105.0),
        ({"balance": 100.0}, {"balance": 60.0, "default_day": NEVER}, 40.0),
    ],
    ids=["payment", "old interest", "written off", "collected", "dropped", "repaid", "cured"],
)
def test_cash_is_what_owed_money_fell_by(before: dict[str, Any], now: dict[str, Any], cash: float) -> None:
    assert recovery.cash_between(fields(**before), fields(**now)).tolist() == [cash]


def test_a_cohort_collects_cash_until_it_is_cured_and_no_longer() -> None:
    months = [
        view("due", balance=[100, 100], age=[90, 90], default_day=90),
        view("due", balance=[70, 90], default_day=[90, 90]),
        view("due", balance=[60, 80], default_day=[NEVER, 90]),
        view("due", balance=[10, 70], default_day=[NEVER, 90]),
    ]
    sums = recovery.cohort_sums("from_90", TWO, months[0]["age"] == 90, months)
    assert sums == {"from_90_owed": 400.0, "from_90_cash": 40.0 + 3 * 30.0, "from_90_cured": 60.0}


def test_what_was_written_off_is_owed_as_a_claim() -> None:
    months = [
        view("due", claim=[100.0], state=OFF, default_day=90),
        view("due", claim=[95.0], state=OFF, default_day=90),
    ]
    sums = recovery.cohort_sums("x", np.ones(1), np.array([[True]]), months)
    assert sums == {"x_owed": 100.0, "x_cash": 5.0, "x_cured": 0.0}


def test_an_account_reaches_90_days_once() -> None:
    is_entry = recovery.ENTRIES["from_90"]
    young, old = view("due", age=[60, -1]), view("due", age=[90, 0])
    assert is_entry(young, old).tolist() == [[True], [False]]
    assert is_entry(old, old).tolist() == [[False], [False]]


# Books


def watched(limits: list[int], defaults: list[int], balances: list[list[int]]) -> Observation:
    """Borrowers with one line each; balances are (months, borrowers)."""
    bill = view("bill", limit=limits, billed=0)
    ends = [view("end", balance=balance) for balance in balances]
    size = len(limits)
    return Observation(
        {"bill": [bill] * len(ends), "end": ends}, a_world(), np.ones(size), np.ones(size, dtype=bool),
        np.array(defaults), np.zeros(0), np.zeros(len(ends), dtype=[("month", "i8")]),
    )  # fmt: skip


def test_users_had_a_balance_at_one_of_twelve_month_ends() -> None:
    balances = [[0, 0, 500]] + [[0, 0, 0]] * 10 + [[300, 0, 0]]
    sums = books.user_sums(watched([1, 1, 1], [NEVER] * 3, balances))
    assert (sums["users"], sums["user_balance"]) == (2.0, 300.0)
    assert (sums["line_users"], sums["line_balance"]) == (2.0, 300.0)


def test_the_fifths_by_limit_count_defaults_of_a_year() -> None:
    limits, defaults = list(range(100, 1100, 100)), [NEVER] * 10
    defaults[0], defaults[1], defaults[9] = 30, 400, 360
    sums = shapes.limit_sums(watched(limits, defaults, [[0] * 10]))
    assert sums == {"limit_bottom": 2.0, "limit_bottom_defaults": 1.0, "limit_top": 2.0, "limit_top_defaults": 1.0}


def test_halves_of_the_months_are_told_apart() -> None:
    monthly = np.zeros(3, dtype=[(name, "i8") for name in books.COLUMNS])
    monthly["outstanding_fen"], monthly["dpd_60_89_fen"], monthly["undrawn_fen"] = [10, 20, 30], [1, 2, 3], [7, 8, 9]
    sums = books.trend_sums(monthly)
    assert (sums["first_half_balance"], sums["second_half_balance"]) == (10.0, 30.0)
    assert (sums["first_half_d30"], sums["second_half_d30"]) == (1.0, 3.0)
    assert (sums["first_half_undrawn"], sums["second_half_undrawn"]) == (7.0, 9.0)


def test_no_two_sums_share_a_name() -> None:
    seen = observe(Simulation.of(hard_times(horizon_months=14, loss_horizon_months=12)), 0)
    parts = [rolls.roll_sums(seen), recovery.recovery_sums(seen), shapes.shape_sums(seen), shapes.limit_sums(seen)]
    parts.append(books.book_sums(seen))
    assert sum(map(len, parts)) == len(set().union(*parts))


def test_book_sums_count_defaults_of_those_performing_at_the_start() -> None:
    seen = SimpleNamespace(
        monthly=np.zeros(1, dtype=[(name, "f8") for name in books.COLUMNS]), months=1, weight=TWO,
        performing=np.array([True, False]), default_day=np.array([360, 30]), world=a_world(), views={"end": []},
    )  # fmt: skip
    sums = books.book_sums(seen)  # type: ignore[arg-type]
    assert (sums["performing"], sums["defaults_in_a_year"]) == (1.0, 1.0)
    assert sums["late_rate"] == pytest.approx(0.0005 * 1.5)


def test_no_record_is_lost_between_weights_and_slots() -> None:
    book = np.zeros(3, dtype=borrower_dtype(2))
    book["weight"] = account_weights(3, 7)
    one = np.ones((3, 2))
    assert rolls.total(book["weight"].astype(float), one, one > 0) == 14.0
