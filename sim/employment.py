"""Work as a distribution: shares of a population out of work by length of spell, and the hazards that follow a path.

The rules draw each borrower's work; this is their limit of many borrowers. Nothing is drawn here and nothing is known
of money.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
LONGEST_SPELL = 60
"""Months without work that are told apart; the last place holds all longer spells."""


FINDING_DIALS = ("finding_plateau_months", "finding_decay", "finding_floor")
"""The dials of a segment's employment that `finding_falls` takes, in its order."""


def finding_falls(plateau_months: Array, decay: Array, floor: Array) -> Array:
    """(LONGEST_SPELL, n) chance to find work relative to the first month's, by month of the spell; all else (n,)."""
    falling = np.maximum(0.0, np.arange(float(LONGEST_SPELL))[:, np.newaxis] - plateau_months)
    return np.where(decay < 1.0, np.maximum(floor, decay**falling), 1.0)


def next_spells(spells: Array, loss: Array, finding: Array) -> Array:
    """(LONGEST_SPELL, n) share out of work for so many months, a month on.

    `spells` is (LONGEST_SPELL, n), `loss` (n,) the monthly chance to lose work, `finding` (LONGEST_SPELL, n) the
    chance to find some by month of the spell.
    """
    stay = spells * (1.0 - finding)
    begun = (1.0 - spells.sum(axis=0)) * loss
    return np.concatenate([begun[np.newaxis], stay[:-2], stay[-2:].sum(axis=0, keepdims=True)])


def steady_spells(loss: Array, finding: Array) -> Array:
    """(LONGEST_SPELL, n) the shares that stay as they are under these hazards; all finding chances above 0."""
    lasting = np.ones_like(finding)
    lasting[1:] = np.cumprod(1.0 - finding[:-1], axis=0)
    lasting[-1] /= finding[-1]
    begun = loss / (1.0 + loss * lasting.sum(axis=0))
    return np.asarray(begun * lasting)


def hazard_multiples(path: Array, response: float, shares: Array, loss: Array, finding: Array) -> tuple[Array, Array]:
    """((months - 1,), (months - 1,)) multiples of job loss and job finding that move unemployment along a path.

    `path` is (months,) unemployment from month 0 on, `shares`, `loss` (segments,) and `finding` (LONGEST_SPELL,
    segments) are the population's. The population starts in its own steady state and follows the path's changes
    relative to its start. Job finding moves by (start / unemployment of the month before) ^ response, which is an
    assumption; job loss does the rest, as far as it can: nobody loses work at a negative rate.
    """
    spells = steady_spells(loss, finding)
    start = float(shares @ spells.sum(axis=0))
    losing, finding_multiples = np.ones(len(path) - 1), np.ones(len(path) - 1)
    for month in range(1, len(path)):
        if np.all(path[: month + 1] == path[0]):
            continue
        finding_multiples[month - 1] = (path[0] / path[month - 1]) ** response
        found = np.minimum(1.0, finding * finding_multiples[month - 1])
        wanted = start * path[month] / path[0] - float(shares @ (spells * (1.0 - found)).sum(axis=0))
        at_work = 1.0 - spells.sum(axis=0)
        losing[month - 1] = max(0.0, wanted / float(shares @ (at_work * loss)))
        spells = next_spells(spells, np.minimum(1.0, loss * losing[month - 1]), found)
    return losing, finding_multiples
