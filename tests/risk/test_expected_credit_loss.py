import numpy as np
import pytest

from sim.risk.expected_credit_loss import ImpossibleOutlook, Outlook, expected_credit_loss, followed
from sim.risk.roll_rates import BUCKETS, TermStructure, TooShort, fitted
from tests.risk.months import months_of, replications_table

TERMS = TermStructure(
    np.array([0.02, 0.3, 0.6, 0.8]), np.array([0.5, 1.0, 0.0, 2.0]), 0.97, 1.5, 0.75, 2.0, unemployment=0.05
)  # fmt: skip
FLAT = Outlook(np.zeros((3, 25)), np.array([0.25, 0.5, 0.25]), yearly_rate=0.0)


def world(unemployment: np.ndarray, seed: int = 3) -> dict[str, np.ndarray]:
    """Columns in which balances follow TERMS exactly, along (replications, months) unemployment."""
    generator = np.random.default_rng(seed)
    count, length = unemployment.shape
    balances = np.zeros((count, length, 5))
    balances[:, 0] = [1e9, 4e7, 2e7, 1e7, 5e7] * generator.uniform(0.5, 1.5, (count, 5))
    for month in range(1, length):
        before = balances[:, month - 1]
        rolls = TERMS.rolls_at(unemployment[:, month - 1])
        balances[:, month, 0] = 0.97 * before[:, 0]
        balances[:, month, 1:4] = rolls[:, :3] * before[:, :3]
        balances[:, month, 4] = rolls[:, 3] * before[:, 3] + 0.7 * before[:, 4]
    columns = {name: np.rint(balances[..., place]) for place, name in enumerate(BUCKETS)}
    whole = np.rint(balances).sum(axis=2)
    return {**columns, "unemployment_rate": unemployment, "outstanding_fen": whole, "own_outstanding_fen": whole}


def unemployment(count: int = 40, length: int = 15, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).uniform(0.03, 0.07, (count, length))


def test_a_fit_finds_the_rates_that_made_the_months():
    path = unemployment()
    columns = world(path)
    rolling = (TERMS.rolls_at(path)[..., 3] * columns["dpd_60_89_fen"])[:, :12].sum(axis=1)
    exposure = np.rint(1.5 * rolling)
    lost = np.rint(exposure * (0.75 + 2.0 * (path.mean(axis=1) - 0.05)))
    found = fitted(replications_table(40, loss_fen=lost, exposure_at_default_fen=exposure), months_of(**columns))
    away = found.unemployment - 0.05
    np.testing.assert_allclose(found.rolls, TERMS.rolls + TERMS.roll_slopes * away, rtol=1e-5)
    np.testing.assert_allclose(found.roll_slopes, TERMS.roll_slopes, atol=1e-3)
    assert found.stays == pytest.approx(0.97)
    assert found.exposure_factor == pytest.approx(1.5, rel=1e-5)
    assert found.loss_given_default == pytest.approx(0.75 + 2.0 * away, abs=1e-6)
    assert found.loss_slope == pytest.approx(2.0, abs=1e-4)


def test_the_chain_at_constant_rates_is_a_geometric_sum():
    # from "current": k months without arrears, then four rolls; from 60-89 days: one roll
    chain = followed(TERMS, np.full(12, 0.05), 0.0)
    four = 0.02 * 0.3 * 0.6 * 0.8
    assert chain.default[0] == pytest.approx(four * sum(0.97**k for k in range(9)))
    assert chain.default[3] == pytest.approx(0.8)
    assert chain.loss[1] == pytest.approx(1.5 * 0.75 * 0.3 * 0.6 * 0.8)


def test_later_losses_are_discounted_month_by_month():
    chain = followed(TERMS, np.full(12, 0.05), 0.2)
    assert chain.loss[2] == pytest.approx(1.5 * 0.75 * 0.6 * 0.8 / 1.2 ** (2 / 12))


