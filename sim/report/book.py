"""Sections on the book: delinquency, contagion, and who bears the tail by segment."""

from __future__ import annotations

from collections.abc import Iterator

from sim.plots import NoFigure
from sim.plots.contagion import cascade_sizes
from sim.report.blocks import Block, Grid, Section, Text
from sim.report.context import Context
from sim.risk.attribution import CAUSE_NAMES, CHANNEL_NAMES

TERMS = ("direct", "intensity", "amplified", "averted", "composition", "net")
SMALLEST_SHARE = 0.005
"""Causes of a smaller share of first defaults are not named."""
DIMENSIONS = {
    "segment": "segment", "product": "product", "opened": "opened", "customer_since": "vintage", "holder": "holder",
}  # fmt: skip


def arrears(run: Context) -> Section:
    """Buckets, rolls, bad loans by both views, vintages."""
    blocks = tuple(run.picture(name) for name in ("delinquency", "rolls", "bad_loans", "vintages"))
    return Section("arrears", run.words("section.arrears"), blocks)


def contagion(run: Context) -> Section:
    """Who caused it, by term and channel, and how large cascades become."""
    words = run.words
    if not run.has("direct_defaults"):
        return Section("contagion", words("section.contagion"), (Text(words("none.attribution")),))
    blocks: list[Block] = [run.picture("attribution")]
    heads = ("term", "defaults", "interval", "losses", "interval", "tail")
    named = tuple(
        words("interval") if head == "interval" else words(f"attribution.{head}", unit=run.money.unit) for head in heads
    )
    rows = tuple(_term(run, name, words(f"attribution.{name}")) for name in TERMS)
    rows += tuple(
        _term(run, f"net_{name}", words("attribution.channel", name=words(f"channel.{name}")))
        for name in CHANNEL_NAMES
        if run.value(f"net_{name}_defaults") or run.value(f"net_{name}_loss")
    )
    blocks.append(Grid(words("attribution.table"), named, rows, numbers=(1, 3, 5)))
    blocks += [Text(sentence) for sentence in _sentences(run)]
    blocks += _cascades(run)
    return Section("contagion", words("section.contagion"), tuple(blocks))


def _term(run: Context, name: str, said: str) -> tuple[str, ...]:
    """One term: defaults and loss with their intervals, and the loss in the tail."""
    words, money = run.words, run.money
    defaults, loss, tail = f"{name}_defaults", f"{name}_loss", f"tail_{name}_loss"

    def count(value: float | None) -> str:
        return words.number(value, 2)

    counted = (count(run.value(defaults)), run.interval(defaults, count)) if defaults in run.headlines else ("", "")
    return (said, *counted, money(run.value(loss)), run.interval(loss, money), money(run.value(tail)))


def _sentences(run: Context) -> Iterator[str]:
    words = run.words
    if run.has("amplified_share"):
        interval = run.interval("amplified_share", words.percent)
        yield words("attribution.share", share=words.percent(run.value("amplified_share")), interval=interval)
    shares = {name: run.value(f"cause_{name}_share") or 0.0 for name in CAUSE_NAMES}
    named = sorted((-share, name) for name, share in shares.items() if share >= SMALLEST_SHARE)
    if named:
        told = [f"{words(f'cause.{name}')} {words.percent(-share)}" for share, name in named]
        yield words("attribution.causes", causes=words.listed(told))
    if run.has("reproduction_number", "mean_generation"):
        yield words(
            "attribution.reproduction", number=words.number(run.value("reproduction_number"), 2),
            generation=words.number(run.value("mean_generation"), 2),
            largest=words.number(run.value("largest_cascade"), 1),
        )  # fmt: skip
    yield words("attribution.tail_note", n=words.number(run.headlines["tail_direct_loss"]["n"]))


def _cascades(run: Context) -> Iterator[Block]:
    """The figure of cascades, and why there is no law in it where there is none."""
    try:
        offspring = cascade_sizes(run.source).offspring
    except NoFigure as reason:
        yield Text(str(reason))
        return
    said = f"{offspring:.2f}"
    yield run.picture("cascades", offspring=said)
    if offspring >= 1.0:
        yield Text(run.words("cascades.critical", offspring=said))


def segments(run: Context) -> Section:
    """Parts of the tail by segment, product, vintage and holder, where the folder holds them."""
    words, found = run.words, run.extra.get("contributions")
    if found is None:
        return Section("segments", words("section.segments"), (Text(words("none.segments")),))
    if not len(found):
        return Section("segments", words("section.segments"), (Text(words("none.tail")),))
    heads = (
        words("segments.dimension"), words("segments.part"), words("segments.shortfall", unit=run.money.unit),
        words("interval"),
    )  # fmt: skip
    rows = []
    for row in found.itertuples():
        ends = (row.shortfall_low_fen, row.shortfall_high_fen)
        known = all(end == end for end in ends)
        between = (
            words("ends.between", low=run.money(ends[0]), high=run.money(ends[1])) if known else words("ends.none")
        )
        kind = DIMENSIONS.get(row.dimension)
        said = words(f"segments.{kind}") if kind else str(row.dimension)
        rows.append((said, str(row.part), run.money(row.shortfall_fen), between))
    blocks = (Text(words("segments.caption")), Grid("", heads, tuple(rows), numbers=(2,)))
    return Section("segments", words("section.segments"), blocks)
