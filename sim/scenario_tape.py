"""The loan tape that a scenario names, read through its mapping and checked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.scenario.errors import Fault, ScenarioError
from sim.scenario.models import Scenario

if TYPE_CHECKING:
    from sim.population.tape import Tape


def read_scenario_tape(scenario: Scenario) -> Tape | None:
    """The tape; None for a synthetic book.

    Raises:
        TapeError, MappingError, ScenarioError (a mapping without a tape): exit 3.
    """
    population = scenario.population
    if population.tape is None:
        if population.mapping is not None:
            problem = "a mapping is given but no tape; name the tape with --tape or population.tape"
            raise ScenarioError([Fault("E121", scenario.name, None, None, "population.mapping", problem)])
        return None
    from sim.population.mapping_files import load_mapping
    from sim.population.tape import read_tape

    mapping = None if population.mapping is None else load_mapping(population.mapping)
    products = {name: product.kind for name, product in scenario.products.items()}
    return read_tape(Path(population.tape), products, mapping)
