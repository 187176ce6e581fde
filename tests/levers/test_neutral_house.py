"""A dial of the house at its neutral value vanishes to the bit, whatever the dials beside it say."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.opening import synthetic_book
from sim.scenario.models import Scenario
from sim.simulation import Simulation
from tests.levers.house_world import house, lever

POOR = {"lenders": {"platform": {"balance_sheet": {"equity_share": -0.02}}}}
"""Own funds below zero from the start."""
CALLS = {"ladder": {"human_call": {"start_day": 3, "every_days": 5, "attempts": 4}}}

NEUTRAL: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "guarantee": (
        {},
        {"guarantee": {"first_loss": 0.2, "cap": 0.3, "premium": 0.5, "fails_beyond_factor": -100}},
    ),
    "a guarantor that cannot fail": (
        {"guarantee": {"quota": 0.5}},
        {"guarantee": {"quota": 0.5, "fails_beyond_factor": 50}},
    ),
    "dividends": ({}, {"capital_actions": {"dividend_ratio": 0.0}}),
    "fresh capital": ({}, {"capital_actions": {"recapitalise_to": 0.5, "recapitalise_cap": 10}}),
    "complaints": (
        CALLS,
        CALLS
        | {"conduct": {"fine": 1e6, "reputation_loss": 100, "reputation_memory": 0.3, "excess_complaint_rate": 1}},
    ),
    "a whole name costs nothing": (
        {"revenue": {"acquisition_cost": 20}},
        {"revenue": {"acquisition_cost": 20}, "conduct": {"reputation_memory": 0.1, "reputation_loss": 1e5}},
    ),
    "capacity": (CALLS, {"ladder": {"human_call": CALLS["ladder"]["human_call"] | {"capacity": 1e8}}}),
    "growth cap": ({}, {"underwriting": {"growth_cap_monthly": 100}}),
    "approval": ({}, {"underwriting": {"approval_rate": 1}}),
    "verification": ({}, {"underwriting": {"verification_cost": 1e6}}),
    "promotions": ({}, {"promotions": {"score": 0, "minimum_spend": 0}}),
    "education": ({}, {"education": {"cost": 1e4}}),
    "service": ({}, {"service": {"dispute_days": 90, "cost": 1e5, "refund": 0, "score_repair": 0}}),
    "adding nothing": ({}, {"levers": {"mine": lever("underwriting.score_cutoff", "add", 0)}}),
    "times one": ({}, {"levers": {"mine": lever("limits.multiple", "multiply", 1, segment="gig")}}),
    "set to what it is": ({}, {"levers": {"mine": lever("charge_off.days_past_due", "set", 120)}}),
    "after the horizon": ({}, {"levers": {"mine": lever("underwriting.approval_rate", "set", 0, start_month=14)}}),
    "a trigger that never comes": (
        {},
        {
            "levers": {
                "mine": lever(
                    "underwriting.approval_rate", "set", 0, when={"metric": "d90_rate", "on": 1.1, "off": 1.0}
                )
            }
        },
    ),
}


@cache
def _bytes(scenario: str) -> bytes:
    rows, months = Simulation.of(Scenario.model_validate_json(scenario))([0, 1])
    return rows.tobytes() + months.tobytes()


def outcome(scenario: Scenario) -> bytes:
    return _bytes(scenario.model_dump_json())


@pytest.mark.parametrize("name", NEUTRAL)
def test_a_neutral_dial_changes_no_bit(name: str) -> None:
    base, other = NEUTRAL[name]
    world = POOR if name in ("fresh capital", "dividends") else {}
    assert outcome(house(base, **world)) == outcome(house(other, **world))


def test_a_supervisors_lever_that_does_nothing_changes_no_bit() -> None:
    orders = {"lenders": {"platform": {"supervision": {"order": lever("limits.multiple", "multiply", 1)}}}}
    plain, ordered = (Simulation.of(house(**more))(range(3)) for more in ({}, orders))
    assert (ordered[1]["orders_in_force"] > 0).any()
    ordered[1]["orders_in_force"] = 0  # the order itself is reported
    assert b"".join(table.tobytes() for table in plain) == b"".join(table.tobytes() for table in ordered)


def test_the_comparison_sees_a_dial_that_is_not_neutral() -> None:
    assert outcome(house()) != outcome(house({"underwriting": {"approval_rate": 0.9}}))
    assert outcome(house(**POOR)) != outcome(house({"capital_actions": {"recapitalise_below": 0.001}}, **POOR))


def test_levers_and_caps_rest_while_the_opening_book_is_aged() -> None:
    stop = {
        "underwriting": {"growth_cap_monthly": 0.0},
        "levers": {"stop": lever("underwriting.approval_rate", "set", 0)},
    }
    calm, stopped = synthetic_book(house()), synthetic_book(house(stop))
    assert np.array_equal(calm.borrowers.view("u1"), stopped.borrowers.view("u1"))
    assert np.array_equal(calm.written_off, stopped.written_off)
