"""What a tape does not show, by hand: each trait given its draw."""

import math
from types import SimpleNamespace

import pytest

from sim.records import PayerType
from tests.builders import a_borrower, a_world, open_line, overdue, put, rules

MEDIAN = 0.5
DIALS = SimpleNamespace(
    limit_income_correlation=0.6, income_level=1.5, late_job_risk=0.5, transactor_savings=1.5, minimum_savings=0.5,
    partial_savings=0.8, utilisation_savings=1.0, late_savings=0.25, late_forgetting=2.0, jobless_when_late=0.4,
    work_decay=0.5, cash_level=0.9, cash_dispersion=0.0, jobless_cash_level=0.3, jobless_cash_dispersion=0.0,
)  # fmt: skip


def evidence(**values):
    """A borrower in time, with an empty line and a limit of the middle rank."""
    neutral = {"days_past_due": 0, "limit_rank": 0.5, "late_months": 0, "utilisation": 0.0, "income": -1}
    return SimpleNamespace(**(neutral | values))


@pytest.fixture
def segment():
    values = {"income_dispersion": 0.5, "savings_months": 2.0, "forget_probability": 0.05}
    return put(
        a_world().segment[0], values | {"job_loss_monthly": 0.02, "job_finding_monthly": 0.18, "reserve_days": 10}
    )


@pytest.mark.parametrize(("age", "missed"), [(0, 0), (1, 1), (30, 1), (31, 2), (90, 3)])
def test_due_dates_missed_lie_a_month_apart(age: int, missed: int) -> None:
    assert rules.due_dates_missed(age) == missed


@pytest.mark.parametrize(("age", "late"), [(0, False), (3, False), (4, True)])
def test_three_days_may_be_forgetting_and_more_is_late(age: int, late: bool) -> None:
    assert rules.is_late(evidence(days_past_due=age)) == late


def test_income_is_the_median_at_middle_ranks_and_follows_the_limit(segment) -> None:
    assert rules.imputed_income(segment, evidence(), DIALS, MEDIAN) == 1_200_000
    one_up = evidence(limit_rank=0.8413447460685429)
    expected = 1_200_000 * math.exp(0.5 * 0.6)
    assert rules.imputed_income(segment, one_up, DIALS, MEDIAN) == pytest.approx(expected, abs=1)


def test_job_risk_and_forgetting_rise_with_late_months(segment) -> None:
    assert rules.imputed_job_risk(segment, evidence(late_months=2), DIALS, MEDIAN) == 2.0
    assert rules.imputed_forgetfulness(segment, evidence(late_months=2), DIALS, MEDIAN) == pytest.approx(0.25)
    full = evidence(late_months=2, utilisation=1.2)
    assert rules.imputed_forgetfulness(segment, full, DIALS, MEDIAN) == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("payer", "months"), [(PayerType.TRANSACTOR, 3.0), (PayerType.MINIMUM, 1.0), (PayerType.PARTIAL, 1.6)]
)
def test_savings_differ_by_payer_type_and_fall_with_use_and_lateness(segment, payer: PayerType, months: float) -> None:
    assert rules.imputed_savings(segment, payer, evidence(), DIALS, MEDIAN) == pytest.approx(months)
    strained = evidence(utilisation=0.5, late_months=2)
    assert rules.imputed_savings(segment, payer, strained, DIALS, MEDIAN) == pytest.approx(months * math.exp(-1.0))


@pytest.mark.parametrize(("age", "jobless"), [(0, 0.1), (20, 0.4), (45, 0.7), (75, 0.85)])
def test_being_out_of_work_is_the_steady_state_and_likelier_the_later_a_borrower_is(segment, age, jobless) -> None:
    borrower = a_borrower(job_risk=1.0)
    assert rules.jobless_probability(borrower, segment, evidence(days_past_due=age), DIALS) == pytest.approx(jobless)


def test_without_risk_nobody_is_out_of_work(segment) -> None:
    assert rules.jobless_probability(a_borrower(job_risk=0.0), segment, evidence(), DIALS) == 0.0


@pytest.mark.parametrize(("employed", "age", "cash"), [(1, 0, 1_440_000), (0, 0, 480_000), (1, 10, 50_000)])
def test_cash_is_near_target_savings_less_without_work_and_scarce_when_late(segment, employed, age, cash) -> None:
    borrower = a_borrower(income=800_000, savings_months=2.0, employed=employed, essential_daily=10_000)
    assert rules.imputed_cash(borrower, segment, evidence(days_past_due=age), DIALS, MEDIAN) == cash


@pytest.mark.parametrize(
    ("payer", "late", "carried"),
    [(PayerType.TRANSACTOR, False, 0), (PayerType.TRANSACTOR, True, 700), (PayerType.MINIMUM, False, 700)],
)
def test_only_who_pays_whole_bills_in_time_carries_nothing(payer: PayerType, late: bool, carried: int) -> None:
    borrower = a_borrower(payer_type=payer)
    account = open_line(borrower, principal=900, billed=700)
    if late:
        overdue(account, 70, -20)
    rules.carry_lines(borrower, a_world())
    assert account.carried == carried
