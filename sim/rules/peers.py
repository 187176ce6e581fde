"""What neighbours hear of each other and what it does to them: channel `peers`.

News is noted on the teller's record within a window and told at its close, when nobody lives: tallies are whole
numbers, draws are addressed by listener and teller, and of several tellers the earliest counts. No order can matter.
"""

from enum import IntEnum

from sim.compiled import rule
from sim.randomness import Decision, uniform
from sim.records import Channel
from sim.rules.trail import NOBODY
from sim.units import NEVER, month_of

ITEMS = 1 << 22
"""Numbers below this fit the item of a draw."""
HIGH_DAYS = 1 << 16
"""Days of a run stay below this: the higher bits of the day are free."""


class News(IntEnum):
    """What neighbours hear of: the parts of a sum."""

    DEFAULT = 1
    RELIEF = 2
    NEED = 4


@rule
def has_peers(world):
    """Whether neighbours hear of anything."""
    return world.channel[Channel.PEERS + 0] > 0.0 and world.warming == 0


@rule
def tell_default(borrower, world):
    """The first default at any lender since the start: neighbours hear of it at the close."""
    if has_peers(world):
        borrower.news = int(borrower.news) | (News.DEFAULT + 0)


@rule
def tell_relief(borrower, day, world):
    """A plan was granted: neighbours hear of it, unless they remember one already."""
    if borrower.relieved_day == NEVER and has_peers(world):
        borrower.relieved_day = day
        borrower.news = int(borrower.news) | (News.RELIEF + 0)


@rule
def is_earlier(day, number, other_day, other_number):
    """Whether a teller counts before another: by the day of the news, then by the borrower's number."""
    return day < other_day or (day == other_day and number < other_number)


@rule
def note_teller(listener, teller, day, first_day):
    """Keep whom a borrower last heard of: the newest window's earliest teller. `first_day` is that of the window."""
    is_newer_window = int(listener.last_told_day) < first_day
    if is_newer_window or is_earlier(day, teller.agent, int(listener.last_told_day), listener.last_teller):
        listener.last_teller = teller.agent
        listener.last_told_day = day
        listener.last_told_generation = teller.generation + 1


@rule
def follow(borrower, number, day, generation):
    """Note on the trail by whose news a borrower was moved."""
    borrower.heard_from = number
    borrower.heard_day = day
    borrower.heard_generation = generation


@rule
def can_be_infected(listener, last_day):
    """Whether news can make a borrower stop paying: neither in default before, nor refusing for good already."""
    return listener.first_day == NEVER and int(listener.strike_day) > last_day


@rule
def stop_paying(borrower, day):
    """From this day on the borrower refuses every payment."""
    borrower.strike_day = day
    borrower.refusing = 1


@rule
def transmission_draw(stream, listener, teller, day):
    """The draw of a link. The teller's number does not fit the item where it is large: the rest stands by the day."""
    number = int(teller)
    return uniform(stream, listener, number % ITEMS, day + HIGH_DAYS * (number // ITEMS), Decision.PEER_TRANSMISSION)


@rule
def catch_default(listener, teller, last_day, world, stream):
    """Perhaps stop paying for good because a neighbour defaulted; of several, the earliest is the infector."""
    chance = world.channel[Channel.PEERS + 0] * world.peers_transmission
    if chance <= 0.0 or not can_be_infected(listener, last_day):
        return
    day = int(teller.first_day)
    if transmission_draw(stream, listener.agent, teller.agent, day) >= chance:
        return
    stop_paying(listener, last_day + 1)
    if is_earlier(day, teller.agent, int(listener.heard_day), listener.heard_from):
        follow(listener, teller.agent, day, teller.generation + 1)


@rule
def hear_news(listener, teller, first_day, last_day, world, stream):
    """A neighbour's news of the window."""
    if int(teller.news) & (News.DEFAULT + 0) != 0:
        listener.neighbours_in_default += 1
        note_teller(listener, teller, int(teller.first_day), first_day)
        catch_default(listener, teller, last_day, world, stream)
    if int(teller.news) & (News.RELIEF + 0) != 0:
        listener.neighbours_relieved += 1
        note_teller(listener, teller, int(teller.relieved_day), first_day)


@rule
def share_of_neighbours(borrower, count):
    """A number of neighbours as a share of all; 0 without any."""
    return count / borrower.neighbours if borrower.neighbours > 0 else 0.0


@rule
def share_in_default(borrower, world):
    """Share of neighbours whose default counts, times the channel's strength, at most 1."""
    share = share_of_neighbours(borrower, int(borrower.neighbours_in_default))
    return min(1.0, world.channel[Channel.PEERS + 0] * share)


@rule
def join_the_many(listener, last_day, world):
    """Stop paying for good once enough neighbours are in default (Watts 2002), when all news has been heard."""
    if world.peers_threshold > 1.0 or listener.neighbours_in_default <= 0 or not can_be_infected(listener, last_day):
        return
    if share_in_default(listener, world) >= world.peers_threshold:
        stop_paying(listener, last_day + 1)
        follow(listener, listener.last_teller, listener.last_told_day, listener.last_told_generation)


@rule
def is_forgotten(day, last_day, world):
    """Whether news of this day counts no more after the month that ends on `last_day`."""
    return day != NEVER and month_of(day) + world.peers_duration_months == month_of(last_day)


@rule
def stop_counting(listener, is_default_old, is_relief_old):
    """A neighbour's default, or plan, counts no more."""
    listener.neighbours_in_default -= 1 if is_default_old else 0
    listener.neighbours_relieved -= 1 if is_relief_old else 0


@rule
def peer_pull(borrower, world):
    """What neighbours' defaults and plans take off the worth of paying (months of income)."""
    in_default = world.peers_willingness * share_in_default(borrower, world)
    relieved = share_of_neighbours(borrower, int(borrower.neighbours_relieved))
    return in_default + world.peers_forgiveness * min(1.0, world.channel[Channel.PEERS + 0] * relieved)


@rule
def is_refusing_with_peers(borrower, worth, burden, world):
    """Whether paying is worth less than its burden with what neighbours do; notes who tipped the scales, if they did.

    Worth and burden in months of income.
    """
    if not has_peers(world):
        return worth < burden
    is_refusing = worth - peer_pull(borrower, world) < burden
    if is_refusing and worth >= burden:
        follow(borrower, borrower.last_teller, borrower.last_told_day, borrower.last_told_generation)
    else:
        follow(borrower, NOBODY, NEVER, 0)
    return is_refusing
