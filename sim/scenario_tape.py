"""The loan tape that a scenario names, read through its mapping and checked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import UsageError
from sim.scenario.models import Scenario

if TYPE_CHECKING:
    from sim.population.tape import Tape


def read_scenario_tape(scenario: Scenario) -> Tape | None:
    """The tape; None for a synthetic book.

    Raises:
        TapeError, MappingError: exit 3. UsageError: a mapping without a tape.
    """
    population = scenario.population
    if population.tape is None:
        if population.mapping is not None:
            raise UsageError("a mapping is given but no tape; name the tape with --tape")
        return None
    from sim.population.mapping_files import load_mapping
    from sim.population.tape import read_tape

    mapping = None if population.mapping is None else load_mapping(population.mapping)
    products = {name: product.kind for name, product in scenario.products.items()}
    return read_tape(Path(population.tape), products, mapping)
