"""A set of a model's agents as Mesa knows it, over row numbers: columns are read whole, views are made when asked for.

Mesa's own set holds weak references, and a view lives only as long as somebody holds it.
"""

from __future__ import annotations

import operator
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.agents.borrower import FIELDS, Borrower
from sim.agents.framework import AgentSet, GroupBy
from sim.agents.institution import Institution

if TYPE_CHECKING:
    from sim.agents.model import CreditModel

Members = np.ndarray[Any, np.dtype[np.int64]]
Action = str | Callable[..., Any]


class Agents(AgentSet):  # type: ignore[misc]
    """An ordered set of agents. `members` holds rows of borrowers; -1 is the first institution, -2 the second."""

    def __init__(self, model: CreditModel, members: Members) -> None:
        self.model = model
        self.members = members
        self.random = model.random

    def __len__(self) -> int:
        return len(self.members)

    def __iter__(self) -> Iterator[Any]:
        return map(self.model.agent, self.members.tolist())

    def __contains__(self, agent: object) -> bool:
        return getattr(agent, "model", None) is self.model and bool((self.members == _member(agent)).any())

    def __getitem__(self, item: Any) -> Any:
        if isinstance(item, slice):
            return list(map(self.model.agent, self.members[item].tolist()))
        return self.model.agent(int(self.members[item]))

    def __copy__(self) -> Agents:
        return self._of(self.members.copy())

    def __getstate__(self) -> dict[str, Any]:
        return dict(self.__dict__)

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    def _of(self, members: Iterable[int]) -> Agents:
        """Another set of the same model."""
        return Agents(self.model, np.fromiter(members, dtype=np.int64))

    def _become(self, members: Iterable[int], inplace: bool) -> Agents:
        other = self._of(members)
        if inplace:
            self.members = other.members
            return self
        return other

    def _from_iterable(self, agents: Iterable[Any]) -> Agents:
        """What `|`, `&` and `-` make."""
        return self._of(dict.fromkeys(map(_member, agents)))

    def _update(self, agents: Iterable[Any]) -> Agents:
        self.members = self._from_iterable(agents).members
        return self

    def copy(self) -> Agents:
        """Another set of the same agents."""
        return self.__copy__()

    def select(
        self,
        filter_func: Callable[[Any], bool] | None = None,
        at_most: int | float = float("inf"),
        inplace: bool = False,
        agent_type: type[Any] | None = None,
    ) -> Agents:
        """The first `at_most` agents (a float up to 1: a share of them) of a class for which the filter holds."""
        most = int(len(self) * at_most) if isinstance(at_most, float) and at_most <= 1.0 else at_most
        members = self.members
        if agent_type is not None:
            members = members[[issubclass(found, agent_type) for found in self.types()]]
        return self._become(self._selected(members, filter_func, most), inplace)

    def types(self) -> list[type[Any]]:
        """The class of each member."""
        classes, behaviours = self.model.borrower_classes, self.model.run.borrowers["behaviour"]
        found = self.members.tolist()
        return [classes[behaviours[member]] if member >= 0 else type(self.model.agent(member)) for member in found]

    def _selected(self, members: Members, filter_func: Callable[[Any], bool] | None, most: float) -> Iterator[int]:
        found = 0
        for member in members.tolist():
            if found >= most:
                return
            if filter_func is None or filter_func(self.model.agent(member)):
                found += 1
                yield member

    def shuffle(self, inplace: bool = False) -> Agents:
        """The same agents in random order."""
        members = self.members.tolist()
        self.random.shuffle(members)
        return self._become(members, inplace)

    def sort(self, key: Callable[[Any], Any] | str, ascending: bool = False, inplace: bool = False) -> Agents:
        """The same agents by an attribute or function, by default the largest first."""
        values = self._values(key)
        order = sorted(range(len(self)), key=values.__getitem__, reverse=not ascending)
        return self._become(self.members[order], inplace)

    def do(self, method: Action, *args: Any, **kwargs: Any) -> Agents:
        """Call a method (by name) or a function on each agent."""
        self.map(method, *args, **kwargs)
        return self

    def shuffle_do(self, method: Action, *args: Any, **kwargs: Any) -> Agents:
        """The same in random order."""
        self.shuffle().map(method, *args, **kwargs)
        return self

    def map(self, method: Action, *args: Any, **kwargs: Any) -> list[Any]:
        """Call a method (by name) or a function on each agent, and give what they return."""
        call = operator.methodcaller(method, *args, **kwargs) if isinstance(method, str) else None
        return [call(agent) if call else method(agent, *args, **kwargs) for agent in self]  # type: ignore[operator]

    def get(self, attr_names: Any, handle_missing: str = "error", default_value: Any = None) -> list[Any]:
        """The value of an attribute, or the list of values of several, for each agent."""
        if handle_missing not in ("error", "default"):
            raise ValueError(f"handle_missing: {handle_missing!r} is not one of 'error' and 'default'")
        default = () if handle_missing == "error" else (default_value,)
        if isinstance(attr_names, str):
            return self._attribute(attr_names, default)
        columns = [self._attribute(name, default) for name in attr_names]
        return [[column[place] for column in columns] for place in range(len(self))]

    def _attribute(self, name: str, default: tuple[Any, ...]) -> list[Any]:
        """An attribute of each agent; a field of borrowers is read as a whole column."""
        is_column = name in FIELDS and all(
            getattr(kind, name) is getattr(Borrower, name) for kind in self.model.borrower_classes
        )
        if not is_column:
            return [getattr(agent, name, *default) for agent in self]
        column = iter(self.model.run.borrowers[name][self.members[self.members >= 0]].tolist())
        return [
            next(column) if member >= 0 else getattr(self.model.agent(member), name, *default)
            for member in self.members.tolist()
        ]

    def _values(self, by: Callable[[Any], Any] | str) -> list[Any]:
        return self.get(by) if isinstance(by, str) else [by(agent) for agent in self]

    def groupby(self, by: Callable[[Any], Hashable] | str, result_type: str = "agentset") -> Any:
        """Sets (or lists) of agents by an attribute or function."""
        groups: defaultdict[Hashable, list[int]] = defaultdict(list)
        for value, member in zip(self._values(by), self.members.tolist(), strict=True):
            groups[value].append(member)
        sets = {value: self._of(members) for value, members in groups.items()}
        return GroupBy(sets if result_type == "agentset" else {value: list(found) for value, found in sets.items()})

    def add(self, agent: Any) -> None:
        """Put an agent of this model into this set; the model's own agents stay as they are."""
        if agent.model is not self.model:
            raise ValueError(f"{agent!r} belongs to another model")
        if agent not in self:
            self.members = np.append(self.members, _member(agent))

    def discard(self, agent: Any) -> None:
        """Take an agent out of this set, if it is there."""
        if agent in self:
            self.members = self.members[self.members != _member(agent)]

    def remove(self, agent: Any) -> None:
        """Take an agent out of this set."""
        if agent not in self:
            raise KeyError(agent)
        self.discard(agent)


def _member(agent: Any) -> int:
    if isinstance(agent, Borrower):
        return agent.row
    if isinstance(agent, Institution):
        return -1 - agent.index
    raise TypeError(f"{agent!r} is no agent of a credit model")
