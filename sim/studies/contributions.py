"""`python -m sim.studies.contributions DIR`: what segments, products, vintages and lenders add to the tail.

The replications of the tail, and those nearest to its threshold, are lived again from the run's own scenario: a few per
cent of the run's time. That each gives the loss it gave before is checked.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.column import Column
from sim.errors import Conflict, UsageError
from sim.job import prepare
from sim.loss_parts import DIMENSIONS, lender_parts, loss_parts, part_names
from sim.montecarlo.files import write_whole
from sim.montecarlo.result import open_run
from sim.risk.contributions import Tail, quantile_contributions, shortfall_contributions, tail_of
from sim.risk.estimate import Estimate
from sim.scenario.resolve import load
from sim.scenario.resolved import Resolved
from sim.setup import lender_names
from sim.summary import percent, yuan
from sim.tables import frame_bytes

HOLDERS = {
    "guarantors": "guarantor_loss_fen",
    "co-lending partners": "partner_loss_fen",
    "senior investors": "investor_loss_fen",
}
"""Who bears the loss of all books together beside the lenders, by column."""
HEADS = {
    "segment": "borrower's segment",
    "product": "product",
    "opened": "account opened",
    "customer_since": "customer since",
    "holder": "all books, borne by",
}
"""A dimension as a head of the printed table."""
COLUMNS = (
    Column(
        "dimension",
        "text",
        "name",
        "by what the loss is divided; holder: the loss of all books, by lender and who else bears it",
    ),
    Column("part", "text", "name", "which part"),
    Column("level", "f8", "share", "level of the value at risk that begins the tail"),
    *(
        Column(f"{figure}{end}_fen", "f8", "fen", f"contribution to {words}{ends}")
        for figure, words in (("shortfall", "expected shortfall"), ("quantile", "value at risk"))
        for end, ends in (("", ""), ("_low", ", lower end at 95 %"), ("_high", ", upper end at 95 %"))
    ),
)

LEVEL = 0.99
"""Level of the value at risk that begins the tail, unless another is asked for."""


class Contribution(NamedTuple):
    """A part's contribution to expected shortfall and to value at risk, fen."""

    dimension: str
    part: str
    shortfall: Estimate
    quantile: Estimate


class Divided(NamedTuple):
    """The losses of the replications that are lived again, by part."""

    names: tuple[str, ...]
    parts: np.ndarray
    """(lived replications, parts) fen"""


def contributions(folder: Path, level: float = LEVEL) -> list[Contribution]:
    """By segment, product and quarter of opening of the account, quarter of becoming a customer, lender and holder.

    The last divides `book_loss_fen`, all others `loss_fen`. Parts that add nothing to either figure are left out.
    Raises UsageError, Conflict where a replication lived again gives another loss, RiskInputError for a level outside
    0..1.
    """
    result = open_run(folder)
    if result.manifest["settings"].get("policy_code"):
        raise UsageError(f"{folder} was run under a policy in Python, which its folder does not hold")
    rows = result.replications
    if not len(rows):
        raise UsageError(f"{folder} has no finished replication")
    own, whole, weights = (rows[name].to_numpy(dtype=np.float64) for name in ("loss_fen", "book_loss_fen", "weight"))
    tail, book_tail = tail_of(own, level, weights), tail_of(whole, level, weights)
    lived = tail.needed | book_tail.needed
    divided = _lived_again(load(folder / "scenario.yaml"), rows[lived])
    found: list[Contribution] = []
    for dimension, (names, parts) in divided.items():
        losses, used = (whole, book_tail) if dimension == "holder" else (own, tail)
        found += _estimated(dimension, names, parts[used.needed[lived]], losses[used.needed], level, used)
    return found


