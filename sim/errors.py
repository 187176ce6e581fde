"""The families of faults a run can end with, each with the exit code of the command line.

A message is one line that says what was found and what to do next. Nothing here prints; the command line does. Faults
cross from worker processes to their parent, so every one is made from its message alone.
"""

from __future__ import annotations


class YuqiError(Exception):
    """A fault with a message for the user and the exit code the command line ends with."""

    exit_code: int = 1


class UsageError(YuqiError):
    """An option, or a value of one, that the command line does not know."""

    exit_code = 2


class ArmsDiffer(YuqiError):
    """Arms of a comparison that do not share seed and number of replications, so that nothing could be paired."""

    exit_code = 3


class PolicyCodeError(YuqiError):
    """A policy in Python that cannot be found or imported."""

    exit_code = 3


class Conflict(YuqiError):
    """The folder is in use, or holds another run than the one asked for."""

    exit_code = 4


class CannotWrite(YuqiError):
    """The output cannot be written: no folder, no permission, no space."""

    exit_code = 5


class WorkerFailure(YuqiError):
    """A replication failed, or the worker that ran it died."""

    exit_code = 6


class TooLarge(YuqiError):
    """A legal size that does not fit the memory of this machine."""

    exit_code = 7


class InternalError(YuqiError):
    """The program contradicts itself; the result would be wrong."""

    exit_code = 70


class LedgerImbalance(InternalError):
    """A day's books do not sum to zero fen."""


class InfiniteValue(InternalError):
    """A column holds an infinity, which the contract does not know."""


class Interrupted(YuqiError):
    """The user or the system stopped the run; what was finished is kept."""

    exit_code = 130

    def __init__(self, message: str, exit_code: int = 130) -> None:
        super().__init__(message, exit_code)
        self.message = message
        self.exit_code = exit_code

    def __str__(self) -> str:
        """The message alone."""
        return self.message
