"""Which way each lever of the house moves the figures, under the same luck. Intervals of 99.9 %, fixed seeds."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from sim import engine
from sim.risk.paired import mean_difference
from sim.scenario.resolve import load
from sim.simulation import Simulation
from sim.studies.pairs import Outcome, difference, paired_runs
from sim.units import DAYS_PER_MONTH
from tests.levers.house_world import house, lever

CONFIDENCE = 0.999
PAIRS = 40


def runs(base: Any, other: Any, pairs: int = PAIRS) -> tuple[Outcome, Outcome]:
    return paired_runs(base, other, pairs)


def falls(found: tuple[Outcome, Outcome], column: str) -> bool:
    return (difference(*found, column, CONFIDENCE).ci_high or 0) < 0


def rises(found: tuple[Outcome, Outcome], column: str) -> bool:
    return (difference(*found, column, CONFIDENCE).ci_low or 0) > 0


def ordered(levers: dict[str, Any]) -> Any:
    return house(**{"lenders": {"platform": {"supervision": levers}}})


@cache
def plain_house() -> Any:
    return house()


# Levers


def test_a_supervisors_stop_order_on_a_trigger_shrinks_the_book() -> None:
    trigger = {"metric": "d90_rate", "on": 0.005, "off": 0.0001, "hold_months": 12}
    found = runs(plain_house(), ordered({"stop": lever("underwriting.approval_rate", "set", 0, when=trigger)}))
    assert falls(found, "granted_fen")
    assert falls(found, "outstanding_fen")
    assert (found[1].replications["alarms"] == 0).all()  # an order is no warning of the lender
    assert (found[0].monthly["orders_in_force"] == 0).all()
    assert set(found[1].monthly["orders_in_force"]) == {0, 1}


def test_the_order_wins_over_the_lenders_own_lever() -> None:
    stop = {"lenders": {"platform": {"supervision": {"stop": lever("underwriting.approval_rate", "set", 0)}}}}
    own = {"levers": {"open": lever("underwriting.approval_rate", "set", 1, order=1000)}}
    months = Simulation.of(house(own, **stop))([0])[1]
    assert months["granted_fen"][(months["lender"] == 0) & (months["month"] > 1)].sum() == 0


def test_tightening_as_capital_falls_shrinks_the_book_and_spares_capital() -> None:
    trigger = {"metric": "capital_ratio", "on": 0.15, "off": 0.17}
    tighten = {"tighten": lever("underwriting.approval_rate", "multiply", 0.2, when=trigger)}
    found = runs(plain_house(), house({"levers": tighten}))
    assert falls(found, "outstanding_fen")
    assert rises(found, "capital_ratio")


def test_a_cap_on_growth_rations_new_loans() -> None:
    found = runs(plain_house(), house({"underwriting": {"growth_cap_monthly": 0.0}}))
    assert falls(found, "granted_fen")
    assert falls(found, "outstanding_fen")


def test_a_lever_with_a_segment_changes_that_segments_borrowers_and_no_other() -> None:
    stop = {"levers": {"stop": lever("underwriting.approval_rate", "set", 0, segment="gig")}}
    books = [_borrowers_after(scenario, 6) for scenario in (plain_house(), house(stop))]
    is_gig = books[0]["segment"] == 0
    same = [bytes(one) == bytes(other) for one, other in zip(*books, strict=True)]
    assert all(np.array(same)[~is_gig])
    assert not all(np.array(same)[is_gig])


def _borrowers_after(scenario: Any, months: int) -> Any:
    run = Simulation.of(scenario).start(0)
    records = (run.economies, run.market, run.world, run.stream, run.ledgers, run.words, run.rows, run.network)
    engine.run_days(run.borrowers, run.due, 1, months * DAYS_PER_MONTH, *records)
    return run.borrowers


def test_a_lever_ends_with_its_last_month() -> None:
    cut = {"levers": {"cut": lever("underwriting.score_cutoff", "add", 40, start_month=3, end_month=5)}}
    months = Simulation.of(house(cut))([0])[1]
    seen = months["score_cutoff"][months["lender"] == 0]
    assert seen.tolist() == [500, 500, 540, 540, 540, *[500] * 7]


# Early warning


def warned(on: float, off: float, path: dict[int, float]) -> Any:
    """A lever that does nothing but watch unemployment along a path."""
    world = {
        "macro": {"central_path": {"unemployment": path}},
        "horizon_months": 15,
        "population": {"warmup_months": 9},
    }
    trigger = {"metric": "unemployment", "on": on, "off": off}
    return house({"levers": {"watch": lever("limits.multiple", "multiply", 1, when=trigger)}}, **world)


SLUMP = {0: 0.05, 4: 0.05, 6: 0.25}


def test_alarms_come_months_before_what_they_announce() -> None:
    # a tenth are out of work before the slump, more than two in five after it
    rows = Simulation.of(warned(0.2, 0.19, SLUMP))(range(PAIRS))[0]
    assert np.isin(rows["first_alarm_month"], (5, 6)).all()
    leads = rows["alarm_lead_months"][~np.isnan(rows["alarm_lead_months"])]
    assert len(leads) > PAIRS // 2
    assert (mean_difference(np.zeros(len(leads)), leads, CONFIDENCE).ci_low or 0) > 1


def test_the_alarm_hears_the_unemployment_of_its_own_replication() -> None:
    rows, months = Simulation.of(warned(0.13, 0.1, {0: 0.05}))(range(PAIRS))
    rate = months["unemployment_rate"][months["lender"] == 0].reshape(PAIRS, -1)
    assert np.array_equal(rows["alarms"] > 0, rate.max(axis=1) >= 0.13)
    assert 0 < (rows["alarms"] > 0).sum() < PAIRS


# Owners


def test_dividends_lower_own_funds_and_the_lowest_capital_ratio() -> None:
    pays = {"capital_actions": {"dividend_share": 1.0, "dividend_ratio": 0.0}}
    found = runs(plain_house(), house(pays))
    assert falls(found, "equity_fen")
    assert difference(*found, "min_capital_ratio", CONFIDENCE).estimate < 0
    assert difference(*found, "net_income_fen", CONFIDENCE).estimate <= 0  # dividends are no cost


def test_fresh_capital_raises_the_lowest_capital_ratio_and_is_no_income() -> None:
    puts = {"capital_actions": {"recapitalise_below": 0.2, "recapitalise_to": 0.2, "recapitalise_cap": 1.0}}
    found = runs(plain_house(), house(puts))
    assert rises(found, "min_capital_ratio")
    injected = found[1].monthly["capital_injected_fen"].sum()
    gained = found[1].replications["net_income_fen"].sum() - found[0].replications["net_income_fen"].sum()
    assert 0 <= gained < 0.1 * injected  # less interest on funding, no more


# The guarantor

COVER = {"guarantee": {"quota": 0.6, "first_loss": 0.01, "cap": 0.2, "premium": 0.01}}


def test_a_guarantee_moves_loss_to_the_guarantor_to_the_fen() -> None:
    without, insured = (one.replications for one in runs(plain_house(), house(COVER)))
    assert (insured["guaranteed_loss_fen"] > 0).any()
    assert np.array_equal(without["loss_fen"] - insured["guaranteed_loss_fen"], insured["loss_fen"])
    assert np.array_equal(without["book_loss_fen"], insured["book_loss_fen"])


def test_a_guarantor_that_may_fail_bears_less() -> None:
    fails = {"guarantee": COVER["guarantee"] | {"fails_beyond_factor": 0.5}}
    found = runs(house(COVER), house(fails))
    assert falls(found, "guaranteed_loss_fen")
    assert rises(found, "loss_fen")
    assert np.array_equal(found[0].replications["book_loss_fen"], found[1].replications["book_loss_fen"])


def test_one_that_fails_at_once_bears_nothing_and_is_paid_nothing() -> None:
    fails = {"guarantee": COVER["guarantee"] | {"fails_beyond_factor": -100}}
    rows, months = Simulation.of(house(fails))([0, 1])
    assert (rows["guaranteed_loss_fen"] == 0).all()
    assert (months["premium_fen"] == 0).all()
    assert (months["guarantee_received_fen"] == 0).all()


# Work and the name

CALLS = {
    "ladder": {"human_call": {"start_day": 1, "every_days": 3, "attempts": 10, "cost": 3}},
    "conduct": {"complaint_rate": 0.01, "excess_complaint_rate": 0.01},
    "revenue": {"acquisition_cost": 30, "risk_cost": 1, "ecosystem_value": 3},
}


def test_pressing_too_hard_costs_fines_the_name_and_dearer_customers() -> None:
    careful = {**CALLS, "ladder": {"human_call": CALLS["ladder"]["human_call"] | {"attempts": 6}}}
    found = runs(house(careful), house(CALLS))
    assert falls(found, "reputation")
    assert rises(found, "fine_fen")
    assert rises(found, "acquisition_cost_fen")
    assert rises(found, "complaint_rate")
    assert np.array_equal(found[0].monthly["granted_fen"], found[1].monthly["granted_fen"])


def test_collectors_without_capacity_make_fewer_contacts_and_cost_less() -> None:
    short = {**CALLS, "ladder": {"human_call": CALLS["ladder"]["human_call"] | {"capacity": 500}}}
    found = runs(house(CALLS), house(short))
    assert falls(found, "contacts")
    assert falls(found, "collection_cost_fen")


# Shipped policies


@pytest.fixture(scope="module")
def lenient_and_strict() -> tuple[Outcome, Outcome]:
    small = [
        "population.size=1000", "population.warmup_months=6", "horizon_months=12",
        "lenders.platform.policy.revenue.ecosystem_value=3", "lenders.platform.policy.revenue.risk_cost=1",
        "lenders.platform.policy.revenue.acquisition_cost=10",
    ]  # fmt: skip
    return runs(*(load("baseline", small, policy=name) for name in ("lenient", "strict")), pairs=20)


def test_strict_loses_less_and_pays_with_reach(lenient_and_strict: tuple[Outcome, Outcome]) -> None:
    assert falls(lenient_and_strict, "loss_fen")
    assert falls(lenient_and_strict, "ecosystem_value_fen")
    assert falls(lenient_and_strict, "granted_fen")
    assert rises(lenient_and_strict, "collection_cost_fen")
