"""Control sums: what the records hold before and after a borrower's day; every posting is checked against them."""

from sim.compiled import rule
from sim.records import State
from sim.rules.partners import count_parts, is_shared


@rule
def count_records(borrower, world, ledger, sign):
    """Add (sign 1) or take out (sign -1) what a borrower's records hold, weighted (fen)."""
    signed_weight = sign * borrower.weight
    ledger.control_cash += signed_weight * borrower.cash
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state != State.EMPTY:
            lender = world.product[account.product].lender
            ledger.control[lender, 0] += signed_weight * account.principal
            ledger.control[lender, 1] += signed_weight * account.interest
            ledger.control[lender, 2] += signed_weight * account.claim
            if world.has_partners == 1 and is_shared(account):
                count_parts(account, lender, signed_weight, ledger)


@rule
def take_out(borrower, world, ledger):
    """Before the day."""
    count_records(borrower, world, ledger, -1)


@rule
def put_in(borrower, world, ledger):
    """After the day."""
    count_records(borrower, world, ledger, 1)
