"""Traits at birth, and on a tape: each from its own draw, none where its share is nothing."""

import math
from types import SimpleNamespace

import pytest

from sim.randomness import Decision
from sim.units import NEVER
from tests.builders import a_borrower, a_market, a_stream, a_world, open_line, put, rules

SHARES = {
    "dual_earner_share": "dual_earner",
    "autopay_share": "autopay",
    "unaware_share": "unaware",
    "overspender_share": "overspending",
}


def born(agent: int = 5, **dials: float):
    borrower = a_borrower(agent=agent)
    rules.give_traits(borrower, put(a_world().segment[0], {"overspending": 0.15} | dials), a_stream())
    return borrower


def test_with_neutral_shares_nobody_has_a_trait() -> None:
    borrower = born(line_share=0.25)
    assert [borrower[trait] for trait in SHARES.values()] == [0, 0, 0, 0]
    assert (borrower.temptation, borrower.line_share) == (0.0, 0.25)


@pytest.mark.parametrize("share", sorted(SHARES))
def test_a_share_of_the_borrowers_has_a_trait_and_no_other_is_touched(share: str) -> None:
    people = [born(agent, **{share: 0.3}) for agent in range(2000)]
    # binomial(2000, 0.3): mean 600, standard deviation 20.5; 4.89 of them (1 in 10^6) is 100
    assert abs(sum(person[SHARES[share]] > 0 for person in people) - 600) < 101
    assert all(person[other] == 0 for person in people for other in SHARES.values() if other != SHARES[share])


def test_an_overspender_spends_the_segments_share() -> None:
    assert born(overspender_share=1.0).overspending == 0.15


def test_traits_are_independent_of_each_other() -> None:
    people = [born(agent, autopay_share=0.5, unaware_share=0.5) for agent in range(2000)]
    # binomial(2000, 0.25): mean 500, standard deviation 19.4; 4.89 of them is 95
    assert abs(sum(person.autopay == 1 and person.unaware == 1 for person in people) - 500) < 96


def test_the_line_share_is_spread_with_its_mean_and_no_more_than_all() -> None:
    draw = rules.uniform(a_stream(), 5, 0, 0, Decision.BIRTH_LINE_SHARE)
    expected = 0.2 * math.exp(0.5 * rules.normal_quantile(draw) - 0.125)
    assert born(line_share=0.2, line_share_dispersion=0.5).line_share == pytest.approx(expected)
    assert rules.line_share_of(put(a_world().segment[0], {"line_share": 0.9, "line_share_dispersion": 1.0}), 0.99) == 1


def test_temptation_is_spread_around_its_median() -> None:
    draw = rules.uniform(a_stream(), 5, 0, 0, Decision.BIRTH_TEMPTATION)
    expected = 0.4 * math.exp(1.5 * rules.normal_quantile(draw))
    assert born(temptation=0.4, temptation_dispersion=1.5).temptation == pytest.approx(expected)
    below = sum(born(agent, temptation=0.4, temptation_dispersion=1.5).temptation < 0.4 for agent in range(2000))
    assert abs(below - 1000) < 110  # standard deviation 22.4


def test_nothing_has_happened_yet() -> None:
    borrower = born()
    assert (borrower.standing, borrower.refusing, borrower.applications, borrower.health_day) == (1.0, 0, 0, NEVER)
    assert max(borrower.ill_until, borrower.marked_until, borrower.work_since, borrower.paid_month) == -NEVER


IMPUTATION = SimpleNamespace(
    limit_income_correlation=0.6, income_level=1.0, late_job_risk=0.5, transactor_savings=1.5, minimum_savings=0.5,
    partial_savings=0.8, utilisation_savings=1.0, late_savings=0.25, late_forgetting=2.0, jobless_when_late=1.0,
    work_decay=0.5, cash_level=0.9, cash_dispersion=0.0, jobless_cash_level=0.3, jobless_cash_dispersion=0.0,
)  # fmt: skip


def imputed(days_past_due: int = 0, **dials: float):
    """A borrower of a tape in a segment with these dials."""
    borrower, world = a_borrower(), a_world()
    open_line(borrower)
    put(world.segment[0], {"savings_months": 2.0, "job_finding_monthly": 0.25} | dials)
    evidence = SimpleNamespace(
        days_past_due=days_past_due, limit_rank=0.5, late_months=0, utilisation=0.0, income=800_000, payer_type=0,
        credit_balance=0,
    )  # fmt: skip
    rules.impute_borrower(borrower, evidence, IMPUTATION, a_market().lenders[0], world, a_stream())
    return borrower


def test_a_borrower_of_a_tape_has_the_same_traits() -> None:
    dials = {"autopay_share": 0.5, "dual_earner_share": 0.5, "temptation": 0.4, "line_share": 0.3}
    on_tape, at_birth = imputed(**dials), born(**dials)
    for trait in ("autopay", "dual_earner", "unaware", "overspending", "temptation", "line_share", "standing"):
        assert on_tape[trait] == at_birth[trait]


def test_who_is_out_of_work_on_a_tape_has_been_so_for_a_spell_and_gets_benefits() -> None:
    borrower = imputed(days_past_due=80)
    draw = rules.uniform(a_stream(), 5, 0, 0, Decision.IMPUTED_WORK)
    # two further due dates missed: out of work with chance 1 - 0 x 0.5^2 = 1; at least 80 days for the arrears
    assert borrower.employed == 0
    assert borrower.work_since == -max(80, int(30 * math.log(draw) / math.log(0.75)))
    assert rules.income_share(borrower, 10, a_world().segment[0]) == 0.25


def test_who_is_at_work_on_a_tape_has_no_spell() -> None:
    assert imputed(job_loss_monthly=0.0).work_since == -NEVER
