"""Work and pay by hand."""

import math

import pytest

from sim.randomness import Decision
from sim.units import NEVER
from tests.builders import a_borrower, a_ledger, a_stream, a_world, an_economy, moved, rules


def test_the_conditional_chance_is_the_one_factor_threshold() -> None:
    # p = 5 %, loading 0.5, factor 1.2: Phi((-1.6448536 + 0.6) / sqrt(0.75)) = Phi(-1.2064930)
    assert rules.conditional_probability(0.05, 0.5, 1.2, 1.0) == pytest.approx(0.1138137, abs=2e-7)


def test_without_a_stochastic_factor_the_chance_is_the_given_one() -> None:
    assert rules.conditional_probability(0.05, 0.5, 1.2, 0.0) == 0.05


def test_without_loading_the_factor_does_nothing() -> None:
    assert rules.conditional_probability(0.05, 0.0, 3.0, 1.0) == 0.05


@pytest.mark.parametrize("sure", [0.0, 1.0])
def test_what_never_or_always_happens_stays_so(sure: float) -> None:
    assert rules.conditional_probability(sure, 0.5, 2.0, 1.0) == sure


@pytest.mark.parametrize("scale", [1.0, 0.5])
def test_whatever_the_factors_deviation_the_conditional_chance_has_the_given_mean(scale: float) -> None:
    factors = [scale * rules.normal_quantile((i + 0.5) / 2000) for i in range(2000)]
    mean = sum(rules.conditional_probability(0.05, 0.5, factor, scale) for factor in factors) / 2000
    assert mean == pytest.approx(0.05, rel=2e-4)


def test_a_lognormal_multiple_of_the_median_draw() -> None:
    assert rules.lognormal_multiple(0.2, 0.5) == pytest.approx(math.exp(-0.02), rel=1e-14)


def test_an_event_falls_on_each_of_thirty_days() -> None:
    days = [rules.day_of_event(31, (place + 0.5) / 300, 0.1) for place in range(30)]
    assert days == list(range(31, 61))
    assert rules.day_of_event(31, 0.1, 0.1) == 60


def test_a_sure_job_loss_gets_a_day_in_this_month_and_no_risk_none() -> None:
    economy, borrower = an_economy(), a_borrower()
    economy.job_loss[0] = 1.0
    rules.draw_job_change(borrower, 31, economy, a_world().segment[0], a_stream())
    assert 31 <= borrower.job_change_day <= 60
    economy.job_loss[0] = 0.0
    rules.draw_job_change(borrower, 31, economy, a_world().segment[0], a_stream())
    assert borrower.job_change_day == NEVER


def test_the_jobless_find_work_by_the_finding_chance() -> None:
    economy, borrower = an_economy(), a_borrower(employed=0)
    economy.job_loss[0] = 1.0
    rules.draw_job_change(borrower, 31, economy, a_world().segment[0], a_stream())
    assert borrower.job_change_day == NEVER
    economy.job_finding[0] = 1.0
    rules.draw_job_change(borrower, 31, economy, a_world().segment[0], a_stream())
    assert 31 <= borrower.job_change_day <= 60


def test_a_borrowers_own_risk_multiplies_the_hazard() -> None:
    economy = an_economy()
    economy.job_loss[0] = 0.02
    risky = [a_borrower(agent=agent, job_risk=10.0) for agent in range(2000)]
    for borrower in risky:
        rules.draw_job_change(borrower, 31, economy, a_world().segment[0], a_stream())
    # binomial(2000, 0.2): mean 400, standard deviation 17.9; 4.89 of them is 87
    assert abs(sum(borrower.job_change_day != NEVER for borrower in risky) - 400) < 88


def test_changing_job_turns_work_into_no_work_and_back() -> None:
    borrower = a_borrower(job_change_day=12)
    rules.change_job(borrower, 12)
    assert (borrower.employed, borrower.job_change_day, borrower.work_since) == (0, NEVER, 12)
    rules.change_job(borrower, 40)
    assert (borrower.employed, borrower.work_since) == (1, 40)


def test_pay_is_permanent_income_at_the_economys_level() -> None:
    economy, world, borrower = an_economy(), a_world(), a_borrower(income=800_000)
    economy.income_level[0] = 0.95
    assert rules.income_of_month(borrower, 10, economy, world.segment[0], a_stream()) == 760_000


