"""Arms that set out from one opening book: every policy takes over the customers whom the base's has gathered.

What a platform asks is what another policy would do with the book it has. A policy that has aged a book of its own
lends to other people, so that hardly a borrower can be compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sim.scenario.models import Scenario
from sim.scenario.models_lending import Lender, Policy
from sim.scenario.resolved import Resolved
from sim.scenario.structure import plain
from sim.studies.arms import Arm


def on_one_book(arms: Sequence[Arm]) -> list[Arm]:
    """The arms with opening books aged under the base's policies, lender by lender.

    An arm that names opening policies itself keeps them; a tape is never aged.
    """
    base, *others = arms
    return [base, *(replace(one, resolved=_moved(one.resolved, base.resolved.scenario)) for one in others)]


def takes_over(scenario: Scenario, base: Scenario) -> bool:
    """Whether a lender sets out from the book that the base's policy has aged, and not its own."""
    return any(
        name in base.lenders and lender.opening_policy == _ageing(base.lenders[name])
        for name, lender in scenario.lenders.items()
    )


def _moved(resolved: Resolved, base: Scenario) -> Resolved:
    scenario = resolved.scenario
    if scenario.population.tape is not None:
        return resolved
    changes: dict[str, Any] = {}
    for name, lender in scenario.lenders.items():
        if name not in base.lenders or lender.opening_policy is not None:
            continue
        opening = _ageing(base.lenders[name])
        if opening != _ageing(lender):
            changes[f"lenders.{name}.opening_policy"] = plain(opening)
    return resolved.with_(changes) if changes else resolved


def _ageing(lender: Lender) -> Policy:
    """The policy under which a lender's book is aged, without levers, which rest meanwhile."""
    return (lender.opening_policy or lender.policy).model_copy(update={"levers": {}})
