"""One number with its interval, as it is written to summary.json.

A number that does not exist is None and becomes null; NaN and infinity are refused at the door.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from typing import Any

from sim.risk.samples import RiskInputError

Number = float | int | None


class InvalidEstimate(RiskInputError):
    """An estimate with a NaN, an infinity, or interval ends in the wrong order."""


@dataclass(frozen=True)
class Estimate:
    """A figure with the ends of its interval.

    `confidence` is the share of repetitions in which the interval is to cover the true value, `n` the number of
    replications used, `note` the unit and, in words, why an end is missing. None stands for "does not exist".
    """

    estimate: Number
    ci_low: Number
    ci_high: Number
    confidence: float
    method: str
    n: int
    note: str = ""

    def __post_init__(self) -> None:
        """Turn NumPy numbers into plain ones and refuse what is not finite or not in order (InvalidEstimate)."""
        for name in ("estimate", "ci_low", "ci_high"):
            object.__setattr__(self, name, plain_number(getattr(self, name), name))
        object.__setattr__(self, "confidence", float(self.confidence))
        object.__setattr__(self, "n", int(self.n))
        if self.ci_low is not None and self.ci_high is not None and self.ci_low > self.ci_high:
            raise InvalidEstimate(f"ci_low {self.ci_low} lies above ci_high {self.ci_high}")

    def as_dict(self) -> dict[str, Any]:
        """The seven fields of summary.json by name, plain Python numbers, text and None."""
        return asdict(self)

    def noted(self, *words: str) -> Estimate:
        """The same estimate with words put before its note, parted by semicolons; empty words are left out."""
        return replace(self, note=joined(*words, self.note))


def plain_number(value: Any, name: str = "value") -> Number:
    """A Python int, float or None for a Python or NumPy number. Raises InvalidEstimate if it is not finite."""
    if value is None:
        return None
    number = value.item() if hasattr(value, "item") else value
    if not math.isfinite(number):
        raise InvalidEstimate(f"{name}: {number} is not a finite number; None stands for what does not exist")
    return number if isinstance(number, int) else float(number)


def joined(*words: str) -> str:
    """The words that are not empty, parted by semicolons."""
    return "; ".join(word for word in words if word)


def absent(confidence: float, method: str, size: int, why: str) -> Estimate:
    """An estimate that does not exist, with the reason as its note."""
    return Estimate(None, None, None, confidence, method, size, why)
