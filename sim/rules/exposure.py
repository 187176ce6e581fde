"""What a lender's own book is, and what of the balance it bears the risk of, in worlds with co-lending partners."""

from sim.compiled import rule
from sim.holding import RiskForm
from sim.market import DPD_BUCKETS
from sim.sizes import MAX_PARTNERS

FULL_DEDUCTION = 12.5
"""Risk weight at which a claim needs capital of its whole amount, at 8 % (Basel III, securitisation framework)."""


@rule
def share_of(part, whole):
    """A rate; 0 where there is nothing to divide by."""
    return part / whole if whole > 0 else 0.0


@rule
def own_balance(ledger, index, bucket):
    """Outstanding balance in a delinquency bucket less the partners' parts (fen)."""
    own = ledger.balance[index, bucket]
    for place in range(MAX_PARTNERS):
        own -= ledger.part_balance[index, place, bucket]
    return own


@rule
def own_outstanding(ledger, index):
    """Outstanding balance less the partners' parts (fen)."""
    total = 0
    for bucket in range(DPD_BUCKETS):
        total += own_balance(ledger, index, bucket)
    return total


@rule
def own_rate_from(ledger, lender, index, first_bucket):
    """Share of the own balance in this delinquency bucket and the older ones."""
    bad, whole = 0, 0
    for bucket in range(DPD_BUCKETS):
        own = own_balance(ledger, index, bucket)
        whole += own
        if bucket >= first_bucket:
            bad += own
    return share_of(bad, whole)


@rule
def borne_balance(ledger, lender, index, bucket):
    """Balance in a bucket whose credit risk is the lender's (fen): its own, and what it guarantees to partners."""
    borne = own_balance(ledger, index, bucket)
    for place in range(lender.partner_count):
        if lender.partner[place].form == RiskForm.GUARANTEE:
            borne += ledger.part_balance[index, place, bucket]
    return borne


@rule
def first_loss_left(partner):
    """What a first-loss cover may still cost (fen)."""
    if partner.form != RiskForm.FIRST_LOSS:
        return 0.0
    return max(0.0, partner.first_loss * partner.largest - partner.covered)


@rule
def expected_first_loss(ledger, lender, index, place):
    """Allowance for a first-loss cover (fen): that of the partner's part, at most what the cover may still cost."""
    expected = 0.0
    for bucket in range(DPD_BUCKETS):
        expected += lender.provision_rate[bucket] * ledger.part_balance[index, place, bucket]
    return min(expected, first_loss_left(lender.partner[place]))


@rule
def first_loss_weighted(ledger, lender, index, place):
    """Risk-weighted assets of a first-loss cover (fen): deducted in full, at most those of the part it covers."""
    covered = 0.0
    for bucket in range(DPD_BUCKETS):
        weight = lender.past_due_weight if bucket == DPD_BUCKETS - 1 else lender.retail_weight
        covered += weight * ledger.part_balance[index, place, bucket] * (1.0 - lender.provision_rate[bucket])
    return min(covered, FULL_DEDUCTION * first_loss_left(lender.partner[place]))
