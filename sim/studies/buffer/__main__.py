"""`python -m sim.studies.buffer SCENARIO`: the capital buffer verified by fresh runs.

With `--set lenders.platform.policy.capital.buffer_visible=true` the policy sees the buffer; it is sought by bisection.
"""

from __future__ import annotations

import argparse
import sys

from sim.errors import YuqiError
from sim.scenario.resolve import load
from sim.setup import PLATFORM_NAME
from sim.studies.buffer.rerun import LEVELS, Rerun, reruns
from sim.studies.buffer.shortfalls import Shortfalls
from sim.studies.buffer.visible import Visible, visible_buffer
from sim.summary import yuan


def parsed(arguments: list[str]) -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(
        prog="python -m sim.studies.buffer", description="verify the capital buffer by fresh runs"
    )
    parser.add_argument("scenario", help="name or path of the scenario")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="change a parameter")
    parser.add_argument("--replications", type=int, default=1000, help="runs that the buffer is taken from")
    parser.add_argument("--fresh", type=int, default=1000, help="further runs that it has to withstand")
    parser.add_argument("--level", type=float, default=0.99, help="confidence of a buffer that the policy sees")
    return parser.parse_args(arguments)


def rerun_text(found: list[Rerun]) -> str:
    """A line for each level."""
    lines = [
        f"Capital buffer from {found[0].size:,} runs, and how often {found[0].fresh:,} fresh runs exceed it.",
        f"{'level':>7}  {'buffer, yuan':>16}  {'breaches':>8}  {'expected':>8}  {'95 % of the law':>15}",
    ]
    for one in found:
        said = one.breaches
        buffer = yuan(one.buffer.estimate) + ("" if (one.buffer.estimate or 0) >= 0 else " surplus")
        verdict = "holds" if one.holds else "does not hold"
        ends = f"{said.low} to {said.high}"
        lines.append(
            f"{100 * one.level:>5g} %  {buffer:>16}  {said.found:>8,}  {said.expected:>8.1f}  {ends:>15}  {verdict}"
        )
    return "\n".join(lines) + "\n"


def visible_text(found: Visible) -> str:
    """What was tried, every crossing, and the buffer."""
    lines = [
        f"Capital buffer at {100 * found.level:g} % that the policy sees; {found.replications:,} runs, the same luck.",
        f"{'buffer, yuan':>16}  {'shortfall left, yuan':>20}",
        *(f"{yuan(buffer):>16}  {yuan(left):>20}" for buffer, left in found.tried),
    ]
    many = f"The sign changes at {', '.join(yuan(each) for each in found.crossings)} yuan."
    lines += [many] if len(found.crossings) > 1 else []
    needed = found.buffer_fen
    last = "No buffer is needed." if needed == 0 else f"The buffer is {yuan(needed)} yuan."
    lines.append("No buffer that was tried is enough." if needed is None else last)
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Run and print."""
    options = parsed(arguments)
    try:
        resolved = load(options.scenario, options.set)
        source = Shortfalls(resolved)
    except YuqiError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    if resolved.scenario.lenders[PLATFORM_NAME].policy.capital.buffer_visible:
        sys.stdout.write(visible_text(visible_buffer(source, options.level, options.replications)))
    else:
        sys.stdout.write(rerun_text(reruns(source, options.replications, options.fresh, LEVELS)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
