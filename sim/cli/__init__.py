"""The command line. `main` is its door; the commands are imported when it is opened."""

from __future__ import annotations

__all__ = ["main"]


def main() -> None:
    """Run the command line on the arguments of this process and end it with an exit code of the contract."""
    from sim.cli.ending import prepare_streams

    prepare_streams()
    from sim.cli.app import app

    app(prog_name="yuqi")
