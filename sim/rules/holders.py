"""The end of a run: how the credit loss of a book is split over all who hold it, to the fen."""

from sim.compiled import rare, rule
from sim.market import Part, RiskForm
from sim.rules.guarantee import share_loss
from sim.rules.settlement import first_loss_borne


@rule
def take_last_losses(ledger, lender, index):
    """Take over what valuing later recoveries has moved, of the lender and of its partners (fen)."""
    lender.loss += ledger.loss[index]
    for place in range(lender.partner_count):
        lender.partner[place].loss += ledger.part[index, place, Part.LOSS + 0]


@rule
def bear_first_losses(lender):
    """The first losses of partners with such a cover move to the lender (fen)."""
    for place in range(lender.partner_count):
        partner = lender.partner[place]
        partner.borne = first_loss_borne(partner, partner.loss)
        partner.loss -= partner.borne
        lender.loss += partner.borne


@rare
def split_loss(lender):
    """Split the loss: the guarantor's part of the own book leaves the lender, first losses of partners come to it."""
    share_loss(lender)
    bear_first_losses(lender)


@rule
def partners_loss(lender, form):
    """Credit loss of the partners with a form of risk (fen)."""
    total = 0
    for place in range(lender.partner_count):
        if lender.partner[place].form == form + 0:
            total += lender.partner[place].loss
    return total


@rule
def partner_loss(lender):
    """Credit loss of all partners of a lender (fen)."""
    total = 0
    for form in range(RiskForm.FIRST_LOSS + 1):
        total += partners_loss(lender, form)
    return total


@rule
def loss_of_all_holders(lender):
    """Credit loss on a lender's book, whoever bears it (fen)."""
    return lender.loss + lender.guaranteed_loss + partner_loss(lender)
