"""What must fit together in a scenario beyond each value's own range: every rule gives its faults as sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.dials import DIAL_PATHS
from sim.scenario.consistency_contagion import contagion_faults
from sim.scenario.dial_facts import dial_range, is_for_whole_book, no_such_dial
from sim.scenario.models_granting import Score
from sim.sizes import MAX_LEVERS, MAX_SEGMENTS, MAX_TERMS

if TYPE_CHECKING:
    from sim.scenario.models import Scenario
    from sim.scenario.models_lending import Lever

DAYS_PER_MONTH = 30
ROUNDING = 1e-12
"""Shares may exceed 1 by this much."""
LEAST_SHARE = 1e-6
"""Shares of funding may miss 1 by this much; the last funder by name makes it good."""


def inconsistencies(scenario: Scenario) -> list[str]:
    """All faults, each with its key path."""
    return [
        *_run_settings(scenario),
        *_segments(scenario),
        *_macro(scenario),
        *_products(scenario),
        *_lenders(scenario),
        *contagion_faults(scenario),
    ]


def _run_settings(scenario: Scenario) -> Iterator[str]:
    population = scenario.population
    if DAYS_PER_MONTH % scenario.window_days:
        yield f"window_days: {scenario.window_days} does not divide {DAYS_PER_MONTH}"
    if population.accounts is not None and population.accounts < population.size:
        yield f"population.accounts: {population.accounts} is less than population.size {population.size}"


def _segments(scenario: Scenario) -> Iterator[str]:
    segments = scenario.population.segments
    if not 1 <= len(segments) <= MAX_SEGMENTS:
        yield f"population.segments: {len(segments)} segments, allowed are 1..{MAX_SEGMENTS}"
    elif sum(segment.share for segment in segments.values()) <= 0:
        yield "population.segments: the shares add up to 0"
    for name, segment in sorted(segments.items()):
        if segment.paying.transactor_share + segment.paying.minimum_payer_share > 1 + ROUNDING:
            yield f"population.segments.{name}.paying: transactor_share and minimum_payer_share add up to more than 1"


def _macro(scenario: Scenario) -> Iterator[str]:
    path = scenario.macro.central_path
    for name in type(path).model_fields:
        if 0 not in getattr(path, name):
            yield f"macro.central_path.{name}: needs a value for month 0 (today)"


def _products(scenario: Scenario) -> Iterator[str]:
    if not scenario.products:
        yield "products: at least one product is needed"
    for name, product in sorted(scenario.products.items()):
        if product.lender not in scenario.lenders:
            known = ", ".join(sorted(scenario.lenders))
            yield f"products.{name}.lender: {product.lender!r} is not one of the lenders {known}"
        if product.kind == "term" and not (sum(product.terms.values()) > 0 and len(product.terms) <= MAX_TERMS):
            yield f"products.{name}.terms: needs 1..{MAX_TERMS} terms with a positive weight"
    lines = sum(product.kind == "revolving" for product in scenario.products.values())
    needed = lines + int(lines < len(scenario.products))
    if needed > scenario.population.account_slots:
        slots = scenario.population.account_slots
        yield f"population.account_slots: {slots} is too few, the products need {needed}"


def _lenders(scenario: Scenario) -> Iterator[str]:
    if "platform" not in scenario.lenders:
        yield "lenders: one lender must be called platform"
    for name, lender in sorted(scenario.lenders.items()):
        for block, policy in (("policy", lender.policy), ("opening_policy", lender.opening_policy)):
            if name != "platform" and policy is not None and policy.score != Score():
                yield f"lenders.{name}.{block}.score: only the platform keeps a score so far"
        shares = [funder.share for funder in lender.funding.funders.values()]
        if shares and abs(sum(shares) - 1) > LEAST_SHARE:
            yield f"lenders.{name}.funding.funders: the shares add up to {sum(shares):g}, not to 1"
        yield from _levers(scenario, name)
        yield from _opening_policy(scenario, name)
        yield from _holders(scenario, name)
        yield from _debts(scenario, name)


def _opening_policy(scenario: Scenario, lender: str) -> Iterator[str]:
    opening, where = scenario.lenders[lender].opening_policy, f"lenders.{lender}.opening_policy"
    if opening is None:
        return
    if scenario.population.tape is not None:
        yield f"{where}: a tape is never aged, so no policy has aged it"
    if opening.levers:
        yield f"{where}.levers: levers rest while a book is aged, so none can be given here"


def _holders(scenario: Scenario, lender: str) -> Iterator[str]:
    partners = scenario.lenders[lender].partners.values()
    for share in ("share", "opening_share"):
        total = sum(getattr(partner, share) for partner in partners)
        if total > 1 + ROUNDING:
            yield f"lenders.{lender}.partners: their {share} adds up to {total:g}, more than 1"
    total = sum(pool.share for pool in scenario.lenders[lender].securitisations.values())
    if total > 1 + ROUNDING:
        yield f"lenders.{lender}.securitisations: their share adds up to {total:g}, more than 1"


def _debts(scenario: Scenario, lender: str) -> Iterator[str]:
    for creditor in sorted(scenario.lenders[lender].owes):
        if creditor not in scenario.lenders or creditor == lender:
            known = ", ".join(sorted(name for name in scenario.lenders if name != lender))
            yield f"lenders.{lender}.owes: {creditor!r} is not one of the other lenders {known}"


def _levers(scenario: Scenario, lender: str) -> Iterator[str]:
    levers = {
        **{f"policy.levers.{name}": lever for name, lever in scenario.lenders[lender].policy.levers.items()},
        **{f"supervision.{name}": lever for name, lever in scenario.lenders[lender].supervision.items()},
    }
    if len(levers) > MAX_LEVERS:
        yield f"lenders.{lender}: {len(levers)} levers with those of the supervisor, allowed are {MAX_LEVERS}"
    for name, lever in sorted(levers.items()):
        where = f"lenders.{lender}.{name}"
        if lever.segment is not None and lever.segment not in scenario.population.segments:
            known = ", ".join(sorted(scenario.population.segments))
            yield f"{where}.segment: {lever.segment!r} is not one of the segments {known}"
        if lever.end_month < lever.start_month:
            yield f"{where}.end_month: {lever.end_month} lies before start_month {lever.start_month}"
        yield from _dial(lever, where)
        yield from _trigger(lever, where, is_platform=lender == "platform")


def _dial(lever: Lever, where: str) -> Iterator[str]:
    if lever.dial not in DIAL_PATHS:
        yield f"{where}.dial: {no_such_dial(lever.dial)}"
        return
    if lever.segment is not None and is_for_whole_book(lever.dial):
        yield f"{where}.segment: {lever.dial} holds for the whole book and takes no segment"
    lowest, highest = dial_range(lever.dial)
    if lever.operation == "set" and not lowest <= lever.value <= highest:
        yield f"{where}.value: {lever.value:g} lies outside {lowest:g}..{highest:g}, the range of {lever.dial}"


def _trigger(lever: Lever, where: str, *, is_platform: bool) -> Iterator[str]:
    if lever.when is None:
        return
    if lever.when.metric == "segment_d30_rate" and (lever.segment is None or not is_platform):
        yield f"{where}.when.metric: segment_d30_rate is known by segment at the platform; name the lever's segment"
    if lever.when.metric == "capital_ratio" and lever.when.on == lever.when.off:
        yield f"{where}.when.off: must differ from on {lever.when.on:g}: a higher off watches for low values"
