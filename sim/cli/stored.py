"""`yuqi show DIR`: the summary of a run that is kept in a folder, finished or not, and the scenario it ran."""

from __future__ import annotations

from pathlib import Path

from sim.cli import output
from sim.cli.running import as_plain
from sim.errors import Conflict, UsageError
from sim.scenario.resolve import load
from sim.scenario.show import describe, text


def show_run(folder: Path, *, json: bool) -> None:
    """Print a run. A run that is not complete is summarised as far as it came, and called partial."""
    from sim.headline import summariser
    from sim.montecarlo.result import open_run
    from sim.summary import summary_of
    from sim.summary_attribution import attribution_of
    from sim.summary_capital import capital_sections
    from sim.summary_draws import used_draws, with_draws
    from sim.summary_partial import partial_remarks, withheld

    if not (folder / "manifest.json").is_file():
        raise UsageError(
            f"{folder} is a folder without a run (no manifest.json); `yuqi list runs` names those there are"
        )
    result = open_run(folder, lambda message: output.news(f"warning: {message}"))
    path = folder / "scenario.yaml"
    if not path.is_file():
        raise Conflict(f"{folder} was stopped before its scenario was written; run it again with --resume")
    resolved = load(path)
    headlines = result.summary
    manifest = result.manifest
    if not headlines and len(result.replications):
        headlines = summariser(resolved.scenario, used_draws(manifest))(result.replications, result.monthly)
        headlines = withheld(headlines, manifest["replications_done"], manifest["replications_asked"])
    if json:
        output.as_json({**describe(resolved), "run": {**as_plain(result), "summary": headlines}})
        return
    if headlines:
        asked, alone = manifest["replications_asked"], manifest["replication"]
        settings = manifest["settings"]
        found = summary_of(resolved.scenario, headlines, manifest["fingerprint"], asked, alone, settings)
        output.summary(with_draws(found, manifest, headlines))
        output.sections(capital_sections(resolved.scenario, headlines))
        output.attribution(attribution_of(headlines))
    else:
        output.line(f"{folder}: partial: 0 of {manifest['replications_asked']:,} replications")
    for sentence in partial_remarks(manifest):
        output.paragraph(sentence)
    output.line()
    output.line(text(resolved))
