"""Co-lending partners at an account: whose part of what is owed is how large, and what a day's business is to each.

A partner's part of an account is its share of principal and interest. The share is fixed as money goes out; on a line,
where money goes out again and again, it is the mean of the shares by principal. What a lender and its partners settle
at a close stands in `settlement`, what a guarantee pays in `compensation`.
"""

from sim.compiled import rare, rule
from sim.holding import Part
from sim.rules.trail import change_loss
from sim.sizes import MAX_PARTNERS
from sim.units import fen


@rule
def part_of(account, partner, amount):
    """A partner's part of an amount (fen): sums of shares are rounded, so that all parts add up to the sum's."""
    before = 0.0
    for place in range(partner):
        before += account.partner_share[place]
    return fen((before + account.partner_share[partner]) * amount) - fen(before * amount)


@rule
def parts_of(account, amount):
    """The parts of all partners in an amount (fen)."""
    total = 0
    for partner in range(MAX_PARTNERS):
        total += part_of(account, partner, amount)
    return total


@rule
def is_shared(account):
    """Whether a partner holds a part of an account."""
    total = 0.0
    for partner in range(MAX_PARTNERS):
        total += account.partner_share[partner]
    return total > 0.0


@rare
def count_parts(account, lender, signed_weight, ledger):
    """Add what partners hold of an account by the records to the control sums (fen)."""
    for partner in range(MAX_PARTNERS):
        part = ledger.part[lender, partner]
        part[Part.PRINCIPAL + 0] += signed_weight * part_of(account, partner, account.principal)
        part[Part.INTEREST + 0] += signed_weight * part_of(account, partner, account.interest)


@rule
def blended_share(share, principal, new_share, amount):
    """Share of a principal (fen) after an amount with another share joins it; equal shares stay as they are."""
    if share == new_share or principal <= 0:
        return new_share
    return (share * principal + new_share * amount) / (principal + amount)


@rare
def blend_shares(account, lender, amount):
    """Before an amount (fen) joins the principal: the shares of its partners."""
    for partner in range(MAX_PARTNERS):
        old, new = account.partner_share[partner], lender.partner[partner].share_now
        account.partner_share[partner] = blended_share(old, account.principal, new, amount)


@rule
def share_new_money(account, lender, amount):
    """Partners take part in money that goes out."""
    if lender.partner_count > 0:
        blend_shares(account, lender, amount)


@rule
def clear_shares(account):
    """Nothing is owed: no partner holds a part, whichever lender's account comes next."""
    for partner in range(MAX_PARTNERS):
        account.partner_share[partner] = 0.0


@rule
def share_opening(account, lender, world):
    """Partners take part in an account of the opening book."""
    for partner in range(MAX_PARTNERS):
        account.partner_share[partner] = world.opening_share[lender, partner]


@rare
def add_parts(borrower, account, lender, kind, amount, ledger):
    """Add the partners' parts of an amount (fen) to the day's sums of a kind."""
    for partner in range(MAX_PARTNERS):
        ledger.part[lender, partner, kind + 0] += borrower.weight * part_of(account, partner, amount)


@rule
def share_payment(borrower, account, interest, principal, claim, ledger, lender):
    """Partners get their part of what a borrower pays (fen); of principal they get what their part falls by."""
    if is_shared(account):
        add_parts(borrower, account, lender, Part.PRINCIPAL_PAID, principal, ledger)
        add_parts(borrower, account, lender, Part.INTEREST_PAID, interest, ledger)
        add_parts(borrower, account, lender, Part.CLAIM_PAID, claim, ledger)


@rule
def share_recovery(borrower, account, amount, ledger, lender):
    """Partners get their part of what a charged-off claim brings (fen)."""
    if is_shared(account):
        add_parts(borrower, account, lender, Part.RECOVERED, amount, ledger)


@rule
def share_charge_off(borrower, account, ledger, lender):
    """Partners write off their part of what is written off; before it leaves the record."""
    if is_shared(account):
        add_parts(borrower, account, lender, Part.CHARGED_OFF_PRINCIPAL, account.principal, ledger)
        add_parts(borrower, account, lender, Part.CHARGED_OFF_INTEREST, account.interest, ledger)


@rule
def add_loss(borrower, account, amount, ledger, lender):
    """Add an amount (fen, negative: a recovery) to the losses of the lender and of the partners by their parts."""
    whole = borrower.weight * amount
    own = whole
    if is_shared(account):
        own -= borrower.weight * parts_of(account, amount)
        add_parts(borrower, account, lender, Part.LOSS, amount, ledger)
    change_loss(borrower, account, lender, own, ledger)
    borrower.book_loss += whole - own


@rare
def measure_parts(borrower, account, lender, bucket, ledger):
    """Add the partners' parts to the stocks of the month end."""
    for partner in range(MAX_PARTNERS):
        part = part_of(account, partner, account.principal) + part_of(account, partner, account.interest)
        ledger.part_balance[lender, partner, bucket] += borrower.weight * part
