"""The speed of the engine, printed as one table: `make bench`, or `python -m tests.benchmarks [quick]`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks import speed
from tests.benchmarks.campaign import campaign
from tests.benchmarks.table import Line, show

PARTS = (
    speed.compiling, speed.one_core, speed.plain_world, speed.two_threads, speed.small_runs, speed.days, speed.draws,
    speed.levers,
)  # fmt: skip


def main(quick: bool) -> None:
    """Measure everything, then print; progress goes to standard error. `quick` shrinks what takes minutes."""
    lines: list[Line] = []
    for part in PARTS:
        print(f"measuring: {(part.__doc__ or '').splitlines()[0]}", file=sys.stderr, flush=True)
        lines += part()
    print("measuring: plain Mesa, and whether it is the same world", file=sys.stderr, flush=True)
    lines += speed.plain_mesa(replications=20 if quick else 120)
    print("measuring: one large replication", file=sys.stderr, flush=True)
    lines += speed.one_large_replication(size=50_000 if quick else 1_000_000)
    print("measuring: a share of 10,000 replications, by the command", file=sys.stderr, flush=True)
    lines += campaign(8 if quick else 60, borrowers=10_000)
    print(show(lines))


if __name__ == "__main__":
    main("quick" in sys.argv[1:])
