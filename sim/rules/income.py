"""Work and pay: losing and finding a job, the monthly income, and its permanent changes."""

import math

from sim.chart import Movement
from sim.compiled import rare, rule
from sim.ledger import post
from sim.randomness import Decision, normal_cdf, normal_quantile, uniform
from sim.rules.towns import raised_hazard
from sim.units import DAYS_PER_MONTH, MONTHS_PER_YEAR, NEVER, fen, month_of

SECOND_EARNER = 1
"""Item of the second earner's draws about work; the main earner's is 0."""


@rule
def conditional_probability(probability, loading, factor, scale):
    """Chance of the event given the macro factor: one-factor Gaussian threshold (Vasicek 2002).

    A positive factor is bad and raises the chance. Loading is the square root of the asset correlation, scale the
    factor's standard deviation; whatever they are, the mean over the factor is `probability`.
    """
    systematic = loading * scale
    if systematic == 0.0 or probability <= 0.0 or probability >= 1.0:
        return min(max(probability, 0.0), 1.0)
    threshold = normal_quantile(probability) + loading * factor
    return normal_cdf(threshold / math.sqrt(1.0 - systematic * systematic))


@rule
def lognormal_multiple(deviation, draw):
    """exp(deviation z - deviation^2 / 2): a multiple with mean one."""
    return math.exp(deviation * normal_quantile(draw) - 0.5 * deviation * deviation)


@rule
def day_of_event(first_day, draw, probability):
    """The day of the month on which an event falls that happens when draw < probability: uniform over 30 days."""
    return first_day + min(int(DAYS_PER_MONTH * (draw / probability)), DAYS_PER_MONTH - 1)


@rule
def slump_loss_day(borrower, first_day, draw, probability, economy):
    """The day of a job loss that happens only because the town's lost spending raised the hazard, or NEVER.

    The draw has spared the borrower at the hazard as it was: `probability`.
    """
    further = raised_hazard(probability, economy.slump[borrower.town]) - probability
    if further <= 0.0 or draw >= probability + further:
        return NEVER
    borrower.slump_day = day_of_event(first_day, draw - probability, further)
    return int(borrower.slump_day)


@rule
def draw_job_change(borrower, day, economy, segment, stream):
    """Decide once a month whether and when the borrower loses or finds work."""
    borrower.job_change_day = NEVER
    if borrower.employed == 1:
        probability = min(1.0, borrower.job_risk * economy.job_loss[borrower.segment])
        decision = Decision.JOB_LOSS + 0
    else:
        probability = economy.job_finding[borrower.segment] * spell_effect(day - int(borrower.work_since), segment)
        decision = Decision.JOB_FINDING + 0
    if probability > 0.0:
        draw = uniform(stream, borrower.agent, 0, day, decision)
        if draw < probability:
            borrower.job_change_day = day_of_event(day, draw, probability)
        elif borrower.employed == 1:
            borrower.job_change_day = slump_loss_day(borrower, day, draw, probability, economy)


@rare
def draw_second_job_change(borrower, day, economy, segment, stream):
    """Decide once a month whether and when the second earner loses or finds work, at a risk relative to the segment's.

    Given the economy it is independent of the main earner's.
    """
    if borrower.second_employed == 1:
        probability = min(1.0, segment.second_earner_risk * economy.job_loss[borrower.segment])
        decision = Decision.JOB_LOSS + 0
    else:
        spell = day - int(borrower.second_since)
        probability = economy.job_finding[borrower.segment] * spell_effect(spell, segment)
        decision = Decision.JOB_FINDING + 0
    if probability > 0.0:
        draw = uniform(stream, borrower.agent, SECOND_EARNER, day, decision)
        if draw < probability:
            borrower.second_employed = 1 - borrower.second_employed
            borrower.second_since = day_of_event(day, draw, probability)
        elif borrower.second_employed == 1:
            lost_day = slump_loss_day(borrower, day, draw, probability, economy)
            if lost_day != NEVER:
                borrower.second_employed = 0
                borrower.second_since = lost_day


