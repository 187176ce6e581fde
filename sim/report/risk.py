"""Sections on losses and capital: the bridge, the distribution, the paths, and what regulation asks for."""

from __future__ import annotations

from collections.abc import Iterator

from sim.phrases import FEN_PER_YUAN, MINUS
from sim.report.blocks import Block, Grid, Section, Text
from sim.report.context import Context, Show
from sim.summary import is_flat

LOSS_LINES = (
    "expected_loss", "var_99", "var_99_9", "var_99_9_real_book", "es_97_5", "es_99_9", "economic_capital_99_9",
    "capital_buffer_95", "capital_buffer_99", "capital_buffer_99_9", "liquidity_buffer_99_9",
    "var_99_9_half_correlation", "var_99_9_twice_correlation", "capital_buffer_99_9_half_correlation",
    "capital_buffer_99_9_twice_correlation",
)  # fmt: skip
RATE_LINES = (
    "default_rate", "d30_rate", "d90_rate", "breach_probability", "failure_probability", "min_capital_ratio",
    "implied_asset_correlation",
)  # fmt: skip
RATES_OF_ONE = ("default_rate", "d30_rate", "d90_rate")
TIME_LINES = ("time_to_breach_99", "survival_horizon_99")
CLASSES = ("pass", "special_mention", "non_performing", "doubtful", "loss")
BOUNDS: dict[str, tuple[str, tuple[float, ...]]] = {
    "leverage_ratio": ("at_least", (0.04,)),
    "borrowing_multiple": ("at_most", (1,)),
    "notes_multiple": ("at_most", (4,)),
    "provision_ratio": ("at_least", (0.015, 0.025)),
    "coverage_ratio": ("at_least", (1.2, 1.5)),
}
"""What rules ask for (domain.md section 3); the capital floor is the scenario's."""
NO_LIMIT = 1000.0
"""A multiple of net assets from which on the scenario sets no limit."""


def bridge(run: Context) -> Section:
    """From expected loss to the regulatory requirement, figure by figure, to the fen."""
    words = run.words
    lines = [name for name in run.headlines if name.startswith("bridge_")]
    rows, strong = [], []
    for place, name in enumerate(lines):
        found = run.headlines[name]
        kind, family = str(found["note"]).split("; ", 3)[1:3]
        amount = exact_yuan(round(found["estimate"]))
        is_step = kind == "step"
        said = words(f"bridge.{name.removeprefix('bridge_')}")
        rows.append((said, "" if is_step else amount, amount if is_step else "", words(f"bridge.{family}")))
        if not is_step:
            strong.append(place)
    heads = tuple(words(f"bridge.{head}") for head in ("line", "amount", "step", "family"))
    blocks: tuple[Block, ...] = (Text(words("none.bridge")),)
    if rows:
        blocks = (Text(words("bridge.caption")), Grid("", heads, tuple(rows), numbers=(1, 2), strong=tuple(strong)))
    return Section("bridge", words("section.bridge"), blocks)


def exact_yuan(fen: int) -> str:
    """Fen as yuan with both decimals."""
    whole, rest = divmod(abs(fen), FEN_PER_YUAN)
    return f"{MINUS if fen < 0 else ''}{whole:,}.{rest:02d}"


def losses(run: Context) -> Section:
    """The distribution with its marks, and every headline with its interval."""
    words = run.words
    blocks: list[Block] = [run.picture("loss", months=run.loss_months)]
    if run.source.size == 1:
        blocks.append(_of_one(run))
        return Section("losses", words("section.losses"), tuple(blocks))
    title = words("page.in_unit", unit=run.money.unit)
    if not is_flat(run.scenario.macro):
        title = words("clause").join((title, words("page.conditional", name=run.scenario.name)))
    has_finer_book = run.scenario.population.accounts is not None
    lines = tuple(name for name in LOSS_LINES if has_finer_book or name != "var_99_9_real_book")
    blocks.append(run.headline_grid(title, run.headline_rows(lines, run.money)))
    shares = run.headline_rows(RATE_LINES, words.percent) + run.headline_rows(TIME_LINES, words.number)
    blocks.append(run.headline_grid("", shares))
    return Section("losses", words("section.losses"), tuple(blocks))


