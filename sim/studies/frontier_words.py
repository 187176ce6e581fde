"""A frontier in plain words."""

from __future__ import annotations

from sim.risk.estimate import Estimate
from sim.studies.frontier import Frontier
from sim.studies.shapes import Table
from sim.summary import percent, yuan

SURE = 0.95
"""Share of resamples from which a dominance is called sure."""


def answer(found: Frontier) -> list[str]:
    """Which policies are worth looking at, and who is dominated by whom."""
    names = list(found.figures)
    members = [name for place, name in enumerate(names) if found.pareto.is_member[place]]
    told = [
        f"Pareto set: {', '.join(members)}. Every other policy has one here that is at least as good in profit, breach "
        "probability and harm, and better in one of them."
        if len(members) < len(names)
        else "All policies are in the Pareto set: each is better than every other in something."
    ]
    for place, name in enumerate(names):
        if found.pareto.is_member[place]:
            continue
        by = max(range(len(names)), key=lambda at: found.pareto.dominance[at, place])
        share = float(found.pareto.dominance[by, place])
        sure = "surely" if share >= SURE else "perhaps"
        told.append(f"{name} is {sure} dominated by {names[by]} (in {percent(share)} of resamples).")
    return told


def policies_table(found: Frontier) -> Table:
    """A row a policy: the three figures with intervals, the burdens beside them, and how surely it is in the set."""
    rows = []
    for place, (name, of) in enumerate(found.figures.items()):
        rows.append(
            (
                name,
                _money(of["profit"]),
                _share(of["breach"]),
                _share(of["harm"]),
                _number(of["contacts"], 0),
                _number(of["complaints"], 4),
                percent(float(found.pareto.membership[place])),
            )
        )
    heads = (
        "policy",
        "profit, yuan",
        "breach probability",
        "borrowers in default",
        "contacts",
        "complaints",
        "in the set",
    )
    return Table(heads, tuple(rows))


def _money(one: Estimate) -> str:
    return f"{yuan(one.estimate)}{_ends(yuan(one.ci_low), yuan(one.ci_high), one)}"


def _share(one: Estimate) -> str:
    return f"{percent(one.estimate)}{_ends(percent(one.ci_low), percent(one.ci_high), one)}"


def _ends(low: str, high: str, one: Estimate) -> str:
    return "" if one.ci_low is None or one.ci_high is None else f" ({low} to {high})"


def _number(one: Estimate, digits: int) -> str:
    return "unknown" if one.estimate is None else f"{one.estimate:,.{digits}f}"


REMARKS = (
    "Profit: net income over the horizon. Breach: own funds below the floor at a month end. In default: share of "
    "those performing at the start who within the loss horizon come 90 days past due or are restructured at a loss, "
    "written down, sold or sued, so that no policy wins by hiding. In brackets 95 % intervals.",
    "Contacts of collectors (weighted) and complaints per active account are over the horizon; they stand beside and "
    "do not decide. In the set: share of resamples, drawn for all policies together, in which nobody dominates it.",
)
