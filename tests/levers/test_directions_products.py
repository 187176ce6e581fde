"""Which way each lever of products and of granting credit moves the book, under the same luck in both arms.

A direction stands where the 99.9 % interval of the paired difference lies on one side of 0: of all the directions here
about one in twenty test suites would err if none were true; the seed is fixed. Every run is audited to the fen.
"""

from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.records import State
from sim.scenario.models import Scenario
from sim.scenario.resolved import Resolved
from sim.simulation import Simulation
from sim.studies.levels.observe import observe
from sim.studies.pairs import Outcome, difference, outcome_of, paired_runs
from tests.builders import merged
from tests.levers.product_levers import BASE, DIRECTIONS, MODEST, TWO_YEARS, Change, Direction, line, policy

CONFIDENCE = 0.999
REPLICATIONS = 40


def scenario(*changes: Change) -> Scenario:
    whole = BASE
    for change in changes:
        whole = merged(whole, change)
    return Scenario.model_validate(whole)


@cache
def lived(scenario: str) -> Outcome:
    """Two of three levers are pulled in the same world, which is lived once."""
    whole = Scenario.model_validate_json(scenario)
    return outcome_of(Resolved(whole, whole.name, ()), REPLICATIONS)


def pulled(direction: Direction) -> tuple[Outcome, Outcome]:
    base, other = scenario(direction.setting), scenario(direction.setting, direction.pull)
    return lived(base.model_dump_json()), lived(other.model_dump_json())


@cache
def pulled_by_name(lever: str) -> tuple[Outcome, Outcome]:
    return pulled(next(direction for direction in DIRECTIONS if direction.lever == lever))


def mean(outcome: Outcome, column: str) -> float:
    """The platform's mean over all months of all replications."""
    return float(outcome.monthly[outcome.monthly["lender"] == 0][column].mean())


@pytest.mark.parametrize("lever", [direction.lever for direction in DIRECTIONS])
def test_a_lever_moves_the_book_the_way_it_should(lever: str) -> None:
    direction = next(direction for direction in DIRECTIONS if direction.lever == lever)
    base, other = pulled_by_name(lever)
    for column in direction.up:
        found = difference(base, other, column, CONFIDENCE)
        assert (found.ci_low or 0.0) > 0, (column, found)
    for column in direction.down:
        found = difference(base, other, column, CONFIDENCE)
        assert (found.ci_high or 0.0) < 0, (column, found)


def test_aligned_due_days_leave_about_a_quarter_fewer_misses() -> None:
    """27 % in the field (domain.md 5.1); here paydays lie anywhere in the month."""
    base, other = pulled_by_name("aligned due day")
    shares = [mean(arm, "missed_fen") / mean(arm, "due_fen") for arm in (base, other)]
    assert 0.15 < 1.0 - shares[1] / shares[0] < 0.45


def test_verifications_cost_five_yuan_each_and_all_of_it_is_booked() -> None:
    base, other = pulled_by_name("verification")
    assert (base.monthly["risk_cost_fen"] == 0).all()
    assert (other.monthly["risk_cost_fen"] % 500 == 0).all()
    assert (
        other.replications["activity_cost_fen"] == other.monthly["risk_cost_fen"].reshape(REPLICATIONS, -1).sum(axis=1)
    ).all()


def test_merchants_pay_their_share_of_what_is_bought() -> None:
    _, other = pulled_by_name("merchant fee")
    bought = mean(other, "drawn_fen") - mean(other, "granted_fen")
    assert mean(other, "merchant_fee_fen") == pytest.approx(0.006 * bought, rel=1e-3)


def test_coupons_cost_their_face_in_the_two_festival_months_only() -> None:
    _, other = pulled_by_name("coupons")
    cost = other.monthly["promotion_cost_fen"].reshape(REPLICATIONS, -1)
    assert (cost % 2_000 == 0).all()
    # the first month is June, the sixth November
    assert (cost[:, [0, 5]] > 0).all()
    assert cost.sum() == cost[:, [0, 5]].sum()


def test_the_growth_cap_holds_loans_back_in_every_month_with_too_much_growth() -> None:
    base, other = pulled_by_name("growth cap")
    assert (other.monthly["granted_fen"] <= other.monthly["asked_fen"] + base.monthly["granted_fen"].max()).all()
    assert mean(other, "granted_fen") < 0.9 * mean(base, "granted_fen")


def test_a_customer_costs_thirty_yuan_and_an_application_one() -> None:
    _, other = pulled_by_name("winning customers")
    assert (other.monthly["risk_cost_fen"] == 100 * other.monthly["applications"]).all()
    assert (other.monthly["acquisition_cost_fen"] % 3_000 == 0).all()


def test_a_rise_of_limits_becomes_debt_by_a_tenth_or_so() -> None:
    """10-14 % of the rise in the data (Gross & Souleles; domain.md 5.3), within a year."""
    rise = policy(levers={"rise": {"dial": "limits.multiple", "operation": "multiply", "value": 1.1, "start_month": 1}})
    accounts = Simulation.of(scenario(MODEST)).start(0).borrowers["accounts"]
    is_line = (accounts["state"] == State.OPEN) & (accounts["product"] == 0)
    risen = 0.1 * float((accounts["limit"] * is_line).sum())
    base, other = paired_runs(scenario(MODEST), scenario(MODEST, rise), REPLICATIONS)
    last = [arm.monthly["outstanding_fen"].reshape(REPLICATIONS, -1)[:, 11].mean() for arm in (base, other)]
    assert 0.07 < (last[1] - last[0]) / risen < 0.15


def line_flows(minimum_share: float, replications: int) -> np.ndarray[Any, Any]:
    """(replications, 5) lines month by month: performing, entries to arrears, in arrears, cures, charge-offs."""
    simulation = Simulation.of(scenario(TWO_YEARS, line(minimum_share=minimum_share)))
    found = np.zeros((replications, 5))
    for replication in range(replications):
        watched = observe(simulation, replication)
        for now, then in zip(watched.views["end"][:-1], watched.views["end"][1:], strict=True):
            is_open = watched.is_line(now.product) & (now["state"] == State.OPEN)
            is_late = is_open & (now["age"] >= 1)
            is_sound = is_open & ~is_late & (now["balance"] > 0)
            is_well = (then["age"] < 1) & (then["state"] == State.OPEN)
            is_off = is_open & (then["state"] == State.CHARGED_OFF)
            found[replication] += [
                flow.sum() for flow in (is_sound, is_sound & (then["age"] >= 1), is_late, is_late & is_well, is_off)
            ]
    return found


def test_a_higher_minimum_payment_leaves_entry_but_cures_fewer_and_writes_off_more() -> None:
    """The experiment of d'Astous & Shore (JFQA 2017): 3 -> 5 %. Entry about unchanged, cures down, write-offs up."""
    replications = 12
    low, high = (line_flows(share, replications) for share in (0.03, 0.05))
    totals = [arm.sum(axis=0) for arm in (low, high)]
    before, after = (total[[1, 3, 4]] / total[[0, 2, 0]] for total in totals)
    change = after / before - 1.0
    cures = [arm[:, 3] / arm[:, 2] for arm in (low, high)]
    offs = [arm[:, 4] / arm[:, 0] for arm in (low, high)]
    assert abs(change[0]) < 0.08
    assert change[1] < -0.10
    assert change[2] > 0.50
    # the sign in every pair of replications: by chance once in 4,096
    assert (cures[1] < cures[0]).all()
    assert (offs[1] > offs[0]).all()
