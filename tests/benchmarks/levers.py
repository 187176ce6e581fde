"""What each lever of a policy and each habit of borrowers costs in speed: the baseline against itself without it."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from sim.dials import DIALS
from sim.scenario.models import Scenario
from sim.scenario.models_borrower import Segment
from sim.scenario.models_lending import Policy
from sim.simulation import Simulation
from tests.benchmarks.clocks import measure
from tests.benchmarks.table import Line

BLOCKS = (*DIALS, "ladder", "levers")
HABITS = ("health", "attention", "willingness", "help")
"""Blocks of a segment whose defaults are neutral."""
PAIRS = 9


def without_block(scenario: Scenario, block: str) -> Scenario:
    """A scenario whose lenders have the neutral settings in one block of their policies."""
    neutral = Policy.model_fields[block].get_default(call_default_factory=True)
    lenders = {
        name: lender.model_copy(update={"policy": lender.policy.model_copy(update={block: neutral})})
        for name, lender in scenario.lenders.items()
    }
    return scenario.model_copy(update={"lenders": lenders})


def without_habit(scenario: Scenario, habit: str) -> Scenario:
    """A scenario whose segments have the neutral settings in one block."""
    neutral = Segment.model_fields[habit].get_default(call_default_factory=True)
    segments = {name: each.model_copy(update={habit: neutral}) for name, each in scenario.population.segments.items()}
    population = scenario.population.model_copy(update={"segments": segments})
    return scenario.model_copy(update={"population": population})


def without_policy(scenario: Scenario) -> Scenario:
    """A scenario whose lenders lend by rule and do nothing else."""
    for block in BLOCKS:
        scenario = without_block(scenario, block)
    return scenario


def variants(scenario: Scenario) -> Iterator[tuple[str, Scenario]]:
    """Name and scenario of everything that is left out in turn."""
    yield "the whole policy", without_policy(scenario)
    for block in BLOCKS:
        if without_block(scenario, block) != scenario:
            yield f"policy: {block}", without_block(scenario, block)
    for habit in HABITS:
        yield f"borrowers: {habit}", without_habit(scenario, habit)


def costs(base: Simulation, borrower_months: int) -> list[Line]:
    """Nanoseconds a borrower-month that the baseline takes longer than without a block, from the same opening book.

    Each is the median over pairs measured one after the other. What a block does to the book counts too: without
    collectors more is in arrears, and arrears take time.
    """
    lines = []
    for name, scenario in variants(base.scenario):
        other = Simulation(scenario, base.books)
        other.replicate(1)
        differences, shares = [], []
        for _ in range(PAIRS):
            taken = measure(lambda: base.replicate(1), 1).best
            left = measure(lambda: other.replicate(1), 1).best  # noqa: B023
            differences.append((taken - left) / borrower_months * 1e9)
            shares.append(taken / left - 1.0)
        value = f"{statistics.median(differences):+.0f} ns ({statistics.median(shares):+.1%})"
        lines.append(Line(f"cost of {name}", value, "", f"a borrower-month, median of {PAIRS} pairs"))
    return lines
