"""From a scenario to records: products, segments, lenders and the central path, with every unit converted once."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.dials import DIAL_PATHS, DIALS, RUNG_DIALS, RUNGS
from sim.employment import FINDING_DIALS, finding_falls, hazard_multiples
from sim.market import LENDER
from sim.records import ECONOMY, WORLD, Channel, Kind
from sim.rules.levers import ALL_SEGMENTS, NO_TRIGGER, Metric, Operation
from sim.rules.pricing import NO_RATE_CAP
from sim.scenario.dial_facts import dial_range, dial_unit
from sim.scenario.models import Scenario
from sim.scenario.models_borrower import Segment
from sim.scenario.models_lending import Lender, Lever, Policy
from sim.scenario.models_product import Product
from sim.scenario.models_world import Macro
from sim.scenario.parameter import Block
from sim.setup_funding import fill_funding
from sim.setup_holders import fill_holders, fill_opening_shares
from sim.setup_other import fill_other_business
from sim.split_fees import capped_fee
from sim.units import DAYS_PER_MONTH, DISCLOSURE_DAYS_PER_YEAR, FEN_PER_YUAN

Array = np.ndarray[Any, Any]
PLATFORM_NAME = "platform"
EMPLOYMENT_DIALS = (
    "risk_dispersion", "risk_income_elasticity", "benefit_share", "benefit_months",
    "finding_plateau_months", "finding_decay", "finding_floor",
    "dual_earner_share", "main_earner_share", "second_earner_risk",
)  # fmt: skip
"""Settings of `employment` that rules read under their own name."""
PEER_DIALS = ("willingness", "forgiveness", "transmission", "threshold", "duration_months", "help")
"""Settings of `contagion.peers` that rules read as `world.peers_...`."""


def lender_names(scenario: Scenario) -> tuple[str, ...]:
    """Lenders in the order of their index: the platform first, then by name."""
    return (PLATFORM_NAME, *sorted(name for name in scenario.lenders if name != PLATFORM_NAME))


def product_names(scenario: Scenario) -> tuple[str, ...]:
    """Products in the order of their index: lines before loans, the platform's first, then by name."""

    def rank(name: str) -> tuple[bool, bool, str]:
        product = scenario.products[name]
        return product.kind != "revolving", product.lender != PLATFORM_NAME, name

    return tuple(sorted(scenario.products, key=rank))


def segment_names(scenario: Scenario) -> tuple[str, ...]:
    """Segments in the order of their index: by name."""
    return tuple(sorted(scenario.population.segments))


def to_fen(yuan: float) -> int:
    """Yuan of a scenario as whole fen, half to even."""
    return round(yuan * FEN_PER_YUAN)


def world_record(scenario: Scenario) -> Array:
    """(1,) world: the parameters that borrowers' rules read."""
    world = np.zeros(1, dtype=WORLD)
    row = world[0]
    row.horizon_days = scenario.horizon_months * DAYS_PER_MONTH
    row.loss_horizon_days = min(scenario.loss_horizon_months, scenario.horizon_months) * DAYS_PER_MONTH
    row.window_days = scenario.window_days
    row.lenders, row.products = len(scenario.lenders), len(scenario.products)
    row.segments = len(scenario.population.segments)
    row.run_off = int(scenario.population.book == "run_off")
    row.is_dynamic = int(scenario.population.book == "dynamic")
    row.first_calendar_month = scenario.macro.first_calendar_month
    for name in type(scenario.population.dynamics).model_fields:
        row[name] = getattr(scenario.population.dynamics, name)
    row.arrival_months = scenario.population.arrivals.months
    row.opens_with_loans = int(scenario.population.opening == "loans")
    row.factor_scale = factor_scale(scenario.macro)
    row.recovery_loading = scenario.macro.recovery_loading
    score = scenario.lenders[PLATFORM_NAME].policy.score
    row.score_centre, row.score_insight, row.score_noise = score.centre, score.insight, score.noise
    for channel in Channel:
        row.channel[channel] = getattr(scenario.contagion, channel.name.lower()).strength
    peers, employment = scenario.contagion.peers, scenario.contagion.employment
    for name in PEER_DIALS:
        row[f"peers_{name}"] = getattr(peers, name)
    town_blocks = employment.network
    row.towns = employment.towns if town_blocks is None else scenario.contagion.networks[town_blocks].blocks
    row.has_partners = int(any(lender.partners for lender in scenario.lenders.values()))
    for index, name in enumerate(lender_names(scenario)):
        fill_opening_shares(row.opening_share[index], scenario.lenders[name])
    clearing = scenario.contagion.clearing
    row.clearing_day = clearing.month * DAYS_PER_MONTH
    row.recovered_assets, row.recovered_claims = clearing.recovered_assets, clearing.recovered_claims
    _fill_segments(row, scenario)
    for index, name in enumerate(product_names(scenario)):
        product = scenario.products[name]
        _fill_product(row.product[index], product, lender_names(scenario).index(product.lender))
        row.product[index].materiality = to_fen(scenario.lenders[product.lender].default.materiality)
    return world


