"""The full world is full: no setting stands at its default, and whatever can happen in a run happens in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from sim import engine
from sim.chart import Movement
from sim.compiled import twin
from sim.dials import DIAL_PATHS
from sim.market import ACTIVITIES, Activity
from sim.outputs import MONTHLY_COLUMNS, REPLICATION_COLUMNS
from sim.rules.audit import Fault
from sim.scenario.models_borrower import Segment
from sim.scenario.models_lending import Lender, Metric, Policy
from sim.scenario.models_product import Product
from sim.scenario.models_world import Dynamics, Macro
from sim.setup import policy_row
from sim.simulation import Simulation
from tests.builders import rules, run_book
from tests.full_world import ONLY_AFTER_FAILURE, full_world

SCENARIO = full_world()
NOT_COUNTED = {"COMPLAINT", "ARBITRATION"}
"""Worked out from contacts and suits at the month's close, not counted day by day."""
NOT_ZERO = {
    "replication": "the first is number 0",
    "lender": "the platform is number 0",
    "interbank_loss_fen": "both lenders can pay what they owe to each other",
    "interbank_release_fen": "the same",
    "insolvency_cost_fen": "the same",
    "false_alarms": "it takes six months to know one",
    "missed_alarms": "with a lever for every metric some alarm is always on trial",
    "failed_lenders": "a lender that fails has nothing else to do: test_failing_lender.py",
    "receiver_advance_fen": "likewise",
    "min_liquidity_coverage": "liquidity is below 0 at some month end, and covers nothing then",
}
"""Columns that may be 0 throughout, and why."""


def settings(block: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every single setting of a block, by its dotted name; mappings keyed by names of the scenario are left out."""
    for name in type(block).model_fields:
        value = getattr(block, name)
        if hasattr(type(value), "model_fields"):
            yield from settings(value, f"{path}{name}.")
        elif not isinstance(value, dict):
            yield f"{path}{name}", value


def at_default(blocks: list[Any], neutral: Any) -> list[str]:
    """Names of the settings that stand at their default in all of the blocks; a group in place of null does not."""
    wanted = dict(settings(neutral))
    found = [dict(settings(block)) for block in blocks]
    return [name for name, value in wanted.items() if all(name in block and block[name] == value for block in found)]


def test_every_dial_is_off_its_default() -> None:
    neutral = policy_row(Policy())
    chosen = policy_row(SCENARIO.lenders["platform"].policy)
    pairs = zip(DIAL_PATHS, chosen, neutral, strict=True)
    assert [path for path, value, default in pairs if value == default] == []


def test_every_dial_but_those_of_the_score_is_off_its_default_at_the_other_lender_too() -> None:
    pairs = zip(DIAL_PATHS, policy_row(SCENARIO.lenders["bank"].policy), policy_row(Policy()), strict=True)
    assert {path.split(".")[0] for path, value, default in pairs if value == default} == {"score"}


def test_every_setting_of_a_segment_is_off_its_default() -> None:
    assert at_default(list(SCENARIO.population.segments.values()), Segment(share=1.0)) == []


def test_every_setting_of_products_lenders_and_the_economy_is_off_its_default() -> None:
    plain = Product(kind="revolving", lender="platform", annual_rate=0.1825)
    assert at_default(list(SCENARIO.products.values()), plain) == []
    assert at_default(list(SCENARIO.lenders.values()), Lender()) == []
    assert at_default([SCENARIO.macro], Macro()) == []
    assert at_default([SCENARIO.population.dynamics], Dynamics()) == []


def test_lenders_and_supervisor_move_levers_of_each_operation_and_by_every_metric() -> None:
    platform = SCENARIO.lenders["platform"]
    own, ordered = platform.policy.levers.values(), platform.supervision.values()
    for levers in (own, ordered):
        assert {lever.operation for lever in levers} == {"add", "multiply", "set"}
    assert {lever.when.metric for lever in own if lever.when} == set(Metric.__args__)  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    return Simulation.of(SCENARIO)


def test_every_movement_and_every_activity_occurs(simulation: Simulation) -> None:
    movements, activities = np.zeros(len(Movement), dtype=np.int64), np.zeros(ACTIVITIES, dtype=np.int64)

    def clear_month(lender):
        movements[:] += np.abs(lender.month_flow)
        activities[:] += lender.month_activity
        rules.clear_month(lender)

    run = run_book(twin({"clear_month": clear_month}, compiled=False)["run_days"], simulation.start(0))
    assert run.market[0].fault == Fault.NONE
    assert {kind.name for kind in Movement if movements[kind] == 0} <= ONLY_AFTER_FAILURE
    assert [kind.name for kind in Activity if activities[kind] == 0 and kind.name not in NOT_COUNTED] == []
    assert np.all(activities[Activity.CONTACT :] > 0)


def test_no_column_is_0_throughout(simulation: Simulation) -> None:
    row, months = simulation(range(3))
    columns = [column.name for column in MONTHLY_COLUMNS] + [column.name for column in REPLICATION_COLUMNS]
    assert set(NOT_ZERO) <= set(columns)
    assert [name for name in months.dtype.names if not np.any(months[name]) and name not in NOT_ZERO] == []
    assert [name for name in row.dtype.names if not np.any(row[name]) and name not in NOT_ZERO] == []


def test_every_trigger_of_the_platform_starts_its_lever(simulation: Simulation) -> None:
    levers = SCENARIO.lenders["platform"].policy.levers
    names = sorted(levers, key=lambda name: (levers[name].order, name))
    started = np.zeros(len(names))
    for replication in range(4):
        market = run_book(engine.run_days, simulation.start(replication)).market[0]
        records = market.lenders[0].levers[: len(names)]
        started += records["triggered"] + records["months_active"]
    assert [name for name, times in zip(names, started, strict=True) if levers[name].when and times == 0] == []
