"""Reads the text of a small UTF-8 file, or says in one sentence why it cannot."""

from __future__ import annotations

import codecs
import os
import stat
from pathlib import Path

from sim.scenario.errors import Fault, ScenarioError, shown_path

MOST_BYTES = 1 << 20
"""Largest file that is read: 1 MiB, a hundred times a long scenario."""

OTHER_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_text(path: Path) -> str:
    """The text of a file; raises `ScenarioError` (E101; E102 where it is too large) before anything blocks."""
    content = _read_bytes(path)
    if len(content) > MOST_BYTES:
        problem = f"the file is larger than {MOST_BYTES >> 20} MiB"
        raise ScenarioError([Fault("E102", shown_path(path), None, None, "", problem, allowed=f"{MOST_BYTES} bytes")])
    reason = _unreadable(content)
    if reason:
        raise _cannot_read(path, reason)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _cannot_read(path, f"it is not UTF-8 text (byte {error.start} in line {line})") from error


def _read_bytes(path: Path) -> bytes:
    try:
        kind = os.stat(path).st_mode
        if stat.S_ISDIR(kind):
            raise _cannot_read(path, "it is a directory")
        if not stat.S_ISREG(kind):  # opening a FIFO would wait for a writer for ever
            raise _cannot_read(path, "it is not a regular file")
        with open(path, "rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise _cannot_read(path, "there is no such file") from error
    except OSError as error:
        raise _cannot_read(path, error.strerror or type(error).__name__) from error
    except ValueError as error:  # a NUL in the name
        raise _cannot_read(path, "the file name holds a NUL character") from error


def _unreadable(content: bytes) -> str:
    if not content.strip():
        return "it is empty"
    if content.startswith(codecs.BOM_UTF8):
        return "it begins with a byte-order mark; save it as plain UTF-8"
    if content.startswith(OTHER_MARKS):
        return "it is UTF-16, not UTF-8"
    if b"\0" in content:
        return "it holds NUL bytes, so it is not a text file"
    return ""


def _cannot_read(path: Path, reason: str) -> ScenarioError:
    return ScenarioError([Fault("E101", shown_path(path), None, None, "", f"the file cannot be read: {reason}")])
