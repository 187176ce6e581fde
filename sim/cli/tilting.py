"""`yuqi reverse DIR`: what a finished run says of its own breaches, and the run reweighted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.cli import output, studying
from sim.errors import UsageError

if TYPE_CHECKING:
    from sim.studies.tilted import Moved, Tilted

FEWEST_EFFECTIVE = 30
"""Replications that the new weights should count for."""


def look_at_run(folder: Path, tilt: str | None, json: bool) -> None:
    """Print the economy of a run's breaches, and the run under other weights where they are asked for."""
    from sim.montecarlo.result import open_run
    from sim.risk.samples import RiskInputError
    from sim.studies.breach import Breach, plausible
    from sim.studies.tilted import tilted

    run = open_run(folder)
    if not len(run.replications):
        raise UsageError(f"{folder} holds no finished replication")
    kinds = {kind: Breach.of(kind, None, None, 0.05) for kind in ("capital", "liquidity")}
    economies = {kind: plausible(breach, run.replications, run.monthly) for kind, breach in kinds.items()}
    try:
        moved = None if tilt is None else tilted(run, tilt)
    except RiskInputError as fault:
        raise UsageError(f"--tilt {tilt}: {fault}") from fault
    if json:
        from sim.studies.reverse import plausible_document

        plain: dict[str, Any] = {kind: plausible_document(one) for kind, one in economies.items()}
        studying.as_json(folder, {"plausible": plain, "tilted": None if moved is None else _plain(moved)})
        return
    from sim.studies.reverse_words import economy

    output.line(f"Breaches of {run.manifest['name']}, {len(run.replications):,} replications")
    output.line()
    for kind, one in economies.items():
        words = economy(one, kinds[kind]) or [f"In no replication {kinds[kind].words}."]
        for paragraph in words:
            output.paragraph(paragraph)
    if moved is not None:
        _print(moved)


def _plain(moved: Tilted) -> dict[str, Any]:
    found = moved.reweighting
    return {
        "column": moved.column,
        "target": moved.target,
        "tilt": found.tilt,
        "relative_entropy_nats": found.entropy,
        "effective_replications": found.effective,
        "figures": [one._asdict() for one in moved.figures],
    }


def _print(moved: Tilted) -> None:
    found = moved.reweighting
    output.line()
    output.paragraph(
        f"Reweighted until {moved.column} has a mean of {moved.target:g}, with the least change of information: "
        f"relative entropy {found.entropy:.3f} nats; the weights count for {found.effective:,.0f} equal replications."
    )
    output.line()
    rows = [(one.figure, _shown(one, one.before), _shown(one, one.after)) for one in moved.figures]
    output.table(("mean, or share of replications", "as run", "reweighted"), rows, (1, 2))
    if found.effective < FEWEST_EFFECTIVE:
        output.line()
        output.paragraph("So few replications cannot carry the figures; ask for a nearer mean, or run more.")


def _shown(one: Moved, value: float) -> str:
    from sim.summary import percent, yuan

    if one.unit == "fen":
        return f"{yuan(value)} yuan"
    return percent(value) if one.unit == "share" else f"{value:+.3g}"
