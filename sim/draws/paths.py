"""From independent normals to the AR(1) path of the macro factor, and its main directions. Pure numbers, no draws."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def factor_path(normals: Array, persistence: float) -> Array:
    """(months,) standard AR(1) path moved by (months,) normals, by the recursion of the rules and to the same bits."""
    path = np.empty(len(normals))
    fresh = math.sqrt(1.0 - persistence * persistence)
    previous = 0.0
    for month, normal in enumerate(normals.tolist()):
        previous = normal if month == 0 else persistence * previous + fresh * normal
        path[month] = previous
    return path


def loadings(months: int, persistence: float) -> Array:
    """(months, months) matrix L with path = L normals: row t says what moves month t."""
    return np.column_stack([factor_path(unit, persistence) for unit in np.eye(months)])


@lru_cache(maxsize=16)
def principal_axes(months: int, persistence: float) -> Array:
    """(months, months) orthonormal columns in the space of the normals, those that move the path most first.

    With L = U S V' the path is U S y with y = V' normals, again independent standard normals: the columns are V. Each
    is signed so that moving along it worsens the path on the whole (Jolliffe 2002, Principal Component Analysis, 3.5).
    """
    matrix = loadings(months, persistence)
    _, axes = np.linalg.eigh(matrix.T @ matrix)
    axes = axes[:, ::-1]
    signs = np.where((matrix @ axes).sum(axis=0) < 0.0, -1.0, 1.0)
    return axes * signs


@lru_cache(maxsize=16)
def mean_direction(months: int, persistence: float, first_months: int) -> Array:
    """(months,) unit vector in the space of the normals along which the mean factor of the first months moves."""
    moved = loadings(months, persistence)[:first_months].sum(axis=0)
    return moved / np.linalg.norm(moved)