def factor_scale(macro: Macro) -> float:
    """Standard deviation of the factor around the central path."""
    return {"full": 1.0, "residual": macro.residual_share, "none": 0.0}[macro.dispersion]


def _fill_segments(row: Any, scenario: Scenario) -> None:
    segments = scenario.population.segments
    total = sum(segment.share for segment in segments.values())
    cumulative = 0.0
    for index, name in enumerate(segment_names(scenario)):
        cumulative += segments[name].share
        _fill_segment(row.segment[index], segments[name])
        row.segment[index].cumulative_share = cumulative / total


def _fill_segment(row: Any, segment: Segment) -> None:
    income, employment = segment.income, segment.employment
    row.income_median_fen = to_fen(income.median)
    row.income_dispersion = income.dispersion
    row.payday, row.payday_spread = income.payday, income.payday_spread
    row.permanent_deviation, row.transitory_deviation = income.permanent_deviation, income.transitory_deviation
    row.income_factor_loading, row.income_index_elasticity = income.factor_loading, income.index_elasticity
    row.job_loss_monthly, row.job_finding_monthly = employment.job_loss_monthly, employment.job_finding_monthly
    row.job_loading = employment.asset_correlation**0.5
    for name in EMPLOYMENT_DIALS:
        row[name] = getattr(employment, name)
    for block in (
        segment.health, segment.spending, segment.paying, segment.attention, segment.willingness, segment.help,
        segment.borrowing,
    ):  # fmt: skip
        for name in type(block).model_fields:
            row[name] = getattr(block, name)


def _fill_product(row: Any, product: Product, lender: int) -> None:
    row.kind = Kind.REVOLVING if product.kind == "revolving" else Kind.TERM
    row.lender = lender
    row.due_day, row.due_month = product.due_day, product.due_month
    row.daily_rate = product.annual_rate / DISCLOSURE_DAYS_PER_YEAR
    row.late_multiple, row.minimum_share = product.late_rate_multiple, product.minimum_share
    row.rate_ceiling = lawful_rate(product) / DISCLOSURE_DAYS_PER_YEAR
    row.merchant_fee, row.holder_share = product.merchant_fee, product.holder_share
    row.interest_free, row.acceleration_days = product.interest_free, product.acceleration_days
    row.cash_draw = product.cash_draw
    _fill_split(row, product)
    row.limit_income, row.limit_score_slope = product.limit_income, product.limit_score_slope
    row.limit_dispersion = product.limit_dispersion
    row.limit_floor, row.limit_cap = to_fen(product.limit_floor), to_fen(product.limit_cap)
    total, cumulative = sum(product.terms.values()), 0.0
    for place, months in enumerate(sorted(product.terms)):
        cumulative += product.terms[months]
        row.terms[place] = months
        row.term_shares[place] = cumulative / total if total > 0 else 1.0
    row.term_shares[len(product.terms) :] = 1.0


def lawful_rate(product: Product) -> float:
    """Highest annual rate of a product; infinite without a cap."""
    return product.rate_cap if product.rate_cap < NO_RATE_CAP else math.inf


def _fill_split(row: Any, product: Product) -> None:
    weights = {months: product.split_weights.get(months, 1.0) for months in sorted(product.split_fees)}
    cumulative = 0.0
    for place, (months, weight) in enumerate(weights.items()):
        cumulative += weight
        row.split_terms[place] = months
        row.split_fee[place] = capped_fee(product.split_fees[months], months, lawful_rate(product))
        row.split_shares[place] = cumulative / sum(weights.values())


def lender_records(scenario: Scenario) -> Array:
    """(lenders,) policies and parameters; the books are still empty."""
    lenders = np.zeros(len(scenario.lenders), dtype=LENDER)
    for index, name in enumerate(lender_names(scenario)):
        _fill_lender(lenders[index], scenario.lenders[name], segment_names(scenario))
        fill_other_business(lenders[index], scenario.lenders[name], lender_names(scenario))
    return lenders


