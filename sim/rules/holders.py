"""The end of a run: how the credit loss of a book is split over all who hold it, to the fen."""

from sim.compiled import rare, rule
from sim.holding import Part, Phase, RiskForm
from sim.rules.guarantee import share_loss
from sim.rules.settlement import first_loss_borne
from sim.units import fen


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


@rule
def loss_of_pool(pool, lender, own_loss):
    """Credit loss of a pool (fen): its part of the exposure at default, less what the lender bought back."""
    if own_loss <= 0 or lender.exposure_at_default <= 0:
        return 0
    part = min(1.0, pool.exposure / lender.exposure_at_default)
    return fen(own_loss * part * (1.0 - pool.implicit_support))


@rule
def seniors_loss(pool, loss):
    """What of a pool's loss (fen) its seniors bear: what was written down of notes that are wound up; of notes that are
    out, what exceeds the junior part and what excess spread has absorbed.
    """
    if pool.phase == Phase.NONE:
        return min(loss, int(pool.written_down))
    return min(int(pool.notes), max(0, loss - (pool.sold - pool.notes) - pool.absorbed))


@rule
def bear_pool_losses(lender):
    """The seniors' part of the loss on the own book leaves the lender (fen)."""
    own_loss = lender.loss
    for place in range(lender.pool_count):
        pool = lender.pool[place]
        pool.loss = seniors_loss(pool, loss_of_pool(pool, lender, own_loss))
        lender.loss -= pool.loss


@rare
def split_loss(lender):
    """Split the loss on the own book: the seniors' part, the guarantor's of the rest; first losses are added."""
    bear_pool_losses(lender)
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
def investor_loss(lender):
    """Credit loss of the seniors of all securitisations of a lender (fen)."""
    total = 0
    for place in range(lender.pool_count):
        total += lender.pool[place].loss
    return total


@rule
def loss_of_all_holders(lender):
    """Credit loss on a lender's book, whoever bears it (fen)."""
    return lender.loss + lender.guaranteed_loss + partner_loss(lender) + investor_loss(lender)
