"""The opening books of a tape: accounts by hand figures, numbers by identity, sums that tie to the tape to the fen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.population.tape import Tape, read_tape
from sim.population.tape_book import Array, borrower_numbers, proportional, tape_books
from sim.population.tape_checks import ProductKind
from sim.population.tape_errors import TapeError
from sim.records import Kind, State
from sim.rules.products import annuity
from sim.scenario.models import Scenario
from sim.scenario.models_world import Population
from sim.simulation import Simulation
from sim.units import NEVER
from tests.builders import RUN_SLOTS

PRODUCTS: dict[str, ProductKind] = {"huabei": "revolving", "jiebei": "term"}
TAIWAN = Path(__file__).parents[3] / "shared" / "data" / "taiwan_credit_cards_2005.csv"
HEADER = (
    "borrower,product,limit,balance,days_past_due,past_due,annual_rate,remaining_term,instalment,income_monthly,"
    "payer_type,late_months_6,weight"
)
ROWS = (
    "C-1,huabei,8000,1250.50,0,,,,,7200,transactor,0,2",
    "C-2,huabei,12000,10000,30,,0.1825,,,5100,minimum,2,1",
    "C-2,jiebei,20000,13333.33,0,,0.146,8,,,,,1",
    "C-3,huabei,3000,-20,0,,,,,,,0,3",
    "C-4,jiebei,10000,4166.67,64,,0.146,5,900,6300,partial,,1",
    "C-5,huabei,9000,6000,95,1500.01,,,,4000,minimum,4,1",
    "C-5,jiebei,5000,2000,0,,,4,,,,,1",
    "C-6,huabei,9000,7000,250,,,,,,partial,6,1",
    "C-7,jiebei,9000,0,0,,,0,,,,,1",
)


def tape_of(folder: Path, rows: tuple[str, ...] = ROWS) -> Tape:
    path = folder / "tape.csv"
    path.write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
    return read_tape(path, PRODUCTS)


def scenario_of(**population: Any) -> Scenario:
    products = {
        "huabei": {"kind": "revolving", "lender": "platform", "annual_rate": 0.1825, "due_day": 9},
        "jiebei": {"kind": "term", "lender": "platform", "annual_rate": 0.146, "due_day": 10},
    }
    return Scenario.model_validate(
        {
            "name": "tape",
            "horizon_months": 3,
            "population": {"imputations": 2, "account_slots": RUN_SLOTS, **population},
            "products": products,
        }
    )


@pytest.fixture
def book(tmp_path: Path) -> Array:
    return tape_books(scenario_of(), tape_of(tmp_path))[0]


def account(book: Array, borrower: int, slot: int) -> Any:
    return book["accounts"][borrower, slot]


def test_a_borrower_in_time_keeps_what_the_tape_says(book: Array) -> None:
    line = account(book, 0, 0)
    assert (line["state"], line["limit"], line["principal"], line["billed"]) == (State.OPEN, 800_000, 125_050, 125_050)
    assert line["oldest_due_day"] == line["next_due_day"] == line["default_day"] == NEVER
    assert line["arrears"].tolist() == [0, 0, 0]
    assert book["income"][0] == 720_000
    assert book["weight"].tolist() == [2, 1, 3, 1, 1, 1, 1]
    assert book["agent"].tolist() == list(range(7))


def test_a_line_missed_once_owes_one_minimum_payment(book: Array) -> None:
    line = account(book, 1, 0)
    assert line["arrears"].tolist() == [100_000, 0, 0]
    assert line["oldest_due_day"] == -30
    assert line["daily_rate"] == pytest.approx(0.0005, abs=1e-15)


def test_only_transactors_in_time_carry_nothing(book: Array) -> None:
    assert [int(account(book, borrower, 0)["carried"]) for borrower in (0, 1)] == [0, 1_000_000]


def test_a_loan_without_an_instalment_gets_the_annuity_of_what_is_left(book: Array) -> None:
    loan = account(book, 1, 1)
    assert loan["instalment"] == annuity(1_333_333, 0.146 / 365 * 30, 8)
    assert (loan["remaining_term"], loan["next_due_day"], loan["limit"]) == (8, 10, 0)


def test_a_loan_missed_three_times_owes_three_instalments(book: Array) -> None:
    loan = account(book, 3, 0)
    assert loan["arrears"].tolist() == [90_000, 90_000, 90_000]
    assert loan["oldest_due_day"] == -64
    assert loan["default_day"] == NEVER


def test_arrears_on_the_tape_are_spread_over_the_dates_missed(book: Array) -> None:
    assert account(book, 4, 0)["arrears"].tolist() == [37_501, 37_501, 74_999]  # 1500.01 yuan over four dates


def test_ninety_days_are_a_default_that_takes_the_other_account_along(book: Array) -> None:
    assert [int(account(book, 4, slot)["default_day"]) for slot in (0, 1)] == [-5, -5]
    assert [int(account(book, 4, slot)["sound_since"]) for slot in (0, 1)] == [NEVER, 0]
    assert book["performing"].tolist() == [1, 1, 1, 1, 0, 0, 0]


def test_an_account_old_enough_is_a_claim(book: Array) -> None:
    line = account(book, 5, 0)
    assert (line["state"], line["principal"], line["claim"]) == (State.CHARGED_OFF, 0, 700_000)
    assert (line["default_day"], line["accrued_until"], line["oldest_due_day"]) == (-160, -10, -250)
    assert (line["next_due_day"], line["blocked_until"]) == (-10 + 24 * 30, -10 + 24 * 30)


def test_a_repaid_loan_takes_no_slot_and_its_borrower_stays(book: Array) -> None:
    assert (book["accounts"]["state"][6] == State.EMPTY).all()
    assert (book["accounts"]["product"][6] == -1).all()


def test_sums_tie_to_the_tape_to_the_fen(tmp_path: Path) -> None:
    tape = tape_of(tmp_path)
    wanted = int((tape.principal_fen * tape.weight).sum())
    for book in tape_books(scenario_of(), tape):
        owed = (book["accounts"]["principal"] + book["accounts"]["claim"]).sum(axis=1)
        assert int((owed * book["weight"]).sum()) == wanted


def test_the_order_of_the_rows_changes_nothing(tmp_path: Path, book: Array) -> None:
    for order in ((8, 7, 6, 5, 4, 3, 2, 1, 0), (6, 2, 4, 0, 8, 1, 3, 5, 7)):
        permuted = tape_books(scenario_of(), tape_of(tmp_path, tuple(ROWS[row] for row in order)))[0]
        assert permuted.tobytes() == book.tobytes()


def test_borrowers_are_numbered_as_whole_numbers_and_then_by_text(tmp_path: Path) -> None:
    rows = tuple(f"{name},huabei,100,1,0,,,,,,,,1" for name in ("10", "2", "b", "a", "1"))
    assert borrower_numbers(tape_of(tmp_path, rows)).tolist() == [4, 1, 3, 2, 0]


def test_too_many_accounts_are_refused_with_the_borrower_and_the_advice(tmp_path: Path) -> None:
    rows = (*ROWS, "C-2,jiebei,700,600,0,,,2,,,,,1")
    with pytest.raises(TapeError, match=r"3 accounts of borrower 'C-2', population.account_slots is 2: raise it to 3"):
        tape_books(scenario_of(account_slots=2), tape_of(tmp_path, rows))


def test_a_product_that_the_scenario_lacks_is_refused(tmp_path: Path) -> None:
    tape = tape_of(tmp_path)
    lines_only = scenario_of().model_copy(update={"products": {"huabei": scenario_of().products["huabei"]}})
    with pytest.raises(TapeError, match="column product: found 'jiebei', products of tape: huabei"):
        tape_books(lines_only, tape)


def test_accounts_are_spread_in_proportion_to_the_weights(tmp_path: Path) -> None:
    population = Population(imputations=1, size=7, accounts=100)
    scenario = scenario_of().model_copy(update={"population": population})
    assert tape_books(scenario, tape_of(tmp_path))[0]["weight"].tolist() == [20, 10, 30, 10, 10, 10, 10]


def test_fewer_accounts_than_borrowers_are_refused(tmp_path: Path) -> None:
    population = Population(imputations=1, size=3, accounts=3)
    with pytest.raises(TapeError, match=r"7 borrowers for population.accounts 3"):
        tape_books(scenario_of().model_copy(update={"population": population}), tape_of(tmp_path))


@pytest.mark.parametrize(
    ("weights", "whole", "parts"),
    [
        ([1, 1, 1], 4, [2, 1, 1]),
        ([1, 1000], 10, [1, 9]),
        ([1, 1, 1000], 10, [1, 1, 8]),
        ([3, 3, 4], 3, [1, 1, 1]),
        ([10**9, 1, 2 * 10**9], 10**12, [333333333222, 333, 666666666445]),
    ],
)
def test_largest_remainders_add_up_with_one_at_least(weights: list[int], whole: int, parts: list[int]) -> None:
    assert proportional(weights, whole) == parts
    assert sum(parts) == whole


def test_the_ledger_opens_and_stays_at_zero_with_lines_and_loans(tmp_path: Path) -> None:
    scenario = scenario_of()
    simulation = Simulation(scenario, tape_books(scenario, tape_of(tmp_path)))
    rows, monthly = simulation([0, 1, 2])  # raises LedgerImbalance at any fault
    tape = tape_of(tmp_path)
    written_off = 700_000
    assert rows["opening_balance_fen"].tolist() == [int((tape.principal_fen * tape.weight).sum()) - written_off] * 3
    assert rows["performing"].tolist() == [4, 4, 4]
    assert len(monthly) == 9


@pytest.mark.data
@pytest.mark.skipif(not TAIWAN.is_file(), reason="../shared/data has no Taiwan card tape on this machine")
def test_the_taiwan_tape_opens_as_it_stands() -> None:
    tape = read_tape(TAIWAN, PRODUCTS)
    scenario = scenario_of()
    book = tape_books(scenario, tape)[0]
    lines = book["accounts"][:, 0]
    assert len(book) == 30_000
    assert int((lines["principal"] + lines["claim"]).sum()) == int(tape.principal_fen.sum())
    assert int((lines["default_day"] != NEVER).sum()) == 463
    assert int((lines["oldest_due_day"] == -30).sum()) == 1_999
    assert int((lines["oldest_due_day"] == -60).sum()) == 2_667
    assert Simulation(scenario, (book,)).world[0].product[0].kind == Kind.REVOLVING


def test_accounts_of_a_tape_have_no_known_past_and_belong_to_no_vintage(tmp_path: Path, book: Array) -> None:
    held = book["accounts"]["state"] != State.EMPTY
    for name in ("opened_day", "first_due_day"):
        assert set(book["accounts"][name][held].tolist()) == {-NEVER}
    months = Simulation(scenario_of(book="run_off"), tape_books(scenario_of(), tape_of(tmp_path))).replicate(0)[1]
    assert months["due_fen"].sum() > 0
    for name in ("opened_accounts", "opened_fen", "first_due_accounts", "vintage_defaults"):
        assert months[name].sum() == 0, name
