"""A borrower of a loan tape gets the traits that the tape does not show, conditional on what it shows.

One keyed draw a trait; the evidence (`sim.population.imputation.EVIDENCE`) and the dials are records. The accounts
stand in the borrower already and are not changed, but for what a line carries, which depends on how bills are paid.
"""

import math

from sim.compiled import rare, rule
from sim.market import PLATFORM
from sim.randomness import Decision, normal_quantile
from sim.records import Kind, PayerType, State
from sim.rules.attention import LONGEST_LAPSE_DAYS
from sim.rules.birth import opening_score, payday_of, segment_of, spread
from sim.rules.income import essential_daily, lognormal_multiple, spell_so_far
from sim.rules.month import payer_type_of
from sim.rules.scoring import score_target
from sim.rules.start import begin
from sim.rules.traits import give_traits, trait_draw
from sim.units import DAYS_PER_MONTH, NEVER, fen


@rule
def due_dates_missed(age):
    """Due dates that lie in the past and are unpaid, for days past due: a month apart, the oldest so many days ago."""
    return (age + DAYS_PER_MONTH - 1) // DAYS_PER_MONTH


@rule
def is_late(evidence):
    """Whether the borrower is past due by more than a forgotten payment explains."""
    return evidence.days_past_due > LONGEST_LAPSE_DAYS


@rule
def imputed_income(segment, evidence, dials, draw):
    """Monthly income (fen): log-normal, its rank correlated with that of the limit (Gaussian copula)."""
    correlation = dials.limit_income_correlation
    own = math.sqrt(1.0 - correlation * correlation) * normal_quantile(draw)
    rank = correlation * normal_quantile(evidence.limit_rank) + own
    return fen(dials.income_level * segment.income_median_fen * math.exp(segment.income_dispersion * rank))


@rule
def imputed_job_risk(segment, evidence, dials, draw):
    """Multiple of the segment's job-loss hazard: higher after late months."""
    return lognormal_multiple(segment.risk_dispersion, draw) * (1.0 + dials.late_job_risk * evidence.late_months)


@rule
def payer_savings(payer_type, dials):
    """Savings of a payer type relative to its segment."""
    if payer_type == PayerType.TRANSACTOR:
        return dials.transactor_savings
    return dials.minimum_savings if payer_type == PayerType.MINIMUM else dials.partial_savings


@rule
def imputed_savings(segment, payer_type, evidence, dials, draw):
    """Months of income the borrower aims to save: by payer type, less with a full line and after late months."""
    fall = dials.utilisation_savings * min(1.0, evidence.utilisation) + dials.late_savings * evidence.late_months
    return spread(
        segment.savings_months * payer_savings(payer_type, dials), segment.savings_dispersion, draw
    ) * math.exp(-fall)


@rule
def imputed_forgetfulness(segment, evidence, dials, draw):
    """Chance to forget a due day: higher after late months that an empty line does not explain."""
    unexplained = evidence.late_months * (1.0 - min(1.0, evidence.utilisation))
    typical = segment.forget_probability * lognormal_multiple(segment.forget_dispersion, draw)
    return min(1.0, typical * (1.0 + dials.late_forgetting * unexplained))


@rule
def jobless_probability(borrower, segment, evidence, dials):
    """Chance to be out of work: the steady state of the borrower's own hazards; if late, by the due dates missed."""
    if is_late(evidence):
        further = due_dates_missed(evidence.days_past_due) - 1
        return 1.0 - (1.0 - dials.jobless_when_late) * math.pow(dials.work_decay, 1.0 * further)
    losing = min(1.0, borrower.job_risk * segment.job_loss_monthly)
    return losing / (losing + segment.job_finding_monthly) if losing > 0.0 else 0.0


@rule
def impute_spell(borrower, segment, evidence, dials, stream):
    """Since when a borrower is out of work: as long as spells last, and at least since the oldest unpaid due date."""
    if borrower.employed == 0:
        jobless = jobless_probability(borrower, segment, evidence, dials)
        draw = trait_draw(stream, borrower.agent, Decision.IMPUTED_WORK)
        spell = spell_so_far(draw / jobless, segment.job_finding_monthly)
        borrower.work_since = -max(spell, int(evidence.days_past_due))


