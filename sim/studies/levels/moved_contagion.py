"""What was set in the channels of contagion, which are neutral by default."""

from __future__ import annotations

from sim.studies.levels.move import Moved

MOVED_CONTAGION: tuple[Moved, ...] = (
    Moved(
        "contagion.peers.strength",
        0.0,
        1.0,
        "neighbours' defaults move the willingness to pay",
        "domain.md 0 T15, 6.1",
    ),
    Moved(
        "contagion.peers.willingness",
        0.0,
        1.5,
        "a fall of 0.01 months of income makes 2 % more refuse (opening book). Where nobody among peers pays, 10-15 "
        "points more default (T15) at 0.95 months; knowing one defaulter of eight adds 82 % at 2.2; a point of local "
        "arrears adds 7-16 % at 3.6-8 (6.1)",
        "domain.md 0 T15, 6.1: from 0.95 to 8, the two lower figures taken",
    ),
    Moved(
        "contagion.peers.forgiveness",
        0.0,
        0.5,
        "news of plans leaks",
        "domain.md 6.1; size assumed",
    ),
    Moved(
        "contagion.credit_supply.strength",
        0.0,
        1.0,
        "borrowers feel what their lenders do",
        "definition of the channel",
    ),
    Moved(
        "contagion.lenders.strength",
        0.0,
        0.3,
        "limits elsewhere fall after a default",
        "assumed",
    ),
    Moved(
        "contagion.employment.strength",
        0.0,
        0.5,
        "lost spending costs local jobs",
        "assumed",
    ),
    Moved(
        "contagion.funding.strength",
        0.0,
        1.0,
        "funders ask more as arrears rise; profit a year stays in its band (B4)",
        "definition of the channel",
    ),
    Moved(
        "contagion.reputation.strength",
        0.0,
        1.0,
        "harsh collections cost the name",
        "definition of the channel",
    ),
)