def _fill_lender(row: Any, lender: Lender, segments: tuple[str, ...]) -> None:
    row.chosen[:] = policy_row(lender.policy)
    row.dials[:] = row.chosen
    own, ordered = _in_order(lender.policy.levers), _in_order(lender.supervision)
    row.lever_count = len(own) + len(ordered)
    for place, lever in enumerate([*own, *ordered]):
        _fill_lever(row.levers[place], lever, segments)
        row.levers[place].is_order = int(place >= len(own))
        row.levers[place].is_warning = int(place < len(own) and lever.when is not None)
    row.default_days_past_due = lender.default.days_past_due
    row.default_takes_all = int(lender.default.level == "borrower")
    row.probation_days = lender.default.probation_months * DAYS_PER_MONTH
    rates = lender.provisioning
    row.provision_rate[:] = (rates.current, rates.from_1, rates.from_30, rates.from_60, rates.from_90)
    capital = lender.capital
    row.capital_floor, row.retail_weight = capital.floor, capital.retail_weight
    row.past_due_weight, row.undrawn_conversion = capital.past_due_weight, capital.undrawn_conversion
    fill_funding(row, lender)
    row.cash_share = lender.balance_sheet.cash_share
    row.account_cost_fen = lender.costs.account_monthly * FEN_PER_YUAN
    row.balance_cost = lender.costs.balance_annual
    fill_holders(row, lender)


def _in_order(levers: dict[str, Lever]) -> list[Lever]:
    return [lever for _, lever in sorted(levers.items(), key=lambda item: (item[1].order, item[0]))]


def _fill_lever(row: Any, lever: Lever, segments: tuple[str, ...]) -> None:
    row.dial, row.operation = DIAL_PATHS.index(lever.dial), Operation[lever.operation.upper()]
    row.value = dial_value(lever.dial, lever.value) if lever.operation != "multiply" else lever.value
    row.lowest, row.highest = (dial_value(lever.dial, bound) for bound in dial_range(lever.dial))
    row.segment = ALL_SEGMENTS if lever.segment is None else segments.index(lever.segment)
    row.start_month, row.end_month = lever.start_month, lever.end_month
    row.metric = NO_TRIGGER
    if lever.when is not None:
        row.metric = Metric[lever.when.metric.upper()]
        row.on, row.off = lever.when.on, lever.when.off
        row.wait, row.hold = lever.when.wait_months, lever.when.hold_months


def dial_value(path: str, value: float) -> float:
    """A dial as rules read it: money in fen, all else as in the scenario."""
    return value * FEN_PER_YUAN if dial_unit(path).startswith("yuan") else value


def policy_row(policy: Policy) -> list[float]:
    """The dials of a policy in the order of their places in the record."""
    plain = [(f"{block}.{name}", getattr(getattr(policy, block), name)) for block in DIALS for name in DIALS[block]]
    rungs: list[tuple[str, Block]] = [(rung, getattr(policy.ladder, rung)) for rung in RUNGS]
    climbing = [(f"ladder.{rung}.{name}", getattr(block, name)) for rung, block in rungs for name in RUNG_DIALS]
    return [dial_value(path, float(value)) for path, value in (*plain, *climbing)]


def path_value(knots: dict[int, float], month: int) -> float:
    """Value of a central path in a month: linear between knots, flat before the first and after the last."""
    months = sorted(knots)
    return float(np.interp(month, months, [knots[knot] for knot in months]))


def central_economies(scenario: Scenario, first_month: int, months: int) -> Array:
    """(months,) economy records of the central path; the factor is still 0."""
    economies = np.zeros(months, dtype=ECONOMY)
    path = scenario.macro.central_path
    loss, finding = job_multiples(scenario, first_month + months - 1)
    for place in range(months):
        month = first_month + place
        row = economies[place]
        row.month = month
        row.income_index = path_value(path.income_index, month)
        row.recovery_index = path_value(path.recovery_index, month)
        row.funding_spread = path_value(path.funding_spread, month)
        row.temptation_index = path_value(path.temptation_index, month)
        row.job_loss_multiple, row.job_finding_multiple = loss[max(0, month)], finding[max(0, month)]
    return economies


def job_multiples(scenario: Scenario, last_month: int) -> tuple[Array, Array]:
    """((last_month + 1,), (last_month + 1,)) multiples of the hazards of losing and finding work from month 0 on.

    They make unemployment follow the central path. Exactly 1 on a flat path and at month 0, and where nobody loses
    or nobody finds work.
    """
    months = max(1, last_month + 1)
    path = np.array([path_value(scenario.macro.central_path.unemployment, month) for month in range(months)])
    segments = [scenario.population.segments[name] for name in segment_names(scenario)]
    work = [segment.employment for segment in segments]
    falls = finding_falls(*(np.array([getattr(each, name) for each in work]) for name in FINDING_DIALS))
    finding = np.array([each.job_finding_monthly for each in work]) * falls
    loss = np.array([each.job_loss_monthly for each in work])
    losing, found = np.ones(months), np.ones(months)
    if path.min() > 0 and path.max() < 1 and finding.min() > 0 and loss.max() > 0:
        shares = np.array([segment.share for segment in segments])
        losing[1:], found[1:] = hazard_multiples(
            path, scenario.macro.finding_response, shares / shares.sum(), loss, finding
        )
    return losing, found
