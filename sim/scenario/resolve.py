"""From a name or path to one complete, checked scenario: the files it extends, a policy, `--set` and options over them.

Everything wrong is told at once, except what hides the rest: a file that cannot be read or is not YAML.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sim.scenario.chain import OWN_KEYS, Link, policy_chain, scenario_chain, written_link
from sim.scenario.errors import Fault, ScenarioError, shown
from sim.scenario.library import is_path
from sim.scenario.merge import Layer, Merged, Origin, file_layer, option_layer
from sim.scenario.models import Scenario
from sim.scenario.override import change_layers, plain_value, set_layer
from sim.scenario.reader import KeyPath
from sim.scenario.resolved import Resolved
from sim.scenario.structure import Shape, extra, is_name, root_shape
from sim.scenario.validate import validated

POLICY: KeyPath = ("lenders", "platform", "policy")


def load(
    name_or_path: str | Path,
    overrides: Iterable[str] = (),
    policy: str | Path | None = None,
    tape: str | Path | None = None,
    mapping: str | Path | None = None,
    seed: int | None = None,
    replications: int | None = None,
) -> Resolved:
    """The complete scenario of a name or path, with `--set` texts and options over it.

    Raises `ScenarioError` with every fault.
    """
    return _loaded(scenario_chain(name_or_path), overrides, policy, tape, mapping, seed, replications)


def _loaded(
    links: list[Link],
    overrides: Iterable[str] = (),
    policy: str | Path | None = None,
    tape: str | Path | None = None,
    mapping: str | Path | None = None,
    seed: int | None = None,
    replications: int | None = None,
) -> Resolved:
    """The links laid one over the other, with `--set` texts and options over them."""
    merged = Merged(root_shape(Scenario))
    faults = _lay_files(links, merged)
    sources = [link.path for link in links]
    if policy is not None:
        policy_links = policy_chain(policy)
        faults += _lay_policy(policy_links, merged)
        sources += [link.path for link in policy_links]
    faults += _lay_sets(overrides, merged)
    options = {"population.tape": tape, "population.mapping": mapping, "seed": seed, "replications": replications}
    faults += _lay_options(options, merged)
    extends = links[-1].document.value.get("extends")
    return finished(merged, faults, tuple(sources), extends)


def load_text(text: str) -> Resolved:
    """The complete scenario of a text that `as_yaml` of another wrote. Raises `ScenarioError` for any other."""
    return _loaded([written_link(text)])


def changed(resolved: Resolved, changes: Mapping[str, Any]) -> Resolved:
    """A changed copy of a scenario, checked like a file; `with_` of `Resolved`. Raises `ScenarioError`."""
    merged = Merged(root_shape(Scenario))
    merged.lay(Layer(resolved.as_plain(), lambda _: Origin(resolved.name, None, None, Path())))
    faults: list[Fault] = []
    for name, value in changes.items():
        try:
            for layer in change_layers({name: value}, merged):
                merged.lay(layer)
        except ScenarioError as error:
            faults += error.faults
    return finished(merged, faults, resolved.sources, resolved.extends)


def finished(merged: Merged, faults: list[Fault], sources: tuple[Path, ...], extends: str | None) -> Resolved:
    """Checks merged values and puts them in their one order; raises `ScenarioError` with all faults."""
    merged.value = _absolute_paths(merged.value, merged.shape, (), merged)
    scenario = validated(merged, Scenario, [*faults, *_name_faults(merged)])
    assert isinstance(scenario, Scenario)  # noqa: S101 - for the type checker
    return Resolved(scenario, scenario.name, sources, extends)


def _name_faults(merged: Merged) -> list[Fault]:
    """The fault of the scenario's name (E150), which becomes part of a folder's name; none where it will do."""
    name = merged.value.get("name")
    if not isinstance(name, str):
        return []  # the models say so
    if is_name(name):
        return []
    origin = merged.origin(("name",))
    allowed = "letters, digits, . _ and -, at most 64, beginning with a letter or digit"
    problem = f"{shown(name)} is not allowed as a name; allowed are {allowed}, and no name that Windows reserves"
    return [Fault("E150", origin.file, origin.line, origin.column, "name", problem, shown(name), allowed)]


def _lay_files(links: list[Link], merged: Merged) -> list[Fault]:
    faults: list[Fault] = []
    for link in links:
        faults += link.document.faults
        own = link is links[-1]
        content = {key: value for key, value in link.document.value.items() if key not in OWN_KEYS}
        if own:
            content |= {key: link.document.value[key] for key in ("name", "title") if key in link.document.value}
            content.setdefault("name", link.path.stem)
        merged.lay(file_layer(link.document, link.folder, content=content))
    return faults


def _lay_policy(links: list[Link], merged: Merged) -> list[Fault]:
    faults: list[Fault] = []
    for index, link in enumerate(links):
        faults += link.document.faults
        content = {key: value for key, value in link.document.value.items() if key not in OWN_KEYS}
        layer = file_layer(link.document, link.folder, POLICY, content)
        if index:
            merged.lay(layer)
        else:
            merged.replace(POLICY, layer)
    return faults


def _lay_sets(overrides: Iterable[str], merged: Merged) -> list[Fault]:
    faults: list[Fault] = []
    for text in overrides:
        try:
            merged.lay(set_layer(text, merged))
        except ScenarioError as error:
            faults += error.faults
    return faults


def _lay_options(options: Mapping[str, Any], merged: Merged) -> list[Fault]:
    faults: list[Fault] = []
    for name, value in options.items():
        if value is None:
            continue
        path = tuple(name.split("."))
        option = f"--{path[-1]}"
        try:
            merged.lay(option_layer(path, plain_value(value, option), option, Path.cwd()))
        except ScenarioError as error:
            faults += error.faults
    return faults


def _absolute_paths(value: Any, shape: Shape | None, at: KeyPath, merged: Merged) -> Any:
    """Turns every relative path of a file into an absolute one: it counts from the folder of the file that says it."""
    if isinstance(value, dict):
        return {
            key: _absolute_paths(entry, shape.child(key) if shape else None, (*at, key), merged)
            for key, entry in value.items()
        }
    unit = extra(shape, "unit") if shape and shape.kind == "value" else ""
    if not isinstance(value, str) or not value or unit not in ("path", "path or name"):
        return value
    origin: Origin = merged.origin(at)
    if unit == "path or name" and not is_path(value) and not (origin.folder / value).is_file():
        return value
    return os.path.abspath(origin.folder / value)
