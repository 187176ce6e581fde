"""How the command line ends: every fault becomes one message on standard error and an exit code of the contract."""

from __future__ import annotations

import errno
import io
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperGroup

from sim.cli import completing
from sim.errors import YuqiError

USAGE, CANNOT_WRITE, TOO_LARGE, INTERNAL, INTERRUPTED = 2, 5, 7, 70, 130
USAGE_FAULT: type[Any] = typer.BadParameter.__mro__[1]
"""What the parser raises for a command or option it does not know."""
DEBUG = "--debug"


def prepare_streams() -> None:
    """Whatever the terminal cannot show is written as an escape; a stream that was closed leads nowhere."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - open as long as the process
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


class Commands(TyperGroup):
    """The group of all commands, ending as the contract says."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Parse, run, and end the process."""
        if completing.is_asked():
            sys.exit(completing.answer(self, extra, prog_name or "yuqi"))
        arguments = list(sys.argv[1:] if args is None else args)
        code = _ended(self, prog_name or "yuqi", arguments, extra)
        sys.exit(code)


def _ended(group: TyperGroup, name: str, arguments: list[str], extra: dict[str, Any]) -> int:
    """The exit code of one call."""
    try:
        with group.make_context(name, list(arguments), **extra) as context:
            group.invoke(context)
        sys.stdout.flush()
    except typer.Exit as end:
        return _flushed(end.exit_code)
    except BrokenPipeError:
        return _pipe_closed()
    except USAGE_FAULT as fault:
        return _usage(fault)
    except (KeyboardInterrupt, typer.Abort):
        return _say("stopped", INTERRUPTED)
    except YuqiError as fault:
        return _reported(fault, DEBUG in arguments)
    except MemoryError:
        return _say("out of memory; use a smaller population.size or fewer --jobs", TOO_LARGE)
    except Exception as fault:  # the door: whatever it is, it gets one line and exit code 70
        return _unexpected(fault, DEBUG in arguments)
    return 0


def _flushed(code: int) -> int:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return _pipe_closed()
    return code


def _pipe_closed() -> int:
    """The reader had enough, as `head` has: nobody is left to tell, and nothing is wrong."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _usage(fault: Any) -> int:
    context = getattr(fault, "ctx", None)
    message = fault.format_message()
    if message.startswith("Usage:"):  # no command given: the message is the help
        sys.stderr.write(message + "\n")
        return USAGE
    help_line = f"; see `{context.command_path} --help`" if context is not None else ""
    return _say(f"{message.rstrip('.')}{help_line}", USAGE)


def _reported(fault: YuqiError, debug: bool) -> int:
    if debug:
        traceback.print_exc()
    return _say(str(fault), fault.exit_code)


def _unexpected(fault: Exception, debug: bool) -> int:
    if isinstance(fault, OSError) and fault.errno in (errno.ENOSPC, errno.EIO, errno.EDQUOT):
        _drop_output()
        return _say(f"standard output cannot be written: {(fault.strerror or str(fault)).lower()}", CANNOT_WRITE)
    if isinstance(fault, FileNotFoundError) and _is_folder_gone():
        return _say("the working directory has vanished; change to another", CANNOT_WRITE)
    if debug:
        traceback.print_exc()
    what = " ".join(f"{type(fault).__name__}: {fault}".split())
    return _say(f"internal error: {what}; please report it with the output of `yuqi {DEBUG} ...`", INTERNAL)


def _is_folder_gone() -> bool:
    """Whether somebody has removed the working directory below us."""
    try:
        os.getcwd()
    except FileNotFoundError:
        return True
    return False


def _drop_output() -> None:
    """Nothing more can be written: forget what waits, or the interpreter complains again on its way out."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(message: str, code: int) -> int:
    """One message to the user. Faults of several lines keep their lines."""
    lines = message.splitlines() or [""]
    for line in lines:
        sys.stderr.write(f"yuqi: {line}\n")
    sys.stderr.flush()
    return code
