"""A scenario that is complete and checked: its values, the files it came from, its text and its fingerprint."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.scenario.models import Scenario
from sim.scenario.structure import plain, root_shape
from sim.scenario.writing import in_order, written

NOT_IN_FINGERPRINT = ("name", "title", "extends", "replications")


@dataclass(frozen=True)
class Resolved:
    """A frozen scenario; `with_` makes a changed copy."""

    scenario: Scenario
    name: str
    sources: tuple[Path, ...]
    """The files used, the root of the chain first, the policy's last."""
    extends: str | None = None
    """What the scenario's own file extends."""

    def with_(self, changes: Mapping[str, Any] | None = None, /, **named: Any) -> Resolved:
        """A changed copy: `with_({"population.size": 100})`, `with_(seed=3)`, `with_(population={"size": 100})`.

        Groups and collections merge, None removes an entry. Raises `ScenarioError` with every fault.
        """
        from sim.scenario.resolve import changed

        return changed(self, {**(changes or {}), **named})

    def as_plain(self) -> dict[str, Any]:
        """Every value as plain data, in the order of the models, entries of collections sorted, without `extends`."""
        values = plain(self.scenario)
        del values["extends"]
        ordered = in_order(values, root_shape(Scenario))
        assert isinstance(ordered, dict)  # noqa: S101 - for the type checker
        return ordered

    def as_yaml(self) -> str:
        """The complete scenario as a scenario file, which reads back as the same scenario."""
        return written(self.as_plain())

    def fingerprint(
        self,
        tape_bytes_hash: str | None = None,
        mapping_hash: str | None = None,
        attribution: str = "none",
        draws: str = "plain",
        *,
        model_version: int,
        policy_code: Mapping[str, str] | None = None,
        link_hashes: Mapping[str, str] | None = None,
    ) -> str:
        """SHA-256 (hexadecimal) of all that the numbers depend on, and of nothing else.

        Where the hash of the bytes of a tape, mapping or list of links is given, it stands for the path; `policy_code`
        is the identity of a policy in Python, `link_hashes` are by network.
        """
        values = {key: value for key, value in self.as_plain().items() if key not in NOT_IN_FINGERPRINT}
        population = dict(values["population"])
        for key, content_hash in (("tape", tape_bytes_hash), ("mapping", mapping_hash)):
            if content_hash is not None:
                population.pop(key, None)
        values["population"] = population
        for name, content_hash in (link_hashes or {}).items():
            values["contagion"]["networks"][name]["file"] = content_hash
        whole = {
            "scenario": values,
            "tape": tape_bytes_hash,
            "mapping": mapping_hash,
            "attribution": attribution,
            "draws": draws,
            "model_version": model_version,
            **({} if policy_code is None else {"policy_code": dict(policy_code)}),
        }
        text = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
        return hashlib.sha256(text.encode("ascii")).hexdigest()
