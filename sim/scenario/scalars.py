"""Plain YAML scalars as values, by the core schema of YAML 1.2, so that `no` is text and `010` is ten.

Numbers that no computation may meet (not finite, -0, below the normal range, beyond 64 bits) are named, not read.
"""

from __future__ import annotations

import math
import re
import sys
from typing import NamedTuple

Scalar = str | int | float | bool | None

NULLS = frozenset({"", "~", "null", "Null", "NULL"})
BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
INTEGER = re.compile(r"[-+]?[0-9]+\Z", re.ASCII)
OCTAL = re.compile(r"0o[0-7]+\Z")
HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+\Z")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z", re.ASCII)
NOT_FINITE = re.compile(r"([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))\Z")

MOST_DIGITS = 30
"""Longer integers are beyond 64 bits anyway; Python refuses to read those beyond 4,300 digits."""


class Refusal(NamedTuple):
    """Why a scalar is not taken: code and sentence."""

    code: str
    problem: str


def plain_scalar(text: str) -> Scalar | Refusal:
    """The value of an unquoted scalar, or why it is refused (E113 not finite, E122 too large)."""
    if text in NULLS:
        return None
    if text in BOOLEANS:
        return BOOLEANS[text]
    if NOT_FINITE.match(text):
        return Refusal("E113", "is not a finite number")
    if INTEGER.match(text) or OCTAL.match(text) or HEXADECIMAL.match(text):
        return _integer(text)
    if FLOAT.match(text):
        return _float(text)
    return text


def _integer(text: str) -> int | Refusal:
    if len(text) > MOST_DIGITS:
        return Refusal("E122", "is beyond 64 bits")
    value = int(text[2:], 8) if text.startswith("0o") else int(text, 16) if text.startswith("0x") else int(text)
    if abs(value) >= 2**64:
        return Refusal("E122", "is beyond 64 bits")
    if value == 0 and text.startswith("-"):
        return Refusal("E113", "is a negative zero")
    return value


def _float(text: str) -> float | Refusal:
    value = float(text)
    if math.isinf(value):
        return Refusal("E113", "is too large for a number")
    digits = re.split("[eE]", text)[0]
    if value == 0.0 and (text.startswith("-") or digits.strip("+-0.")):
        return Refusal("E113", "is a negative zero" if text.startswith("-") else "is too small for a number")
    if 0.0 < abs(value) < sys.float_info.min:
        return Refusal("E113", "is too small for a number")
    return value


def unprintable_character(text: str) -> str:
    """The first character that no text of a scenario may hold (control or half a surrogate pair), or nothing."""
    for one in text:
        if (ord(one) < 0x20 and one not in "\n\t") or 0x7F <= ord(one) < 0xA0 or 0xD800 <= ord(one) < 0xE000:
            return f"U+{ord(one):04X}"
    return ""
