"""What the contract names and a later release builds: refused by name, so that nobody takes it for a typing error."""

from __future__ import annotations

from typing import Any

import typer

from sim.errors import NotBuiltYet

COMMANDS = {
    "report": "A self-contained HTML report of a run.",
    "sweep": "One setting over a range.",
    "sensitivity": "Which settings the result depends on.",
    "reverse": "The mildest stress that breaks the platform.",
    "frontier": "Policies by loss and profit.",
}


def add_to(app: typer.Typer) -> None:
    """Enter the commands, each of which says that it is not built yet."""
    for name, meaning in COMMANDS.items():
        app.command(
            name,
            help=f"Not built yet. {meaning}",
            add_help_option=True,
            context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
        )(_refusing(name))


def _refusing(name: str) -> Any:
    def refuse() -> None:
        raise NotBuiltYet(f"`yuqi {name}` is not built yet")

    return refuse


def refuse(option: str, value: object, built: str | None = None) -> None:
    """Refuse an option of a later release unless it has the one value that works today.

    Raises:
        NotBuiltYet: exit 2.
    """
    if value is not None and value != built:
        works = f"; {option} {built} works" if built is not None else ""
        raise NotBuiltYet(f"{option} {value} is not built yet{works}")
