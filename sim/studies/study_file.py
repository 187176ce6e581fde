"""The YAML files of studies: what a study says beside its scenario, checked like a scenario, all faults at once.

What the named parameters do to a scenario is in `sim.studies.parameters`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar

from pydantic import Field, model_validator

from sim.scenario.errors import shown_path
from sim.scenario.files import read_text
from sim.scenario.library import is_path
from sim.scenario.merge import Merged, file_layer
from sim.scenario.parameter import Block, parameter, required
from sim.scenario.reader import parse_mapping
from sim.scenario.resolve import load
from sim.scenario.resolved import Resolved
from sim.scenario.structure import root_shape
from sim.scenario.validate import validated

StudySource = str | Path | Mapping[str, Any]
"""A study's file, or what one says; then paths count from the current folder."""
UNNAMED = "study"
"""What messages call a study that is no file."""
Value = int | float | bool | str
POLICY_KEY = "policy"
"""The key of a parameter whose values are policies, not numbers."""


class Varied(Block):
    """One parameter of a study: a key of the scenario, and its values, or a range."""

    key: str = required("key", "key of the scenario, `*` standing for every entry of a collection; or policy")
    values: tuple[Value, ...] | None = parameter(None, "as the key", "the values, instead of a range", "the study")
    low: float | None = parameter(None, "as the key", "lower end of the range", "the study")
    high: float | None = parameter(None, "as the key", "upper end of the range", "the study")
    steps: int = parameter(5, "values", "values of the range on a grid, both ends among them", low=2, high=1000)
    spacing: Literal["linear", "logarithmic"] = parameter("linear", "choice", "how the range is divided", "the study")
    multiple: bool = parameter(False, "flag", "whether values are multiples of the scenario's own", "the study")

    @model_validator(mode="after")
    def _says_values_or_a_range(self) -> Varied:
        if self.values is not None:
            if self.low is not None or self.high is not None:
                raise ValueError("values: give values, or low and high, not both")
            if not self.values:
                raise ValueError("values: at least one value is needed")
            return self
        if self.low is None or self.high is None:
            raise ValueError("give values, or low and high")
        if not self.low < self.high:
            raise ValueError("high: must lie above low")
        if self.spacing == "logarithmic" and self.low <= 0:
            raise ValueError("low: must lie above 0 where the spacing is logarithmic")
        return self


class Study(Block):
    """What every study says."""

    scenario: str = required("name or path", "the scenario; a path counts from the study's file")
    replications: int | None = parameter(None, "replications", "at each point; null: the scenario's", low=1)
    seed: int | None = parameter(None, "key", "of all random draws; null: the scenario's", low=0)
    policy: str | None = parameter(None, "name or path", "policy of the platform; null: the scenario's", "the study")
    set: tuple[str, ...] = Field(
        default=(),
        description="changes of the scenario, each as --set takes it",
        json_schema_extra={"unit": "a.b=c", "source": "the study"},
    )


StudyKind = TypeVar("StudyKind", bound=Study)


class Options(NamedTuple):
    """What the command line says over a study's file; None where it says nothing."""

    overrides: Iterable[str] = ()
    policy: str | None = None
    tape: str | Path | None = None
    mapping: str | Path | None = None
    seed: int | None = None
    replications: int | None = None


def read_study(source: StudySource, kind: type[StudyKind]) -> StudyKind:
    """The study in a file or a mapping. Raises ScenarioError with every fault, each with its line."""
    path = Path(name_of(source))
    text = json.dumps(source, indent=1, default=str) if isinstance(source, Mapping) else read_text(path)
    document = parse_mapping(text, shown_path(path))
    merged = Merged(root_shape(kind))
    merged.lay(file_layer(document, Path(os.path.abspath(path.parent))))
    found = validated(merged, kind, document.faults)
    assert isinstance(found, kind)  # noqa: S101 - for the type checker
    return found


def scenario_of(study: Study, source: StudySource, options: Options = Options()) -> Resolved:  # noqa: B008 - frozen
    """The scenario of a study with all that is said over it; the command line has the last word.

    Raises ScenarioError with every fault.
    """
    policy = options.policy or (None if study.policy is None else beside(study.policy, source))
    return load(
        beside(study.scenario, source),
        [*study.set, *options.overrides],
        policy,
        options.tape,
        options.mapping,
        study.seed if options.seed is None else options.seed,
        study.replications if options.replications is None else options.replications,
    )


def bases(study: Study, source: StudySource, options: Options) -> Callable[[str | None], Resolved]:
    """The scenario of a study by policy, each read once; None for the policy that it has anyway."""

    @cache
    def base(policy: str | None) -> Resolved:
        given = options if policy is None else options._replace(policy=beside(policy, source))
        return scenario_of(study, source, given)

    return base


def name_of(source: StudySource) -> str:
    """The path of a study's file as it was given, or what messages call a mapping."""
    return UNNAMED if isinstance(source, Mapping) else str(source)


def beside(reference: str, source: StudySource) -> str:
    """A name as it is; a path counted from the folder of the study's file."""
    folder = os.path.dirname(os.path.abspath(name_of(source)))
    return os.path.join(folder, reference) if is_path(reference) else reference
