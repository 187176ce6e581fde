"""`yuqi trace`: one borrower's life in one replication, borrowers whose life is worth a look, or who infected whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import completing, output
from sim.cli import options as option
from sim.errors import UsageError

if TYPE_CHECKING:
    from sim.job import Job

FOUND_SHOWN = 10
"""Borrowers that `--find` names for people; JSON has all."""

HELP = """Tell one borrower's life in one replication: dated events with balances.

A default is explained by what came before it. Spending and interest are told once a month unless --all is given;
JSON has every event.

--cascade tells instead who infected whom: the largest tree of first defaults, each with its cause; JSON has all trees.

\b
Examples:
  yuqi trace severe_recession --find default --replication 3
  yuqi trace severe_recession --borrower 17 --replication 3
  yuqi trace baseline --borrower 5 --months 4:6 --all
  yuqi trace severe_recession --cascade --replication 3
"""

Borrower = Annotated[int | None, typer.Option(metavar="B", help="Whose life, counted from 0.", show_default=False)]
Replication = Annotated[int, typer.Option(metavar="R", help="In which replication, counted from 0.")]
Days = Annotated[str | None, typer.Option(metavar="FROM:TO", help="Only these days.", show_default="all")]
Months = Annotated[str | None, typer.Option(metavar="FROM:TO", help="Only these months.", show_default="all")]
Everything = Annotated[bool, typer.Option("--all", help="Every movement of money and every change.")]
Find = Annotated[
    str | None,
    typer.Option(
        metavar="FATE",
        help="Name borrowers instead: default, charge_off, cured or never_late.",
        show_default=False,
        autocompletion=completing.among(*completing.FATES),
    ),
]

Cascade = Annotated[bool, typer.Option("--cascade", help="Print the largest cascade of defaults instead.")]


def add_to(app: typer.Typer) -> None:
    """Enter the command."""
    app.command("trace", help=HELP, short_help="Tell one borrower's life.")(trace)


def trace(  # noqa: PLR0913 - the contract's options
    scenario: option.ScenarioName,
    borrower: Borrower = None,
    replication: Replication = 0,
    days: Days = None,
    months: Months = None,
    everything: Everything = False,
    find: Find = None,
    cascade: Cascade = False,
    policy: option.Policy = None,
    tape: option.TapeFile = None,
    mapping: option.MappingFile = None,
    seed: option.Seed = None,
    overrides: option.Overrides = None,
    json: option.AsJson = False,
) -> None:
    """Check the options, trace or find, and print."""
    chosen = _days(days, months)
    if (borrower is not None) + (find is not None) + cascade != 1:
        raise UsageError(
            "say whom to trace with --borrower B, what to look for with --find FATE, or --cascade: one of the three"
        )
    if cascade and (chosen is not None or everything):
        raise UsageError("--cascade looks at all days; --days, --months and --all do not go with it")
    if find is not None:
        _check_find(find, chosen, everything)
    from sim.scenario.resolve import load
    from sim.studies.trace import job_of, trace_job

    job = job_of(load(scenario, overrides or (), policy, tape, mapping, seed), replication, output.news)
    if cascade:
        _print_cascade(job, json=json)
        return
    if borrower is None:
        _print_found(job, str(find), json=json)
        return
    told = trace_job(job, borrower, chosen)
    if json:
        output.as_json(told.as_plain())
    else:
        output.line(told.text(everything=everything))


def _days(days: str | None, months: str | None) -> tuple[int, int] | None:
    """First and last day of what is asked for."""
    from sim.units import DAYS_PER_MONTH

    if days is not None and months is not None:
        raise UsageError("--days and --months exclude each other")
    if days is not None:
        return _span("--days", days)
    if months is None:
        return None
    first, last = _span("--months", months)
    return (first - 1) * DAYS_PER_MONTH + 1, last * DAYS_PER_MONTH


def _span(name: str, text: str) -> tuple[int, int]:
    """`4:6` as two numbers, `4` as one twice."""
    first, colon, last = text.partition(":")
    try:
        span = int(first), int(last if colon else first)
    except ValueError:
        span = (0, 0)
    if not 1 <= span[0] <= span[1]:
        raise UsageError(f"{name} {text} is not understood; write FROM:TO, counted from 1, as in {name} 4:6")
    return span


def _check_find(fate: str, days: tuple[int, int] | None, everything: bool) -> None:
    from sim.studies.life.fates import check_fate

    check_fate(fate)
    if days is not None or everything:
        raise UsageError("--find looks at all days and prints no events; --days, --months and --all do not go with it")


def _print_cascade(job: Job, *, json: bool) -> None:
    from sim.studies.cascade import cascade_job

    found = cascade_job(job)
    if json:
        output.as_json(found.as_plain())
    else:
        output.line(str(found))


def _print_found(job: Job, fate: str, *, json: bool) -> None:
    from sim.studies.trace import find_job

    found, replication = find_job(job, fate), job.plan.wanted[0]
    if json:
        output.as_json({"fate": fate, "replication": replication, "borrowers": found})
    elif not found:
        output.line(f"{fate}: no borrower in replication {replication}")
    else:
        shown = ", ".join(str(each) for each in found[:FOUND_SHOWN])
        rest = f" and {len(found) - FOUND_SHOWN:,} more" if len(found) > FOUND_SHOWN else ""
        output.line(f"{fate}: borrowers {shown}{rest} in replication {replication}")
