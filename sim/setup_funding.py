"""Funders from a scenario to records: their terms, and what they have lent and committed at the opening."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.funders import Lending
from sim.scenario.models_funding import Funder, Funding, PartnerReaction, Reaction
from sim.scenario.models_lending import Lender

CALM = Reaction(delinquency=0, losses=0, name=0, failures=0, price=0, volume=0, run_daily=0)
"""A funder that never reacts."""


def funders_of(funding: Funding) -> list[Funder]:
    """Funders in the order of their names; without any, the one committed line."""
    if funding.funders:
        return [funder for _, funder in sorted(funding.funders.items())]
    line = Funder(
        share=1.0,
        committed_multiple=funding.committed_multiple,
        annual_rate=funding.annual_rate,
        callable=False,
        reaction=CALM,
    )
    return [line]


def fill_funding(row: Any, lender: Lender) -> None:
    """Terms of a lender's funders, and what it does in trouble; nothing is lent yet."""
    funders = funders_of(lender.funding)
    row.funder_count = len(funders)
    for place, funder in enumerate(funders):
        _fill_funder(row.funders[place], funder)
        row.funders[place].pledged = pledged_share(funders, place)
    row.line_days, row.cost_reserve = lender.liquidity.line_days, lender.liquidity.cost_reserve
    tightening = lender.tightening
    row.tightening_capital, row.tightening_coverage = tightening.capital_distance, tightening.coverage
    row.limit_cut, row.approval_cut = tightening.limit_cut, tightening.approval_cut
    row.fails_illiquid = int(lender.failure.when_illiquid)
    row.closed_below = lender.failure.capital_below


def pledged_share(funders: list[Funder], place: int) -> float:
    """Part of the receivables that secures a line: as its commitment among those of all lines."""
    lines = sum(funder.committed_multiple for funder in funders if funder.kind == "line")
    return funders[place].committed_multiple / lines if lines > 0 else 0.0


def _fill_funder(row: Any, funder: Funder) -> None:
    row.kind = Lending.LINE if funder.kind == "line" else Lending.TERM
    row.rate, row.haircut = funder.annual_rate, funder.haircut
    row.is_callable, row.notice_days = int(funder.callable and funder.kind == "line"), funder.notice_days
    row.maturity_month, row.term_months = funder.maturity_month, funder.term_months
    row.run_daily = funder.reaction.run_daily
    fill_opinion(row.opinion, funder.reaction)


def fill_opinion(row: Any, reaction: Reaction | PartnerReaction) -> None:
    """What a funder or partner looks at, and from where on it acts."""
    row.by_delinquency, row.by_losses = reaction.delinquency, reaction.losses
    row.by_name, row.by_failures = reaction.name, reaction.failures
    for name in ("lag_months", "inertia", "price", "volume_from", "volume", "run_from"):
        row[name] = getattr(reaction, name)


def open_funders(row: Any, funding: Funding, drawn: int, base: int) -> None:
    """What funders have lent of `drawn` by their shares, and committed as multiples of `base` (fen).

    Lent sums are whole fen and add up to `drawn`: each is the difference of two rounded running sums.
    """
    funders = funders_of(funding)
    reached = [round(part * drawn) for part in np.cumsum([funder.share for funder in funders])]
    reached[-1] = drawn
    before = 0
    for place, funder in enumerate(funders):
        row.funders[place].drawn = reached[place] - before
        row.funders[place].committed = max(0, round(funder.committed_multiple * base))
        before = reached[place]


def give_one_line(row: Any, committed: int) -> None:
    """Put one line that never reacts in the place of all funders, with this commitment (fen)."""
    drawn = int(row.funders["drawn"].sum())
    row.funders[:] = 0
    row.funder_count = 1
    row.funders[0].drawn, row.funders[0].committed = drawn, committed