def test_stages_by_hand():
    book = {name: np.array([[100.0]]) for name in BUCKETS} | {"unemployment_rate": np.array([[0.05]])}
    months = months_of(**book, outstanding_fen=[[500]], own_outstanding_fen=[[250]])
    found = expected_credit_loss(months, TERMS, FLAT)
    year, life = followed(TERMS, np.full(12, 0.05), 0.0).loss, followed(TERMS, np.full(24, 0.05), 0.0).loss
    assert found.stage_1[0, 0] == pytest.approx(50 * year[0])
    assert found.stage_2[0, 0] == pytest.approx(50 * life[1:].sum())  # 1-29 days by its PD, the others by the backstop
    assert found.stage_3[0, 0] == pytest.approx(50 * 0.75)
    assert found.within_year[0, 0] == pytest.approx(50 * year.sum())
    assert found.total[0, 0] == pytest.approx(50 * (year[0] + life[1:].sum() + 0.75))


def test_what_is_compared_with_realised_losses_is_not_discounted():
    months = months_of(**world(unemployment(2, 3)))
    plain = expected_credit_loss(months, TERMS, FLAT)
    dear = expected_credit_loss(months, TERMS, Outlook(FLAT.rises, FLAT.weights, yearly_rate=0.5))
    np.testing.assert_array_equal(dear.within_year, plain.within_year)
    assert (dear.stage_1 < plain.stage_1).all()


def test_a_bad_outlook_moves_what_is_not_late_to_stage_2():
    rises = np.zeros((3, 25))
    rises[2, 1:] = 0.2
    book = {name: np.array([[100.0]]) for name in BUCKETS} | {"unemployment_rate": np.array([[0.05]])}
    months = months_of(**book, outstanding_fen=[[500]], own_outstanding_fen=[[500]])
    found = expected_credit_loss(months, TERMS, Outlook(rises, np.array([0.1, 0.2, 0.7])))
    assert found.stage_1[0, 0] == 0.0
    assert expected_credit_loss(months, TERMS, Outlook(rises, np.array([0.9, 0.08, 0.02]))).stage_1[0, 0] > 0.0


def test_paths_are_weighted():
    rises = np.stack([np.full(25, 0.0), np.full(25, 0.01), np.full(25, -0.02)])
    months = months_of(**world(unemployment(1, 1)))
    weighted = expected_credit_loss(months, TERMS, Outlook(rises, np.array([0.2, 0.5, 0.3]))).within_year[0, 0]
    alone = [
        expected_credit_loss(months, TERMS, Outlook(np.stack([path] * 3), np.full(3, 1 / 3))).within_year[0, 0]
        for path in rises
    ]
    assert weighted == pytest.approx(np.dot([0.2, 0.5, 0.3], alone))


def test_the_future_changes_nothing():
    path = unemployment(5, 12)
    columns = world(path)
    before = expected_credit_loss(months_of(**columns), TERMS, FLAT)
    other = {name: np.concatenate([each[:, :6], 3 * each[:, 6:] + 7], axis=1) for name, each in columns.items()}
    after = expected_credit_loss(months_of(**other), TERMS, FLAT)
    for one, another in zip(before, after, strict=True):
        np.testing.assert_array_equal(one[:, :6], another[:, :6])
        assert (one[:, 6:] != another[:, 6:]).all()


def test_too_few_paths_and_wrong_weights_are_refused():
    with pytest.raises(ImpossibleOutlook, match="2 paths"):
        Outlook(np.zeros((2, 25)), np.full(2, 0.5))
    with pytest.raises(ImpossibleOutlook, match="weights"):
        Outlook(np.zeros((3, 25)), np.array([0.5, 0.4, 0.2]))
    with pytest.raises(ImpossibleOutlook, match="over 11 months"):
        Outlook(np.zeros((3, 12)), np.full(3, 1 / 3))


def test_a_short_run_is_refused():
    with pytest.raises(TooShort, match="3 pairs"):
        fitted(replications_table(1), months_of(**world(unemployment(1, 4))))
    with pytest.raises(TooShort, match="nothing defaulted"):
        fitted(replications_table(4), months_of(**world(unemployment(4, 9))))
