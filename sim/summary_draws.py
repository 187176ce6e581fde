"""How a run's economies were drawn, in plain words: shift, check, fall-back to plain draws, where it stopped.

Built from the settings and the course in the manifest; of a plain run that ran all its replications there is nothing
to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sim.summary import Summary

WORDS = {
    "antithetic": "antithetic: replications in pairs that see mirrored economies",
    "sobol": "Sobol: the main components of the economy follow a scrambled net in every 256 replications",
    "stratified": "stratified: every 256 replications cover the economy's mean evenly",
}


def used_draws(manifest: Mapping[str, Any]) -> str:
    """The draw plan by which the replications of a run were run in the end."""
    return "plain" if manifest.get("course", {}).get("fallback") else str(manifest["settings"]["draws"])


def with_draws(summary: Summary, manifest: Mapping[str, Any], headlines: Mapping[str, Any]) -> Summary:
    """The summary with facts of the draws before the last of its own; `headlines` are those of summary.json."""
    told = draws_facts(manifest["settings"], manifest.get("course", {}))
    if used_draws(manifest) == "importance":
        told = (*told, ("weights", weights_told(headlines)))
    return replace(summary, facts=(*summary.facts[:-1], *told, summary.facts[-1]))


def draws_facts(settings: Mapping[str, Any], course: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Facts as (name, text)."""
    found = []
    kind = settings["draws"]
    if kind == "importance":
        found.append(("draws", _importance(course)))
        found += _check(course)
    elif kind != "plain":
        found.append(("draws", WORDS[kind]))
    if course.get("stopping"):
        found.append(("precision", _stopping(course["stopping"])))
    return tuple(found)


def weights_told(headlines: Mapping[str, Mapping[str, Any]]) -> str:
    """For how many equal ones the weighted replications count, and the largest weight."""
    whole, tail = headlines["effective_sample_size"], headlines["tail_effective_sample_size"]
    return (
        f"{whole['n']:,} replications count as {whole['estimate']:,.0f} equal ones, beyond the loss at 99.9 % "
        f"as {tail['estimate']:,.0f}; the largest carries {100 * headlines['largest_weight_share']['estimate']:.2g} %"
    )


def _importance(course: Mapping[str, Any]) -> str:
    pilot = course.get("pilot")
    if pilot is None:
        return "importance: the pilot has not been run yet"
    if course.get("fallback"):
        return f"plain, not importance as asked: {course['fallback']}"
    last = pilot["stages"][-1]
    length, runs = last["length"], pilot["runs"]
    return f"importance: four economies in five worse by {length:.2f} standard deviations (pilot of {runs:,} runs)"


def _check(course: Mapping[str, Any]) -> list[tuple[str, str]]:
    check = course.get("check")
    if check is None or course.get("fallback"):
        return []
    return [
        (
            "check",
            f"of {check['plain_runs']:,} plain runs {100 * check['plain_share']:.2f} % lie above the 99 % quantile, "
            f"{abs(check['distance']):.1f} standard errors from 1 % (allowed: 4.9)",
        )
    ]


def _stopping(stopping: Mapping[str, Any]) -> str:
    reached = stopping["reached"]
    narrow = "its interval has no two ends" if reached is None else f"half its interval is {100 * reached:.2g} % of it"
    wanted = f"{100 * stopping['precision']:g} % were asked for"
    of = stopping["of"]
    if not stopping["met"]:
        return f"not reached with all {stopping['most']:,} replications: {of}, {narrow}; {wanted}"
    if stopping["stopped_at"] < stopping["most"]:
        at = f"stopped adaptively at {stopping['stopped_at']:,} of at most {stopping['most']:,} replications"
        return f"{at}: {of}, {narrow}; {wanted}"
    return f"reached with all {stopping['most']:,} replications: {of}, {narrow}; {wanted}"
