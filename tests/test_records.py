"""The records: sizes, alignment, views of one memory, and the same row compiled and plain."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from sim.opening import ledger_rows
from sim.records import ACCOUNT, LEDGER, LEDGER_WORDS, LENDER, MARKET, POLICY_DIALS, WORLD, borrower_dtype
from tests.builders import SLOTS, a_borrower, a_market

pytestmark = pytest.mark.plain


def test_a_borrower_with_three_accounts_stays_under_six_hundred_bytes() -> None:
    assert borrower_dtype(SLOTS).itemsize <= 600


@pytest.mark.parametrize("slots", [1, 2, 3, 8])
def test_accounts_lie_inside_the_borrowers_row_on_eight_byte_bounds(slots: int) -> None:
    dtype = borrower_dtype(slots)
    accounts, offset = dtype.fields["accounts"][:2]
    assert accounts.shape == (slots,)
    assert offset % 8 == dtype.itemsize % 8 == ACCOUNT.itemsize % 8 == 0
    assert dtype.itemsize == borrower_dtype(1).itemsize + (slots - 1) * ACCOUNT.itemsize


def test_an_account_changed_is_changed_in_its_borrower() -> None:
    book = np.zeros(2, dtype=borrower_dtype(SLOTS))
    book[1].accounts[2].principal = 77
    assert book["accounts"]["principal"].tolist() == [[0, 0, 0], [0, 0, 77]]
    borrower = a_borrower()
    borrower.accounts[0].arrears[1] = 5
    assert borrower.accounts[0].arrears[1] == 5


def test_a_ledger_row_is_all_whole_numbers_so_that_blocks_add_up_exactly() -> None:
    assert LEDGER.itemsize == 8 * LEDGER_WORDS
    assert {field[0].base for field in LEDGER.fields.values()} == {np.dtype("i8")}
    ledgers, words = ledger_rows(2, 3)
    ledgers[1, 2].first_defaults = 9
    assert words.shape == (2, 3, LEDGER_WORDS)
    assert words.sum() == words[1, 2].sum() == 9


def test_policy_and_dials_are_two_views_of_the_same_bytes() -> None:
    lender = a_market().lenders[0]
    for place, name in enumerate(POLICY_DIALS):
        lender.dials[place] = 100.0 + place
        assert lender.policy[name] == 100.0 + place
    lender.policy.score_cutoff = 5.0
    assert lender.dials[0] == 5.0


@pytest.mark.parametrize("dtype", [ACCOUNT, LENDER, MARKET, WORLD, borrower_dtype(SLOTS)])
def test_no_two_fields_overlap_but_the_two_views_of_the_policy(dtype: np.dtype) -> None:
    spans = sorted(
        (offset, offset + part.itemsize) for name, (part, offset, *_) in dtype.fields.items() if name != "dials"
    )
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert spans[-1][1] <= dtype.itemsize


def test_money_is_whole_fen_and_never_a_float() -> None:
    account, borrower = ACCOUNT.fields, borrower_dtype(SLOTS).fields
    for name in ("limit", "principal", "billed", "carried", "arrears", "interest", "instalment", "claim"):
        assert account[name][0].base == np.dtype("i8")
    for name in ("cash", "income", "essential_daily", "discretionary_daily", "weight"):
        assert borrower[name][0] == np.dtype("i8")
