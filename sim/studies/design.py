"""Which points a sweep visits: grid, zip, Latin hypercube, Sobol sequence; what is done there is not known here."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Sequence

import numpy as np
from scipy.stats import qmc

from sim.errors import UsageError
from sim.risk.parameter_uncertainty import hypercube
from sim.risk.samples import FloatArray
from sim.studies.parameters import Parameter
from sim.studies.study_file import Value, Varied

DESIGNS = ("grid", "zip", "latin_hypercube", "sobol")
MOST_POINTS = 10_000
IDENTIFIER = 10
"""Characters of a point's name."""

Point = tuple[Value, ...]


def designed(kind: str, parameters: Sequence[Parameter], points: int, seed: int) -> list[Point]:
    """The points in their order, each a value for every parameter; a point that comes twice counts once.

    A grid has every combination of values, the last parameter fastest; a zip takes the first values of all, then the
    second, ...; the others fill the ranges with so many points, keyed by the seed. The first points of a Sobol sequence
    do not depend on how many follow. Raises UsageError.
    """
    if kind == "grid":
        count = int(np.prod([float(len(values_of(one.varied))) for one in parameters]))
        _check_count(count)
        found = list(itertools.product(*(values_of(one.varied) for one in parameters)))
    elif kind == "zip":
        found = _zipped(parameters)
    else:
        _check_count(points)
        found = _filled(kind, parameters, points, seed)
    return list(dict.fromkeys(found))


def _check_count(count: int) -> None:
    if count > MOST_POINTS:
        raise UsageError(f"the design has {count:,} points; at most {MOST_POINTS:,} are run at once")


def _zipped(parameters: Sequence[Parameter]) -> list[Point]:
    columns = [values_of(one.varied) for one in parameters]
    if len({len(column) for column in columns}) > 1:
        said = ", ".join(f"{one.name} {len(column)}" for one, column in zip(parameters, columns, strict=True))
        raise UsageError(f"a zip needs as many values of every parameter; found {said}")
    return list(zip(*columns, strict=True))


def values_of(varied: Varied) -> tuple[Value, ...]:
    """The values given, or the steps of the range."""
    if varied.values is not None:
        return varied.values
    return tuple(at(varied, place) for place in np.linspace(0.0, 1.0, varied.steps).tolist())


def at(varied: Varied, place: float) -> Value:
    """The value at a place of 0..1: within the range, or one of the values, each with an equal part."""
    if varied.values is not None:
        return varied.values[min(int(place * len(varied.values)), len(varied.values) - 1)]
    low, high = float(varied.low or 0.0), float(varied.high or 0.0)
    if place in (0.0, 1.0):
        return high if place else low
    if varied.spacing == "logarithmic":
        return float(low * (high / low) ** place)
    return low + (high - low) * place


def _filled(kind: str, parameters: Sequence[Parameter], points: int, seed: int) -> list[Point]:
    shares = hypercube(points, len(parameters), seed) if kind == "latin_hypercube" else sobol(points, parameters, seed)
    rows = zip(*(_column(one, shares[:, place]) for place, one in enumerate(parameters)), strict=True)
    return list(rows)


def _column(parameter: Parameter, shares: FloatArray) -> list[Value]:
    found = [at(parameter.varied, float(share)) for share in shares]
    is_rounded = parameter.is_whole and parameter.varied.values is None and not parameter.varied.multiple
    return [round(float(value)) for value in found] if is_rounded else found


def sobol(points: int, parameters: Sequence[Parameter], seed: int) -> FloatArray:
    """(points, parameters) shares in 0..1 of a scrambled Sobol sequence (Owen 1998, Journal of Complexity 14)."""
    engine = qmc.Sobol(len(parameters), rng=np.random.default_rng(seed))
    whole: FloatArray = engine.random_base2(max(0, int(points - 1).bit_length()))
    return whole[:points]


def identifier(parameters: Sequence[Parameter], point: Point) -> str:
    """A point's name: a hash of its keys and values, which does not change when others are added."""
    said = sorted([one.varied.key, one.varied.multiple, value] for one, value in zip(parameters, point, strict=True))
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:IDENTIFIER]
