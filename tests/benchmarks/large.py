"""One replication of many borrowers, in a process of its own so that its peak memory can be read: prints JSON."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from sim.opening import synthetic_book
from sim.scenario.resolve import load
from sim.simulation import Simulation


def peak_bytes() -> int:
    """Peak resident memory of this process (Linux counts KiB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def resident_bytes() -> int:
    """Resident memory of this process now."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()


def build(size: int, months: int, warmup_months: int, threads: int) -> Simulation:
    """A book and its balance sheets."""
    changes = {"population.size": size, "horizon_months": months, "population.warmup_months": warmup_months}
    scenario = load("baseline").with_(changes).scenario
    simulation = Simulation(scenario, (synthetic_book(scenario).borrowers,), threads=threads, single_use=True)
    _ = simulation.markets, simulation.central
    return simulation


def main(size: int, months: int, warmup_months: int, threads: int) -> dict[str, float]:
    """Seconds and bytes a borrower. A small run first compiles everything and shows what a process needs anyway."""
    build(100, 1, 1, threads).replicate(0)
    before = resident_bytes()
    started = time.perf_counter()
    simulation = build(size, months, warmup_months, threads)
    built = time.perf_counter()
    row, _ = simulation.replicate(0)
    done = time.perf_counter()
    return {
        "build_seconds": built - started,
        "run_seconds": done - built,
        "bytes_per_borrower": (peak_bytes() - before) / size,
        "default_rate": float(row[0].default_rate),
    }


if __name__ == "__main__":
    print(json.dumps(main(*(int(argument) for argument in sys.argv[1:5]))))
