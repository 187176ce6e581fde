"""The sections at the end: convergence and diagnostics, parameters, limits, and how to make the run again."""

from __future__ import annotations

import math
import shlex
from collections.abc import Iterator
from typing import Any

from sim.phrases import Phrases
from sim.report.blocks import Block, Bullets, Fold, Grid, Section, Text
from sim.report.context import Context
from sim.scenario.show import describe, is_parameter, range_text, value_text

LIMITS = 7
"""Sentences on the limits of the model."""
SIZES = ("effective_sample_size", "tail_effective_sample_size", "largest_weight_share")


def trust(run: Context) -> Section:
    """How the figures settle, and whether draws that are not plain agree with plain ones."""
    words = run.words
    rows = tuple(_diagnostics(run))
    blocks: list[Block] = [run.picture("convergence")]
    blocks.append(Grid(words("diagnostics.title"), (words("page.figure"), words("page.estimate")), rows))
    return Section("trust", words("section.trust"), tuple(blocks))


def _diagnostics(run: Context) -> Iterator[tuple[str, str]]:
    words, course = run.words, run.manifest.get("course", {})
    yield words("fact.draws"), words(f"draws.{run.source.draws}")
    yield words("diagnostics.replications"), words.number(run.source.size)
    for name in SIZES:
        if run.has(name):
            show = words.percent if name.endswith("share") else words.number
            yield words(f"headline.{name}"), show(run.value(name))
    stages = (course.get("pilot") or {}).get("stages") or []
    if stages:
        yield words("diagnostics.pilot"), words("diagnostics.deviations", length=f"{_length(stages[-1]):.2f}")
    if course.get("fallback"):
        yield words("diagnostics.check"), words("diagnostics.fell_back", words=course["fallback"])
    elif course.get("check"):
        yield words("diagnostics.check"), words("diagnostics.passed", **run.agreement)
    if course.get("stopping"):
        yield words("diagnostics.stopping"), _stopping(words, course["stopping"])
    for name in ("expected_loss", "var_99_9", "es_97_5", "capital_buffer_99_9", "breach_probability"):
        if run.has(name):
            said = f"{words(f'headline.{name}')}{words('brackets', inside=words('diagnostics.method'))}"
            yield said, words.method(str(run.headlines[name]["method"]))


def _length(stage: Any) -> float:
    """How far the last stage of a pilot shifts the economy, in standard deviations."""
    return math.sqrt(sum(step * step for step in stage["shift"]))


def _stopping(words: Phrases, stopping: dict[str, Any]) -> str:
    """Where the run stopped by its precision, or that it did not get there."""
    key = "diagnostics.stopped" if stopping["met"] else "diagnostics.not_met"
    of, size = words(f"headline.{stopping['of']}"), words.number(stopping["stopped_at"])
    reached, asked = (words.percent(stopping[name]) for name in ("reached", "precision"))
    return words(key, of=of, n=size, reached=reached, asked=asked)


def parameters(run: Context) -> Section:
    """Every parameter of the run by block, folded."""
    words = run.words
    described = describe(run.resolved)
    heads = tuple(
        words(f"parameters.{head}") for head in ("name", "value", "unit", "range", "default", "meaning", "source")
    )
    folds, count, changed = [], 0, 0
    for block, part in described.items():
        if not isinstance(part, dict):
            continue
        found = list(_rows(part, ""))
        count += len(found)
        changed += sum(bool(row[4]) for row in found)
        folds.append(Fold(words("parameters.open", block=block), (Grid("", heads, tuple(found), numbers=(1,)),)))
    explained = Text(words("parameters.explained", n=words.number(count), changed=words.number(changed)))
    return Section("parameters", words("section.parameters"), (explained, *folds))


def _rows(described: dict[str, Any], prefix: str) -> Iterator[tuple[str, ...]]:
    """A row for each parameter; the default only where the value is another."""
    for key, part in described.items():
        if not is_parameter(part):
            yield from _rows(part, f"{prefix}{key}.")
            continue
        differs = part["default"] is not None and part["default"] != part["value"]
        default = value_text(part["default"]) if differs else ""
        yield (
            f"{prefix}{key}", value_text(part["value"]), part["unit"], range_text(part["range"]), default,
            part["meaning"], part["source"],
        )  # fmt: skip


def limits(run: Context) -> Section:
    """What the model must not be trusted with."""
    words = run.words
    items = tuple(words(f"limits.{place}") for place in range(1, LIMITS + 1))
    return Section("limits", words("section.limits"), (Bullets("", items),))


def reproduce(run: Context) -> Section:
    """Command, fingerprint, versions and sums of the files."""
    words, manifest = run.words, run.manifest
    command = shlex.join(manifest["command"]) if manifest["command"] else words("none_known")
    versions = words.listed([f"{part} {number}" for part, number in manifest["versions"].items() if number])
    facts = [
        (words("reproduce.command"), command),
        (words("reproduce.fingerprint"), manifest["fingerprint"]),
        (words("reproduce.seed"), str(manifest["seed"])),
        (words("reproduce.model"), f"{manifest['model_version']}, {manifest['schema_version']}"),
        (words("reproduce.versions"), versions),
        *((f"SHA-256, {name}", digest) for name, digest in manifest["files"].items()),
    ]
    rows = tuple(facts)
    heads = (words("page.figure"), words("parameters.value"))
    return Section("reproduce", words("section.reproduce"), (Text(words("reproduce.words")), Grid("", heads, rows)))
