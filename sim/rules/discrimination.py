"""How well the score tells good borrowers from bad ones, and whether its distribution shifts: Gini, KS, PSI.

Two groups are judged, by weight and in classes of ten points: the accepted (performing at the start at the platform, by
the score of that day; bad: the default that `default_rate` counts) and all applicants to the platform, rejected or not
(by the score of their first application in the run; bad: a default at any lender within the outcome window).
"""

import math

from sim.compiled import rare, rule
from sim.market import ACCEPTED, APPLICANTS, SCORE_CLASSES
from sim.records import State
from sim.rules.scoring import LOWEST_SCORE
from sim.units import DAYS_PER_MONTH, NEVER

POINTS = 10
"""Width of a class, score points."""
STABLE_SHARE = 0.1
"""Share of the borrowers that a class of the stability index holds at the start at least: ten classes at most."""


@rule
def score_class(score):
    """Class of a score of whole points, 0 for 350-359; 950 belongs to the last."""
    return max(0, min(int((score - LOWEST_SCORE) // POINTS), SCORE_CLASSES - 1))


@rule
def begin_score_record(borrower):
    """Note the score with which a run begins; nobody has applied yet."""
    borrower.opening_score = int(borrower.score)
    borrower.applied_day = NEVER
    borrower.applied_score = 0
    borrower.failed_day = NEVER


@rule
def is_in_default(borrower):
    """Whether an account at any lender is in default."""
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state != State.EMPTY and account.default_day != NEVER:
            return True
    return False


@rule
def note_application(borrower, day):
    """Note the first application to the platform, whatever becomes of it; who is in default already is no new risk."""
    if borrower.applied_day == NEVER and not is_in_default(borrower):
        borrower.applied_day = day
        borrower.applied_score = int(borrower.score)


@rule
def note_failure(borrower, day):
    """Note the first default of an applicant, at any lender."""
    if borrower.applied_day != NEVER and borrower.failed_day == NEVER:
        borrower.failed_day = day


@rule
def outcome_window(world):
    """Days in which an applicant can turn bad: the loss horizon, at most half the run, so that all have as many."""
    months = min(world.loss_horizon_days, world.horizon_days // 2) // DAYS_PER_MONTH
    return months * DAYS_PER_MONTH


@rule
def count_group(scores, weight, first, last, is_bad):
    """Count a borrower with the classes of its first and its last score."""
    if is_bad:
        scores.bads[first] += weight
    else:
        scores.goods[first] += weight
    scores.later[last] += weight


@rare
def count_score(borrower, market, world):
    """At the end of the horizon: count a borrower among the accepted, the applicants, or both."""
    last = score_class(int(borrower.score))
    if borrower.performing == 1:
        is_bad = borrower.default_day <= world.loss_horizon_days
        first = score_class(int(borrower.opening_score))
        count_group(market.scores[ACCEPTED], borrower.weight, first, last, is_bad)
    window = outcome_window(world)
    if borrower.applied_day <= world.horizon_days - window and window > 0:
        is_bad = int(borrower.failed_day) - int(borrower.applied_day) <= window
        first = score_class(int(borrower.applied_score))
        count_group(market.scores[APPLICANTS], borrower.weight, first, last, is_bad)


@rule
def all_classes(scores, is_bad):
    """Good borrowers, or bad ones (is_bad 1), of all score classes, weighted."""
    total = 0
    for place in range(SCORE_CLASSES):
        total += scores.bads[place] if is_bad == 1 else scores.goods[place]
    return total


@rule
def gini(scores):
    """Gini coefficient of a score: P(good scores higher) - P(bad scores higher), a tie in neither; NaN without both.

    Twice the area under the ROC curve less 1, Somers' D for a binary outcome: Rezac and Rezac (2011), How to Measure
    the Quality of Credit Scoring Models, Czech Journal of Economics and Finance 61(5), 486-507.
    """
    goods, bads = all_classes(scores, 0), all_classes(scores, 1)
    if goods == 0 or bads == 0:
        return math.nan
    goods_below = 0
    bads_below = 0
    balance = 0.0
    for place in range(SCORE_CLASSES):
        good, bad = scores.goods[place], scores.bads[place]
        balance += (good / goods) * (bads_below / bads) - (bad / bads) * (goods_below / goods)
        goods_below += good
        bads_below += bad
    return balance


@rule
def kolmogorov_smirnov(scores):
    """Largest distance of the score's distribution functions of goods and bads, both ways; NaN without both.

    Rezac and Rezac (2011), as above.
    """
    goods, bads = all_classes(scores, 0), all_classes(scores, 1)
    if goods == 0 or bads == 0:
        return math.nan
    goods_below = 0
    bads_below = 0
    largest = 0.0
    for place in range(SCORE_CLASSES):
        goods_below += scores.goods[place]
        bads_below += scores.bads[place]
        largest = max(largest, abs(bads_below / bads - goods_below / goods))
    return largest


@rule
def shift_of(start, later):
    """A class's part of the stability index, from its shares at the start and later."""
    return (later - start) * math.log(later / start)


@rule
def population_stability(scores):
    """Population stability index of the score, the same borrowers at the start and at the end; NaN without any.

    Sum of (later - start) ln(later / start) over classes of a tenth of the borrowers at the start, cut where the score
    allows; a class that is empty later is joined with the next, so the index is finite. Yurdakul and Naranjo (2020),
    Statistical properties of the population stability index, Journal of Risk Model Validation 14(4).
    """
    total = all_classes(scores, 0) + all_classes(scores, 1)
    if total == 0:
        return math.nan
    index = 0.0
    start = 0
    later = 0
    start_left = total
    later_left = total
    for place in range(SCORE_CLASSES):
        start += scores.goods[place] + scores.bads[place]
        later += scores.later[place]
        is_whole = start >= STABLE_SHARE * total and later > 0
        if is_whole and start_left - start >= STABLE_SHARE * total and later_left > later:
            index += shift_of(start / total, later / total)
            start_left -= start
            later_left -= later
            start = 0
            later = 0
    return index + shift_of(start_left / total, later_left / total)
