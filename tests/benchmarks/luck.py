"""What the same luck is worth in `yuqi compare`: times the replications that two independent runs would need.

`python -m tests.benchmarks.luck FOLDER levers` compares the severe recession with itself under one lever more;
`... policies` compares shipped policies on the opening book of the first, `... own_books` each with one that it has
aged itself. The tables stand in docs/studies.md. A folder that was stopped goes on.
"""

from __future__ import annotations

import sys
from pathlib import Path

import sim
from sim.risk.estimate import Estimate

SCENARIO, BORROWERS, REPLICATIONS = "severe_recession", 1_000, 200
LEVERS = {
    "recoveries": ("collections.monthly_recovery", "set", 0.02),
    "plans": ("forbearance.reach", "set", 0.8),
    "calls": ("ladder.human_call.effect", "set", 0.4),
    "limits": ("limits.multiple", "multiply", 0.9),
    "bar": ("underwriting.score_cutoff", "add", 40.0),
}
"""Name to dial, operation and value, in force from the first month."""
POLICIES = ("standard", "strict", "early_warning", "keep_funders", "collections_heavy")


def lever_arms() -> dict[str, sim.Scenario]:
    """The recession, and the same with each lever."""
    base = sim.load(SCENARIO, [f"population.size={BORROWERS}"])
    arms = {"base": base}
    for name, (dial, operation, value) in LEVERS.items():
        one = {"dial": dial, "operation": operation, "value": value, "start_month": 1}
        arms[name] = base.with_({f"lenders.platform.policy.levers.{name}": one})
    return arms


def policy_arms() -> dict[str, sim.Scenario]:
    """The recession under each policy."""
    return {name: sim.load(SCENARIO, [f"population.size={BORROWERS}"], name) for name in POLICIES}


def line(name: str, worth: Estimate, saved: Estimate) -> str:
    """A row of the table."""
    yuan = [round(float(value or 0.0) / 100) for value in (saved.estimate, saved.ci_low, saved.ci_high)]
    times = [float(value or float("nan")) for value in (worth.estimate, worth.ci_low, worth.ci_high)]
    return (
        f"| {name} | {yuan[0]:,} ({yuan[1]:,} to {yuan[2]:,}) | {times[0]:,.1f} ({times[1]:,.1f} to {times[2]:,.1f}) |"
    )


def main(arguments: list[str]) -> None:
    """Run what is missing and print the rows."""
    folder, kind = arguments
    arms = {"levers": lever_arms, "policies": policy_arms, "own_books": policy_arms}[kind]()
    own = kind == "own_books"
    found = sim.compare(
        arms, replications=REPLICATIONS, out=Path(folder) / kind, resume=True, fates=0, own_books=own, progress=True
    )
    for name, worth in found.worth.items():
        print(line(name, worth, found.differences[name]["expected_loss"]))


if __name__ == "__main__":
    main(sys.argv[1:])
