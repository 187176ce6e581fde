"""The options that commands share, each with its help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli import completing

ScenarioName = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO",
        help="Name of a shipped scenario, or path of a file.",
        autocompletion=completing.scenarios,
    ),
]
Overrides = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="A.B=C", help="Change one setting; may be given again.", show_default=False),
]
Policy = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Replace the platform's policy by this one.",
        show_default=False,
        autocompletion=completing.policies,
    ),
]
TapeFile = Annotated[
    str | None, typer.Option("--tape", metavar="FILE", help="Start from this loan tape (CSV or Parquet).")
]
MappingFile = Annotated[
    str | None, typer.Option("--mapping", metavar="FILE", help="How to read a foreign tape: a name or file.")
]
Seed = Annotated[int | None, typer.Option(metavar="S", help="Key of all random draws.", show_default=False)]
Replications = Annotated[
    int | None, typer.Option(metavar="N", help="How many replications.", show_default="the scenario's")
]
Replication = Annotated[int | None, typer.Option(metavar="R", help="Run this one replication alone, counted from 0.")]
Out = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Folder of the results.", show_default="results/NAME-FINGERPRINT")
]
ComparisonOut = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Folder of the results.", show_default="results/compare-FINGERPRINT"),
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with an interrupted run, or add replications to one.")]
Jobs = Annotated[
    int | None, typer.Option(metavar="J", help="Replications at the same time.", show_default="one per processor")
]
Backend = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="Who runs them: threads, processes, or a dask cluster.",
        autocompletion=completing.among(*completing.BACKENDS),
    ),
]
Engine = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="compiled, or mesa (slow, the same numbers).",
        autocompletion=completing.among(*completing.ENGINES),
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]

Attribution = Annotated[
    str | None,
    typer.Option(
        metavar="KIND",
        help="Who caused it: none, direct, channels or shapley.",
        show_default="direct where a channel of contagion is on",
        autocompletion=completing.among(*completing.ATTRIBUTIONS),
    ),
]
Draws = Annotated[
    str,
    typer.Option(
        metavar="KIND",
        help="How economies are drawn: plain, antithetic, sobol, stratified or importance.",
        autocompletion=completing.among(*completing.DRAWS),
    ),
]
Precision = Annotated[
    float | None,
    typer.Option(
        "--precision",
        metavar="P",
        help="Stop when half the interval of a headline is at most this share of it, such as 0.05.",
        show_default=False,
    ),
]
Of = Annotated[
    str | None,
    typer.Option(
        "--of", metavar="HEADLINE", help="The headline for --precision and --draws importance.",
        show_default="var_99_9",
    ),
]  # fmt: skip
Scheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler",
        metavar="ADDRESS",
        help="Dask scheduler for --backend dask, such as tcp://10.0.0.5:8786; it uses all its workers.",
        show_default="a cluster of this machine",
    ),
]
PolicyCode = Annotated[
    str | None,
    typer.Option("--policy-code", metavar="FILE.py:Class", help="A policy in Python, asked at each month's close."),
]
