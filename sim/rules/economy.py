"""The economy of a month: from the central path and the macro factor to hazards, income levels and recovery prices."""

import math

from sim.compiled import rare, rule
from sim.randomness import MACRO_AGENT, Decision, normal_quantile, uniform
from sim.rules.income import conditional_probability


@rule
def income_level(economy, segment):
    """Income relative to normal: follows the income index, falls with the factor."""
    path = math.exp(segment.income_index_elasticity * math.log(economy.income_index))
    return path * math.exp(-segment.income_factor_loading * economy.factor)


@rare
def open_economy(economy, world):
    """Work out what borrowers face this month, segment by segment. A positive factor is bad."""
    economy.recovery_multiple = economy.recovery_index * math.exp(-world.recovery_loading * economy.factor)
    for index in range(world.segments):
        segment = world.segment[index]
        hazard = min(1.0, segment.job_loss_monthly * economy.job_loss_multiple)
        economy.job_loss[index] = conditional_probability(
            hazard, segment.job_loading, economy.factor, world.factor_scale
        )
        economy.job_finding[index] = min(1.0, segment.job_finding_monthly * economy.job_finding_multiple)
        economy.income_level[index] = income_level(economy, segment)


@rare
def next_factor(previous, persistence, stream, day):
    """The macro factor of a month: AR(1) with unit variance, drawn for the month that opens on this day."""
    shock = normal_quantile(uniform(stream, MACRO_AGENT, 0, day, Decision.MACRO_FACTOR))
    return persistence * previous + math.sqrt(1.0 - persistence * persistence) * shock


@rare
def first_factor(stream, day):
    """The factor of the first month, from its long-run distribution."""
    return normal_quantile(uniform(stream, MACRO_AGENT, 0, day, Decision.MACRO_FACTOR))
