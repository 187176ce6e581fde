"""Lives the first replications of a comparison again, all arms together, and follows every borrower through them.

A run keeps no borrowers: a million of them in each replication would fill any disk. So a share of the replications is
lived once more, which gives the same lives, and what became of whom is summed on the spot. That each replication loses
what it lost before is checked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import Conflict, Interrupted, TooLarge
from sim.memory import check_memory, record_bytes
from sim.montecarlo.parallel import check_jobs, simulate
from sim.montecarlo.progress import AfterBuilding
from sim.montecarlo.signals import Stopped, Stopper
from sim.scenario.resolved import Resolved
from sim.simulation import Simulation
from sim.studies.people.groups import STANDING, Groups, groups_of, strangers
from sim.studies.people.tally import TALLY, tally, world_of

if TYPE_CHECKING:
    from sim.job import Job, Tell
    from sim.montecarlo.progress import ProgressReport
    from sim.montecarlo.result import Result

Rows = np.ndarray[Any, Any]
FOLLOWED = 200
"""Replications that are lived again unless the user says how many."""
FOLLOWED_ROW = np.dtype([("replication", "i8")])


@dataclass(frozen=True)
class Followed:
    """The arms, base first, ready to live any replication side by side. Called like a simulation."""

    simulations: tuple[Simulation, ...]
    groups: Groups
    dtypes: tuple[np.dtype[Any], np.dtype[Any]] = field(default=(FOLLOWED_ROW, TALLY), repr=False)
    """Types of the two tables that a call returns."""

    def __call__(self, replications: Sequence[int]) -> tuple[Rows, Rows]:
        """(k,) numbers of replications, and (k x arms but the base x groups,) rows of TALLY."""
        tallies = [self._followed(int(replication)) for replication in replications]
        return np.array(list(replications), dtype="i8").astype(FOLLOWED_ROW), np.concatenate(tallies)

    def _followed(self, replication: int) -> Rows:
        worlds = [
            world_of(one.lived(replication), int(one.world[0].loss_horizon_days), self.groups, arm)
            for arm, one in enumerate(self.simulations)
        ]
        base, *others = worlds
        return np.concatenate(
            [tally(replication, 1 + place, base, other, self.groups) for place, other in enumerate(others)]
        )


@dataclass(frozen=True)
class Means:
    """With what the replications are lived again."""

    jobs: int | None
    backend: str
    scheduler: str | None
    tell: Tell
    progress: Callable[[], ProgressReport]


def follow(
    arms: Mapping[str, Resolved],
    missing: Sequence[range],
    total: int,
    means: Means,
    keep: Callable[[Rows, Groups], None],
    how_to_resume: str,
) -> str:
    """Live the missing ones of the first `total` replications and hand the rows of TALLY and the groups to `keep`.

    Returns why borrowers cannot be followed, in words, or nothing. Stopped halfway, what is done is kept first.
    Raises WorkerFailure, Interrupted.
    """
    report = AfterBuilding(means.progress())
    jobs = _jobs(arms, means)
    simulations = tuple(job.simulator.built() for job in jobs)
    scenarios = [resolved.scenario for resolved in arms.values()]
    why = strangers(scenarios, simulations)  # type: ignore[arg-type]
    if why:
        return why
    followed = Followed(simulations, groups_of(scenarios, simulations[0]))  # type: ignore[arg-type]
    means.tell(f"following every borrower through {sum(map(len, missing)):,} replications of all arms")
    report.ready()
    found: list[Rows] = []
    try:
        with Stopper().listening():
            _live(followed, missing, total, means, report, found)
    except Stopped as stop:
        _hand_over(found, followed.groups, keep)
        raise Interrupted(f"stopped while borrowers were followed; {how_to_resume}", 128 + stop.number) from None
    _hand_over(found, followed.groups, keep)
    return ""


def _live(
    followed: Followed,
    missing: Sequence[range],
    total: int,
    means: Means,
    report: AfterBuilding,
    found: list[Rows],
) -> None:
    """Add the rows of TALLY of the missing replications to those found."""
    report.begin(total - sum(map(len, missing)), total)
    try:
        for chunk in simulate(followed, missing, check_jobs(means.jobs), means.backend, scheduler=means.scheduler):
            found.append(chunk.months)
            report.advance(len(chunk.replications))
    finally:
        report.end()


def _hand_over(found: Sequence[Rows], groups: Groups, keep: Callable[[Rows, Groups], None]) -> None:
    if found:
        rows = np.concatenate(found)
        keep(rows[np.argsort(rows["replication"], kind="stable")], groups)


def _jobs(arms: Mapping[str, Resolved], means: Means) -> list[Job]:
    """The arms ready to be built; borrowers' fates need no world without contagion."""
    from sim.job import prepare

    return [
        prepare(
            resolved, attribution="none", jobs=means.jobs, backend=means.backend, scheduler=means.scheduler,
            tell=means.tell,
        )
        for resolved in arms.values()
    ]  # fmt: skip


def check_books(jobs: Sequence[Job], total: int, workers: int | None, backend: str) -> None:
    """Refuse to follow where the opening books of all arms do not fit into memory together. Raises TooLarge."""
    at_once = min(check_jobs(workers), total)
    needed, most = 0, 0
    for job in jobs:
        scenario, tape = job.resolved.scenario, job.tape
        borrowers = scenario.population.size if tape is None else tape.borrowers
        books = 1 if tape is None else scenario.population.imputations
        needed += record_bytes(scenario, borrowers, books, at_once, backend)
        most = max(most, borrowers)
    try:
        check_memory(needed, most, at_once)
    except TooLarge as fault:
        why = "to follow borrowers, all arms lie in memory together; --fates 0 leaves that out"
        raise TooLarge(f"{fault}; {why}") from None


def check_losses(tallies: Any, runs: Mapping[str, Result]) -> None:
    """Compare the losses of the replications lived again, a pandas table of COLUMNS, with those of the runs.

    Raises Conflict where one differs: then the lives followed are not those of the run.
    """
    base, *others = runs
    whole = tallies[tallies["dimension"] == STANDING[0]].groupby(["arm", "replication"])
    sums = whole[["base_loss_fen", "loss_fen"]].sum()
    for name in others:
        of_arm = sums.loc[name]
        for run, column in ((base, "base_loss_fen"), (name, "loss_fen")):
            kept = runs[run].replications.set_index("replication")["loss_fen"].loc[of_arm.index]
            wrong = np.flatnonzero(kept.to_numpy() != of_arm[column].to_numpy())
            if wrong.size:
                one = int(of_arm.index[wrong[0]])
                raise Conflict(f"replication {one} of {run} lost {kept.iloc[wrong[0]]:,} fen, and another amount now")
