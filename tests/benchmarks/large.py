"""One replication of many borrowers, in a process of its own so that its peak memory can be read: prints JSON."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from sim.scenario.resolve import load
from sim.simulation import Simulation
from tests.benchmarks.threaded import replicate_threaded


def peak_bytes() -> int:
    """Peak resident memory of this process (Linux counts KiB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def resident_bytes() -> int:
    """Resident memory of this process now."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()


def build(size: int, months: int, warmup_months: int) -> Simulation:
    """A book and its balance sheets."""
    changes = {"population.size": size, "horizon_months": months, "population.warmup_months": warmup_months}
    simulation = Simulation.of(load("baseline").with_(changes).scenario)
    _ = simulation.markets, simulation.central
    return simulation


def main(size: int, months: int, warmup_months: int, threads: int) -> dict[str, float]:
    """Seconds and bytes a borrower. A small run first compiles everything and shows what a process needs anyway."""
    replicate_threaded(build(100, 1, 1), 0, threads)
    before = resident_bytes()
    started = time.perf_counter()
    simulation = build(size, months, warmup_months)
    built = time.perf_counter()
    row, _ = replicate_threaded(simulation, 0, threads, consume=True)
    done = time.perf_counter()
    return {
        "build_seconds": built - started,
        "run_seconds": done - built,
        "bytes_per_borrower": (peak_bytes() - before) / size,
        "default_rate": float(row[0].default_rate),
    }


if __name__ == "__main__":
    print(json.dumps(main(*(int(argument) for argument in sys.argv[1:5]))))