@rule
def spell_effect(days, segment):
    """How far so many days without work have lowered the chance to find some.

    It holds for some months, then falls with every month, down to a floor.
    """
    if segment.finding_decay >= 1.0:
        return 1.0
    falling = max(0.0, days // DAYS_PER_MONTH - segment.finding_plateau_months)
    return max(segment.finding_floor, math.pow(segment.finding_decay, 1.0 * falling))


@rule
def spell_so_far(share, finding):
    """Days that a spell without work has lasted: geometric with the chance to find work; share is a draw in (0, 1)."""
    if finding <= 0.0 or finding >= 1.0:
        return 0
    return int(DAYS_PER_MONTH * (math.log(share) / math.log(1.0 - finding)))


@rule
def change_job(borrower, day):
    """Lose or find work today."""
    borrower.employed = 1 - borrower.employed
    borrower.work_since = day
    if borrower.employed == 0:
        borrower.job_lost_day = day
    borrower.job_change_day = NEVER


@rule
def share_without_work(days, segment):
    """Income after so many days without work, relative to with work: benefits, for as long as they are paid."""
    return 1.0 * segment.benefit_share if days < segment.benefit_months * DAYS_PER_MONTH else 0.0


@rule
def earned_share(borrower, day, segment):
    """The main earner's income relative to with work and health: benefits without work, less than the pay while ill."""
    if borrower.employed == 0:
        return share_without_work(day - int(borrower.work_since), segment)
    return 1.0 - segment.hospital_income_loss if int(borrower.ill_until) > day else 1.0


@rule
def second_share(borrower, day, segment):
    """The second earner's income relative to with work. A change drawn for later this month has not happened yet."""
    is_at_work = borrower.second_employed == 1
    if day < int(borrower.second_since):
        return 1.0 if not is_at_work else share_without_work(0, segment)
    return 1.0 if is_at_work else share_without_work(day - int(borrower.second_since), segment)


@rule
def income_share(borrower, day, segment):
    """Household income relative to with work and health; of two earners each keeps the own part."""
    earned = earned_share(borrower, day, segment)
    if borrower.dual_earner == 0:
        return earned
    main, second = segment.main_earner_share, second_share(borrower, day, segment)
    return 1.0 - main * (1.0 - earned) - (1.0 - main) * (1.0 - second)


@rule
def income_of_month(borrower, day, economy, segment, stream):
    """Income of this month (fen): the permanent one at the economy's level, with a transitory shock while at work."""
    expected = borrower.income * economy.income_level[borrower.segment] * income_share(borrower, day, segment)
    if borrower.employed == 0 or segment.transitory_deviation == 0.0:
        return fen(expected)
    draw = uniform(stream, borrower.agent, 0, day, Decision.TRANSITORY_INCOME)
    return fen(expected * lognormal_multiple(segment.transitory_deviation, draw))


@rule
def receive_income(borrower, day, economy, world, stream, ledger):
    """Payday."""
    amount = income_of_month(borrower, day, economy, world.segment[borrower.segment], stream)
    borrower.cash += amount
    post(ledger, 0, Movement.INCOME, borrower.weight * amount)


@rule
def is_review_month(borrower, day):
    """Whether this is the borrower's month of yearly changes; borrowers are spread over the year by their number."""
    return month_of(day) % MONTHS_PER_YEAR == borrower.agent % MONTHS_PER_YEAR


@rare
def change_permanent_income(borrower, day, segment, stream):
    """Once a year: a lasting change of income, and of the essential spending that goes with it."""
    if segment.permanent_deviation > 0.0:
        draw = uniform(stream, borrower.agent, 0, day, Decision.PERMANENT_INCOME)
        borrower.income = fen(borrower.income * lognormal_multiple(segment.permanent_deviation, draw))
        borrower.essential_daily = essential_daily(borrower.income, segment.essential_share)


@rule
def essential_daily(income, essential_share):
    """Essential spending a day (fen) for a monthly income (fen)."""
    return fen(income * essential_share / DAYS_PER_MONTH)
