"""Traits a tape lacks: those told are kept, those drawn differ between imputations and follow what the tape shows."""

from __future__ import annotations

import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.population.imputation import (
    Array,
    dial_record,
    first_known,
    imputation_stream,
    income_level,
    mean_ranks,
    median_income_fen,
)
from sim.population.tape import Tape, read_tape
from sim.population.tape_book import tape_books
from sim.population.tape_checks import ProductKind
from sim.randomness import WARMUP_REPLICATION, normal_quantile
from sim.rules.imputation import due_dates_missed, imputed_income, jobless_probability
from sim.scenario.models import Scenario
from tests.builders import RUN_SLOTS

PRODUCTS: dict[str, ProductKind] = {"huabei": "revolving"}
IMPUTED = (
    "cash", "income", "essential_daily", "discretionary_daily", "job_risk", "savings_months", "forgetfulness", "score",
    "score_base", "segment", "payday", "payer_type", "paying_as", "employed", "work_since", "job_lost_day",
    "opening_score",
)  # fmt: skip
BORROWERS = 3000
MANY_DEVIATIONS = 5.0
"""A statistical bound that is passed wrongly less than once in a million."""


def scenario_of(**imputation: Any) -> Scenario:
    population = {"imputations": 3, "account_slots": RUN_SLOTS, "imputation": imputation}
    products = {"huabei": {"kind": "revolving", "lender": "platform", "annual_rate": 0.1825}}
    return Scenario.model_validate({"name": "tape", "population": population, "products": products})


def tape_of(folder: Path, borrowers: int = BORROWERS, payer_type: str = "") -> Tape:
    """Limits of 1,000 yuan and up; the first third in time and unused, the next full, the last 60 days past due."""
    lines = ["borrower,product,limit,balance,days_past_due,late_months_6,payer_type"]
    for number in range(borrowers):
        group = 3 * number // borrowers
        limit = 1000 + 7919 * number % 90_000
        row = (
            f"B{number:05d}",
            "huabei",
            limit,
            0 if group == 0 else limit,
            60 if group == 2 else 0,
            group,
            payer_type,
        )
        lines.append(",".join(str(cell) for cell in row))
    path = folder / "tape.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_tape(path, PRODUCTS)


@pytest.fixture(scope="module")
def tape(tmp_path_factory: pytest.TempPathFactory) -> Tape:
    return tape_of(tmp_path_factory.mktemp("tape"))


@pytest.fixture(scope="module")
def books(tape: Tape) -> tuple[Array, ...]:
    return tape_books(scenario_of(), tape)


def test_imputations_differ_in_imputed_traits_only(books: tuple[Array, ...]) -> None:
    first, second, third = books
    assert third.tobytes() != second.tobytes() != first.tobytes()
    for name in set(first.dtype.names or ()) - {*IMPUTED, "accounts"}:
        assert (first[name] == second[name]).all(), name
    for name in set(first["accounts"].dtype.names or ()) - {"carried"}:
        assert (first["accounts"][name] == second["accounts"][name]).all(), name


def test_the_same_seed_gives_the_same_books(tape: Tape, books: tuple[Array, ...]) -> None:
    again = tape_books(scenario_of(), tape)
    assert [book.tobytes() for book in again] == [book.tobytes() for book in books]
    other = tape_books(scenario_of().model_copy(update={"seed": 7}), tape)
    assert other[0].tobytes() != books[0].tobytes()


def test_draws_of_borrowers_stay_when_others_are_added_behind(tmp_path: Path, books: tuple[Array, ...]) -> None:
    """With no rank of the limit in the income, a borrower's draws depend on nobody else."""
    scenario = scenario_of(limit_income_correlation=0.0)
    few = tape_books(scenario, tape_of(tmp_path, 300))[0]
    path = tmp_path / "tape.csv"
    path.write_text(path.read_text(encoding="utf-8") + "B99999,huabei,500,0,0,0,\n", encoding="utf-8")
    more = tape_books(scenario, read_tape(path, PRODUCTS))[0]
    assert more[:300].tobytes() == few.tobytes()


def test_streams_lie_below_the_warm_up() -> None:
    assert [int(imputation_stream(5, k)[0].replication) for k in (0, 4)] == [
        WARMUP_REPLICATION - 1,
        WARMUP_REPLICATION - 5,
    ]


def test_incomes_follow_limits_at_the_stated_rank_correlation(tape: Tape, books: tuple[Array, ...]) -> None:
    limits = np.array([normal_quantile(rank) for rank in mean_ranks(tape.limit_fen)])
    incomes = np.array([normal_quantile(rank) for rank in mean_ranks(books[0]["income"])])
    found = float(np.corrcoef(limits, incomes)[0, 1])
    assert abs(math.atanh(found) - math.atanh(0.6)) < MANY_DEVIATIONS / math.sqrt(BORROWERS - 3)


