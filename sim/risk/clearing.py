"""Clearing of debts among institutions: who pays what when some cannot pay all (Eisenberg-Noe, Rogers-Veraart).

The greatest clearing vector by the fictitious default algorithm: one linear system a round. An oracle for the rule
with which lenders are cleared, which reaches the same vector another way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.risk.samples import FloatArray, RiskInputError


class ImpossibleDebts(RiskInputError):
    """Debts, assets or recovered shares that cannot be."""


@dataclass(frozen=True, eq=False)
class Clearing:
    """What each institution pays in all, what equity it keeps, and who pays less than it owes; shapes (n,)."""

    payments: FloatArray
    equity: FloatArray
    is_default: NDArray[np.bool_]


def clear(owed: FloatArray, assets: FloatArray, alpha: float = 1.0, beta: float = 1.0) -> Clearing:
    """The greatest clearing vector of `owed` (n, n), row i owes column j, with outside `assets` (n,), any unit.

    A solvent institution pays all. One in default pays alpha of its assets and beta of what it is paid (Eisenberg and
    Noe 2001, Management Science 47, 236-249: both 1; Rogers and Veraart 2013, Management Science 59, 882-898, by their
    greatest clearing vector algorithm). At most n rounds. Raises ImpossibleDebts.
    """
    if (owed < 0.0).any() or np.diag(owed).any() or (assets < 0.0).any():
        raise ImpossibleDebts("debts and assets: allowed are amounts of at least 0 and nobody who owes to itself")
    if not (0.0 < alpha <= 1.0 and 0.0 < beta <= 1.0):
        raise ImpossibleDebts(f"recovered shares {alpha}, {beta}: allowed are shares above 0, up to 1")
    due = owed.sum(axis=1)
    shares = np.divide(owed, due[:, None], out=np.zeros_like(owed, dtype=np.float64), where=due[:, None] > 0.0)
    is_default = np.zeros(due.size, dtype=bool)
    payments = due.astype(np.float64)
    for _ in range(due.size + 1):
        worth = assets + shares.T @ payments
        short = is_default | (worth < due * (1.0 - 1e-14))
        if (short == is_default).all():
            break
        is_default = short
        payments = _payments(due, shares, assets, is_default, (alpha, beta))
    equity = np.where(is_default, 0.0, assets + shares.T @ payments - due)
    return Clearing(payments, equity, is_default)


def _payments(
    due: FloatArray, shares: FloatArray, assets: FloatArray, is_default: NDArray[np.bool_], kept: tuple[float, float]
) -> FloatArray:
    """What is paid where exactly these are in default: they share alpha x assets + beta x what they receive."""
    alpha, beta = kept
    payments: FloatArray = np.where(is_default, 0.0, due)
    among = shares[np.ix_(is_default, is_default)].T
    from_others = shares[:, is_default].T @ payments
    known = alpha * assets[is_default] + beta * from_others
    payments[is_default] = np.linalg.solve(np.eye(among.shape[0]) - beta * among, known)
    return payments