@rule
def imputed_cash(borrower, segment, evidence, dials, draw):
    """Cash (fen): around target savings, less without work; who is late has no more than is kept back for living."""
    if is_late(evidence):
        return fen(draw * segment.reserve_days * borrower.essential_daily)
    target = borrower.savings_months * borrower.income
    if borrower.employed == 1:
        return fen(spread(dials.cash_level * target, dials.cash_dispersion, draw))
    return fen(spread(dials.jobless_cash_level * target, dials.jobless_cash_dispersion, draw))


@rule
def impute_work(borrower, segment, evidence, dials, stream):
    """Income as on the tape or drawn, job risk, payday, and whether the borrower has work."""
    agent = borrower.agent
    borrower.income = evidence.income
    if evidence.income < 0:
        borrower.income = imputed_income(segment, evidence, dials, trait_draw(stream, agent, Decision.IMPUTED_INCOME))
    borrower.job_risk = imputed_job_risk(segment, evidence, dials, trait_draw(stream, agent, Decision.IMPUTED_RISK))
    borrower.payday = payday_of(segment, trait_draw(stream, agent, Decision.IMPUTED_PAYDAY))
    jobless = jobless_probability(borrower, segment, evidence, dials)
    borrower.employed = 0 if trait_draw(stream, agent, Decision.IMPUTED_WORK) < jobless else 1
    borrower.job_change_day = NEVER


@rule
def impute_habits(borrower, segment, evidence, dials, stream):
    """Payer type as on the tape or drawn; saving, spending, attention, cash with any credit balance."""
    agent = borrower.agent
    savings_draw = trait_draw(stream, agent, Decision.IMPUTED_SAVINGS)
    forget_draw = trait_draw(stream, agent, Decision.IMPUTED_FORGETFULNESS)
    borrower.payer_type = evidence.payer_type
    if evidence.payer_type < 0:
        payer_draw = trait_draw(stream, agent, Decision.IMPUTED_PAYER_TYPE)
        borrower.payer_type = payer_type_of(payer_draw, segment.transactor_share, segment.minimum_payer_share)
    borrower.paying_as = borrower.payer_type
    borrower.savings_months = imputed_savings(segment, borrower.payer_type, evidence, dials, savings_draw)
    borrower.forgetfulness = imputed_forgetfulness(segment, evidence, dials, forget_draw)
    borrower.essential_daily = essential_daily(borrower.income, segment.essential_share)
    borrower.discretionary_daily = last_discretionary(borrower, segment)
    cash = imputed_cash(borrower, segment, evidence, dials, trait_draw(stream, agent, Decision.IMPUTED_CASH))
    borrower.cash = cash + evidence.credit_balance


@rule
def last_discretionary(borrower, segment):
    """Other spending a day (fen) in the month that ends: normal, and less without work."""
    share = segment.discretionary_share * (1.0 if borrower.employed == 1 else segment.jobless_share)
    return essential_daily(borrower.income, share)


@rule
def carry_lines(borrower, world):
    """What each line carries past its due day (fen): all that is billed; nothing if bills are paid whole, in time."""
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.OPEN and world.product[account.product].kind == Kind.REVOLVING:
            is_in_time = account.oldest_due_day == NEVER
            account.carried = 0 if is_in_time and borrower.payer_type == PayerType.TRANSACTOR else account.billed


@rare
def impute_borrower(borrower, evidence, dials, platform, world, stream):
    """Everything about a borrower of a tape that is not an account, at the close of day 0."""
    agent = borrower.agent
    borrower.segment = segment_of(trait_draw(stream, agent, Decision.IMPUTED_SEGMENT), world)
    segment = world.segment[borrower.segment]
    impute_work(borrower, segment, evidence, dials, stream)
    impute_habits(borrower, segment, evidence, dials, stream)
    give_traits(borrower, segment, stream)
    impute_spell(borrower, segment, evidence, dials, stream)
    carry_lines(borrower, world)
    noise = trait_draw(stream, agent, Decision.IMPUTED_SCORE_NOISE)
    borrower.score_base = opening_score(borrower.job_risk, world, noise)
    borrower.score = score_target(borrower, 0, platform.policies[borrower.segment], world)
    borrower.spent_until = 0
    begin(borrower, world)


@rule
def impute_borrowers(borrowers, evidence, dials, lenders, worlds, streams):
    """One imputation of a whole book; numbers, weights and accounts stand in the records already."""
    for index in range(len(borrowers)):
        impute_borrower(borrowers[index], evidence[index], dials[0], lenders[PLATFORM], worlds[0], streams[0])