def test_the_middle_rank_and_the_middle_draw_give_the_median_income() -> None:
    dials = dial_record(scenario_of(), 2.0)[0]
    segment = SimpleNamespace(income_median_fen=690_000.0, income_dispersion=0.6)
    assert imputed_income(plain(segment), plain(SimpleNamespace(limit_rank=0.5)), dials, 0.5) == 1_380_000


def plain(values: SimpleNamespace) -> Any:
    """A record with these fields of float64, which compiled rules take."""
    names = list(vars(values))
    record = np.zeros(1, dtype=np.dtype((np.record, np.dtype([(name, "f8") for name in names]))))
    for name in names:
        record[name] = getattr(values, name)
    return record[0]


@pytest.mark.parametrize(("age", "dates"), [(0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (64, 3), (95, 4)])
def test_due_dates_lie_a_month_apart(age: int, dates: int) -> None:
    assert due_dates_missed(age) == dates


@pytest.mark.parametrize(("age", "chance"), [(4, 0.5), (30, 0.5), (60, 0.7), (90, 0.82)])
def test_the_longer_past_due_the_likelier_out_of_work(age: int, chance: float) -> None:
    dials = dial_record(scenario_of(), 1.0)[0]
    borrower = plain(SimpleNamespace(job_risk=1.0))
    segment = plain(SimpleNamespace(job_loss_monthly=0.01, job_finding_monthly=0.19))
    found = jobless_probability(borrower, segment, plain(SimpleNamespace(days_past_due=age)), dials)
    assert found == pytest.approx(chance, abs=1e-12)


def test_who_is_in_time_is_out_of_work_as_in_the_steady_state() -> None:
    dials = dial_record(scenario_of(), 1.0)[0]
    segment = plain(SimpleNamespace(job_loss_monthly=0.01, job_finding_monthly=0.19))
    evidence = plain(SimpleNamespace(days_past_due=0))
    assert jobless_probability(plain(SimpleNamespace(job_risk=1.0)), segment, evidence, dials) == pytest.approx(0.05)
    assert jobless_probability(plain(SimpleNamespace(job_risk=0.0)), segment, evidence, dials) == 0.0


def test_late_borrowers_have_no_free_cash_and_less_work(books: tuple[Array, ...]) -> None:
    third = BORROWERS // 3
    late, in_time = books[0][2 * third :], books[0][:third]
    assert (late["cash"] <= 7 * late["essential_daily"] + 1).all()
    jobless, deviation = 1 - late["employed"].mean(), math.sqrt(0.7 * 0.3 / third)
    assert abs(jobless - 0.7) < MANY_DEVIATIONS * deviation
    assert in_time["employed"].mean() > 0.85


def test_a_full_line_and_late_months_lower_savings(books: tuple[Array, ...]) -> None:
    third = BORROWERS // 3
    unused, full, late = (np.median(books[0]["savings_months"][part * third : (part + 1) * third]) for part in range(3))
    assert unused > full > late


def test_payer_types_of_the_tape_are_kept(tmp_path: Path) -> None:
    for book in tape_books(scenario_of(), tape_of(tmp_path, 60, "partial")):
        assert set(book["payer_type"].tolist()) == {2}


def test_the_first_account_that_tells_a_payer_type_decides() -> None:
    column, number, order = np.array([-1, 2, 1, -1]), np.array([0, 0, 0, 1]), np.array([0, 2, 1, 3])
    assert first_known(column, number, order, 2).tolist() == [1, -1]


def test_equal_limits_share_their_mean_rank() -> None:
    assert mean_ranks(np.array([5, 1, 5, 9])).tolist() == [0.5, 0.2, 0.5, 0.8]


def test_a_tape_in_yuan_keeps_the_segments_level(tape: Tape) -> None:
    assert income_level(scenario_of(), tape, tape.limit_fen) == 1.0


def test_a_foreign_tape_sets_the_level_by_its_median_limit(tape: Tape) -> None:
    foreign: Any = SimpleNamespace(report=SimpleNamespace(currency="TWD"))
    scenario = scenario_of(foreign_limit_months=2.0)
    limits = np.array([0, 1_380_000, 2_760_000, 4_140_000])
    assert median_income_fen(scenario) == pytest.approx(690_000)
    assert income_level(scenario, foreign, limits) == pytest.approx(2.0)
    assert income_level(scenario, foreign, np.zeros(3, dtype=np.int64)) == 1.0
