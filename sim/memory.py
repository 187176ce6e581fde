"""Whether a run fits this machine's memory, said before it starts. An estimate of what grows, not a measurement."""

from __future__ import annotations

import os
import resource
from pathlib import Path

from sim.errors import TooLarge
from sim.outputs import MONTHLY_COLUMNS, MONTHLY_DTYPE, REPLICATION_COLUMNS, REPLICATION_DTYPE
from sim.population.network import expected_links
from sim.records import borrower_dtype
from sim.scenario.models import Scenario

BYTES_OF_DUE_DAY = 8
"""Beside each record in motion stands the day on which it is due next."""
BYTES_OF_TELLER = 4
BYTES_OF_START = 8
BYTES_OF_NEIGHBOUR = 4
BYTES_OF_NULL_MARK = 1
BYTES_OF_PACKED_VALUE = 2.0
"""Measured: see docs/scaling.md."""
SHARE_TO_USE = 0.9
"""Of the memory that is free, what a run may plan with."""
UNITS = ("bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB")


def record_bytes(scenario: Scenario, borrowers: int, books: int, jobs: int, backend: str) -> int:
    """Bytes for borrowers: each opening book and the network once (in every process), and a copy in motion a worker."""
    record = borrower_dtype(scenario.population.account_slots).itemsize
    links = borrowers * BYTES_OF_START + expected_links(scenario, borrowers) * BYTES_OF_NEIGHBOUR
    holders = 1 if backend == "threads" else 1 + jobs
    in_motion = jobs * (record + BYTES_OF_DUE_DAY + BYTES_OF_TELLER)
    return borrowers * (holders * books * record + in_motion) + holders * links


def table_bytes(scenario: Scenario, replications: int, in_folder: bool = False) -> int:
    """Bytes for both tables of results, as written and as pandas holds them while they are summarised.

    A run that has a folder keeps its monthly table there, and reads few columns of it.
    """
    months = 0 if in_folder else replications * _months_each(scenario)
    written = replications * REPLICATION_DTYPE.itemsize + months * MONTHLY_DTYPE.itemsize
    marks = BYTES_OF_NULL_MARK * (replications * len(REPLICATION_COLUMNS) + months * len(MONTHLY_COLUMNS))
    return 2 * written + marks


def disk_bytes(scenario: Scenario) -> int:
    """About what one replication takes on disk, as written once: both tables, packed."""
    values = len(REPLICATION_COLUMNS) + _months_each(scenario) * len(MONTHLY_COLUMNS)
    return int(values * BYTES_OF_PACKED_VALUE)


def _months_each(scenario: Scenario) -> int:
    """Monthly rows of one replication."""
    return scenario.horizon_months * len(scenario.lenders)


def check_memory(needed: int, borrowers: int, jobs: int) -> None:
    """Refuse what cannot fit, with the figures and what to change.

    Raises:
        TooLarge: exit code 7.
    """
    free = available_bytes()
    if free is None or needed <= SHARE_TO_USE * free:
        return
    fewer = ", fewer --jobs" if jobs > 1 else ""
    workers = f"{jobs} {'job' if jobs == 1 else 'jobs'}"
    raise TooLarge(
        f"{borrowers:,} borrowers with {workers} need about {readable(needed)} of memory, "
        f"{readable(free)} are available; use a smaller population.size (population.accounts says how many real "
        f"borrowers the records stand for){fewer} or fewer --replications"
    )


def readable(size: int) -> str:
    """Bytes as people write them: 12.3 GiB."""
    amount, place = float(size), 0
    while amount >= 1024 and place < len(UNITS) - 1:
        amount, place = amount / 1024, place + 1
    return f"{amount:.1f} {UNITS[place]}" if place else f"{size} bytes"


def available_bytes() -> int | None:
    """Memory a new run may use: what the system has free, what the container and the shell's limits leave."""
    found = [bound for bound in (_free_in_system(), _free_in_container(), _free_in_limit()) if bound is not None]
    return min(found, default=None)


def _free_in_system() -> int | None:
    try:
        for line in Path("/proc/meminfo").read_text("ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (OSError, ValueError):
        return None


def _free_in_container() -> int | None:
    folder = Path("/sys/fs/cgroup")
    try:
        limit, used = ((folder / name).read_text("ascii").strip() for name in ("memory.max", "memory.current"))
        if limit == "max":
            return None
        kept = dict(line.split() for line in (folder / "memory.stat").read_text("ascii").splitlines())
        return max(0, int(limit) - int(used) + int(kept.get("inactive_file", 0)))
    except (OSError, ValueError):
        return None


def _free_in_limit() -> int | None:
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    if soft == resource.RLIM_INFINITY:
        return None
    try:
        used = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        used = 0
    return max(0, soft - used)
