"""What a borrower meets of a lender's trouble: a use of a line that is cut, a loan that is not paid out or refused."""

from sim.compiled import rare, rule
from sim.randomness import Decision, uniform
from sim.rules.access import headroom, line_room
from sim.units import fen


@rare
def note_cut(borrower, lender, day):
    """A line was cut by its lender's trouble when the borrower wanted to use it."""
    borrower.cut_day = day
    borrower.cut_by = lender


@rare
def note_denial(borrower, lender, day):
    """A loan asked for was refused or cut because of its lender's trouble."""
    borrower.denied_day = day
    borrower.denied_by = lender


@rule
def granted_use(borrower, slot, wanted, day, market, world, ledger):
    """What a line grants of a wanted use (fen): within its headroom, at the ration of a lender in trouble."""
    index = world.product[borrower.accounts[slot].product].lender
    lender = market.lenders[index]
    offered = min(wanted, headroom(borrower, slot, day, market, world))
    if lender.felt_line_cut <= 0.0 and lender.felt_limit_cut <= 0.0:
        ledger.line_asked[index] += borrower.weight * offered
        return offered
    before_trouble = min(wanted, line_room(borrower, slot, day, market, world, 0.0))
    ledger.line_asked[index] += borrower.weight * before_trouble
    granted = fen(offered * (1.0 - lender.felt_line_cut))
    if granted < before_trouble:
        note_cut(borrower, index, day)
    return granted


@rule
def is_still_approved(borrower, product_index, day, lender, policy, stream):
    """Whether an approval stands in spite of the lender's trouble: by the same draw, under a lower rate."""
    if lender.felt_approval_cut <= 0.0:
        return True
    draw = uniform(stream, borrower.agent, product_index, day, Decision.APPROVAL)
    return draw < policy.underwriting_approval_rate * (1.0 - lender.felt_approval_cut)


@rule
def is_cut_by_trouble(lender, ration):
    """Whether it is the lender's trouble that cuts a loan to this share, not a cap on growth."""
    return lender.felt_loan_cut > 0.0 and ration == 1.0 - lender.felt_loan_cut