def test_without_work_benefits_replace_a_quarter() -> None:
    economy, world, borrower = an_economy(), a_world(), a_borrower(income=800_000, employed=0, work_since=0)
    assert rules.income_of_month(borrower, 10, economy, world.segment[0], a_stream()) == 200_000


def test_a_transitory_shock_is_the_lognormal_multiple_of_its_own_draw() -> None:
    economy, world, borrower, stream = an_economy(), a_world(), a_borrower(income=800_000), a_stream()
    world.segment[0].transitory_deviation = 0.3
    draw = rules.uniform(stream, 5, 0, 10, Decision.TRANSITORY_INCOME)
    expected = round(800_000 * math.exp(0.3 * rules.normal_quantile(draw) - 0.045))
    assert rules.income_of_month(borrower, 10, economy, world.segment[0], stream) == expected


def test_payday_adds_cash_and_posts_it_for_all_the_record_stands_for() -> None:
    ledger, borrower = a_ledger(), a_borrower(income=800_000, weight=3, cash=50)
    rules.receive_income(borrower, 10, an_economy(), a_world(), a_stream(), ledger)
    assert borrower.cash == 800_050
    assert moved(ledger) == {"INCOME": 2_400_000}


def test_every_borrower_has_one_review_month_a_year() -> None:
    borrower = a_borrower(agent=17)
    months = [month for month in range(1, 25) if rules.is_review_month(borrower, 30 * month - 29)]
    assert months == [5, 17]


def test_a_permanent_change_moves_essential_spending_with_income() -> None:
    world, borrower = a_world(), a_borrower(income=900_000)
    world.segment[0].permanent_deviation = 0.2
    world.segment[0].essential_share = 0.5
    rules.change_permanent_income(borrower, 31, world.segment[0], a_stream())
    assert borrower.income != 900_000
    assert borrower.essential_daily == round(borrower.income * 0.5 / 30)


def test_without_deviation_income_is_permanent() -> None:
    borrower = a_borrower(income=900_000)
    rules.change_permanent_income(borrower, 31, a_world().segment[0], a_stream())
    assert borrower.income == 900_000


def test_half_of_an_income_is_a_sixtieth_a_day() -> None:
    assert rules.essential_daily(900_000, 0.5) == 15_000


@pytest.mark.parametrize(("main", "pay"), [(0.6, 440_000), (1.0, 200_000)])
def test_of_two_earners_the_other_keeps_the_own_part_when_work_is_lost(main: float, pay: int) -> None:
    # 800,000 (1 - 0.6 (1 - 0.25)) = 440,000; with no other income 800,000 x 0.25
    world, borrower = a_world(), a_borrower(income=800_000, employed=0, dual_earner=1, work_since=5)
    world.segment[0].main_earner_share = main
    assert rules.income_of_month(borrower, 10, an_economy(), world.segment[0], a_stream()) == pay


def test_two_earners_at_work_have_the_whole_income() -> None:
    world, borrower = a_world(), a_borrower(income=800_000, dual_earner=1)
    world.segment[0].main_earner_share = 0.6
    assert rules.income_of_month(borrower, 10, an_economy(), world.segment[0], a_stream()) == 800_000


@pytest.mark.parametrize(("day", "share"), [(31, 0.25), (210, 0.25), (211, 0.0)])
def test_benefits_end_after_their_months(day: int, share: float) -> None:
    # lost on day 31, six months of 30 days: nothing from day 211 on
    world, borrower = a_world(), a_borrower(employed=0, work_since=31)
    world.segment[0].benefit_months = 6.0
    assert rules.income_share(borrower, day, world.segment[0]) == share


@pytest.mark.parametrize(
    ("employed", "dual_earner", "share"), [(1, 0, 0.6), (1, 1, 1 - 0.6 * 0.4), (0, 0, 0.25), (0, 1, 1 - 0.6 * 0.75)]
)
def test_illness_takes_a_part_of_the_own_pay_and_of_nothing_else(employed: int, dual_earner: int, share: float) -> None:
    world = a_world()
    world.segment[0].main_earner_share, world.segment[0].hospital_income_loss = 0.6, 0.4
    borrower = a_borrower(employed=employed, dual_earner=dual_earner, work_since=1, ill_until=41)
    assert rules.income_share(borrower, 40, world.segment[0]) == pytest.approx(share, abs=1e-15)
    if employed:
        assert rules.income_share(borrower, 41, world.segment[0]) == 1.0


