"""The arms of a comparison: scenarios and policies, named, checked to share their luck, and run one after the other.

An arm is an ordinary run in a folder of its own. What the arms say about each other is in `sim.studies.compare`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sim.errors import ArmsDiffer, UsageError
from sim.scenario.errors import Fault, ScenarioError
from sim.scenario.resolve import load
from sim.scenario.resolved import Resolved
from sim.scenario.structure import NAME

if TYPE_CHECKING:
    from sim.job import Job, Tell
    from sim.montecarlo.progress import ProgressReport
    from sim.montecarlo.result import Result

MOST_ARMS = 12
FILES = ("compare.json", "compare.parquet", "compare.svg", "fates.parquet")
"""Files that a comparison writes beside the folders of its arms; no arm may be called so."""


@dataclass(frozen=True)
class Arm:
    """A complete scenario under the name that its folder bears; `policy` is the one given for it, if any."""

    name: str
    resolved: Resolved
    policy: str | None = None


class Ready(NamedTuple):
    """An arm whose tape is read and whose fingerprint is known; nothing is simulated yet."""

    name: str
    job: Job
    progress: ProgressReport


def arms_of(
    scenarios: Sequence[str | Path],
    policies: Sequence[str] = (),
    overrides: Sequence[str] = (),
    *,
    tape: str | Path | None = None,
    mapping: str | Path | None = None,
    seed: int | None = None,
    replications: int | None = None,
) -> list[Arm]:
    """Every scenario with every policy, scenarios first; named after what tells them apart.

    Raises `ScenarioError` with the faults of all arms at once, and what `checked` raises.
    """
    if len(scenarios) * max(1, len(policies)) > MOST_ARMS:
        raise _too_many(len(scenarios) * max(1, len(policies)))
    arms: list[Arm] = []
    faults: dict[Fault, None] = {}
    for scenario, policy in product(scenarios, policies or (None,)):
        try:
            resolved = load(scenario, overrides, policy, tape, mapping, seed, replications)
        except ScenarioError as fault:
            faults |= dict.fromkeys(fault.faults)
            continue
        arms.append(Arm(_name(resolved.name, policy, several=len(scenarios) > 1), resolved, policy))
    if faults:
        raise ScenarioError(faults)
    return checked(arms)


def _name(scenario: str, policy: str | None, *, several: bool) -> str:
    """The scenario's name, the policy's, or both, whichever tells the arms apart."""
    if policy is None:
        return scenario
    stem = Path(policy).stem
    return f"{scenario}-{stem}" if several else stem


def named(scenarios: Mapping[str, Resolved | str | Path] | Iterable[Resolved | str | Path]) -> dict[str, Resolved]:
    """Scenarios by the names given, or by their own. Raises UsageError where two have one name."""
    if isinstance(scenarios, Mapping):
        return {name: _loaded(scenario) for name, scenario in scenarios.items()}
    found: dict[str, Resolved] = {}
    for scenario in map(_loaded, scenarios):
        if scenario.name in found:
            raise _same_name(scenario.name)
        found[scenario.name] = scenario
    return found


def _loaded(scenario: Resolved | str | Path) -> Resolved:
    return scenario if isinstance(scenario, Resolved) else load(scenario)


def checked(arms: Sequence[Arm]) -> list[Arm]:
    """The arms, if they can be compared.

    Raises:
        UsageError: fewer than two, too many, one name twice, or a name that no folder can bear.
        ArmsDiffer: seeds or numbers of replications that differ.
    """
    if len(arms) < 2:
        raise UsageError("a comparison needs two arms or more: several scenarios, or --policy more than once")
    if len(arms) > MOST_ARMS:
        raise _too_many(len(arms))
    seen: set[str] = set()
    for arm in arms:
        if not NAME.match(arm.name) or arm.name.lower() in FILES or arm.name.endswith("."):
            raise UsageError(f"{arm.name!r} cannot name an arm; allowed are letters, digits, . _ and -, at most 64")
        if arm.name.lower() in seen:
            raise _same_name(arm.name)
        seen.add(arm.name.lower())
    _share_luck(arms)
    return list(arms)


def _share_luck(arms: Sequence[Arm]) -> None:
    for key, why in (("seed", "under the same luck"), ("replications", "replication by replication")):
        values = {arm.name: getattr(arm.resolved.scenario, key) for arm in arms}
        if len(set(values.values())) > 1:
            said = ", ".join(f"{name} {value}" for name, value in values.items())
            raise ArmsDiffer(f"{key} differs between the arms ({said}); arms are compared {why}: give one with --{key}")


def _too_many(count: int) -> UsageError:
    return UsageError(f"{count} arms are too many; at most {MOST_ARMS} are compared at once")


def _same_name(name: str) -> UsageError:
    return UsageError(f"two arms are called {name}; each must be given once, under a name of its own")


def prepared(
    arms: Sequence[Arm],
    jobs: int | None,
    backend: str,
    command: Sequence[str],
    tell: Tell,
    progress: Callable[[], ProgressReport],
    scheduler: str | None = None,
) -> list[Ready]:
    """The arms ready to run, after everything that can be refused was; the clock of each starts when it is built."""
    from sim.job import prepare
    from sim.montecarlo.progress import AfterBuilding

    found = []
    for arm in arms:
        report = AfterBuilding(progress())
        job = prepare(
            arm.resolved, jobs=jobs, backend=backend, scheduler=scheduler, command=command, tell=tell,
            ready=report.ready,
        )  # fmt: skip
        found.append(Ready(arm.name, job, report))
    return found


def fingerprint(ready: Sequence[Ready]) -> str:
    """SHA-256 of the arms' names and fingerprints in their order: the first is the base."""
    whole = [[arm.name, arm.job.plan.fingerprint] for arm in ready]
    return hashlib.sha256(json.dumps(whole).encode("ascii")).hexdigest()


def run_arms(
    ready: list[Ready],
    out: Path | None,
    *,
    resume: bool,
    jobs: int | None,
    backend: str,
    scheduler: str | None,
    tell: Tell,
) -> dict[str, Result]:
    """Run every arm in its folder, or in memory without `out`.

    `ready` is emptied on the way, so that only one opening book lives at a time.
    """
    from sim.headline import summariser
    from sim.montecarlo.runs import run

    found: dict[str, Result] = {}
    total = len(ready)
    while ready:
        arm = ready.pop(0)
        tell(f"arm {len(found) + 1} of {total}: {arm.name}")
        found[arm.name] = run(
            arm.job.plan,
            arm.job.simulator,
            summariser(arm.job.resolved.scenario),
            None if out is None else out / arm.name,
            resume=resume,
            jobs=jobs,
            backend=backend,
            scheduler=scheduler,
            progress=arm.progress,
            warn=lambda message: tell(f"warning: {message}"),
        )
    return found
