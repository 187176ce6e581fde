"""Debts among lenders in a scenario: to whom they may be, and how they reach the opening books."""

import pytest

from sim.chart import Account
from sim.opening import opening_market, synthetic_book
from sim.rules.audit import Fault
from sim.scenario import ScenarioError, load
from sim.setup import world_record


@pytest.mark.parametrize("creditor", ["nobody", "platform"])
def test_a_debt_is_to_another_lender_of_the_scenario(creditor: str) -> None:
    with pytest.raises(ScenarioError, match="is not one of the other lenders east, north, south"):
        load("clearing", [f"lenders.platform.owes.{creditor}=1"])


def test_debts_and_claims_stand_in_both_books_and_their_balance_in_own_funds() -> None:
    scenario = load("clearing").scenario
    market = opening_market(synthetic_book(scenario).borrowers, scenario, world_record(scenario))[0]
    assert market.fault == Fault.NONE
    books = market.lenders["book"]
    # platform, east, north, south, in fen: the platform owes three times 6,000 yuan and is owed three times 5,000
    assert books[:, Account.INTERBANK_DEBTS].tolist() == [-1_800_000, -500_000, -500_000, -500_000]
    assert books[:, Account.INTERBANK_CLAIMS].tolist() == [1_500_000, 600_000, 600_000, 600_000]
    assert books[:, Account.EQUITY].tolist() == [200_000, -300_000, -100_000, -400_000]
    assert books.sum(axis=1).tolist() == [0, 0, 0, 0]
    assert market.lenders["month_funds"].tolist() == [-200_000, 300_000, 100_000, 400_000]
