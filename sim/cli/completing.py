"""Completion by the shell: what may stand at a place of the command line, and the script that teaches a shell to ask.

Nothing is installed and no file of the user's is changed: `yuqi completion bash` prints the script.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.errors import UsageError

HELP = """Print a script with which the shell completes commands, options, scenarios and policies. It changes no file.

\b
Examples:
  source <(yuqi completion bash)                               # bash or zsh, in this shell
  yuqi completion bash >> ~/.bash_completion                   # in every bash to come
  yuqi completion fish > ~/.config/fish/completions/yuqi.fish
"""

ASKED = "_YUQI_COMPLETE"
"""The environment variable by which the script of a shell asks."""
SHELLS = ("bash", "zsh", "fish")
ENGINES = ("compiled", "mesa")
BACKENDS = ("threads", "processes", "dask")
ATTRIBUTIONS = ("none", "direct", "channels", "shapley")
DRAWS = ("plain", "antithetic", "sobol", "stratified", "importance")
FATES = ("default", "charge_off", "cured", "never_late")
KINDS = ("scenarios", "policies", "runs")

Words = Callable[[str], list[str]]


def among(*words: str) -> Words:
    """One of a few words."""

    def found(incomplete: str) -> list[str]:
        return [word for word in words if word.startswith(incomplete)]

    return found


def scenarios(incomplete: str) -> list[str]:
    """Shipped scenarios, and YAML files of the current folder."""
    from sim.scenario.library import names

    return among(*names(), *_files("*.yaml"), *_files("*.yml"))(incomplete)


def scenarios_and_runs(incomplete: str) -> list[str]:
    """Scenarios, and the runs below ./results."""
    runs = sorted(path.parent.as_posix() for path in Path("results").glob("*/manifest.json"))
    return scenarios(incomplete) + among(*runs)(incomplete)


def policies(incomplete: str) -> list[str]:
    """Shipped policies."""
    from sim.scenario.library import policies as shipped

    return among(*shipped())(incomplete)


def _files(pattern: str) -> list[str]:
    return sorted(path.name for path in Path().glob(pattern))


def is_asked() -> bool:
    """Whether a shell that has read the script wants to know what may come next."""
    return os.environ.get(ASKED) in {f"complete_{shell}" for shell in SHELLS}


def answer(group: Any, context: dict[str, Any], name: str) -> int:
    """Print what may stand where the user is; the exit code."""
    return _told(group, context, name, os.environ[ASKED])


def _told(group: Any, context: dict[str, Any], name: str, instruction: str) -> int:
    from typer.completion import get_completion_inspect_parameters, shell_complete

    get_completion_inspect_parameters()  # makes typer's shells known
    return shell_complete(group, context, name, ASKED, instruction)


def add_to(app: typer.Typer) -> None:
    """Enter the command."""
    app.command("completion", help=HELP, short_help="Print a script for completion by the shell.")(completion)


def completion(
    context: typer.Context,
    shell: Annotated[str, typer.Argument(metavar="bash|zsh|fish", help="Your shell.", autocompletion=among(*SHELLS))],
) -> None:
    """Print the script."""
    if shell not in SHELLS:
        raise UsageError(f"`yuqi completion {shell}` is not known; allowed are {', '.join(SHELLS)}")
    _told(context.find_root().command, {}, "yuqi", f"source_{shell}")
