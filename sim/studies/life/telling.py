"""A life as a table that a person reads: details left out, payments put together, daily spending told once a month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from sim.studies.life.event import Event, yuan
from sim.units import DAYS_PER_MONTH

DAILY = {"spend": "spends", "purchase": "on credit", "interest": "interest"}
"""Kinds that come every few days, told together at the end of the month."""
PAYMENT, WRITE_OFF = "payment", "write_off"
GAP = "  "
TEXTS = 2
"""Columns of text; the others are numbers and stand to the right."""


def condensed(events: Sequence[Event]) -> list[Event]:
    """The events a person reads."""
    told: list[Event] = []
    shown = [event for event in events if not event.is_detail]
    for _, group in groupby(shown, key=lambda event: (event.day - 1) // DAYS_PER_MONTH):
        month = list(group)
        dated = [event for event in month if event.kind not in DAILY]
        told += _with_whole_charge_offs(_without_paid_dues(_with_whole_payments(dated)))
        told += _month_summary([event for event in month if event.kind in DAILY], month[-1])
    return told


def _with_whole_payments(events: Iterable[Event]) -> list[Event]:
    """Principal, interest and claims paid on one account on one day become one payment."""
    told: list[Event] = []
    for event in events:
        last = told[-1] if told else None
        if last is not None and event.kind == last.kind == PAYMENT and _place(event) == _place(last):
            amount = (last.amount_fen or 0) + (event.amount_fen or 0)
            told[-1] = replace(
                event, amount_fen=amount, cash_change_fen=last.cash_change_fen + event.cash_change_fen, text="pays"
            )
        else:
            told.append(replace(event, text="pays") if event.kind == PAYMENT else event)
    return told


def _place(event: Event) -> tuple[int, str | None]:
    return event.day, event.account


def _without_paid_dues(events: Sequence[Event]) -> list[Event]:
    """What falls due and is paid the same day is told by the payment."""
    told_by = {(*_place(event), event.kind) for event in events}
    return [
        event
        for event in events
        if event.kind != "due" or not {(*_place(event), PAYMENT), (*_place(event), "missed")} & told_by
    ]


def _with_whole_charge_offs(events: Sequence[Event]) -> list[Event]:
    """A charge-off is told with all that is written off, and that once."""
    written_off: dict[tuple[int, str | None], int] = {}
    for event in events:
        if event.kind == WRITE_OFF:
            written_off[_place(event)] = written_off.get(_place(event), 0) + (event.amount_fen or 0)
    return [
        replace(event, amount_fen=written_off.get(_place(event))) if event.kind == "charged_off" else event
        for event in events
        if event.kind != WRITE_OFF
    ]


def _month_summary(events: Sequence[Event], last: Event) -> list[Event]:
    """One line for a month's spending and interest, with the balances at its end."""
    if not events:
        return []
    sums = {kind: sum(event.amount_fen or 0 for event in events if event.kind == kind) for kind in DAILY}
    text = ", ".join(f"{DAILY[kind]} {yuan(amount)}" for kind, amount in sums.items() if amount)
    cash_change = sum(event.cash_change_fen for event in events)
    date = f"all {last.date.partition(',')[0]}"
    return [
        replace(last, date=date, kind="month", account=None, amount_fen=None, cash_change_fen=cash_change, text=text)
    ]


def table_lines(events: Sequence[Event]) -> list[str]:
    """The table of events: dates once, amounts in yuan, a column for what is owed on each account."""
    names = list(dict.fromkeys(name for event in events for name in event.owed_fen))
    heads = ["when", "what happens", "yuan", "cash", *(f"owed: {name}" for name in names), "late"]
    rows = [_cells(event, names) for event in events]
    for row, event, before in zip(rows[1:], events[1:], events, strict=False):
        if event.date == before.date:
            row[0] = ""
    widths = [max(len(row[place]) for row in (heads, *rows)) for place in range(len(heads))]
    return [_aligned(row, widths) for row in (heads, *rows)]


def _cells(event: Event, names: Sequence[str]) -> list[str]:
    amount = "" if event.amount_fen is None else yuan(event.amount_fen)
    owed = [yuan(event.owed_fen[name]) if name in event.owed_fen else "" for name in names]
    late = str(event.days_past_due) if event.days_past_due else ""
    return [
        event.date,
        f"{event.account}: {event.text}" if event.account else event.text,
        amount,
        yuan(event.cash_fen),
        *owed,
        late,
    ]


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [
        cell.ljust(width) if place < TEXTS else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return GAP.join(cells).rstrip()
