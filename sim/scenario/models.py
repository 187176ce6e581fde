"""A whole scenario: run settings and the five blocks, which stand in `models_world` and `models_lending`."""

from __future__ import annotations

from pydantic import Field, model_validator

from sim.scenario.consistency import inconsistencies
from sim.scenario.models_contagion import Contagion
from sim.scenario.models_lending import Lender
from sim.scenario.models_product import Product
from sim.scenario.models_world import Macro, Population
from sim.scenario.parameter import Block, parameter, required
from sim.sizes import MAX_LENDERS, MAX_PRODUCTS


class Scenario(Block):
    """Everything a run depends on."""

    name: str = required("name", "what the scenario is called; names the result folder")
    title: str = parameter("", "text", "one line for people", "the scenario")
    extends: str | None = parameter(None, "name or path", "the scenario this one differs from", "the scenario")
    seed: int = parameter(20_260_101, "number", "key of all random draws", "design", low=0, high=2**63 - 1)
    replications: int = parameter(
        1000, "number", "how many independent replications to run", "design", low=1, high=2**31 - 1
    )
    horizon_months: int = parameter(24, "months", "simulated horizon", "design", low=1, high=600)
    loss_horizon_months: int = parameter(
        12, "months", "horizon of defaults and losses", "definitions.md", low=1, high=600
    )
    window_days: int = parameter(
        1, "days", "borrowers see institutions as of the close before the window", "design law 3", low=1, high=30
    )
    population: Population = Population()
    macro: Macro = Macro()
    products: dict[str, Product] = Field(
        default_factory=dict, description="products, keyed by name", max_length=MAX_PRODUCTS
    )
    lenders: dict[str, Lender] = Field(
        default_factory=lambda: {"platform": Lender()}, description="lenders, keyed by name", max_length=MAX_LENDERS
    )
    contagion: Contagion = Contagion()

    @model_validator(mode="after")
    def _consistent(self) -> Scenario:
        faults = inconsistencies(self)
        if faults:
            raise ValueError("; ".join(faults))
        return self
