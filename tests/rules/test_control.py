"""Control sums: what the records hold, weighted."""

from sim.records import State
from tests.builders import a_borrower, a_ledger, a_world, open_line, open_loan, rules


def test_records_put_in_count_their_weight_times_cash_principal_interest_and_claims() -> None:
    borrower, ledger = a_borrower(weight=3, cash=100), a_ledger()
    open_line(borrower, 0, principal=10, interest=2, claim=1)
    open_loan(borrower, 1, principal=20, interest=3)
    rules.put_in(borrower, a_world(), ledger)
    assert ledger.control_cash == 300
    assert list(ledger.control[0]) == [90, 15, 3]


def test_what_is_taken_out_and_put_back_unchanged_leaves_nothing() -> None:
    borrower, ledger, world = a_borrower(weight=3, cash=100), a_ledger(), a_world()
    open_line(borrower, 0, principal=10, interest=2, claim=1)
    rules.take_out(borrower, world, ledger)
    rules.put_in(borrower, world, ledger)
    assert not ledger.control.any()
    assert ledger.control_cash == 0


def test_each_lender_gets_its_own_sums() -> None:
    borrower, ledger, world = a_borrower(), a_ledger(), a_world(lenders=2)
    world.product[1].lender = 1
    open_line(borrower, 0, principal=10)
    open_loan(borrower, 1, principal=20)
    rules.put_in(borrower, world, ledger)
    assert list(ledger.control[:2, 0]) == [10, 20]


def test_an_empty_slot_counts_nothing_and_a_charged_off_claim_still_counts() -> None:
    borrower, ledger = a_borrower(), a_ledger()
    open_line(borrower, 0, state=State.CHARGED_OFF, claim=7)
    open_line(borrower, 1, state=State.EMPTY, principal=99)
    rules.put_in(borrower, a_world(), ledger)
    assert list(ledger.control[0]) == [0, 0, 7]
