"""What figures are drawn from: the tables of a run as arrays, with weights, and the words of the language asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas

from sim.errors import UsageError
from sim.phrases import Money, Phrases
from sim.risk.drawn import Drawn, drawn
from sim.risk.samples import FloatArray
from sim.risk.weights import calibrated_weights, weighted_quantile
from sim.scenario.resolved import Resolved

PLATFORM = "platform"
FAN = (0.025, 0.25, 0.5, 0.75, 0.975)
"""Levels of a fan chart: a band of 95 %, one of 50 %, and the median."""

Headline = Mapping[str, Any]


class NoFigure(UsageError):
    """A figure that the run cannot have: the message says why."""


class Run(Protocol):
    """What a figure asks of a run."""

    @property
    def folder(self) -> Path | None:
        """Where it is kept, if it is."""

    @property
    def manifest(self) -> dict[str, Any]:
        """What it says of itself."""

    @property
    def summary(self) -> dict[str, Any]:
        """Its headlines."""

    @property
    def replications(self) -> pandas.DataFrame:
        """A row per replication."""

    def months(self, columns: Sequence[str]) -> pandas.DataFrame:
        """These columns of the monthly table, with its keys."""

    @property
    def scenario(self) -> Resolved:
        """The scenario that was run."""


@dataclass(frozen=True)
class Source:
    """A run to draw, and the language. Headlines may be given where the run itself has none yet."""

    run: Run
    words: Phrases
    headlines: Mapping[str, Headline]
    _months: dict[str, FloatArray] = field(default_factory=dict, repr=False)

    @property
    def size(self) -> int:
        """How many replications there are."""
        return len(self.run.replications)

    @cached_property
    def draws(self) -> str:
        """The draw plan that the replications were run under in the end."""
        manifest = self.run.manifest
        fell_back = bool(manifest.get("course", {}).get("fallback"))
        return "plain" if fell_back else str(manifest["settings"].get("draws", "plain"))

    @cached_property
    def money(self) -> Money:
        """The unit of amounts."""
        opening = self.run.replications["opening_balance_fen"].astype("float64").mean() if self.size else 0.0
        return Money.fitting(self.words, float(opening))

    @cached_property
    def weights(self) -> FloatArray:
        """(replications,) weights with mean 1, in the order of the table."""
        return calibrated_weights(self.run.replications["weight"].to_numpy(dtype=np.float64))

    def drawn(self, name: str) -> Drawn:
        """A column of the replication table with its weights."""
        return drawn(self.run.replications, name, self.draws)

    def estimate(self, name: str) -> float | None:
        """The estimate of a headline; None where there is none."""
        value = self.headlines.get(name, {}).get("estimate")
        return None if value is None else float(value)

    def need_replications(self, least: int = 2) -> None:
        """Raises NoFigure for fewer replications."""
        if self.size < least:
            raise NoFigure(self.words("none.replications", found=self.size, least=least))

    def months(self, *names: str) -> list[FloatArray]:
        """The platform's columns, (replications, months) each, in the order of the replication table; null is NaN."""
        missing = [name for name in names if name not in self._months]
        if missing:
            frame = self.run.months(missing)
            rows = frame[frame["lender"] == PLATFORM].sort_values(["replication", "month"])
            for name in missing:
                values = rows[name].to_numpy(dtype=np.float64, na_value=np.nan)
                self._months[name] = values.reshape(self.size, -1)
        return [self._months[name] for name in names]

    def totals(self, *names: str) -> list[FloatArray]:
        """(months,) weighted sums over replications of the platform's columns; null counts as 0."""
        return [self.weights @ np.nan_to_num(values) for values in self.months(*names)]

    def levels(self, values: FloatArray) -> FloatArray:
        """(5, months) weighted quantiles of (replications, months) values at the levels of FAN; NaN without a value."""
        return np.array([self._of_month(values[:, month]) for month in range(values.shape[1])]).T

    def _of_month(self, values: FloatArray) -> list[float]:
        exists = np.isfinite(values)
        if not exists.any():
            return [float("nan")] * len(FAN)
        weights = self.weights[exists]
        shares = weights / weights.mean()
        return [float(weighted_quantile(values[exists], shares, level)) for level in FAN]


def quotient(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Part / whole, NaN where there is nothing to divide by."""
    shares: FloatArray = np.divide(part, whole, out=np.full(np.shape(part), np.nan), where=whole > 0.0)
    return shares
