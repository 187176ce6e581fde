"""A lender's month counted a second time, from the days and in plain words, and compared with the row it reports.

A wrong amount that is posted to both sides leaves every book balanced, so the audit cannot see it; this recount does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import numpy as np

from sim.compiled import twin
from sim.market import ACTIVITIES, Activity
from sim.rules.audit import Fault
from sim.simulation import Simulation
from tests.builders import rules, run_book

INCOME = (
    "interest_income_fen", "late_income_fen", "fee_income_fen", "merchant_fee_fen", "recovery_fen",
    "guarantee_received_fen", "service_fee_fen", "notes_written_down_fen", "other_income_fen", "interbank_release_fen",
)  # fmt: skip
COST = (
    "funding_cost_fen", "operating_cost_fen", "provision_expense_fen", "forgiven_fen", "collection_cost_fen",
    "litigation_cost_fen", "service_cost_fen", "risk_cost_fen", "acquisition_cost_fen", "promotion_cost_fen",
    "fine_fen", "premium_fen", "partner_interest_fen", "partner_recovery_fen", "coupon_fen",
    "other_claims_fen", "interbank_loss_fen", "insolvency_cost_fen",
)  # fmt: skip


class _Found(Exception):
    """The column that is looked for was wrong: the rest of the run is not needed."""


class Recount:
    """Watches the closes of a run in plain Python and keeps the columns whose figure it does not find again."""

    def __init__(self, bug: Mapping[str, Any], wanted: str = "") -> None:
        self.wrong: set[str] = set()
        self.wanted = wanted
        self.done: dict[int, Any] = defaultdict(lambda: np.zeros(ACTIVITIES, dtype=np.int64))
        self.commissions: dict[int, int] = defaultdict(int)
        """What was done since the month opened, by lender."""
        self.faulty = twin(bug, compiled=False)
        watched = {"close_lender_day": self._close_day, "close_lender_month": self._close_month}
        self.book = twin(watched, compiled=False, base=self.faulty)

    def run(self, simulation: Simulation, replication: int = 0) -> set[str]:
        """Names of the columns that are wrong in any month, up to the one that is wanted; the books must balance."""
        run = simulation.start(replication)
        with suppress(_Found):
            run_book(self.book["run_days"], run)
        assert run.market[0].fault == Fault.NONE
        return self.wrong

    def _close_day(self, ledger: Any, market: Any, economy: Any, index: int, day: int, world: Any) -> None:
        self.done[index] += ledger.activity[index]
        self.commissions[index] += int(ledger.agency[index])
        self.faulty["close_lender_day"](ledger, market, economy, index, day, world)

    def _close_month(
        self, row: Any, ledger: Any, market: Any, world: Any, economy: Any, stream: Any, index: int
    ) -> None:
        lender = market.lenders[index]
        policy, name = lender.policies[0].copy(), float(lender.reputation)
        paid = int(lender.guarantee_paid)
        self.faulty["close_lender_month"](row, ledger, market, world, economy, stream, index)
        expected = {
            **work(self.done[index], self.commissions[index], policy, row, name),
            **contacts(self.done[index], policy, row),
            **owners(policy, row, lender),
            "premium_fen": rules.fen(policy.guarantee_premium * row.own_outstanding_fen / 12),
            "net_income_fen": sum(int(row[kind]) for kind in INCOME) - sum(int(row[kind]) for kind in COST),
        }
        self.wrong |= {column for column, amount in expected.items() if int(row[column]) != amount}
        if paid + row.guarantee_received_fen > covered(policy, lender):
            self.wrong.add("guarantee_received_fen")
        if self.wanted in self.wrong:
            raise _Found
        del self.done[index], self.commissions[index]


def work(done: Any, commissions: int, policy: Any, row: Any, name: float) -> dict[str, int]:
    """What a month's work costs by how often it was done (fen), and the counts that are reported."""
    service = done[Activity.REMINDER] * policy.reminders_reach * policy.reminders_cost
    service += done[Activity.DISPUTE] * policy.service_cost + done[Activity.PLAN] * policy.forbearance_cost
    service += policy.education_cost * row.active_accounts + policy.reminders_autopay_cost * done[Activity.DEBIT]
    suits = 1 + policy.litigation_arbitration_share + policy.litigation_preservation
    risk = done[Activity.VERIFICATION] * policy.underwriting_verification_cost
    made = contacts_by_rung(done, policy, row)
    attempts = sum(rung.cost * (rules.attempts_made(rung) * made[place]) for place, rung in enumerate(policy.ladder))
    return {
        "plans": int(done[Activity.PLAN]),
        "suits": int(done[Activity.SUIT]),
        "applications": int(done[Activity.APPLICATION]),
        "service_cost_fen": rules.fen(service),
        "litigation_cost_fen": rules.fen(policy.litigation_cost * suits * done[Activity.SUIT]),
        "risk_cost_fen": rules.fen(risk + done[Activity.APPLICATION] * policy.revenue_risk_cost),
        "acquisition_cost_fen": rules.fen(done[Activity.ADMISSION] * policy.revenue_acquisition_cost / name),
        "promotion_cost_fen": rules.fen(policy.promotions_coupon * done[Activity.COUPON]),
        "collection_cost_fen": rules.fen(commissions + attempts),
    }


def contacts_by_rung(done: Any, policy: Any, row: Any) -> list[float]:
    """Contacts of each rung: as many as its cases called for, and its people could make."""
    cases = max(1, int(row.active_accounts)) / 10_000
    return [
        min(float(done[Activity.CONTACT + place]), rung.capacity * cases) for place, rung in enumerate(policy.ladder)
    ]


def contacts(done: Any, policy: Any, row: Any) -> dict[str, int]:
    """Contacts of the month, and the fine (fen) for the complaints they bring."""
    made = contacts_by_rung(done, policy, row)
    complained = 0.0
    for place, rung in enumerate(policy.ladder):
        too_many = max(0.0, rung.attempts - policy.conduct_attempts_allowed)
        too_long = max(0.0, rung.hours - policy.conduct_hours_allowed)
        rate = policy.conduct_complaint_rate + policy.conduct_excess_complaint_rate * (too_many + too_long)
        complained += min(1.0, rate) * made[place]
    return {"contacts": rules.fen(sum(made)), "fine_fen": rules.fen(policy.conduct_fine * complained)}


def owners(policy: Any, row: Any, lender: Any) -> dict[str, int]:
    """Dividend and fresh capital of the month (fen), by its profit and by what own funds were before."""
    before = int(row.equity_fen + row.dividend_fen - row.capital_injected_fen)
    assets, profit = int(row.risk_weighted_assets_fen), int(row.net_income_fen)
    spare = before - rules.fen(policy.capital_actions_dividend_ratio * assets)
    paid = max(0, min(rules.fen(policy.capital_actions_dividend_share * profit), spare)) if profit > 0 else 0
    missing = rules.fen(policy.capital_actions_recapitalise_to * assets) - before
    most = rules.fen(policy.capital_actions_recapitalise_cap * lender.opening_balance)
    is_short = paid == 0 and before < policy.capital_actions_recapitalise_below * assets
    return {"dividend_fen": paid, "capital_injected_fen": max(0, min(missing, most)) if is_short else 0}


def covered(policy: Any, lender: Any) -> float:
    """Most that a guarantor owes by now (fen): its quota of charge-offs beyond the first loss, up to the cap."""
    beyond = max(0.0, lender.charge_off - policy.guarantee_first_loss * lender.opening_own)
    return policy.guarantee_quota * min(beyond, policy.guarantee_cap * lender.opening_own) + 1