@pytest.mark.parametrize(("days", "effect"), [(29, 1.0), (30, 0.9), (60, 0.81)])
def test_every_whole_month_without_work_makes_finding_it_less_likely(days: int, effect: float) -> None:
    world = a_world()
    world.segment[0].finding_decay = 0.9
    assert rules.spell_effect(days, world.segment[0]) == pytest.approx(effect)
    world.segment[0].finding_decay = 1.0
    assert rules.spell_effect(days, world.segment[0]) == 1.0


@pytest.mark.parametrize(("days", "effect"), [(89, 1.0), (90, 0.5), (120, 0.25), (150, 0.2), (3_000, 0.2)])
def test_finding_work_holds_for_a_plateau_then_falls_to_its_floor(days: int, effect: float) -> None:
    segment = a_world().segment[0]
    segment.finding_plateau_months, segment.finding_decay, segment.finding_floor = 2.0, 0.5, 0.2
    assert rules.spell_effect(days, segment) == pytest.approx(effect)


@pytest.mark.parametrize(
    ("day", "second_employed", "share"),
    # 60 % and 40 % of the income; the second earner's change falls on day 20; benefits are a quarter
    [(19, 0, 1.0), (20, 0, 1 - 0.4 * 0.75), (19, 1, 1 - 0.4 * 0.75), (20, 1, 1.0)],
)
def test_each_of_two_earners_keeps_the_own_part(day: int, second_employed: int, share: float) -> None:
    world = a_world()
    world.segment[0].main_earner_share = 0.6
    borrower = a_borrower(dual_earner=1, second_employed=second_employed, second_since=20)
    assert rules.income_share(borrower, day, world.segment[0]) == pytest.approx(share, abs=1e-15)


def test_the_second_earner_loses_work_at_the_own_risk_and_independently_of_the_first() -> None:
    economy, world, segment = an_economy(), a_world(), a_world().segment[0]
    economy.job_loss[0], segment.second_earner_risk = 0.25, 2.0
    couples = [a_borrower(agent=agent, dual_earner=1, second_employed=1) for agent in range(2000)]
    for borrower in couples:
        rules.draw_job_change(borrower, 1, economy, world.segment[0], a_stream())
        rules.draw_second_job_change(borrower, 1, economy, segment, a_stream())
    lost = [borrower.second_employed == 0 for borrower in couples]
    both = [gone and borrower.job_change_day != NEVER for gone, borrower in zip(lost, couples, strict=True)]
    # binomial(2000, 0.5) and (2000, 0.125): 4.89 standard deviations (1 in 10^6) are 109 and 72
    assert abs(sum(lost) - 1000) <= 109
    assert abs(sum(both) - 250) <= 72


def test_the_long_jobless_find_work_less_often() -> None:
    economy, world = an_economy(), a_world()
    economy.job_finding[0], world.segment[0].finding_decay = 1.0, 0.5
    jobless = [a_borrower(agent=agent, employed=0, work_since=1) for agent in range(2000)]
    for borrower in jobless:
        rules.draw_job_change(borrower, 61, economy, world.segment[0], a_stream())
    # two months: 0.5^2; binomial(2000, 0.25): mean 500, standard deviation 19.4; 4.89 of them (1 in 10^6) is 95
    assert abs(sum(borrower.job_change_day != NEVER for borrower in jobless) - 500) < 96


def test_losing_work_starts_the_spell() -> None:
    borrower = a_borrower()
    rules.change_job(borrower, 47)
    assert (borrower.employed, borrower.work_since) == (0, 47)


@pytest.mark.parametrize(("share", "days"), [(0.5, 72), (0.999, 0), (0.0625, 289)])
def test_a_spell_has_lasted_geometrically_long(share: float, days: int) -> None:
    # 30 ln 0.5 / ln 0.75 = 72.28
    assert rules.spell_so_far(share, 0.25) == days


@pytest.mark.parametrize("finding", [0.0, 1.0])
def test_a_spell_without_a_chance_or_without_a_wait_has_no_age(finding: float) -> None:
    assert rules.spell_so_far(0.3, finding) == 0
