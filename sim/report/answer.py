"""The answer first: the buffer, the chance of a breach, what drives them, and how far to trust it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.report.blocks import Block, Bullets, Section, Text
from sim.report.context import Context
from sim.risk.attribution import CAUSE_NAMES, CHANNEL_NAMES
from sim.risk.columns import has_value
from sim.risk.intervals import smallest_sample_two_sided
from sim.summary import is_flat

FEW_RECORDS = 10_000
"""Borrowers below which individual luck visibly widens the tail."""
SMALLEST_SHARE = 0.05
"""Causes of a smaller share of first defaults are not named in the answer."""


def answer(run: Context) -> Section:
    """What the run says, in words."""
    words = run.words
    told = [Text(sentence) for sentence in (_one(run) if run.source.size == 1 else _figures(run))]
    blocks: list[Block] = [*told]
    drivers = tuple(_drivers(run))
    if drivers:
        blocks.append(Bullets(words("answer.drivers"), drivers))
    blocks.append(Bullets(words("answer.trust"), tuple(_trust(run))))
    return Section("answer", words("answer.title"), tuple(blocks))


def _one(run: Context) -> Iterator[str]:
    money, words = run.money, run.words
    loss, ratio = money(run.value("expected_loss")), words.percent(run.value("min_capital_ratio"))
    yield words("answer.one", loss=loss, unit=money.unit, ratio=ratio)


def _figures(run: Context) -> Iterator[str]:
    """Buffer, breach, losses, liquidity."""
    words, money = run.words, run.money
    yield _buffer(run)
    if run.has("breach_probability"):
        breach = words.percent(run.value("breach_probability"))
        sentence = words("answer.breach", share=breach, interval=run.interval("breach_probability", words.percent))
        yield f"{sentence}{_breach_month(run)}"
    if run.has("expected_loss", "var_99_9"):
        yield words(
            "answer.losses", months=run.loss_months, expected=money(run.value("expected_loss")), unit=money.unit,
            rate=words.percent(run.value("expected_loss_rate")), var=money(run.value("var_99_9")),
        )  # fmt: skip
    liquidity = run.value("liquidity_buffer_99_9")
    if liquidity is not None:
        key = "answer.liquidity_needed" if liquidity > 0 else "answer.liquidity_spare"
        yield words(key, amount=money(abs(liquidity)), unit=money.unit)
    if not is_flat(run.scenario.macro):
        yield words("answer.conditional", name=run.scenario.name)


def _buffer(run: Context) -> str:
    words, money = run.words, run.money
    buffer, level = run.value("capital_buffer_99_9"), words.level(0.999)
    if not run.is_whole:
        return words("answer.partial")
    if buffer is None:
        return words("answer.no_buffer", level=level, why=run.interval("capital_buffer_99_9", money))
    return words(
        "answer.needed" if buffer > 0 else "answer.spare", level=level, amount=money(abs(buffer)), unit=money.unit,
        floor=words.level(run.scenario.lenders["platform"].capital.floor),
        interval=run.interval("capital_buffer_99_9", money),
    )  # fmt: skip


def _breach_month(run: Context) -> str:
    """When, in the middle of the cases; nothing where there is none."""
    rows = run.source.run.replications
    months = rows.loc[has_value(rows, "breach_month"), "breach_month"]
    if not len(months):
        return ""
    return run.words("space") + run.words("answer.breach_month", month=f"{float(months.median()):.0f}")


def _drivers(run: Context) -> Iterator[str]:
    words, money = run.words, run.money
    if run.source.size > 2:
        yield _economy(run)
    yield from _contagion(run)
    causes = {name: run.value(f"cause_{name}_share") for name in CAUSE_NAMES if run.has(f"cause_{name}_share")}
    named = sorted((-(share or 0.0), name) for name, share in causes.items() if (share or 0.0) >= SMALLEST_SHARE)
    if named:
        told = [f"{words(f'cause.{name}')} {words.percent(-share)}" for share, name in named]
        yield words("driver.causes", causes=words.listed(told))
    totals = [
        float(run.source.weights @ run.source.run.replications[name]) for name in ("unwilling_defaults", "defaults")
    ]
    if totals[1] > 0.0:
        yield words("driver.willing", share=words.percent(totals[0] / totals[1]))
    if run.has("var_99_9_half_correlation", "var_99_9_twice_correlation"):
        yield words(
            "driver.correlation", correlation=words.percent(run.value("implied_asset_correlation")),
            interval=run.interval("implied_asset_correlation", words.percent), unit=money.unit,
            half=money(run.value("var_99_9_half_correlation")), twice=money(run.value("var_99_9_twice_correlation")),
        )  # fmt: skip


def _economy(run: Context) -> str:
    """The share of the variance of losses that is linear in the mean of the macro factor."""
    rows, weights = run.source.run.replications, run.source.weights
    factor, loss = (rows[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in ("factor_mean", "loss_fen"))
    exists = np.isfinite(factor) & np.isfinite(loss)
    if exists.sum() < 3 or np.ptp(factor[exists]) == 0.0 or np.ptp(loss[exists]) == 0.0:
        return run.words("driver.no_economy")
    spread = np.cov(factor[exists], loss[exists], aweights=np.maximum(weights[exists], 0.0))
    return run.words(
        "driver.economy", share=run.words.percent(float(spread[0, 1] ** 2 / (spread[0, 0] * spread[1, 1])))
    )


def _contagion(run: Context) -> Iterator[str]:
    words = run.words
    if not run.has("amplified_share"):
        yield words("driver.no_contagion")
        return
    values = {
        "share": words.percent(run.value("amplified_share")), "interval": run.interval("amplified_share", words.percent)
    }  # fmt: skip
    added = {name: run.value(f"net_{name}_defaults") or 0.0 for name in CHANNEL_NAMES}
    most = max(added, key=lambda name: added[name])
    if added[most] > 0.0:
        yield words("driver.contagion", **values, channel=words(f"channel.{most}"))
    else:
        yield words("driver.contagion_plain", **values)


def _trust(run: Context) -> Iterator[str]:
    """What the figures rest on."""
    words, money, size = run.words, run.money, run.source.size
    if run.source.draws == "plain" and 1 < size < 1000 and run.has("var_99_9"):
        yield words("trust.largest", n=words.number(size), needed=words.number(smallest_sample_two_sided(0.999)))
    found = run.headlines.get("var_99_9", {})
    if found.get("ci_low") is not None and found.get("ci_high") is not None and found["estimate"]:
        half = (found["ci_high"] - found["ci_low"]) / 2.0 / abs(found["estimate"])
        yield words("trust.width", share=words.percent(half))
    yield from _draws(run)
    records = run.scenario.population.size
    if run.scenario.population.accounts is not None and run.has("var_99_9_real_book"):
        yield words(
            "trust.granular",
            records=words.number(records),
            real=money(run.value("var_99_9_real_book")),
            unit=money.unit,
        )
    elif run.scenario.population.tape is None and records < FEW_RECORDS:
        yield words("trust.few", records=words.number(records))
    yield words("trust.model")


def _draws(run: Context) -> Iterator[str]:
    """Effective sizes and the check of draws that are not plain."""
    words, course = run.words, run.manifest.get("course", {})
    if run.source.draws == "importance" and run.has("effective_sample_size", "tail_effective_sample_size"):
        yield words(
            "trust.size", n=words.number(run.source.size), effective=words.number(run.value("effective_sample_size")),
            tail=words.number(run.value("tail_effective_sample_size")),
        )  # fmt: skip
    if course.get("fallback"):
        yield words("trust.fallback", words=course["fallback"])
    elif course.get("check"):
        yield words("trust.agrees", **run.agreement)
