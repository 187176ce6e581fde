"""The page: facts, sections in their order, and the template that lays them out. Nothing here reads or writes a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import PurePath

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from sim.phrases import Phrases
from sim.report import book, choices, ending, risk
from sim.report.answer import answer
from sim.report.blocks import Section
from sim.report.context import Context
from sim.summary import is_flat, policy_name
from sim.version import package_version

Maker = Callable[[Context], Section]
SECTIONS: tuple[Maker, ...] = (
    answer, risk.bridge, risk.losses, risk.paths, book.arrears, book.contagion, book.segments, choices.policy,
    choices.settings, risk.regulation, ending.trust, ending.parameters, ending.limits, ending.reproduce,
)  # fmt: skip
TAGS = {"en": "en", "zh": "zh-Hans"}
FAILED_NAMED = 5


def page(run: Context, sections: Sequence[Maker] = SECTIONS) -> str:
    """The report as HTML: one file that needs nothing else, all text escaped."""
    environment = Environment(
        autoescape=True,
        loader=FunctionLoader(_template),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    scenario, words = run.scenario, run.words
    return environment.get_template("page.html").render(
        language=TAGS[words.language], words=words, name=scenario.name, heading=scenario.title or scenario.name,
        facts=facts(run), warnings=warnings(run), amounts=words("page.amounts", unit=run.money.unit),
        sections=[make(run) for make in sections], made=words("page.made", version=package_version()),
        style=Markup(_template("page.css")), drawn=Markup,  # noqa: S704 - both are this program's own
    )  # fmt: skip


def _template(name: str) -> str:
    return files("sim.report").joinpath("templates", name).read_text("utf-8")


def facts(run: Context) -> tuple[tuple[str, str], ...]:
    """What was run: names and texts."""
    words, scenario, platform = run.words, run.scenario, run.scenario.lenders["platform"]
    levers = sorted(name.replace("_", " ") for name in (*platform.policy.levers, *platform.supervision))
    code = run.manifest["settings"].get("policy_code")
    followed = policy_name(scenario)
    named = words("fact.own_policy") if followed == "of the scenario" else followed
    return (
        (words("fact.run"), _run(run)),
        (words("fact.kind"), _kind(run)),
        (words("fact.book"), words(f"fact.{scenario.population.book}")),
        (words("fact.policy"), named + (f" + {code['class']}" if code else "")),
        (words("fact.actions"), words("fact.on", levers=words.listed(levers)) if levers else words("fact.off")),
        (words("fact.draws"), words(f"draws.{run.source.draws}")),
        (words("headline.opening_balance"), f"{run.money(run.value('opening_balance'))} {run.money.unit}"),
        (words("fact.seed"), f"{scenario.seed}, {run.manifest['fingerprint'][:10]}"),
    )


def _run(run: Context) -> str:
    words, scenario, alone = run.words, run.scenario, run.manifest["replication"]
    borrowers, months = _borrowers(run, words), scenario.horizon_months
    if alone is not None:
        return words("fact.run_one", number=alone, borrowers=borrowers, months=months)
    count = words.number(run.source.size)
    return words("fact.run_many", n=count, borrowers=borrowers, months=months, within=run.loss_months)


def _borrowers(run: Context, words: Phrases) -> str:
    population = run.scenario.population
    if population.tape is not None:
        return words("fact.tape", name=PurePath(population.tape).name)
    if population.accounts is not None:
        return words("fact.accounts", n=words.number(population.size), accounts=words.number(population.accounts))
    return words("fact.borrowers", n=words.number(population.size))


def _kind(run: Context) -> str:
    """Which of the two families of headline the figures belong to."""
    words, macro = run.words, run.scenario.macro
    economies = {
        "full": words("fact.full"),
        "residual": words("fact.residual", share=words.percent(macro.residual_share)),
    }
    economy = economies.get(macro.dispersion, words("fact.quiet"))
    if is_flat(macro):
        return words("fact.economic", economy=economy)
    return words("fact.stress", name=run.scenario.name, economy=economy)


def warnings(run: Context) -> tuple[str, ...]:
    """What must be read first: that the run is not complete, and what failed."""
    words, manifest = run.words, run.manifest
    if run.is_whole:
        return ()
    done, asked = (words.number(manifest[f"replications_{name}"]) for name in ("done", "asked"))
    found = [words("page.partial", done=done, asked=asked)]
    failed = list(manifest.get("replications_failed", {}).values())
    if failed:
        more = ["…"] if len(failed) > FAILED_NAMED else []
        found.append(words("page.failed", failed=words("semicolon").join([*failed[:FAILED_NAMED], *more])))
    return tuple(found)
