"""`yuqi frontier`: policies on profit against breach probability and borrowers' harm."""

from __future__ import annotations

import typer

from sim.cli import options as option
from sim.cli import studying

HELP = """Compare policies on profit, breach probability and borrowers' harm, and name the Pareto set.

\b
Examples:
  yuqi frontier policies.yaml --set population.size=5000
  yuqi frontier policies.yaml --tape book.csv --replications 1000 --resume

\b
Example of a study's file:
  scenario: severe_recession
  replications: 400
  policies: [standard, strict, lenient, forbearance_first, my_policy.yaml]
"""


def add_to(app: typer.Typer) -> None:
    """Enter the command."""
    app.command("frontier", help=HELP, short_help="Policies by profit, breaches and harm.")(frontier)


def frontier(  # noqa: PLR0913 - the contract's options
    file: studying.StudyFile,
    policy: option.Policy = None,
    tape: option.TapeFile = None,
    mapping: option.MappingFile = None,
    replications: option.Replications = None,
    seed: option.Seed = None,
    out: studying.StudyOut = None,
    resume: option.Resume = False,
    jobs: option.Jobs = None,
    backend: option.Backend = "threads",
    overrides: option.Overrides = None,
    json: option.AsJson = False,
) -> None:
    """Check all policies, run them, and print."""
    from sim.studies.frontier import document, frontier_test, run_frontier
    from sim.studies.study_file import Options

    test = frontier_test(file, Options(overrides or (), policy, tape, mapping, seed, replications))
    found = run_frontier(test, out, studying.means_of(jobs, backend, resume), default_out=True)
    if json:
        studying.as_json(found.folder, document(found))
        return
    from sim.studies.frontier_words import REMARKS, answer, policies_table

    title = f"{len(found.figures)} policies in {test.base.name}, under the same luck"
    studying.told(title, answer(found), [policies_table(found)], REMARKS)
    studying.told_folder(found.folder)
