"""The groups by which a comparison tells whom a change reaches, fixed by the base's opening books.

The same borrower is in the same group in every arm. By age or region nothing can be told: the model knows neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.loss_parts import BETWEEN_HOLDERS
from sim.scenario.models import Scenario
from sim.setup import product_names, segment_names
from sim.simulation import Simulation

Array = np.ndarray[Any, Any]
QUARTERS = ("lowest quarter", "second quarter", "third quarter", "highest quarter")
CUTS = (0.25, 0.5, 0.75)
STANDING = ("segment", "income", "score")
"""Dimensions in which every borrower has one place for good."""
PRODUCT, FATE = "first_product", "fate"
NOWHERE = "no default traced"
FATES = ("no default", "default in both", "saved", "newly in default", "base only", "arm only", "not at the start")
"""What became of a borrower in the two worlds; see `sim.studies.people.tally`."""


@dataclass(frozen=True)
class Groups:
    """Names of the groups by dimension, and who is in which."""

    names: dict[str, tuple[str, ...]]
    """Dimension to the names of its groups; the last one is what lies between holders."""
    places: tuple[dict[str, Array], ...]
    """For each opening book, standing dimension to (borrowers,) places in the names."""
    products: tuple[Array, ...]
    """For each arm, (products,) places of its products in the names."""


def groups_of(scenarios: Sequence[Scenario], base: Simulation) -> Groups:
    """The groups of a comparison, whose base is the first of the scenarios."""
    products = tuple(dict.fromkeys(name for one in scenarios for name in product_names(one)))
    names = {
        "segment": (*segment_names(scenarios[0]), BETWEEN_HOLDERS),
        "income": (*QUARTERS, BETWEEN_HOLDERS),
        "score": (*QUARTERS, BETWEEN_HOLDERS),
        PRODUCT: (*products, NOWHERE, BETWEEN_HOLDERS),
        FATE: (*FATES, BETWEEN_HOLDERS),
    }
    orders = tuple(np.array([products.index(name) for name in product_names(one)]) for one in scenarios)
    return Groups(names, tuple(_places(book) for book in base.books), orders)


def _places(book: Array) -> dict[str, Array]:
    return {"segment": book["segment"], "income": quarters(book["income"]), "score": quarters(book["score"])}


def quarters(values: Array) -> Array:
    """(borrowers,) quarter, from 0, in which each value lies; equal values lie in the same one."""
    return np.searchsorted(np.quantile(values, CUTS, method="inverted_cdf"), values, side="left")


def strangers(scenarios: Sequence[Scenario], simulations: Sequence[Simulation]) -> str:
    """Why borrowers of the arms are not the same people, in words; empty where they are."""
    first, base = scenarios[0], simulations[0]
    for scenario, simulation in zip(scenarios[1:], simulations[1:], strict=True):
        if segment_names(scenario) != segment_names(first):
            return "the arms have different segments of borrowers"
        if len(simulation.books) != len(base.books):
            return "the arms have different numbers of imputed opening books"
        for mine, others in zip(base.books, simulation.books, strict=True):
            if len(mine) != len(others):
                return f"the arms have different numbers of borrowers ({len(mine):,} and {len(others):,})"
            if not all(np.array_equal(mine[name], others[name]) for name in ("agent", "segment", "weight")):
                return "the borrowers of the arms are not the same people"
    return ""
