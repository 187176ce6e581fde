"""Golden results: a digest of all columns of a few small runs, kept beside the model version they belong to.

`python -m tests.golden.record` writes them anew after a change that means to move numbers; raise MODEL_VERSION first.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from sim import scenario
from sim.simulation import Simulation
from sim.version import MODEL_VERSION

GOLDEN_FILE = Path(__file__).with_name("golden.json")
SCENARIOS = ("baseline", "mild_recession", "severe_recession", "verification/finite_pool")
REPLICATIONS = range(3)


def digest(name: str) -> str:
    """SHA-256 of the replication and monthly columns of a small run."""
    resolved = scenario.load(name, overrides=["population.size=300", "horizon_months=14"])
    rows, monthly = Simulation.of(resolved.scenario)(REPLICATIONS)
    return hashlib.sha256(rows.tobytes() + monthly.tobytes()).hexdigest()


def measure() -> dict[str, object]:
    """Model version and digests as they are now."""
    return {"model_version": MODEL_VERSION, "digests": {name: digest(name) for name in SCENARIOS}}


if __name__ == "__main__":
    GOLDEN_FILE.write_text(json.dumps(measure(), indent=2) + "\n")
