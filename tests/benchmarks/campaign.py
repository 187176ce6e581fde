"""A whole Monte Carlo run by the command: time, peak memory and disk, for a stated share of 10,000 replications.

`python -m tests.benchmarks.campaign [REPLICATIONS] [BORROWERS]` runs 200 replications of 10,000 borrowers by default,
24 months, on every core, with all levers and channels on; `... 10000` is the whole.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from tests.benchmarks.table import Line, show

ROOT = Path(__file__).resolve().parents[2]
WHOLE = 10_000
SCENARIO = "p2p_run_2018"
"""Of the shipped scenarios the one in which all channels but one are on."""
LAST_CHANNEL = "contagion.employment.strength=1"
COMMAND = (sys.executable, "-c", "from sim.cli import main; main()")


def campaign(replications: int, borrowers: int) -> list[Line]:
    """Run it in a folder of its own and measure; the last lines scale to the whole."""
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "run"
        words = ["run", SCENARIO, "--replications", str(replications), "--attribution", "none", "--out", str(out)]
        settings = [f"population.size={borrowers}", "horizon_months=24", LAST_CHANNEL]
        words += [word for setting in settings for word in ("--set", setting)]
        started, busy = time.perf_counter(), _processor_seconds()
        peak = _peak_of([*COMMAND, *words])
        seconds, busy = time.perf_counter() - started, _processor_seconds() - busy
        disk = {name: _size(out / name) for name in ("parts", "monthly.parquet", "replications.parquet")}
    each = sum(disk.values()) / replications
    how = f"{SCENARIO}, {borrowers:,} borrowers x 24 months, {os.cpu_count()} cores, with start and opening book"
    return [
        Line(f"{replications:,} replications", f"{seconds:,.0f} s", "", how),
        Line("processor time of these", f"{busy:,.0f} s", "", f"{busy / replications:,.2f} s a replication"),
        Line("peak memory", f"{peak / 2**20:,.0f} MiB", "", "resident set, all processes"),
        Line("disk", f"{sum(disk.values()) / 2**20:,.1f} MiB", "", f"{each:,.0f} bytes a replication"),
        Line(
            f"{WHOLE:,} replications, scaled",
            f"{seconds * WHOLE / replications / 3600:,.1f} h",
            "",
            "time in proportion",
        ),
        Line("disk of these", f"{each * WHOLE / 2**30:,.2f} GiB", "", "scaled; parts and tables"),
    ]


def _peak_of(command: list[str]) -> int:
    """Run a command and give the largest resident memory of it and all below it, looked at ten times a second."""
    process = subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL, cwd=ROOT
    )
    peak = 0
    while process.poll() is None:
        peak = max(peak, _resident(process.pid))
        time.sleep(0.1)
    if process.returncode:
        raise SystemExit(f"the run ended with {process.returncode}")
    return peak


def _processor_seconds() -> float:
    """Seconds of a core that ended children of this process took: what a busy machine does not stretch."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _resident(pid: int) -> int:
    try:
        whole = psutil.Process(pid)
        return sum(one.memory_info().rss for one in (whole, *whole.children(recursive=True)))
    except psutil.Error:
        return 0


def _size(path: Path) -> int:
    """Bytes of a file, or of the files in a folder."""
    return sum(file.stat().st_size for file in path.iterdir()) if path.is_dir() else path.stat().st_size


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    print(show(campaign(*(given + [200, 10_000][len(given) :]))))
