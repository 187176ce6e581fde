"""Why a borrower defaulted: the proximate cause of the first default, its generation, who infected, and co-causes.

The proximate cause is the earliest sufficient cause that struck within the look-back before the missed due date, or
later. Nothing here acts on the world.
"""

from sim.compiled import rare, rule
from sim.market import GENERATIONS, Standing
from sim.records import CAUSES, Cause
from sim.rules.calendar import days_of_months
from sim.rules.trail import NOBODY
from sim.rules.willingness import is_unwilling
from sim.units import NEVER

LOOK_BACK_DAYS = 180
"""Six months: savings and further debt carry most households no longer (assumed)."""
FIRST_LENDER = -2
"""Stands for lender 0 as an infector; lender 1 is one less."""
SLUMP_GENERATION = 1
"""Lost spending has no single author: a job lost to it counts as one generation behind own causes."""


@rule
def missed_due_day(account, day):
    """The due day whose bill was missed; the day itself where a default comes without arrears, as with a plan."""
    return min(int(account.oldest_due_day), day)


@rule
def out_of_work_since(borrower, missed):
    """The day on which the work was lost whose loss lasted to the missed due day or came later; NEVER: none."""
    if borrower.employed == 0 or int(borrower.work_since) > missed:
        return int(borrower.job_lost_day)
    return NEVER


@rule
def income_lost_day(borrower, missed, day):
    """The day on which an income of the household was lost, not by the slump; NEVER: none."""
    lost = out_of_work_since(borrower, missed)
    if lost == int(borrower.slump_day):
        lost = NEVER
    if borrower.dual_earner == 1 and borrower.second_employed == 0 and int(borrower.second_since) <= day:
        lost = min(lost, int(borrower.second_since))
    return lost


@rule
def illness_day(borrower, missed, world):
    """The day on which an illness began that lasted into the look-back; NEVER: none."""
    if int(borrower.ill_until) <= missed - LOOK_BACK_DAYS:
        return NEVER
    return int(borrower.ill_until) - days_of_months(world.segment[borrower.segment].hospital_months)


@rule
def has_failed(lender, day):
    """Whether a lender has failed by a day."""
    return lender.standing == Standing.FAILED and lender.failed_day <= day


@rule
def cut_cause(borrower, market):
    """What a line cut by contagion is: a cut, or the failure of who cut it."""
    failed = has_failed(market.lenders[max(0, int(borrower.cut_by))], int(borrower.cut_day))
    return Cause.LENDER_FAILED + 0 if failed else Cause.LINE_CUT + 0


@rule
def denied_cause(borrower, market):
    """What credit denied because of a lender's trouble is: a denial, or the lender's failure."""
    failed = has_failed(market.lenders[max(0, int(borrower.denied_by))], int(borrower.denied_day))
    return Cause.LENDER_FAILED + 0 if failed else Cause.ROLLOVER_DENIED + 0


@rule
def lender_made_day(borrower, cause, market):
    """The day on which a lender struck the borrower in this way; NEVER: none."""
    cut = int(borrower.cut_day) if cut_cause(borrower, market) == cause else NEVER
    denied = int(borrower.denied_day) if denied_cause(borrower, market) == cause else NEVER
    return min(cut, denied)


@rule
def inability_day(borrower, cause, missed, day, world):
    """The day on which a loss of means struck; NEVER: none."""
    if cause == Cause.INCOME:
        return income_lost_day(borrower, missed, day)
    if cause == Cause.HEALTH:
        return illness_day(borrower, missed, world)
    if cause == Cause.SLUMP and out_of_work_since(borrower, missed) == int(borrower.slump_day):
        return int(borrower.slump_day)
    return NEVER


@rule
def refusal_day(borrower, cause, missed, day):
    """The day from which a refusal counts, as the borrower's own or as the neighbours' work; NEVER: it is not that.

    Who heard of neighbours and was moved by it does not refuse on the own account.
    """
    is_moved = int(borrower.heard_day) <= day
    if borrower.refusing == 0 or is_moved != (cause == Cause.PEER):
        return NEVER
    return int(borrower.heard_day) if is_moved else missed


