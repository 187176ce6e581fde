"""`python -m sim.studies.levels`: measure a scenario against its targets and write the page, or show it.

For tuning: `--set KEY=VALUE` changes a parameter (a key with `.*.` that of every segment), `--quick` measures levels on
few replications, `--compare` shows levels before and after the changes under the same luck.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from sim.scenario.resolve import load
from sim.studies.levels.moved import stale_moves
from sim.studies.levels.report import calibration_text, compared_table, outcome_tables
from sim.studies.levels.sizes import Sizes
from sim.studies.levels.study import measured


def parsed(arguments: list[str]) -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(prog="python -m sim.studies.levels", description="measure levels against targets")
    parser.add_argument("--scenario", default="baseline", help="name or path of the scenario")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="change a parameter")
    parser.add_argument("--quick", action="store_true", help="levels only, on 4 pairs of replications")
    parser.add_argument("--compare", action="store_true", help="levels without and with the changes, on 4 pairs")
    parser.add_argument("--out", type=Path, help="write the page to this file instead of showing the tables")
    return parser.parse_args(arguments)


def for_every_segment(changes: list[str], segments: Iterable[str]) -> list[str]:
    """KEY=VALUE texts, those with `.*.` once for each segment."""
    return [text.replace(".*.", f".{name}.", 1) for text in changes for name in (segments if ".*." in text else ("",))]


def main(arguments: list[str]) -> int:
    """Measure, then write or show; 1 if the table of moved parameters says what the scenario does not."""
    options = parsed(arguments)
    first = load(options.scenario)
    base = load(options.scenario, for_every_segment(options.set, first.scenario.population.segments))
    is_small = options.quick or options.compare
    sizes = Sizes(pairs=4) if is_small else Sizes()
    outcomes = measured(base, sizes, ("levels",)) if is_small else measured(base, sizes)
    if options.compare:
        sys.stdout.write(compared_table(measured(first, sizes, ("levels",)), outcomes))
        return 0
    if options.out is None:
        sys.stdout.write(outcome_tables(outcomes))
        return 0
    options.out.write_text(calibration_text(outcomes, sizes), encoding="utf-8")
    stale = stale_moves(base)
    sys.stdout.write("".join(f"moved parameter is out of date: {name}\n" for name in stale))
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
