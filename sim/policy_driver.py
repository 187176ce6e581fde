"""A replication under a user's policy: months by the compiled engine, and a call between them. No arithmetic here."""

from __future__ import annotations

from typing import Any

from sim import engine
from sim.arrays import Run
from sim.errors import WorkerFailure
from sim.policy_book import Book
from sim.policy_code import PolicyCode
from sim.scenario.models import Scenario
from sim.threaded import run_in_threads
from sim.units import DAYS_PER_MONTH


def run_under(code: PolicyCode, run: Run, scenario: Scenario, threads: int) -> None:
    """All months of a run, with the policy asked at each close; stops at the first fault of the books."""
    policy = _asked(code, run, 0, code.make)
    for month in range(1, len(run.economies) + 1):
        run_month(run, month, threads)
        if run.market[0].fault != 0:
            return
        book = Book(run, scenario, month)
        _asked(code, run, month, lambda book=book: policy.month(book))
        engine.begin_policies(run.market, len(scenario.lenders), month + 1)


def run_month(run: Run, month: int, threads: int) -> None:
    """One month, in this thread or over several."""
    first_day, last_day = (month - 1) * DAYS_PER_MONTH + 1, month * DAYS_PER_MONTH
    if threads > 1:
        run_in_threads(run, threads, first_day, last_day)
        return
    records = (run.economies, run.market, run.world, run.stream, run.ledgers, run.words, run.rows, run.network)
    engine.run_days(run.borrowers, run.due, first_day, last_day, *records)


def _asked(code: PolicyCode, run: Run, month: int, call: Any) -> Any:
    """What the user's code gives.

    Raises:
        WorkerFailure: exit 6, with the policy's name, the replication, the month and the error.
    """
    try:
        return call()
    except Exception as error:
        when = f"month {month}" if month > 0 else "at its start"
        what = " ".join(f"{type(error).__name__}: {error}".split())
        where = f"replication {int(run.stream[0].replication)}, {when}"
        raise WorkerFailure(f"policy {code} failed in {where}: {what}{code.place_of(error)}") from error
