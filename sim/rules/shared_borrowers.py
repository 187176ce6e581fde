"""One lender's default cuts the borrower's lines at the others: channel `lenders`.

The registry's record and the shared list, which bar new credit, are levers of their own.
"""

from sim.compiled import rare, rule
from sim.records import Channel, Kind, State
from sim.units import fen


@rule
def limit_left(limit, strength):
    """What is left of a limit (fen) after a default elsewhere."""
    return fen(limit * (1.0 - strength))


@rare
def cut_lines_elsewhere(borrower, lender, day, world):
    """After a default at a lender: cut the open lines at the others, and note at which lender it was."""
    strength = world.channel[Channel.LENDERS + 0]
    if strength <= 0.0 or world.warming == 1:
        return
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.OPEN and account.limit > 0:
            product = world.product[account.product]
            if product.kind == Kind.REVOLVING and product.lender != lender:
                account.limit = limit_left(account.limit, strength)
                borrower.cut_day = day
                borrower.cut_by = lender
