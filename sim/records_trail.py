"""What contagion leaves on a borrower's record: fields that channels write and the accounting of cascades reads."""

from __future__ import annotations

from typing import Any

TRAIL_FIELDS: list[tuple[Any, ...]] = [
    # the trail of contagion, see `sim.rules.trail`
    ("heard_from", "i8"),  # the neighbour whose default moved this borrower; -1 nobody
    ("infector", "i8"),  # of the first default: a borrower's number, or -2 less a lender's; -1 nobody
    ("loss", "i8"),  # fen lost on this borrower's defaults by the platform within the loss horizon, weighted
    ("book_loss", "i8"),  # fen lost by all holders, likewise
    ("heard_day", "i4"),  # the day of that default; NEVER: none
    ("heard_generation", "i4"),
    ("cut_day", "i4"),  # last day on which a line was cut by contagion; NEVER: none
    ("cut_by", "i4"),  # the lender that cut it
    ("denied_day", "i4"),  # last day on which a lender's trouble cost a loan asked for; NEVER: none
    ("denied_by", "i4"),
    ("slump_day", "i4"),  # work lost to lost spending on this day; NEVER: not
    ("news", "i4"),  # what neighbours hear of at the next close, 0: nothing
    ("cause", "i4"),  # of the first default
    ("generation", "i4"),
    # neighbours, see `sim.rules.peers`
    ("last_teller", "i8"),  # the neighbour last heard of
    ("last_told_day", "i4"),  # the day of that news; -NEVER: none
    ("last_told_generation", "i4"),
    ("first_day", "i4"),  # of the first default anywhere in the run, which neighbours hear of; NEVER: none
    ("relieved_day", "i4"),  # a plan that neighbours have heard of and still remember; NEVER: none
    ("strike_day", "i4"),  # refuses every payment from this day on; NEVER: does not
    ("neighbours", "i4"),
    ("neighbours_in_default", "i4"),  # whose default still counts
    ("neighbours_relieved", "i4"),  # whose plan still counts
    ("town", "i8"),
    ("co_causes", "i4"),  # other causes of the first default: a sum of 2 to the power of `Cause`
    ("first_product", "i4"),  # the product on which it came; -1 none
    ("loss_day", "i4"),  # first default that counts in the platform's loss; NEVER: none
    ("job_lost_day", "i4"),  # work was last lost on this day; NEVER: not known
    ("joined", "i8"),  # i8, so that no bytes lie unused; 1: has been a customer of the platform at some time of the run
    ("need", "i8"),  # fen past due beyond cash at a month end, until neighbours have heard of it
    ("offered", "i8"),  # fen that neighbours offer, of all persons of their records
    ("asked", "i8"),  # neighbours in need
    ("gift", "i8"),  # fen promised by neighbours, or to them if negative, until it moves
]
"""They stand between a borrower's own fields and the accounts; see `sim.rules.trail` and `sim.rules.peers`."""
