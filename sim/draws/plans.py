"""The draw plans without weights: plain, antithetic, Sobol, stratified. Importance draws have a file of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

import numpy as np

from sim.draws.normals import (
    SECTION,
    SECTION_BITS,
    normal_in,
    own_normals,
    section_normals,
    shuffled_strata,
)
from sim.draws.paths import mean_direction, principal_axes

Array = np.ndarray[Any, Any]


class Drawn(NamedTuple):
    """What moves a replication's factor, and for how many plain replications it counts."""

    normals: Array
    """(months,) standard normals, from which `sim.draws.paths.factor_path` makes the path"""
    weight: float
    """likelihood ratio; 1 for all plans but importance"""


class Draws(Protocol):
    """A draw plan."""

    @property
    def kind(self) -> str:
        """Its name on the command line."""

    def drawn(self, seed: int, replication: int, months: int, persistence: float) -> Drawn:
        """What moves the factor of a replication over a horizon of so many months."""


@dataclass(frozen=True)
class Plain:
    """Every replication for itself."""

    kind = "plain"

    def drawn(self, seed: int, replication: int, months: int, persistence: float) -> Drawn:
        """The replication's own normals."""
        return Drawn(own_normals(seed, replication, months), 1.0)


PLAIN = Plain()


@dataclass(frozen=True)
class Antithetic:
    """Replications 2k and 2k + 1 see mirrored economies (Hammersley and Morton 1956)."""

    kind = "antithetic"

    def drawn(self, seed: int, replication: int, months: int, persistence: float) -> Drawn:
        """The normals of the even replication, negated for the odd one."""
        normals = own_normals(seed, replication - replication % 2, months)
        return Drawn(-normals if replication % 2 else normals, 1.0)


@dataclass(frozen=True)
class Stratified:
    """The mean factor of the first months falls once into each of 256 equally likely strata of a section."""

    first_months: int
    kind = "stratified"

    def drawn(self, seed: int, replication: int, months: int, persistence: float) -> Drawn:
        """The replication's own normals, moved along the direction of that mean into its stratum."""
        normals = own_normals(seed, replication, months)
        direction = mean_direction(months, persistence, min(self.first_months, months))
        along = float(direction @ normals)
        stratum = int(shuffled_strata(seed, replication // SECTION)[replication % SECTION])
        return Drawn(normals + (normal_in(stratum, along) - along) * direction, 1.0)


@dataclass(frozen=True)
class Sobol:
    """The main components of the path follow a scrambled Sobol net of 256 points, new in every section."""

    components: int = 8
    kind = "sobol"

    def drawn(self, seed: int, replication: int, months: int, persistence: float) -> Drawn:
        """The replication's own normals, the first components of the path squeezed into their cells of the net."""
        axes = principal_axes(months, persistence)
        along = axes.T @ own_normals(seed, replication, months)
        cells = scrambled_net(seed, replication // SECTION, min(self.components, months))[replication % SECTION]
        along[: len(cells)] = [normal_in(int(cell), normal) for cell, normal in zip(cells, along, strict=False)]
        return Drawn(axes @ along, 1.0)


@lru_cache(maxsize=64)
def scrambled_net(seed: int, section: int, dimensions: int) -> Array:
    """(256, dimensions) cells 0..255 of a Sobol net after nested uniform scrambling (Owen 1995).

    Within its cell a point lies at random. A net of 256 points has one point in each cell of each dimension, so
    scrambling eight binary digits and drawing the rest is the whole of Owen's scrambling.
    """
    cells = np.empty((SECTION, dimensions), dtype=np.int64)
    net = sobol_cells(dimensions)
    for dimension in range(dimensions):
        flips = section_normals(seed, section, 1 + dimension) < 0.0
        cells[:, dimension] = scrambled(net[:, dimension], flips)
    return cells


@lru_cache(maxsize=16)
def sobol_cells(dimensions: int) -> Array:
    """(256, dimensions) cells of the first 256 points of the Sobol sequence (Joe and Kuo 2008), not scrambled."""
    from scipy.stats import qmc  # takes half a second, and only Sobol draws come here

    points = qmc.Sobol(dimensions, scramble=False).random_base2(SECTION_BITS)
    return (points * SECTION).astype(np.int64)


def scrambled(cells: Array | Sequence[int], flips: Array) -> Array:
    """Cells 0..255 with each binary digit flipped or not, as `flips`, (256,) booleans, says of the digits before it."""
    given = np.asarray(cells)
    found = np.zeros_like(given)
    for digit in range(SECTION_BITS):
        before = given >> (SECTION_BITS - digit)
        bit = given >> (SECTION_BITS - 1 - digit) & 1
        node = (1 << digit) + before  # numbers the digits of all prefixes from 1 to 255
        found = found << 1 | (bit ^ flips[node])
    return found
