"""Growth hides losses: the same borrowers in a flat and in a fast-growing book, by the full engine and dials alone."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from sim import scenario
from sim.outputs import NULL_INTEGER, VINTAGE_AGES
from sim.records import State
from sim.risk.growth import bad_loan_ratio, originations
from sim.simulation import Simulation
from sim.units import DAYS_PER_MONTH, NEVER

REPLICATIONS = 30
MONTHS = 24
FAST = 3.0
"""+300 % a year."""
SHARE_AT_START = 0.02
"""Of the records, those who are customers from the start; each month brings an equal part of the others."""
BAD_DAYS = 90
CRITICAL_Z = 4.8916
"""Two-sided normal quantile at a false-alarm rate of 1e-6."""
CURVES = ("opened_accounts", "d30_at_3_months", *(f"vintage_defaults_{age}" for age in VINTAGE_AGES if age < MONTHS))


def world(growth: float, *overrides: str) -> Simulation:
    said = [f"population.arrivals.growth={growth}", *overrides]
    return Simulation.of(scenario.load("growth_hides_losses", overrides=said).scenario)


@cache
def months(growth: float, *overrides: str) -> np.ndarray:
    """(replications, months) rows of the platform."""
    _, monthly = world(growth, *overrides)(range(REPLICATIONS))
    return monthly[monthly["lender"] == 0].reshape(REPLICATIONS, MONTHS)


@pytest.mark.slow
def test_vintage_curves_are_the_same_to_the_bit_at_any_growth() -> None:
    flat, fast = months(0.0), months(FAST)
    assert (fast["opened_accounts"][:, -1] > 10 * flat["opened_accounts"][:, -1]).all()
    for column in CURVES[1:]:
        known = flat[column] != NULL_INTEGER
        assert known.any(), column
        assert (known == (fast[column] != NULL_INTEGER)).all(), column
        shares = [rows[column][known] / rows["opened_accounts"][known] for rows in (flat, fast)]
        assert np.array_equal(*shares), column


@pytest.mark.slow
def test_fast_growth_shows_at_most_five_ninths_of_the_bad_loans() -> None:
    """Mean reported ratios over 30 replications of each: flat / fast is at least 1.8."""
    assert ratios(0.0).mean() / ratios(FAST).mean() >= 1.8


@pytest.mark.slow
def test_the_reported_ratio_is_the_age_weighted_closed_form() -> None:
    """Ages are learnt from other luck, in a flat book; z at a false-alarm rate of 1e-6, both sides' errors counted."""
    balance, bad = curves_by_age("seed=20260116")
    opened = np.concatenate([[SHARE_AT_START * MONTHS / (1 - SHARE_AT_START)], originations(MONTHS, FAST)])
    predicted = bad_loan_ratio(opened, balance.mean(axis=0), bad.mean(axis=0))
    each = [bad_loan_ratio(opened, *pair) for pair in zip(balance, bad, strict=True)]
    error = np.hypot(np.std(each, ddof=1), ratios(FAST).std(ddof=1)) / np.sqrt(REPLICATIONS)
    assert abs(ratios(FAST).mean() - predicted) < CRITICAL_Z * error


def ratios(growth: float) -> np.ndarray:
    """(replications,) the platform's bad-loan ratio as reported at the end."""
    last = months(growth)[:, -1]
    return last["dpd_90_plus_fen"] / last["outstanding_fen"]


def curves_by_age(*overrides: str) -> tuple[np.ndarray, np.ndarray]:
    """(replications, months + 1) twice: fen owed, and 90 days past due, per customer by months on book, flat book.

    The oldest are the few who were customers on the evening before day 1.
    """
    simulation = world(0.0, *overrides)
    balance, bad = np.zeros((2, REPLICATIONS, MONTHS + 1))
    for replication in range(REPLICATIONS):
        borrowers = simulation.lived(replication).borrowers
        age = MONTHS - 1 - borrowers["agent"] % MONTHS
        age[simulation.books[0]["admitted_day"] != NEVER] = MONTHS
        line = borrowers["accounts"][:, 0]
        owed = (line["principal"] + line["interest"]) * (line["state"] == State.OPEN)
        late = MONTHS * DAYS_PER_MONTH - line["oldest_due_day"] >= BAD_DAYS
        people = np.bincount(age, minlength=MONTHS + 1)
        balance[replication] = np.bincount(age, owed, minlength=MONTHS + 1) / people
        bad[replication] = np.bincount(age, owed * late, minlength=MONTHS + 1) / people
    return balance, bad
