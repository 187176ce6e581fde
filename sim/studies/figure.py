"""The figure of a comparison: what is drawn, and under which words; how it is drawn is in `sim.plots.comparison`."""

from __future__ import annotations

from sim.plots.comparison import Change, Pairs, comparison_figure
from sim.risk.contrasts import aligned, pairs
from sim.studies.comparison import Comparison
from sim.studies.people.groups import STANDING
from sim.studies.people.words import group_words

FEN_PER_YUAN = 100.0
POINTS = 100.0


def figure(found: Comparison) -> bytes:
    """A row of panels for each arm: losses pair by pair, and where borrowers were followed, for whom rates change."""
    base = found.arms[found.base].replications
    rows = []
    for arm in found.contrasts:
        losses = pairs(*aligned(base, found.arms[arm].replications), "loss_fen")
        people = found.people.get(arm)
        changes = []
        for one in () if people is None else people.groups:
            low, high = one.rate_difference.ci_low, one.rate_difference.ci_high
            middle = one.rate_difference.estimate
            if one.dimension in STANDING and middle is not None:
                ends = (middle if low is None else low, middle if high is None else high)
                words = group_words(one.dimension, one.group)
                changes.append(Change(words, POINTS * middle, POINTS * ends[0], POINTS * ends[1]))
        rows.append((Pairs(found.base, arm, losses[0] / FEN_PER_YUAN, losses[1] / FEN_PER_YUAN), changes))
    return comparison_figure(rows)
