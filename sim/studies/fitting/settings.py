"""The study file of `yuqi calibrate`: parameters with ranges, targets with errors or weights, and how to search."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from sim.scenario.library import is_path
from sim.scenario.merge import Merged, file_layer
from sim.scenario.parameter import Block
from sim.scenario.reader import read_yaml
from sim.scenario.structure import root_shape
from sim.scenario.validate import validated

KINDS = ("headline", "column", "level", "roll")
"""What a target may be; each target is one of them."""


class FitParameter(Block):
    """A parameter to fit: its key (`.*.` stands for every segment) and its range, as values or as multiples."""

    key: str = Field(description="path of the parameter in the scenario; `.*.` stands for every segment")
    low: float = Field(description="lower end of the range")
    high: float = Field(description="upper end of the range")
    start: float | None = Field(default=None, description="where the search begins; by default as the scenario has it")
    multiple: bool = Field(default=False, description="whether the range is in multiples of the scenario's value")

    @model_validator(mode="after")
    def _in_order(self) -> FitParameter:
        if self.low >= self.high:
            raise ValueError(f"high: {self.high} must lie above low, {self.low}")
        if self.start is not None and not self.low <= self.start <= self.high:
            raise ValueError(f"start: {self.start} lies outside low..high, {self.low}..{self.high}")
        return self


class FitTarget(Block):
    """A figure to fit: what it is, the value it should have, and how well that value is known.

    With `weight` instead of `standard_error` the value counts as known exactly, and its squared relative miss counts
    so many times.
    """

    headline: str | None = Field(default=None, description="a headline of summary.json")
    column: str | None = Field(default=None, description="a column of replications.parquet, with `month` of monthly")
    level: str | None = Field(default=None, description="a target of docs/calibration.md, such as L1")
    roll: Literal["entry", "cure"] | None = Field(
        default=None, description="share of the tape's current lines that are late a month on, or of the late current"
    )
    since: str | None = Field(default=None, description="of a roll: the tape's column of its first month")
    until: str | None = Field(default=None, description="of a roll: the tape's column of its last month")
    over: str | None = Field(default=None, description="a second column: the figure is the ratio of the two means")
    month: int | None = Field(default=None, ge=1, description="month of the column, counted from 1")
    lender: str = Field(default="platform", description="lender of a monthly column")
    statistic: Literal["mean", "deviation"] = Field(default="mean", description="mean, or standard deviation")
    value: float | None = Field(default=None, description="what the figure should be")
    standard_error: float | None = Field(default=None, gt=0, description="error of the value")
    weight: float | None = Field(default=None, gt=0, description="importance, where no error is known")
    correlations: dict[str, float] = Field(default_factory=dict, description="of its error with other targets' errors")
    hold_out: bool = Field(default=False, description="scored, not fitted")

    @model_validator(mode="after")
    def _one_kind(self) -> FitTarget:
        kinds = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(kinds) != 1:
            raise ValueError(f"one of {', '.join(KINDS)} says what is fitted; found {' and '.join(kinds) or 'none'}")
        if kinds[0] != "column" and (self.over or self.month is not None or self.statistic != "mean"):
            raise ValueError("over, month and statistic belong to a column")
        if kinds[0] != "roll" and (self.since or self.until):
            raise ValueError("since and until belong to a roll")
        if self.over and self.statistic != "mean":
            raise ValueError("statistic: a ratio of columns has only a mean")
        return self

    @model_validator(mode="after")
    def _value_is_known(self) -> FitTarget:
        if self.standard_error is not None and self.weight is not None:
            raise ValueError("weight: give standard_error or weight, not both")
        if self.weight is not None and self.value == 0.0:
            raise ValueError("weight: counts relative misses, which a value of 0 has none of; give standard_error")
        if self.level is None and self.roll is None:
            if self.value is None:
                raise ValueError("value: say what the figure should be")
            if self.standard_error is None and self.weight is None:
                raise ValueError("standard_error: give it, or a weight")
        for other, share in self.correlations.items():
            if not -1.0 < share < 1.0:
                raise ValueError(f"correlations.{other}: {share} lies outside -1..1")
        return self


class Search(Block):
    """How the search goes; lengths are shares of the ranges."""

    budget: int = Field(default=60, ge=3, le=10_000, description="most points that are simulated")
    explore: int = Field(default=0, ge=0, le=10_000, description="points of a Latin hypercube looked at first")
    step: float = Field(default=0.05, gt=0, le=0.25, description="step of the differences that tell what moves what")
    radius: float = Field(default=0.25, gt=0, le=1, description="how far a first step may go")
    tolerance: float = Field(default=0.002, gt=0, le=0.1, description="a smaller step ends the search")


class LevelSizes(Block):
    """How large the runs are on which level targets are measured."""

    borrowers: int = Field(default=2000, ge=10, le=1_000_000, description="borrowers of a run")
    months: int = Field(default=24, ge=6, le=120, description="months of a run")
    pairs: int = Field(default=6, ge=3, le=1000, description="pairs of runs, each with an opening book of its own")


class RollSizes(Block):
    """How many replications of how many months the rolls of a tape's lines are simulated on."""

    replications: int = Field(default=5, ge=3, le=10_000, description="replications, from one imputation each in turn")
    months: int = Field(default=4, ge=2, le=24, description="months after the tape's date")


class FitStudy(Block):
    """A study file as read."""

    scenario: str = Field(description="the scenario whose parameters are fitted, a name or path")
    title: str = ""
    seed: int | None = Field(default=None, ge=0)
    replications: int | None = Field(default=None, ge=4, le=10_000_000)
    groups: int = Field(default=20, ge=4, le=1000, description="groups of replications that tell the noise")
    parameters: dict[str, FitParameter] = Field(min_length=1, max_length=40)
    targets: dict[str, FitTarget] = Field(min_length=1, max_length=200)
    search: Search = Search()
    levels: LevelSizes = LevelSizes()
    rolls: RollSizes = RollSizes()

    @model_validator(mode="after")
    def _fits_together(self) -> FitStudy:
        if all(target.hold_out for target in self.targets.values()):
            raise ValueError("targets: all are held out, so that nothing is left to fit")
        for name, target in self.targets.items():
            for other in target.correlations:
                if other not in self.targets or other == name:
                    raise ValueError(f"targets.{name}.correlations.{other}: there is no other target of this name")
        return self


def read_study(path: Path) -> FitStudy:
    """The study in a YAML file; a scenario given as a path counts from the file's folder.

    Raises ScenarioError with every fault, each with its line.
    """
    document = read_yaml(path)
    merged = Merged(root_shape(FitStudy))
    merged.lay(file_layer(document, path.parent))
    study = validated(merged, FitStudy, document.faults)
    assert isinstance(study, FitStudy)  # noqa: S101 - for the type checker
    if is_path(study.scenario):
        return study.model_copy(update={"scenario": os.path.abspath(path.parent / study.scenario)})
    return study
