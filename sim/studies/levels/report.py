"""The text of docs/calibration.md: tables of targets and findings, nothing that changes from run to run."""

from __future__ import annotations

from collections.abc import Sequence

from sim.risk.estimate import Number
from sim.studies.levels.move import Moved
from sim.studies.levels.moved import MOVED
from sim.studies.levels.notes import EXPLANATIONS
from sim.studies.levels.sizes import Sizes
from sim.studies.levels.target import Outcome, Target
from sim.studies.levels.targets import GROUPS

HEADER = ("id", "what", "base", "unit", "target", "band", "simulated", "95 % interval", "verdict")
OPENING = """# Calibration

What the baseline does against figures of the real world. `make calibration` writes this page; a test holds it against
fresh runs. Sources are sections of domain.md.

- **Base.** A rate of the amount due is not a rate of balance: each row says of what it is a share.
- **Interval.** 95 %, across independent (pairs of) replications, each with an opening book of its own: jackknife and
  Student's t for ratios of sums; Bonett's and the delta method for the spread of annual default rates.
- **Verdict.** *met*: the estimate lies in the band; *edge*: its interval leaves the band; *near*: it misses, but its
  interval reaches the band; *low*, *high*: it misses. Rows marked ~ are rough guides.
- **Rolls** run from due day to due day, thirty days on: missed (age 0) to 30 days is M1 to M2.
"""


def shown(value: Number) -> str:
    """A number to four significant digits, a dash for none."""
    if value is None:
        return "-"
    text = f"{value:.4g}"
    return f"{value:.0f}" if "e" in text else text


def interval(low: Number, high: Number) -> str:
    """Two ends of an interval."""
    return "-" if low is None or high is None else f"{shown(low)} to {shown(high)}"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "".join("| " + " | ".join(cells) + " |\n" for cells in lines)


def outcome_row(outcome: Outcome) -> list[str]:
    """The cells of HEADER."""
    target, found = outcome.target, outcome.found
    name = f"{target.name} ~" if target.loose else target.name
    aim = (shown(target.point), interval(*target.band))
    simulated = (shown(found.estimate), interval(found.ci_low, found.ci_high))
    return [target.id, name, target.base, target.unit, *aim, *simulated, outcome.verdict]


def outcome_tables(outcomes: Sequence[Outcome]) -> str:
    """One table for each group of targets that has outcomes."""
    by_id = {outcome.target.id: outcome for outcome in outcomes}
    text = ""
    for title, targets in GROUPS.items():
        rows = [outcome_row(by_id[target.id]) for target in targets if target.id in by_id]
        text += f"\n## {title}\n\n{table(HEADER, rows)}" if rows else ""
    return text


def compared_table(before: Sequence[Outcome], after: Sequence[Outcome]) -> str:
    """Findings before and after a change, and the change in per cent of the first."""
    rows = []
    for old, new in zip(before, after, strict=True):
        first, second = old.found.estimate, new.found.estimate
        change = f"{100 * (second / first - 1):+.1f} %" if first and second is not None else "-"
        aim = interval(*old.target.band)
        rows.append([old.target.id, old.target.name, old.target.unit, aim, shown(first), shown(second), change])
    return table(("id", "what", "unit", "band", "before", "after", "change"), rows)


def band_table(targets: Sequence[Target]) -> str:
    """Why each band is what it is, and where the figure is from."""
    rows = [[target.id, target.argument, target.source] for target in targets]
    return table(("id", "band", "domain.md"), rows)


def missed_table(outcomes: Sequence[Outcome], explanations: dict[str, str]) -> str:
    """What is missed, and why."""
    missed = [outcome for outcome in outcomes if not outcome.is_met]
    rows = [
        [
            outcome.target.id,
            outcome.target.name,
            f"{shown(outcome.found.estimate)} against {interval(*outcome.target.band)} {outcome.target.unit}",
            explanations.get(outcome.target.id, "not explained"),
        ]
        for outcome in missed
    ]
    return table(("id", "what", "found", "why"), rows) if rows else "None.\n"


def moved_table(moved: Sequence[Moved]) -> str:
    """The parameters moved."""
    rows = [[f"`{m.name}`", str(m.before), str(m.after), m.reason, m.source] for m in moved]
    return table(("parameter", "from", "to", "why", "source"), rows) if rows else "None.\n"


def size_text(sizes: Sizes) -> str:
    """How large the study was."""
    rows = [
        ("levels, shapes, recovery, books", f"{sizes.pairs} pairs", sizes.borrowers, sizes.months,
         "the scenario as it is; the two of a pair have opposite macro factors"),
        ("annual default rate", str(sizes.tail_replications), sizes.tail_borrowers, 12,
         "dispersion full, less the scatter of independent defaults"),
        ("charge-offs", f"{sizes.path_replications} pairs", sizes.path_borrowers, sizes.path_months,
         "dispersion none, unemployment flat at 5 % and 5 to 10 % within 22 months; the half year from month 28"),
        ("unemployment", str(sizes.macro_replications), sizes.tail_borrowers, sizes.macro_months,
         "expected rate given the factor, without the scatter of a finite population; the first year left out"),
    ]  # fmt: skip
    cells = [(what, number, f"{borrowers:,}", str(months), how) for what, number, borrowers, months, how in rows]
    return table(("what", "replications", "borrowers", "months", "how"), cells)


def calibration_text(outcomes: Sequence[Outcome], sizes: Sizes) -> str:
    """The whole page."""
    met = sum(outcome.is_met for outcome in outcomes)
    return (
        f"{OPENING}\n{met} of {len(outcomes)} targets are met.\n{outcome_tables(outcomes)}"
        f"\n## Missed\n\n{missed_table(outcomes, EXPLANATIONS)}"
        f"\n## Parameters moved from their first values\n\n{moved_table(MOVED)}"
        f"\n## Bands and sources\n\n{band_table([outcome.target for outcome in outcomes])}"
        f"\n## Size of the study\n\n{size_text(sizes)}"
    )
