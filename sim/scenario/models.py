"""A whole scenario: run settings and the five blocks. What a block holds stands in `models_world` and `models_lending`."""

from __future__ import annotations

from pydantic import Field, model_validator

from sim.scenario.models_lending import Lender, Product
from sim.scenario.models_world import Macro, Population
from sim.scenario.parameter import Block, parameter, required
from sim.sizes import MAX_LENDERS, MAX_PRODUCTS, MAX_REACTIONS, MAX_SEGMENTS, MAX_TERMS

DAYS_PER_MONTH = 30


class Contagion(Block):
    """Channels between borrowers and lenders. Empty until the channels are built."""


class Scenario(Block):
    """Everything a run depends on."""

    name: str = required("name", "what the scenario is called; names the result folder")
    title: str = parameter("", "text", "one line for people", "the scenario")
    extends: str | None = parameter(None, "name or path", "the scenario this one differs from", "the scenario")
    seed: int = parameter(20_260_101, "number", "key of all random draws", "design", low=0, high=2**63 - 1)
    replications: int = parameter(1000, "number", "how many independent replications to run", "design", low=1, high=2**31 - 1)
    horizon_months: int = parameter(24, "months", "simulated horizon", "design", low=1, high=600)
    loss_horizon_months: int = parameter(12, "months", "horizon of defaults and losses", "definitions.md", low=1, high=600)
    window_days: int = parameter(1, "days", "borrowers see institutions as of the close before the window", "design law 3", low=1, high=30)
    population: Population = Population()
    macro: Macro = Macro()
    products: dict[str, Product] = Field(default_factory=dict, description="products, keyed by name", max_length=MAX_PRODUCTS)
    lenders: dict[str, Lender] = Field(
        default_factory=lambda: {"platform": Lender()}, description="lenders, keyed by name", max_length=MAX_LENDERS
    )
    contagion: Contagion = Contagion()

    @model_validator(mode="after")
    def _consistent(self) -> Scenario:
        faults = [text for text in self._inconsistencies() if text]
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def _inconsistencies(self) -> list[str]:
        segments = self.population.segments
        faults = [
            f"products.{name}.lender: {product.lender!r} is not one of the lenders {', '.join(sorted(self.lenders))}"
            for name, product in sorted(self.products.items())
            if product.lender not in self.lenders
        ]
        if "platform" not in self.lenders:
            faults.append("lenders: one lender must be called platform")
        if not self.products:
            faults.append("products: at least one product is needed")
        if not 1 <= len(segments) <= MAX_SEGMENTS:
            faults.append(f"population.segments: {len(segments)} segments, allowed are 1..{MAX_SEGMENTS}")
        elif sum(segment.share for segment in segments.values()) <= 0:
            faults.append("population.segments: the shares add up to 0")
        if DAYS_PER_MONTH % self.window_days:
            faults.append(f"window_days: {self.window_days} does not divide {DAYS_PER_MONTH}")
        if self.population.accounts is not None and self.population.accounts < self.population.size:
            faults.append(f"population.accounts: {self.population.accounts} is less than population.size {self.population.size}")
        faults += [
            f"population.segments.{name}.paying: transactor_share and minimum_payer_share add up to more than 1"
            for name, segment in sorted(segments.items())
            if segment.paying.transactor_share + segment.paying.minimum_payer_share > 1 + 1e-12
        ]
        path = self.macro.central_path
        faults += [
            f"macro.central_path.{name}: needs a value for month 0 (today)"
            for name in type(path).model_fields
            if 0 not in getattr(path, name)
        ]
        lines = sum(product.kind == "revolving" for product in self.products.values())
        needed = lines + (1 if lines < len(self.products) else 0)
        if needed > self.population.account_slots:
            faults.append(f"population.account_slots: {self.population.account_slots} is too few, the products need {needed}")
        faults += [
            f"lenders.{name}.policy.reactions: {len(lender.policy.reactions)} reactions, allowed are {MAX_REACTIONS}"
            for name, lender in sorted(self.lenders.items())
            if len(lender.policy.reactions) > MAX_REACTIONS
        ]
        faults += [
            f"products.{name}.terms: needs 1..{MAX_TERMS} terms with a positive weight"
            for name, product in sorted(self.products.items())
            if product.kind == "term" and not (0 < sum(product.terms.values()) and len(product.terms) <= MAX_TERMS)
        ]
        return faults
