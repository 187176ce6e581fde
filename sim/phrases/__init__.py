"""What figures and reports say, in English and Chinese: a table of phrases each, and numbers as each writes them.

The tables are `en.toml` and `zh.toml` beside this file, with the same keys. A phrase may hold `{names}` that are filled
in; what is filled in is never read as a phrase.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from sim.errors import UsageError

LANGUAGES = ("en", "zh")
FEN_PER_YUAN = 100
MINUS = "−"
SMALL_SHARE = 0.001
"""Shares below this are written with significant digits instead of two decimals."""
LARGE_ENOUGH = {"en": 1000.0, "zh": 100.0}
"""The opening balance has at least so many units of money."""
DIGITS = 5
"""Significant digits of an amount as large as the opening balance."""


@dataclass(frozen=True)
class Phrases:
    """A language: call it with a key and what to fill in."""

    language: str
    table: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The phrase of a key. Raises KeyError for a key or a name that is not there."""
        return self.table[key].format(**values)

    def method(self, name: str) -> str:
        """A statistical method in this language, by its English name; a name that no table has stays as it is."""
        known = {phrase: key for key, phrase in phrases_of("en").table.items() if key.startswith("method.")}
        return self(known[name]) if name in known else name

    def number(self, value: float | None, decimals: int = 0) -> str:
        """A number with thousands parted and so many decimals."""
        return self("unknown") if value is None else _written(f"{value:,.{decimals}f}")

    def percent(self, share: float | None) -> str:
        """A share as per cent; small ones with two significant digits."""
        if share is None:
            return self("unknown")
        digits = 2
        if 0.0 < abs(share) < SMALL_SHARE:
            digits = min(12, 1 - math.floor(math.log10(100.0 * abs(share))))
        return _written(f"{100.0 * share:,.{digits}f}") + self("per_cent")

    def level(self, share: float) -> str:
        """A level, such as 99.9 per cent, without further decimals."""
        return f"{100.0 * share:.10g}" + self("per_cent")

    def tick(self, value: float) -> str:
        """A number at an axis, with as many decimals as it needs."""
        return f"{value:,.6g}".replace("-", MINUS)

    def listed(self, words: list[str]) -> str:
        """Words one behind the other, in the way of the language."""
        return self("comma").join(words)


@dataclass(frozen=True)
class Money:
    """Amounts of one report in one unit, which the opening balance decides."""

    phrases: Phrases
    unit: str
    fen: float
    """of a unit"""
    decimals: int

    @classmethod
    def fitting(cls, phrases: Phrases, largest_fen: float) -> Money:
        """The unit in which an amount of this size has three digits or more before the point."""
        scales = [("yuan", 1.0), *((name, 10.0**power) for name, power in SCALES[phrases.language])]
        yuan = max(abs(largest_fen), 1.0) / FEN_PER_YUAN
        fits = [pair for pair in scales if yuan / pair[1] >= LARGE_ENOUGH[phrases.language]] or scales[:1]
        name, size = fits[-1]
        digits = math.floor(math.log10(max(yuan / size, 1.0))) + 1
        decimals = max(0, DIGITS - digits) if size > 1.0 else 0
        return cls(phrases, phrases(f"money.{name}"), size * FEN_PER_YUAN, decimals)

    def value(self, fen: float) -> float:
        """The amount in units."""
        return fen / self.fen

    def __call__(self, fen: float | None) -> str:
        """The amount in units as text, without the unit."""
        return self.phrases.number(None if fen is None else fen / self.fen, self.decimals)


SCALES = {
    "en": (("thousand", 3), ("million", 6), ("billion", 9)),
    "zh": (("ten_thousand", 4), ("hundred_million", 8)),
}
"""Units of money above the yuan, each with its power of ten."""


def _written(number: str) -> str:
    """A number with the minus of print; what is rounded to nothing has none."""
    return number.replace("-", MINUS if number.strip("-0.,") else "")


@cache
def phrases_of(language: str) -> Phrases:
    """The phrases of a language.

    Raises:
        UsageError: exit 2.
    """
    if language not in LANGUAGES:
        raise UsageError(f"--lang {language} is not known; allowed are {', '.join(LANGUAGES)}")
    text = files("sim.phrases").joinpath(f"{language}.toml").read_text("utf-8")
    return Phrases(language, dict(_flat(tomllib.loads(text))))


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Dotted keys with their phrases; a phrase over several lines is one line."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)
