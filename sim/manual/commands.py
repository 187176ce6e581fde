"""The reference of commands as a page, from the same objects that parse a call and print its `--help`."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterator
from typing import Any

import typer

from sim.cli.app import app

HEAD = """\
# Commands

Made from the program by `make manual`; `yuqi COMMAND --help` prints the same. Results go to standard output, news to
standard error, so that `yuqi run ... --json > run.json` holds JSON and nothing else. Colours are used on a terminal
only, and not where the environment variable `NO_COLOR` is set. `yuqi completion bash` prints a script with which the
shell completes commands, scenarios and policies.

"""
CODES = """\
## Exit codes

| code | what it says |
|---|---|
| 0 | done |
| 1 | `yuqi validate`: a comparison failed |
| 2 | a command or option that is not known |
| 3 | something wrong with a scenario, policy, tape or mapping; nothing was written |
| 4 | the folder is in use, holds another run, or a file is there already |
| 5 | the output cannot be written |
| 6 | a replication failed, or the worker that ran it; the others are kept |
| 7 | a legal size that does not fit into the memory of this machine |
| 70 | internal error: the result would be wrong |
| 130, 143 | interrupted by Ctrl-C, or by the system; `--resume` goes on |
"""


def command_page() -> str:
    """The whole page, in Markdown."""
    built = {name: one for name, one in _commands().items() if not one.hidden}
    lines = ["| command | what it does |", "|---|---|"]
    lines += [f"| [`yuqi {name}`](#yuqi-{name}) | {one.short_help} |" for name, one in built.items()]
    text = HEAD + "\n".join(lines) + "\n\n"
    for name, one in built.items():
        text += "\n".join(_section(name, one)) + "\n\n"
    return text + CODES


def _commands() -> dict[str, Any]:
    group: Any = typer.main.get_command(app)
    commands: dict[str, Any] = group.commands
    return commands


def _section(name: str, command: Any) -> Iterator[str]:
    """One command: what it does, how it is called, its examples, its arguments and options."""
    prose, *blocks = inspect.cleandoc(command.help or "").split("\b\n")
    yield f"## yuqi {name}"
    yield ""
    yield prose.strip()
    for block in blocks:
        yield from _block(*block.strip("\n").split("\n"))
    parameters = [one for one in command.params if not getattr(one, "hidden", False) and one.name != "help"]
    if parameters:
        yield ""
        yield "| argument or option | meaning | default |"
        yield "|---|---|---|"
        yield from map(_row, parameters)


def _block(head: str, *lines: str) -> Iterator[str]:
    """Examples of calls, or of a study's file."""
    yield ""
    yield "```yaml" if "file" in head else "```sh"
    yield from textwrap.dedent("\n".join(lines)).splitlines()
    yield "```"


def _row(parameter: Any) -> str:
    is_argument = parameter.param_type_name == "argument"
    metavar = parameter.metavar or ""
    called = metavar if is_argument else " ".join([*parameter.opts, *([metavar] if metavar else [])])
    cells = (f"`{called}`", parameter.help or "", _default(parameter))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _default(parameter: Any) -> str:
    """What holds where nothing is said."""
    if parameter.required:
        return "must be given"
    if isinstance(parameter.show_default, str):
        return parameter.show_default
    if parameter.default in (None, (), False) or callable(parameter.default):
        return ""
    return f"`{parameter.default}`"