def _lived_again(resolved: Resolved, rows: pd.DataFrame) -> dict[str, Divided]:
    """These replications once more, their losses by dimension. Raises Conflict."""
    scenario = resolved.scenario
    simulation = prepare(resolved, attribution="none", jobs=1).simulator.built()
    found: dict[str, list[np.ndarray]] = {dimension: [] for dimension in DIMENSIONS}
    lenders = []
    for replication, before in zip(rows["replication"], rows["loss_fen"], strict=True):
        lived = simulation.lived(int(replication))  # type: ignore[attr-defined]
        if int(lived.row["loss_fen"][0]) != before:
            raise Conflict(f"replication {replication} lost {before} fen and now {lived.row['loss_fen'][0]}")
        for dimension, parts in found.items():
            parts.append(loss_parts(scenario, lived, dimension))
        lenders.append(lender_parts(scenario, lived))
    others = [rows[column].to_numpy(dtype=np.float64) for column in HOLDERS.values()]
    by_holder = np.column_stack([np.array(lenders, dtype=np.float64), *others])
    return {
        **{
            each: Divided(part_names(scenario, each), np.array(parts, dtype=np.float64))
            for each, parts in found.items()
        },
        "holder": Divided((*lender_names(scenario), *HOLDERS), by_holder),
    }


def _estimated(
    dimension: str, names: Sequence[str], parts: np.ndarray, losses: np.ndarray, level: float, tail: Tail
) -> Iterator[Contribution]:
    """Contributions of the parts that are not nothing."""
    beyond = shortfall_contributions(parts, losses, level, tail)
    at_quantile = quantile_contributions(parts, losses, tail)
    for name, shortfall, quantile in zip(names, beyond, at_quantile, strict=True):
        if shortfall.estimate or quantile.estimate:
            yield Contribution(dimension, name, shortfall, quantile)


def table(found: Sequence[Contribution], level: float) -> pd.DataFrame:
    """A row a part, with the columns of `contributions.parquet`; a missing end is NaN."""
    rows = []
    for each in found:
        numbers = [
            np.nan if value is None else float(value)
            for one in (each.shortfall, each.quantile)
            for value in (one.estimate, one.ci_low, one.ci_high)
        ]
        rows.append((each.dimension, each.part, level, *numbers))
    return pd.DataFrame(rows, columns=[column.name for column in COLUMNS])


def write_table(path: Path, found: Sequence[Contribution], level: float) -> None:
    """The table as a Parquet file, whole or not there. Raises CannotWrite."""
    write_whole(path, frame_bytes(table(found, level), "contributions", COLUMNS))


def lines(found: Sequence[Contribution], level: float) -> list[str]:
    """The contributions in words, a block for each dimension."""
    told = [f"Contributions to the tail at {percent(level)}, in yuan; the parts of a block add up to its last line."]
    for dimension in dict.fromkeys(each.dimension for each in found):
        block = [each for each in found if each.dimension == dimension]
        told += ["", f"{HEADS[dimension]:<26}{'expected shortfall':>20}{'value at risk':>20}{'share':>10}"]
        totals = [sum(float(getattr(each, name).estimate) for each in block) for name in ("shortfall", "quantile")]
        for each in block:
            share = percent(float(each.shortfall.estimate or 0.0) / totals[0]) if totals[0] else "none"
            told.append(f"{each.part:<26}{_pair(each.shortfall):>20}{_pair(each.quantile):>20}{share:>10}")
        told.append(f"{'all':<26}{yuan(totals[0]):>20}{yuan(totals[1]):>20}")
    return told


def _pair(found: Estimate) -> str:
    """An estimate with half its interval."""
    if found.ci_low is None or found.ci_high is None:
        return yuan(found.estimate)
    return f"{yuan(found.estimate)} ±{yuan((found.ci_high - found.ci_low) / 2)}"


def main(arguments: Sequence[str]) -> int:
    """Measure a run and print it, or write it as well."""
    parser = argparse.ArgumentParser(prog="python -m sim.studies.contributions", description=__doc__)
    parser.add_argument("folder", type=Path, help="folder of a run")
    parser.add_argument("--level", type=float, default=LEVEL, help="level of the value at risk, 0.99 by default")
    parser.add_argument("--out", type=Path, help="also write the table to this Parquet file")
    options = parser.parse_args(arguments)
    found = contributions(options.folder, options.level)
    if options.out is not None:
        write_table(options.out, found, options.level)
    sys.stdout.write("\n".join(lines(found, options.level)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
