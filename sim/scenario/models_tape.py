"""How the traits that a loan tape does not show are drawn: the dials of imputation, all of them about borrowers.

Nothing here was fitted to what happened after a tape's date. docs/tape.md says in words what is drawn from what.
"""

from __future__ import annotations

from sim.scenario.parameter import Block, parameter

STATIONARY = "stationary book of the shipped baseline, 20,000 borrowers after the warm-up"
TAIWAN_CURES = "Taiwan card tape 2005, April to August, domain.md 8"


class Imputation(Block):
    """What a tape does not show, given what it shows."""

    limit_income_correlation: float = parameter(
        0.6,
        "rank correlation (Gaussian copula)",
        "incomes follow the limits that lenders gave; 0: independent",
        low=-0.99,
        high=0.99,
    )
    foreign_limit_months: float = parameter(
        3.0,
        "months of income",
        "tape not in yuan: income level at which the median limit is so many months",
        low=0.01,
        high=1000,
    )
    transactor_savings: float = parameter(
        1.2, "multiple", "savings of who pays the whole bill, relative to the segment's median", low=0, high=100
    )
    minimum_savings: float = parameter(0.8, "multiple", "savings of who pays the minimum", low=0, high=100)
    partial_savings: float = parameter(1.0, "multiple", "savings of who pays in part", low=0, high=100)
    utilisation_savings: float = parameter(
        0.3, "fall of log savings", "fall between an empty and a full line: who has cash draws less", low=0, high=10
    )
    late_savings: float = parameter(
        0.15, "fall of log savings per late month", "fall with each late month of the last six", low=0, high=10
    )
    cash_level: float = parameter(
        1.4, "multiple of target savings", "median cash of who is current and has work", STATIONARY, low=0, high=100
    )
    cash_dispersion: float = parameter(0.28, "deviation of log cash", "spread of it", STATIONARY, low=0, high=5)
    jobless_cash_level: float = parameter(
        0.8, "multiple of target savings", "median cash of who is current and out of work", STATIONARY, low=0, high=100
    )
    jobless_cash_dispersion: float = parameter(
        1.2, "deviation of log cash", "spread of it: every stage of a spell without work", STATIONARY, low=0, high=5
    )
    jobless_when_late: float = parameter(
        0.5,
        "probability",
        "who has missed one due date by more than a lapse is out of work",
        f"0.48 to 0.54 in the {STATIONARY}; 53 % of first misses are not made good within a month, domain.md 8",
        low=0,
        high=1,
    )
    work_decay: float = parameter(
        0.6,
        "multiple per due date missed",
        "chance to be in work falls with each further due date missed",
        f"monthly cures 47.4, 28.0, 22.0 % by month of the spell, {TAIWAN_CURES}",
        low=0,
        high=1,
    )
    late_job_risk: float = parameter(
        0.15,
        "share per late month",
        "rise of the job-loss risk with each late month of the last six",
        f"re-entry after a cure 2.5 times a first entry, {TAIWAN_CURES}; split between risk and attention assumed",
        low=0,
        high=10,
    )
    late_forgetting: float = parameter(
        0.5,
        "share per late month",
        "rise of forgetting with each late month, in full on an empty line, none at full use",
        "who can pay and is late forgets: assumed",
        low=0,
        high=10,
    )
