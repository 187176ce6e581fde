"""`yuqi report`: a finished run as one page that answers, in English or Chinese.

Read from the run's folder alone; nothing is simulated. The page needs no other file and asks for none.
"""

from __future__ import annotations

from pathlib import Path

import pandas

from sim.errors import Conflict, UsageError
from sim.headline import MONTHLY_COLUMNS_READ, summariser
from sim.montecarlo.files import write_whole
from sim.montecarlo.result import Result, open_run
from sim.montecarlo.store import Warn
from sim.phrases import phrases_of
from sim.plots.source import Source
from sim.report.context import Context
from sim.report.page import page
from sim.summary_partial import withheld

CONTRIBUTIONS_NAME = "contributions.parquet"
"""What `yuqi report DIR --segments` leaves before it writes the page."""
FILES = {"en": "report.html", "zh": "report.zh.html"}


def report(folder: Path, language: str = "en", against: Path | None = None, warn: Warn = lambda message: None) -> Path:
    """Write the report of a run into its folder and return its path; `against` is the folder of a run beside it.

    Raises UsageError for a folder without a run or without a finished replication, or a language that is not known,
    Conflict for damaged files, CannotWrite.
    """
    words = phrases_of(language)
    other = None if against is None else _context(open_run(against, warn), language)
    run = open_run(folder, warn)
    path = folder / FILES[words.language]
    write_whole(path, page(_context(run, language, other)).encode())
    return path


def _context(run: Result, language: str, against: Context | None = None) -> Context:
    """A run with its headlines; those of a partial one are worked out from what is finished, without its tail."""
    if not len(run.replications):
        raise UsageError(f"{run.folder} has no finished replication, so there is nothing to report")
    headlines = run.summary
    if not headlines:
        draws = str(run.manifest["settings"].get("draws", "plain"))
        made = summariser(run.scenario.scenario, draws)(run.replications, run.months(MONTHLY_COLUMNS_READ))
        headlines = withheld(made, run.manifest["replications_done"], run.manifest["replications_asked"])
    return Context(Source(run, phrases_of(language), headlines), against, _tables(run))


def _tables(run: Result) -> dict[str, object]:
    """Tables that studies have left in the run's folder."""
    path = None if run.folder is None else run.folder / CONTRIBUTIONS_NAME
    if path is None or not path.is_file():
        return {}
    try:
        return {"contributions": pandas.read_parquet(path)}
    except (OSError, ValueError) as fault:
        raise Conflict(f"{path} cannot be read: {fault}; remove it, or make it again") from fault
