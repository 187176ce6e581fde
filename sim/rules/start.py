"""The evening before day 1: who is performing, and when the first day comes. The same for synthetic books and tapes."""

from sim.compiled import rule
from sim.market import PLATFORM
from sim.records import State
from sim.rules.discrimination import begin_score_record
from sim.rules.partners import share_opening
from sim.rules.towns import town_of
from sim.rules.trail import begin_trail
from sim.units import NEVER


@rule
def performing_at_start(borrower, world):
    """1 for an open account at the platform, and none there in default or charged off; else 0."""
    is_open = False
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if (
            account.state != State.EMPTY
            and account.state != State.CLOSED
            and world.product[account.product].lender == PLATFORM
        ):
            if account.state == State.CHARGED_OFF or account.default_day != NEVER:
                return 0
            is_open = is_open or account.state == State.OPEN
    return 1 if is_open else 0


@rule
def begin(borrower, world):
    """Set what is counted from the start of a run."""
    borrower.performing = performing_at_start(borrower, world)
    borrower.default_day = NEVER
    borrower.next_day = 1
    begin_score_record(borrower)
    begin_trail(borrower)
    borrower.town = town_of(borrower.agent, world.towns)
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state != State.EMPTY:
            share_opening(account, world.product[account.product].lender, world)
        if account.default_day != NEVER and account.oldest_due_day == NEVER and account.sound_since == NEVER:
            account.sound_since = 0
