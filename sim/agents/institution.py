"""Lenders as registered agents: views over the market's records, with the dials of their policies."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sim.agents.framework import Registered
from sim.agents.plain import plain_rules
from sim.chart import Account
from sim.dials import DIAL_PATHS
from sim.market import Standing

if TYPE_CHECKING:
    from sim.agents.model import CreditModel


DIAL_NAMES = tuple(path.replace(".", "_") for path in DIAL_PATHS)
"""Dials as attributes: `underwriting.score_cutoff` is `underwriting_score_cutoff`."""


class PolicyView:
    """The dials in force, in the units of rules (money in fen). What is set holds for all segments.

    It sets the chosen value too, from which levers move it at month ends.
    """

    __slots__ = ("_institution",)
    _institution: Institution

    def __init__(self, institution: Institution) -> None:
        object.__setattr__(self, "_institution", institution)

    def __getattr__(self, name: str) -> float:
        _check_dial(name)
        return float(self._institution.record.dials[0, DIAL_NAMES.index(name)])

    def __setattr__(self, name: str, value: float) -> None:
        _check_dial(name)
        place = DIAL_NAMES.index(name)
        self._institution.record.dials[:, place] = value
        self._institution.record.chosen[:, place] = value

    def __dir__(self) -> list[str]:
        return list(DIAL_NAMES)

    def __repr__(self) -> str:
        return f"<policy {', '.join(f'{name}={getattr(self, name):g}' for name in DIAL_NAMES)}>"


def _check_dial(name: str) -> None:
    if name not in DIAL_NAMES:
        raise AttributeError(f"no dial {name!r}; a policy has {', '.join(DIAL_NAMES)}")


class Institution(Registered):
    """A lender. Money in fen; rates and the ration are as of the last close."""

    def __init__(self, model: CreditModel, index: int, name: str) -> None:
        super().__init__(model, -1 - index)
        self.index = index
        self.name = name

    @property
    def record(self) -> Any:
        """The lender's record, as rules get it."""
        return self.model.run.market[0].lenders[self.index]

    @property
    def policy(self) -> PolicyView:
        """The dials, to read and to set."""
        return PolicyView(self)

    def balance(self, account: Account) -> int:
        """Balance of one account of the books: assets and costs positive, debts, equity and income negative."""
        return int(self.record.book[account])

    def _by_rule(self, name: str) -> int:
        return int(plain_rules()[name](self.record))

    @property
    def cash(self) -> int:
        """Cash (fen)."""
        return self.balance(Account.CASH)

    @property
    def receivables(self) -> int:
        """Principal and interest on the books (fen)."""
        return self._by_rule("receivables")

    @property
    def own_funds(self) -> int:
        """Equity and the profit so far (fen)."""
        return self._by_rule("own_funds")

    @property
    def funding(self) -> int:
        """Borrowed funds (fen)."""
        return self._by_rule("funding_drawn")

    @property
    def liquidity(self) -> int:
        """Cash plus undrawn committed funding (fen)."""
        return self._by_rule("liquidity")

    @property
    def risk_weighted_assets(self) -> int:
        """Risk-weighted assets of the last month end (fen)."""
        return int(self.record.risk_weighted_assets)

    @property
    def capital_ratio(self) -> float:
        """Own funds / risk-weighted assets of the last month end; NaN before the first, and without assets."""
        return float(self.record.capital_ratio) if self.risk_weighted_assets > 0 else math.nan

    @property
    def d30_rate(self) -> float:
        """Share of the balance at least 30 days past due, last month end."""
        return float(self.record.d30_rate)

    @property
    def d90_rate(self) -> float:
        """Share of the balance at least 90 days past due, last month end."""
        return float(self.record.d90_rate)

    @property
    def ration(self) -> float:
        """Share of the credit asked for that liquidity allows."""
        return float(self.record.ration)

    @property
    def standing(self) -> Standing:
        """Normal, tightened, rationed or failed."""
        return Standing(int(self.record.standing))

    @property
    def loss(self) -> int:
        """Credit loss so far, before later collections are valued (fen)."""
        return int(self.record.loss)

    def remove(self) -> None:
        """Not possible: borrowers owe it money."""
        raise TypeError("a lender cannot be removed from a model")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"


class Platform(Institution):
    """The lender called platform."""
