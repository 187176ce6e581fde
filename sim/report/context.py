"""A run as its report tells it: headlines with their intervals in words, figures, or the sentence that says why not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sim.phrases import Money, Phrases
from sim.plots import NoFigure, draw
from sim.plots.source import Headline, Source
from sim.report.blocks import Block, Grid, Picture, Text
from sim.scenario.models import Scenario
from sim.scenario.resolved import Resolved

Show = Callable[[float | None], str]


@dataclass(frozen=True)
class Context:
    """What every section is made from. `against` is the other run, where one is given."""

    source: Source
    against: Context | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Further tables of the run's folder by name."""

    @property
    def words(self) -> Phrases:
        """The language."""
        return self.source.words

    @property
    def money(self) -> Money:
        """The unit of amounts."""
        return self.source.money

    @property
    def headlines(self) -> Mapping[str, Headline]:
        """By name."""
        return self.source.headlines

    @property
    def manifest(self) -> dict[str, Any]:
        """What the run's folder says of itself."""
        return self.source.run.manifest

    @cached_property
    def resolved(self) -> Resolved:
        """The scenario with its parameters' sources."""
        return self.source.run.scenario

    @property
    def scenario(self) -> Scenario:
        """The scenario that was run."""
        return self.resolved.scenario

    @property
    def loss_months(self) -> int:
        """Months of which defaults count."""
        return min(self.scenario.loss_horizon_months, self.scenario.horizon_months)

    @property
    def is_whole(self) -> bool:
        """Whether every replication asked for is there."""
        return bool(self.manifest["complete"])

    def has(self, *names: str) -> bool:
        """Whether the headlines have values."""
        return all(self.source.estimate(name) is not None for name in names)

    def value(self, name: str) -> float | None:
        """The estimate of a headline; None where there is none."""
        return self.source.estimate(name)

    @property
    def agreement(self) -> dict[str, str]:
        """How far importance draws are from plain ones, as the phrases of the check are filled in."""
        check, words = self.manifest["course"]["check"], self.words
        apart = words.number(abs(check["distance"]), 1)
        return {"runs": words.number(check["plain_runs"]), "level": words.level(check["level"]), "apart": apart}

    def interval(self, name: str, show: Show) -> str:
        """The interval of a headline in words, with what a missing end needs."""
        found, words = self.headlines[name], self.words
        low, high = found["ci_low"], found["ci_high"]
        if low is not None and high is not None:
            return words("ends.between", low=show(low), high=show(high))
        needed = re.findall(r"no (?:finite )?(lower|upper) end below ([\d,]+) replications", str(found["note"]))
        asks = {end: words(f"ends.needs_{end}", n=count) for end, count in needed}
        if low is not None:
            return self._with(words("ends.at_least", low=show(low)), asks.get("upper"))
        if high is not None:
            return self._with(words("ends.at_most", high=show(high)), asks.get("lower"))
        if thin := re.search(r"the tail counts as ([\d,]+) replications", str(found["note"])):
            return words("ends.thin", n=thin[1])
        counts = sorted({count for _, count in needed}, key=lambda count: int(count.replace(",", "")))
        return words("ends.needs", n=counts[-1]) if counts else words("ends.none")

    def _with(self, first: str, second: str | None) -> str:
        return first if second is None else f"{first}{self.words('semicolon')}{second}"

    def headline_rows(self, names: tuple[str, ...], show: Show) -> tuple[tuple[str, str, str], ...]:
        """Figure, estimate, interval of the headlines that have a value."""
        return tuple(
            (self.words(f"headline.{name}"), show(self.value(name)), self.interval(name, show))
            for name in names
            if name in self.headlines and self.has(name)
        )

    def headline_grid(self, title: str, rows: tuple[tuple[str, str, str], ...]) -> Grid:
        """The table of such rows."""
        heads = (self.words("page.figure"), self.words("page.estimate"), self.words("interval"))
        return Grid(title, heads, rows, numbers=(1,))

    def picture(self, name: str, **values: object) -> Block:
        """A figure with its caption, or the sentence why there is none."""
        from sim.plots.canvas import svg

        title = self.words(f"{name}.title")
        try:
            chart = draw(self.source, name)
        except NoFigure as reason:
            return Text(self.words("none.left_out", title=title, reason=str(reason)))
        caption = self.words(f"{name}.caption", **values)
        return Picture(title, svg(chart, name), caption)
