"""What the Monte Carlo floor is told about a run: the engine as a function, and the run's description."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np

from sim.errors import UsageError

FINGERPRINT_SHOWN = 10
"""Characters of the fingerprint in the name of a run's folder."""


class Simulator(Protocol):
    """The engine of one scenario, ready to run; it releases the GIL, and can be sent to another process."""

    def __call__(self, replications: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
        """(k,) array of REPLICATION_DTYPE and (k x months x lenders,) array of MONTHLY_DTYPE, both sorted.

        One that returns other columns has their types in `dtypes`; both begin with `replication`.
        """
        ...


@dataclass(frozen=True)
class RunPlan:
    """One run as asked for. `replication` is the only one to run, or None for replications 0..`replications` - 1."""

    name: str
    fingerprint: str
    scenario_yaml: str
    seed: int
    replications: int
    lender_names: tuple[str, ...]
    model_version: int
    settings: Mapping[str, object] = field(default_factory=dict)
    command: tuple[str, ...] | list[str] = ()
    replication: int | None = None
    stopping: Mapping[str, object] | None = None
    """The rule by which the run may stop before all its replications, as the manifest names it."""
    bytes_each: int = 0
    """About what a replication takes on disk, as written once."""

    def __post_init__(self) -> None:
        if self.replications < 1:
            raise UsageError(f"replications: {self.replications} is not allowed; ask for 1 or more")
        if self.replication is not None and self.replication < 0:
            raise UsageError(f"replication: {self.replication} is not allowed; replications count from 0")

    @property
    def wanted(self) -> range:
        """The replications asked for."""
        if self.replication is not None:
            return range(self.replication, self.replication + 1)
        return range(self.replications)

    @property
    def folder_name(self) -> str:
        """`<name>-<fingerprint>`, and `-r<R>` behind it for a replication run alone."""
        alone = "" if self.replication is None else f"-r{self.replication}"
        return f"{self.name}-{self.fingerprint[:FINGERPRINT_SHOWN]}{alone}"


def default_folder(plan: RunPlan) -> Path:
    """Where a run is kept when nothing else is said."""
    return Path("results") / plan.folder_name
