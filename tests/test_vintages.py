"""First payments and vintages of whole runs against the book looked at every evening, and identities of their rows."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Any

import numpy as np
import pytest

from sim import engine
from sim.outputs import NULL_INTEGER, VINTAGE_AGES
from sim.records import State
from sim.simulation import Simulation
from sim.units import DAYS_PER_MONTH, NEVER, month_of
from tests.builders import hard_times

Array = np.ndarray[Any, Any]
LENDER = {
    "default": {"days_past_due": 40},
    "policy": {"charge_off": {"days_past_due": 70, "readmission_months": 24}},
}
CHANGES: dict[str, Any] = {
    "horizon_months": 8,
    "loss_horizon_months": 8,
    "population": {
        "size": 150,
        "accounts": 400,
        "warmup_months": 2,
        "book": "dynamic",
        "dynamics": {"outsider_share": 0.3, "arrival_monthly": 0.2, "attrition_monthly": 0.02},
    },
    "lenders": {"platform": LENDER, "bank": LENDER},
}
"""Longer arrears than in the hard times, so that an evening shows what is 30 days past due."""


@cache
def simulation() -> Simulation:
    return Simulation.of(hard_times(**CHANGES))


class Watcher:
    """Looks at every account on every evening; an account is its slot with its day of opening."""

    def __init__(self, run: Any) -> None:
        self.weight, self.lender_of = run.borrowers["weight"], run.world[0].product["lender"]
        self.opened, self.first_due, self.late_7, self.late_30, self.defaults, self.early = (
            defaultdict(set) for _ in range(6)
        )
        self.default_ages: dict[tuple[Any, ...], int] = {}

    def look(self, accounts: Array, day: int) -> None:
        opened, first = accounts["opened_day"], accounts["first_due_day"]
        is_open = accounts["state"] == State.OPEN
        unpaid = is_open & (first >= 1) & (first != NEVER) & (accounts["oldest_due_day"] == first)
        self._note(self.opened, is_open & (opened >= 1), accounts, opened)
        self._note(self.first_due, (first >= 1) & (first != NEVER), accounts, first)  # a loan of one month is paid off
        self._note(self.late_7, unpaid & (day - first >= 7), accounts, first)
        self._note(self.late_30, unpaid & (day - first >= 30), accounts, first)
        before = set.union(set(), *self.defaults.values())
        in_default = np.isin(accounts["state"], (State.OPEN, State.CHARGED_OFF)) & (accounts["default_day"] != NEVER)
        self._note(self.defaults, in_default & (opened >= 1), accounts, opened)
        for key in set.union(set(), *self.defaults.values()) - before:
            self.default_ages[key] = month_of(day) - month_of(key[2])
        if day % DAYS_PER_MONTH == 0:
            late = (is_open & (day - accounts["oldest_due_day"] >= 30)) | (accounts["state"] == State.CHARGED_OFF)
            of_age = (opened >= 1) & (month_of(day) - (opened - 1) // DAYS_PER_MONTH - 1 == 3)
            self._note(self.early, late & of_age, accounts, opened)

    def _note(self, into: Any, chosen: Array, accounts: Array, dates: Array) -> None:
        for place in zip(*np.nonzero(chosen), strict=True):
            lender = int(self.lender_of[accounts["product"][place]])
            into[month_of(int(dates[place])), lender].add((*map(int, place), int(accounts["opened_day"][place])))

    def weighed(self, found: Any, row: Any) -> int:
        return int(sum(self.weight[key[0]] for key in found[int(row.month), int(row.lender)]))

    def defaults_up_to(self, row: Any, age: int) -> int:
        keys = self.defaults[int(row.month), int(row.lender)]
        return int(sum(self.weight[key[0]] for key in keys if self.default_ages[key] <= age))


@cache
def watched(replication: int) -> tuple[Any, Watcher, Any]:
    """A run lived day by day, what an onlooker saw, and the replication's row."""
    run = simulation().start(replication)
    watcher = Watcher(run)
    for day in range(1, len(run.economies) * DAYS_PER_MONTH + 1):
        engine.run_days(
            run.borrowers, run.due, day, day, run.economies, run.market, run.world, run.stream, run.ledgers, run.words,
            run.rows, run.network,
        )  # fmt: skip
        watcher.look(run.borrowers["accounts"], day)
    return run, watcher, simulation().finish(run)[0]


