"""What a run that is not complete may say: means and rates with their count, but no buffer, no capital, no tail.

What is missing is not missing at random: a replication that killed its worker may be the one that matters.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

TAIL_WORDS = ("var_", "es_", "economic_capital", "capital_buffer", "liquidity_buffer", "granularity")
"""Starts of the names of headlines that rest on the largest values of a run."""
BRIDGE_WORDS = "bridge_"
"""Start of the names of its lines."""
NAMED = 5

Headlines = Mapping[str, Mapping[str, Any]]


def withheld(headlines: Headlines, done: int, asked: int) -> dict[str, Any]:
    """The headlines of `done` of `asked` replications, those of the tail without values and with the reason.

    The bridge, every line of which rests on them, is left out.
    """
    note = f"no figure from a partial run: {done:,} of {asked:,} replications"
    return {
        name: _emptied(found, note) if name.startswith(TAIL_WORDS) else found
        for name, found in headlines.items()
        if not name.startswith(BRIDGE_WORDS)
    }


def _emptied(found: Any, note: str) -> Any:
    """A headline without its numbers; what is no headline is left out."""
    if not isinstance(found, Mapping):
        return None
    return {**found, "estimate": None, "ci_low": None, "ci_high": None, "note": note}


def partial_remarks(manifest: Mapping[str, Any]) -> list[str]:
    """What to say below the summary of a run that is not complete; nothing about a complete one."""
    if manifest["complete"]:
        return []
    done, asked = manifest["replications_done"], manifest["replications_asked"]
    said = [
        f"Partial: {done:,} of {asked:,} replications. Buffers, economic capital and figures of the tail are shown "
        "when all are there; continue with --resume."
    ]
    failed = manifest.get("replications_failed", {})
    if failed:
        shown = "; ".join(list(failed.values())[:NAMED])
        more = f"; and {len(failed) - NAMED} more" if len(failed) > NAMED else ""
        said.append(f"Failed: {shown}{more}.")
    return said