def _of_one(run: Context) -> Grid:
    """What one replication alone can tell."""
    words, loss = run.words, run.money(run.value("expected_loss"))
    said = words("headline.loss_one") + words("brackets", inside=run.money.unit)
    rates = [(words(f"headline.{name}"), words.percent(run.value(name))) for name in RATES_OF_ONE]
    return Grid("", (words("page.figure"), words("parameters.value")), ((said, loss), *rates), numbers=(1,))


def paths(run: Context) -> Section:
    """Capital and liquidity month by month, and how long both last."""
    words = run.words
    blocks: list[Block] = [run.picture("capital"), run.picture("liquidity"), run.picture("survival")]
    rows = []
    for name in ("start", "low", "depletion", "low_month"):
        key = f"stress_{name}"
        if run.has(key):
            show: Show = words.number if name == "low_month" else words.percent
            rows.append((words(f"stress.{name}"), show(run.value(key)), run.interval(key, show)))
    if rows:
        heads = (words("page.figure"), words("median"), words("band.wide"))
        blocks.append(Grid(words("stress.title"), heads, tuple(rows), numbers=(1,)))
    if run.has("path_severity") and not is_flat(run.scenario.macro):
        blocks.append(Text(words("stress.severity", share=words.percent(run.value("path_severity")))))
    return Section("paths", words("section.paths"), tuple(blocks))


def regulation(run: Context) -> Section:
    """Every ratio against its bound, requirements, and the five categories of loans."""
    words = run.words
    if not run.has("capital_ratio_first_month"):
        return Section("regulation", words("section.regulation"), (Text(words("none.regulation")),))
    heads = tuple(words(f"regulation.{head}") for head in ("rule", "asked", "first", "worst", "outside"))
    blocks: list[Block] = [Grid("", heads, tuple(_rules(run)), numbers=(2,))]
    blocks += [Text(sentence) for sentence in _requirements(run)]
    return Section("regulation", words("section.regulation"), tuple(blocks))


def _rules(run: Context) -> Iterator[tuple[str, ...]]:
    words = run.words
    bounds = {"capital_ratio": ("at_least", (run.scenario.lenders["platform"].capital.floor,)), **BOUNDS}
    micro = _is_micro_lender(run)
    for name, (side, bound) in bounds.items():
        is_multiple = name.endswith("multiple")
        if is_multiple and not micro:
            continue
        show: Show = (lambda value: words.number(value, 2)) if is_multiple else words.percent
        asked = words("to").join(f"{one:g}" if is_multiple else words.level(one) for one in bound)
        is_provision = name in ("provision_ratio", "coverage_ratio")
        first = name if is_provision else f"{name}_first_month"
        worst = f"{name}_{'lowest' if is_provision else 'worst'}"
        outside = f"{name}_{'shortfall' if is_provision else 'breach'}_probability"
        band = words("brackets", inside=run.interval(worst, show))
        yield (
            words(f"regulation.{name}"), words(f"regulation.{side}", bound=asked), show(run.value(first)),
            f"{show(run.value(worst))}{band}", words.percent(run.value(outside)),
        )  # fmt: skip


def _is_micro_lender(run: Context) -> bool:
    """Whether the limits of micro-lenders are set, or notes stand that they would count."""
    rules = run.scenario.lenders["platform"].regulation
    is_limited = min(rules.leverage_own, rules.leverage_bonds) < NO_LIMIT
    return is_limited or bool(run.value("notes_multiple_first_month"))


def _requirements(run: Context) -> Iterator[str]:
    words, money = run.words, run.money
    names = ("capital_requirement", "risk_weighted_assets", "irb_requirement_qrre", "irb_requirement_other_retail")
    asked, assets, line, loan = (money(run.value(name)) for name in names)
    yield words("regulation.requirement", asked=asked, assets=assets, line=line, loan=loan, unit=money.unit)
    shares = {name: run.value(f"category_{name}_rate") for name in CLASSES}
    told = [f"{words(f'regulation.{name}')} {words.percent(share)}" for name, share in shares.items()]
    yield words("regulation.classes", classes=words.listed(told))
