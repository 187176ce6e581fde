"""What an opinion of a lender makes its holder do: price, then volume, then run.

Rules of one opinion alone, for funders and for co-lending partners; how the opinion comes about is `funder_reaction`.
"""

from sim.compiled import rule


@rule
def spread_asked(opinion):
    """What is asked on top of the price in calm (per year; of a partner: share of interest)."""
    return opinion.price * opinion.stress


@rule
def withdrawn_share(opinion):
    """Share of the commitment that is withdrawn: it grows with the stress beyond a level."""
    return min(1.0, opinion.volume * max(0.0, opinion.stress - opinion.volume_from))


@rule
def is_running(opinion):
    """Whether the stress is beyond the level of a run."""
    return opinion.stress > opinion.run_from
