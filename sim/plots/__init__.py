"""Figures of a run: `result.plot.loss()` and the others, each a matplotlib figure.

Made from the tables of the run alone. Matplotlib is imported when the first figure is drawn, by `canvas` only.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from sim.phrases import phrases_of
from sim.plots.source import Headline, NoFigure, Run, Source

if TYPE_CHECKING:
    from sim.plots.canvas import Chart

__all__ = ["FIGURES", "NoFigure", "Plots", "draw", "source_of"]

FIGURES = {
    "loss": "loss",
    "convergence": "loss",
    "capital": "paths",
    "liquidity": "paths",
    "survival": "paths",
    "delinquency": "arrears",
    "rolls": "arrears",
    "bad_loans": "arrears",
    "vintages": "arrears",
    "cascades": "contagion",
    "attribution": "contagion",
}
"""Every figure, with the module of `sim.plots` that draws it."""


def source_of(run: Run, language: str = "en", headlines: Mapping[str, Headline] | None = None) -> Source:
    """What the figures of a run are drawn from, to be kept where several are. Raises UsageError for a language."""
    return Source(run, phrases_of(language), run.summary if headlines is None else headlines)


def draw(source: Source, name: str) -> Chart:
    """A figure by its name. Raises NoFigure where the run cannot have it."""
    if not source.size:
        raise NoFigure(source.words("none.replications", found=0, least=1))
    module = import_module(f"sim.plots.{FIGURES[name]}")
    chart: Chart = getattr(module, name)(source)
    return chart


class Plots:
    """The figures of a run. `language` is en or zh. Each raises NoFigure, with the reason, where there is none."""

    def __init__(self, run: Run, language: str = "en") -> None:
        self._source = source_of(run, language)

    def loss(self) -> Chart:
        """The loss distribution with expected loss, value at risk and expected shortfall, and their intervals."""
        return draw(self._source, "loss")

    def convergence(self) -> Chart:
        """Expected loss and value at risk 99.9 % as replications are added."""
        return draw(self._source, "convergence")

    def capital(self) -> Chart:
        """The capital ratio month by month with its floor."""
        return draw(self._source, "capital")

    def liquidity(self) -> Chart:
        """Cash and committed funding month by month."""
        return draw(self._source, "liquidity")

    def survival(self) -> Chart:
        """How long the capital floor is kept, and how long the platform lasts."""
        return draw(self._source, "survival")

    def delinquency(self) -> Chart:
        """Balance past due by bucket."""
        return draw(self._source, "delinquency")

    def rolls(self) -> Chart:
        """Roll rates from bucket to bucket as a heatmap."""
        return draw(self._source, "rolls")

    def bad_loans(self) -> Chart:
        """Bad loans as reported and economic."""
        return draw(self._source, "bad_loans")

    def vintages(self) -> Chart:
        """Vintage curves."""
        return draw(self._source, "vintages")

    def cascades(self) -> Chart:
        """The largest cascade of each replication against the branching law."""
        return draw(self._source, "cascades")

    def attribution(self) -> Chart:
        """Defaults that channels of contagion add and avert."""
        return draw(self._source, "attribution")
