"""The columns that only attribution fills: who caused the defaults and losses of a replication."""

from __future__ import annotations

from collections.abc import Iterator

from sim.column import Column
from sim.records import Cause, Channel

CAUSE_WORDS = {
    Cause.INCOME: "work or another income of the household lost",
    Cause.HEALTH: "a spell in hospital",
    Cause.FORGOTTEN: "a payment forgotten, or failed at the lender's",
    Cause.REFUSED: "does not want to pay",
    Cause.PEER: "stopped paying because neighbours did",
    Cause.LINE_CUT: "a line cut by a lender in trouble",
    Cause.ROLLOVER_DENIED: "a loan denied because of a lender's trouble",
    Cause.LENDER_FAILED: "a lender failed",
    Cause.SLUMP: "work lost to lost spending",
    Cause.OTHER: "none traced: spent more than there was",
}


def _columns_of_channels() -> Iterator[Column]:
    """What each channel adds: without it the world would have so much less."""
    for channel in Channel:
        name = channel.name.lower()
        said = f"of the defaults with channels on less those with channels off, what {name} adds; may be negative"
        yield Column(f"net_{name}_defaults", "f8", "records", f"{said}; null without --attribution channels or shapley")
        yield Column(f"net_{name}_fen", "f8", "fen", "the same of the platform's loss before guarantees")


def _columns_of_causes() -> Iterator[Column]:
    """First defaults by proximate cause."""
    for cause in Cause:
        yield Column(f"cause_{cause.name.lower()}", "i8", "records", f"of the first defaults: {CAUSE_WORDS[cause]}")


ATTRIBUTION_COLUMNS = (
    Column("direct_default_rate", "f8", "share", "weighted direct defaults / weighted performing at the start"),
    Column("amplified_default_rate", "f8", "share", "the same of amplified ones"),
    Column("averted_default_rate", "f8", "share", "the same of averted ones"),
    Column("direct_loss_fen", "i8", "fen", "platform's loss, channels off, on those who default in both worlds"),
    Column("intensity_loss_fen", "i8", "fen", "loss on the same with channels on, less that with channels off"),
    Column("amplified_loss_fen", "i8", "fen", "loss on those who default only with channels on"),
    Column("averted_loss_fen", "i8", "fen", "loss, channels off, on those who default only with channels off"),
    Column(
        "composition_loss_fen", "i8", "fen", "loss on customers admitted only with channels on, less that only without"
    ),
    Column("loss_without_channels_fen", "i8", "fen", "platform's loss with channels off, before guarantees"),
    *_columns_of_channels(),
    Column("first_defaults", "i8", "records", "records that default at any lender within the horizon, once each"),
    *_columns_of_causes(),
    Column("cascades", "i8", "cascades", "trees of two first defaults or more, each infected by the one before it"),
    Column("reproduction_number", "f8", "defaults per default", "first defaults made by earlier ones / first defaults"),
    Column("mean_generation", "f8", "generations", "mean generation of first defaults; 0 is a default by own causes"),
)
"""Who caused it; all null without attribution."""
