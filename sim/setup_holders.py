"""From a scenario to the records of who holds the loans: partners, securitisations, limits of regulation."""

from __future__ import annotations

from typing import Any

from sim.holding import RiskForm
from sim.scenario.models_holders import Partner, Securitisation
from sim.scenario.models_lending import Lender
from sim.setup_funding import fill_opinion
from sim.units import NEVER


def partner_names(lender: Lender) -> tuple[str, ...]:
    """Partners in the order of their places: by name."""
    return tuple(sorted(lender.partners))


def fill_opening_shares(row: Any, lender: Lender) -> None:
    """(partners,) shares of the opening book."""
    for place, name in enumerate(partner_names(lender)):
        row[place] = lender.partners[name].opening_share


def fill_holders(row: Any, lender: Lender) -> None:
    """Partners, securitisations and limits of a lender's record."""
    row.partner_count = len(lender.partners)
    row.compensation_day = NEVER
    for name in type(lender.regulation).model_fields:
        row[name] = getattr(lender.regulation, name)
    row.pool_count = len(lender.securitisations)
    for place, name in enumerate(sorted(lender.securitisations)):
        _fill_pool(row.pool[place], lender.securitisations[name])
    for place, name in enumerate(partner_names(lender)):
        _fill_partner(row.partner[place], lender.partners[name])
        row.compensation_day = min(row.compensation_day, row.partner[place].compensation_day)


def _fill_partner(row: Any, partner: Partner) -> None:
    row.form = RiskForm[partner.risk.upper()]
    row.compensation_day = partner.compensation_day if partner.risk == "guarantee" else NEVER
    row.share, row.deposit_share, row.first_loss = partner.share, partner.deposit_share, partner.first_loss
    row.service_fee, row.exit_month = partner.service_fee, partner.exit_month
    fill_opinion(row.opinion, partner.reaction)


def _fill_pool(row: Any, terms: Securitisation) -> None:
    for name in type(terms).model_fields:
        row[name] = getattr(terms, name)