@rule
def cause_day(borrower, slot, cause, day, market, world):
    """The day on which a cause struck that is sufficient by itself; NEVER: none.

    A loss of means is none for who has the cash and refuses; neighbours are none for who does not refuse; what is
    forgotten must be forgotten still.
    """
    account = borrower.accounts[slot]
    missed = missed_due_day(account, day)
    if cause == Cause.FORGOTTEN:
        return missed if int(account.retry_day) > day else NEVER
    if cause == Cause.REFUSED or cause == Cause.PEER:
        return refusal_day(borrower, cause, missed, day)
    if cause == Cause.LINE_CUT or cause == Cause.ROLLOVER_DENIED or cause == Cause.LENDER_FAILED:
        return lender_made_day(borrower, cause, market)
    return NEVER if is_unwilling(borrower, account) else inability_day(borrower, cause, missed, day, world)


@rule
def is_sufficient(struck, cause, missed, day):
    """Whether what struck on a day explains a default: within the look-back, or out of work for longer than that."""
    is_lasting = cause == Cause.INCOME or cause == Cause.SLUMP
    return struck <= day and (struck >= missed - LOOK_BACK_DAYS or is_lasting)


@rule
def rank_of(struck, missed, day):
    """Order of causes: days within the look-back; what is older comes behind all of them, being borne so long."""
    return struck if struck >= missed - LOOK_BACK_DAYS else day + 1


@rare
def note_cause(borrower, slot, day, market, world):
    """Write the proximate cause and the co-causes of a first default; equal days go by the order of causes."""
    missed = missed_due_day(borrower.accounts[slot], day)
    earliest = NEVER
    borrower.cause = Cause.OTHER + 0
    borrower.co_causes = 0
    for cause in range(CAUSES):
        struck = cause_day(borrower, slot, cause, day, market, world)
        if is_sufficient(struck, cause, missed, day):
            borrower.co_causes += 1 << cause
            if rank_of(struck, missed, day) < earliest:
                earliest = rank_of(struck, missed, day)
                borrower.cause = cause
    if borrower.cause != Cause.OTHER:
        borrower.co_causes -= 1 << int(borrower.cause)


@rule
def blamed_lender(borrower, market):
    """The lender whose trouble is the cause of the first default; NOBODY: none."""
    cause = int(borrower.cause)
    is_cut = borrower.cut_day != NEVER and cut_cause(borrower, market) == cause
    is_denied = borrower.denied_day != NEVER and denied_cause(borrower, market) == cause
    if is_cut and (not is_denied or borrower.cut_day <= borrower.denied_day):
        return int(borrower.cut_by)
    return int(borrower.denied_by) if is_denied else NOBODY


@rule
def note_infector(borrower, market):
    """Write who infected the borrower, and the generation: one behind that of the infector."""
    lender = blamed_lender(borrower, market)
    borrower.infector = NOBODY
    borrower.generation = SLUMP_GENERATION if borrower.cause == Cause.SLUMP else 0
    if borrower.cause == Cause.PEER:
        borrower.infector = borrower.heard_from
        borrower.generation = borrower.heard_generation
    elif lender != NOBODY:
        borrower.infector = FIRST_LENDER - lender
        borrower.generation = market.lenders[lender].generation + 1


@rare
def note_first_default(borrower, slot, day, market, world):
    """Keep the first default of the run, at whatever lender: when, on what, why, by whom."""
    borrower.first_day = day
    borrower.first_product = borrower.accounts[slot].product
    note_cause(borrower, slot, day, market, world)
    note_infector(borrower, market)


@rule
def count_generation(borrower, lender, ledger):
    """Count a default at a lender by the generation of the borrower's first one."""
    ledger.generations[lender, min(int(borrower.generation), GENERATIONS - 1)] += 1


@rule
def raise_generation(lender, ledger, index):
    """At a close: the latest generation among the defaults that a lender booked before it got into trouble."""
    if lender.standing == Standing.NORMAL:
        for generation in range(GENERATIONS):
            if ledger.generations[index, generation] > 0:
                lender.generation = max(lender.generation, generation)
