"""Delinquency: buckets over time, roll rates, bad loans as reported and economic, vintages."""

from __future__ import annotations

import numpy as np

from sim.outputs import VINTAGE_AGES
from sim.plots import canvas
from sim.plots.canvas import Chart
from sim.plots.source import NoFigure, Source, quotient
from sim.risk.samples import FloatArray

BUCKETS = ("current_fen", "dpd_1_29_fen", "dpd_30_59_fen", "dpd_60_89_fen", "dpd_90_plus_fen")
TINTS = ("#d9d9d9", "#fdd9a0", "#e69f00", "#a03c00")
"""From light to dark by days past due, so that grey tells them apart too."""
COLUMNS = 8
"""Most columns of the heatmap, and most vintages that are drawn."""


def delinquency(source: Source) -> Chart:
    """Balance past due / whole balance at month ends by bucket, mean over replications weighted by balance."""
    names = ("outstanding_fen", *BUCKETS[1:])
    whole, *late = source.totals(*names)
    shares = [quotient(amount, whole) for amount in late]
    words = source.words
    months = np.arange(1, len(whole) + 1)
    with canvas.drawing(height=3.4) as (chart, (axes,)):
        axes.stackplot(
            months, *(np.nan_to_num(share) for share in shares), colors=TINTS, edgecolor="white", linewidth=0.4,
            labels=[words(f"bucket.{place}") for place in range(1, len(BUCKETS))],
        )  # fmt: skip
        axes.set_ylim(0.0, None)
        canvas.scale_y(axes, words("delinquency.y"), lambda share: words.tick(100.0 * share))
        canvas.scale_x(axes, words("month"), whole=True)
        canvas.legend(axes)
    return chart


def rolls(source: Source) -> Chart:
    """Share of a bucket's balance that stands in the next one a month later, as a heatmap by spans of months.

    Made from month-end balances: what is drawn or repaid in between is in it. Into 90 days and more it is what that
    bucket grows by and what is charged off from it, so what leaves it otherwise lowers the rate.
    """
    rates, spans = roll_rates(source)
    words = source.words
    rows = [
        words("rolls.row", before=words(f"bucket.{place}"), after=words(f"bucket.{place + 1}")) for place in range(4)
    ]
    with canvas.drawing(height=2.6) as (chart, (axes,)):
        canvas.heat(axes, rates, rows, [f"{first}-{last}" if last > first else str(first) for first, last in spans])
        axes.set_title(words("rolls.title_figure"), loc="left")
        canvas.scale_x(axes, words("rolls.x"))
        for spine in axes.spines.values():
            spine.set_visible(False)
    return chart


def roll_rates(source: Source) -> tuple[FloatArray, list[tuple[int, int]]]:
    """(4, spans) roll rates as shares, NaN without a base, and the first and last month of each span, from 2.

    Raises NoFigure for a run of one month.
    """
    *balances, written_off = source.totals(*BUCKETS, "charge_off_fen")
    months = len(written_off)
    if months < 2:
        raise NoFigure(source.words("none.months", found=months, least=2))
    width = -(-(months - 1) // COLUMNS)
    starts = list(range(1, months, width))
    rates = np.empty((len(BUCKETS) - 1, len(starts)))
    rolled = [after[1:] for after in balances[1:]]
    rolled[-1] = balances[-1][1:] - balances[-1][:-1] + written_off[1:]
    for place, amounts in enumerate(rolled):
        for column, start in enumerate(starts):
            span = slice(start - 1, start - 1 + width)
            rates[place, column] = _share(amounts[span].sum(), balances[place][:-1][span].sum())
    return rates, [(start + 1, min(start + width, months)) for start in starts]


def _share(part: float, whole: float) -> float:
    return min(max(part / whole, 0.0), 1.0) if whole > 0.0 else float("nan")


def bad_loans(source: Source) -> Chart:
    """Share of balance 90 days past due or more as reported, and economic; the gap is the evergreening index."""
    whole, late = source.totals("outstanding_fen", "dpd_90_plus_fen")
    economic = economic_rates(source)
    reported = quotient(late, whole)
    words = source.words
    months = np.arange(1, len(whole) + 1)
    with canvas.drawing(height=3.4) as (chart, (axes,)):
        axes.fill_between(months, reported, economic, color="#dddddd", linewidth=0.0, label=words("bad_loans.gap"))
        axes.plot(months, economic, color=canvas.VERMILLION, linestyle="--", label=words("bad_loans.economic"))
        axes.plot(months, reported, color=canvas.BLUE, label=words("bad_loans.reported"))
        axes.set_ylim(0.0, None)
        canvas.scale_y(axes, words("bad_loans.y"), lambda share: words.tick(100.0 * share))
        canvas.scale_x(axes, words("month"), whole=True)
        canvas.legend(axes)
    return chart


def economic_rates(source: Source) -> FloatArray:
    """(months,) economic rate of bad loans, weighted mean over the replications that have one."""
    (rates,) = source.months("economic_rate")
    exists = np.isfinite(rates)
    return quotient(source.weights @ np.nan_to_num(rates), source.weights @ exists.astype(np.float64))


def vintages(source: Source) -> Chart:
    """Accounts ever in default / accounts opened, by months on book; a line for each span of opening months."""
    groups = vintage_groups(source)
    words = source.words
    with canvas.drawing(height=3.7) as (chart, (axes,)):
        for place, (span, ages, shares) in enumerate(groups):
            look = place % len(canvas.COLOURS)
            axes.plot(
                [0, *ages], [0.0, *shares], color=canvas.COLOURS[look], linestyle=canvas.LINE_STYLES[look], marker="o",
                markersize=3.0, label=words("vintages.line", first=span[0], last=span[1]),
            )  # fmt: skip
        axes.set_xticks([0, *(age for age in VINTAGE_AGES if age <= max(max(ages) for _, ages, _ in groups))])
        axes.set_ylim(0.0, None)
        canvas.scale_y(axes, words("vintages.y"), lambda share: words.tick(100.0 * share))
        canvas.scale_x(axes, words("vintages.x"))
        canvas.legend(axes)
    return chart


Vintages = list[tuple[tuple[int, int], list[int], list[float]]]
"""Of each group: first and last month of opening, ages in months, shares ever in default by then."""


def vintage_groups(source: Source) -> Vintages:
    """Cumulative default shares by span of opening months; an age counts where all months of the span have come to it.

    Raises NoFigure where no account opened in the run has come to the first age.
    """
    opened, *defaults = source.months("opened_accounts", *(f"vintage_defaults_{age}" for age in VINTAGE_AGES))
    months = opened.shape[1]
    width = -(-months // COLUMNS)
    found: Vintages = []
    for start in range(0, months, width):
        span = slice(start, min(start + width, months))
        total = float(source.weights @ opened[:, span].sum(axis=1))
        reached = [
            (age, float(source.weights @ known[:, span].sum(axis=1)) / total)
            for age, known in zip(VINTAGE_AGES, defaults, strict=True)
            if total > 0.0 and np.isfinite(known[:, span]).all()
        ]
        if reached:
            found.append(((span.start + 1, span.stop), [age for age, _ in reached], [share for _, share in reached]))
    if not found:
        raise NoFigure(source.words("none.vintages", age=VINTAGE_AGES[0]))
    return found
