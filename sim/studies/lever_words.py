"""The marginal capital of a lever in plain words: a sentence or two, and a table of what the buffer's change costs."""

from __future__ import annotations

from sim.risk.estimate import Estimate
from sim.risk.paired_ratio import NOT_ABOVE, UNCLEAR
from sim.studies.lever import YUAN, Lever, Price
from sim.studies.shapes import Table
from sim.studies.sizes import moved, spanned
from sim.summary import yuan

HEADS = ("capital for money and people", "change", "95 % interval", "buffer per unit", "95 % interval ")
FEN_PER_YUAN = 100.0
SPOKEN_KINDS = 3
TRIFLE = 0.05
"""Kinds of spending that move by less than this share of the largest have no words."""


def sentences(found: Lever) -> list[str]:
    """What is spent more or less, and what a yuan of it does to the buffer."""
    spent = next(one for one in found.prices if one.per == YUAN)
    if not spent.change.estimate:
        return ["The platform spends the same in both arms, so there is no price of capital."]
    told = f"Spent on work and concessions: {_told(spent.change)}.{_kinds(found)}"
    return [told, *_ratio_sentence(found, spent)]


def _told(found: Estimate) -> str:
    amount = moved("fen", float(found.estimate or 0.0))
    if found.ci_low is None or found.ci_high is None:
        return amount
    return f"{amount} (95 % interval: {spanned('fen', float(found.ci_low), float(found.ci_high))})"


def _level(found: Lever) -> str:
    return f"{100 * found.level:g} %"


def _kinds(found: Lever) -> str:
    """The kinds of spending that clearly move, the largest first; trifles are left out."""
    clear = [
        (kind, float(one.estimate))
        for kind, one in found.spent.items()
        if one.estimate and one.ci_low is not None and one.ci_high is not None and one.ci_low * one.ci_high > 0
    ]
    ranked = sorted(clear, key=lambda each: -abs(each[1]))[:SPOKEN_KINDS]
    largest = [each for each in ranked if abs(each[1]) >= TRIFLE * abs(ranked[0][1])]
    if not largest:
        return ""
    return " Most of it: " + ", ".join(f"{kind} {moved('fen', amount)}" for kind, amount in largest) + "."


def _ratio_sentence(found: Lever, price: Price) -> list[str]:
    ratio = price.ratio
    if ratio.estimate is None:
        return []
    goes = f"Each yuan spent goes with a capital buffer at {_level(found)} {_yuan_a_yuan(ratio.estimate)}"
    if ratio.ci_low is None or ratio.ci_high is None:
        return [f"{goes}."]
    if ratio.ci_low <= 0 <= ratio.ci_high:
        return [f"{goes}, which cannot be told from nothing ({ratio.ci_low:,.2f} to {ratio.ci_high:,.2f})."]
    near, far = sorted((abs(float(ratio.ci_low)), abs(float(ratio.ci_high))))
    return [f"{goes} (95 % interval: {near:,.2f} to {far:,.2f})."]


def _yuan_a_yuan(value: float) -> str:
    return f"{abs(value):,.2f} yuan {'lower' if value < 0 else 'higher'}"


def lever_table(found: Lever) -> Table:
    """The buffer's change, and for each thing it is divided by, its change and the ratio or why there is none."""
    buffer = found.buffer
    words = f"capital buffer {_level(found)}, yuan"
    rows: list[tuple[str, ...]] = [
        (words, yuan(buffer.estimate), _ends(buffer, FEN_PER_YUAN, 0) or _reason(buffer), "", "")
    ]
    rows += [_row(one) for one in found.prices]
    return Table(HEADS, tuple(rows))


def _row(one: Price) -> tuple[str, ...]:
    is_money = one.per == YUAN
    scale, digits = (FEN_PER_YUAN, 0) if is_money else (1.0, 2)
    change = "" if one.change.estimate is None else f"{one.change.estimate / scale:,.{digits}f}"
    ratio = one.ratio.estimate
    size, places = (1.0, 2) if is_money else (FEN_PER_YUAN, 0)
    words = "spent, yuan" if is_money else f"{one.per}"
    ends = _ends(one.ratio, size, places)
    return (
        words,
        change,
        _ends(one.change, scale, digits) or "none",
        "no ratio" if ratio is None else f"{ratio / size:,.{places}f}",
        _reason(one.ratio) if ratio is None else ends,
    )


def _ends(found: Estimate, scale: float, digits: int) -> str:
    if found.ci_low is None or found.ci_high is None:
        return ""
    return f"{found.ci_low / scale:,.{digits}f} to {found.ci_high / scale:,.{digits}f}"


REASONS = {
    NOT_ABOVE: "not above zero",
    UNCLEAR: "not told from zero",
}


def _reason(found: Estimate) -> str:
    """Why there is no number, in the words of a cell."""
    why = found.note.rpartition("no ratio: ")[2]
    for note, words in REASONS.items():
        if note in why:
            return words
    needed = next((part for part in found.note.replace("no ratio: ", "").split("; ") if "replications" in part), "")
    return f"needs {needed.rpartition(' below ')[2]}" if " below " in needed else needed


def remarks() -> list[str]:
    """What the table of capital does not say by itself."""
    return [
        "Spent: cost of collection, suits, service, risk control, acquisition, promotion, fines and guarantee, and "
        "interest and fees given up, over the horizon. Buffer per unit: change of the buffer for each yuan more "
        "spent, or each borrower saved; a negative one is capital set free. Where what it is divided by cannot be "
        "told from zero, or is not above it, there is no ratio."
    ]
