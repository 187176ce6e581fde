"""The study of expected credit loss in words and tables; what is measured is in `sim.studies.credit_loss`."""

from __future__ import annotations

from sim.headline import CONFIDENCE
from sim.risk.estimate import Estimate
from sim.risk.roll_rates import BUCKETS
from sim.studies.credit_loss import CreditLossStudy
from sim.summary import percent, yuan

SHOWN_MONTHS = (1, 3, 6, 9, 12, 18, 24)


def lines(study: CreditLossStudy) -> list[str]:
    """The study in words and tables."""
    count = len(study.here.realised)
    told = [
        f"{study.scenario}: {count:,} replications of {study.size:,} borrowers; amounts in yuan, means of replications",
        "",
        *_by_month(study),
        "",
        *_gap(study),
        "",
        *_check(study),
        "",
    ]
    rolls = ", ".join(percent(float(rate)) for rate in study.terms.rolls)
    told.append(
        f"Fitted on {study.backtest.fit_books} books of the baseline: {len(BUCKETS) - 1} monthly roll rates {rolls}, "
        f"loss given default {percent(study.terms.loss_given_default)}, exposure {study.terms.exposure_factor:.2f} "
        "times the balance that rolls into default."
    )
    return told


def _by_month(study: CreditLossStudy) -> list[str]:
    told = [f"{'month':>5}{'allowance':>14}{'expected':>14}{'stage 1':>12}{'stage 2':>12}{'stage 3':>12}"]
    allowance = study.here.months["allowance_fen"]
    for month in (each for each in SHOWN_MONTHS if each <= allowance.shape[1]):
        columns = (allowance, study.found.total, study.found.stage_1, study.found.stage_2, study.found.stage_3)
        shown = [yuan(study.mean(each[:, month - 1]).estimate) for each in columns]
        told.append(f"{month:>5}{shown[0]:>14}{shown[1]:>14}{shown[2]:>12}{shown[3]:>12}{shown[4]:>12}")
    return told


def _gap(study: CreditLossStudy) -> list[str]:
    """Predicted, realised, and what lies between them; the intervals are those of the luck of the months."""
    return [
        f"Predicted at the end of month 1 for 12 months   {with_ends(study.mean(study.here.predicted))}",
        f"Realised on defaults of the loss horizon        {with_ends(study.mean(study.here.realised))}",
        f"Realised less predicted                         {with_ends(study.mean(study.shortfall))}",
        f"  the scenario beyond the baseline              {with_ends(study.mean(study.by_scenario))}",
        f"  these borrowers beyond their prediction       {with_ends(study.mean(study.by_people))}",
        f"  less what the outlook sees coming             {with_ends(study.mean(study.foreseen))}",
    ]


def _check(study: CreditLossStudy) -> list[str]:
    """Whether the prediction is right on average over books, and whether this book is one of them."""
    bias = study.backtest.bias(CONFIDENCE)
    low, high = float(bias.ci_low or 0.0), float(bias.ci_high or 0.0)
    verdict = "no bias seen" if low <= 0.0 <= high else "the prediction is biased"
    predicted = float(study.at_home.predicted.mean())
    realised = float(study.at_home.realised.mean())
    one = study.backtest.one_book(predicted, CONFIDENCE)
    inside = float(one.ci_low or 0.0) <= realised <= float(one.ci_high or 0.0)
    return [
        f"Is the prediction right? {bias.n} other books of the baseline lost {yuan(study.backtest.realised.mean())} on "
        f"average; realised less predicted: {with_ends(bias)}, {verdict}.",
        "How far may one book lie off? The people of a book are the same in all its replications, so that they do "
        "not average out: from book to book realised less predicted has a standard deviation of "
        f"{yuan(study.backtest.deviation)}. Under the baseline a book like this, predicted at {yuan(predicted)}, loses "
        f"{yuan(one.ci_low)} to {yuan(one.ci_high)} in 95 % of cases; this one loses {yuan(realised)}, which is "
        f"{'inside' if inside else 'outside'}.",
    ]


def with_ends(found: Estimate) -> str:
    """An estimate in yuan with its interval, where there is one."""
    if found.ci_low is None:
        return yuan(found.estimate)
    return f"{yuan(found.estimate)} ({yuan(found.ci_low)} to {yuan(found.ci_high)})"