def test_days_run_one_by_one_write_the_rows_of_the_whole_run() -> None:
    assert watched(1)[0].rows.tobytes() == simulation().replicate(1)[1].tobytes()


@pytest.mark.parametrize("replication", [1, 2])
def test_what_is_counted_at_events_is_what_an_onlooker_sees_every_evening(replication: int) -> None:
    run, watcher, _ = watched(replication)
    last = len(run.economies)
    for row in run.rows:
        assert row.opened_accounts == watcher.weighed(watcher.opened, row)
        assert row.first_due_accounts == watcher.weighed(watcher.first_due, row)
        known = row.month < last
        assert row.first_payment_default_7 == (watcher.weighed(watcher.late_7, row) if known else NULL_INTEGER)
        assert row.first_payment_default_30 == (watcher.weighed(watcher.late_30, row) if known else NULL_INTEGER)
        early = watcher.weighed(watcher.early, row)
        assert row.d30_at_3_months == (early if row.month + 3 <= last else NULL_INTEGER)
        assert row.vintage_defaults == watcher.weighed(watcher.defaults, row)
        for age in VINTAGE_AGES:
            defaults = watcher.defaults_up_to(row, age) if row.month + age <= last else NULL_INTEGER
            assert row[f"vintage_defaults_{age}"] == defaults
    for seen in (watcher.opened, watcher.late_7, watcher.late_30, watcher.early, watcher.defaults):
        assert sum(len(keys) for keys in seen.values()) > 5


def test_the_rates_of_a_replication_are_those_of_the_platforms_rows_whose_outcome_is_known() -> None:
    run, _, row = watched(1)
    platform = run.rows[run.rows["lender"] == 0]
    due = platform[platform["first_payment_default_30"] != NULL_INTEGER]
    old = platform[platform["d30_at_3_months"] != NULL_INTEGER]
    assert row.first_payment_default_7_rate == due["first_payment_default_7"].sum() / due["first_due_accounts"].sum()
    assert row.first_payment_default_30_rate == due["first_payment_default_30"].sum() / due["first_due_accounts"].sum()
    assert row.d30_at_3_months_rate == old["d30_at_3_months"].sum() / old["opened_accounts"].sum()
    assert row.current_to_60_89_rate == pytest.approx(np.nanmean(platform["current_to_60_89_rate"]))


def test_the_flow_of_a_month_is_the_product_of_its_roll_rates() -> None:
    months = simulation().replicate(1)[1]
    platform = months[months["lender"] == 0]
    before, now = platform[:-1], platform[1:]
    steps = (("dpd_1_29_fen", "current_fen"), ("dpd_30_59_fen", "dpd_1_29_fen"), ("dpd_60_89_fen", "dpd_30_59_fen"))
    with np.errstate(divide="ignore", invalid="ignore"):
        rolls = [now[older] / before[younger] for older, younger in steps]
    expected = np.where(np.isfinite(rolls).all(axis=0), np.prod(rolls, axis=0), np.nan)
    np.testing.assert_allclose(now["current_to_60_89_rate"], expected, rtol=1e-12)
    assert np.isfinite(expected).any()


def test_a_run_of_one_month_has_no_rate_that_needs_more() -> None:
    row, months = Simulation.of(hard_times(horizon_months=1, loss_horizon_months=1))([0])
    for name in ("first_payment_default_7_rate", "d30_at_3_months_rate", "score_gini_applicants"):
        assert np.isnan(row[name][0])
    assert (months["vintage_defaults_3"] == NULL_INTEGER).all()
    assert (months["first_payment_default_7"] == NULL_INTEGER).all()


def test_scores_are_counted_for_all_who_perform_and_for_applicants_rejected_or_not() -> None:
    run, _, row = watched(1)
    accepted, applicants = run.market[0].scores
    borrowers = run.borrowers
    performing = borrowers["performing"] == 1
    assert accepted["later"].sum() == borrowers["weight"][performing].sum()
    bad = performing & (borrowers["default_day"] <= run.world[0].loss_horizon_days)
    assert accepted["bads"].sum() == borrowers["weight"][bad].sum() > 0
    applied = borrowers["applied_day"] <= run.world[0].horizon_days // 2
    assert applicants["later"].sum() == borrowers["weight"][applied].sum() > 0
    granted = (borrowers["accounts"]["opened_day"] >= 1).any(axis=1)
    assert (applied & ~granted).any()
    assert 0 < row.score_ks <= 1
    assert row.score_psi > 0
