"""What a lender earns and pays outside its loans: a steady income, now and then a claim, until its owners stop it.

Ruin is what it is for any lender: liquidity below 0 at a close. Random sizes are made from one draw a claim.
"""

import math

from sim.chart import Movement
from sim.compiled import rare, rule
from sim.ledger import post
from sim.market import ClaimLaw, Standing
from sim.randomness import MACRO_AGENT, Decision, uniform
from sim.rules.liquidity import liquidity
from sim.units import NEVER, fen


@rule
def does_other_business(lender, world):
    """Whether the business is open today: not while the opening book is aged, not after a failure or a stop."""
    if world.warming == 1 or lender.standing == Standing.FAILED or lender.other_stop_day != NEVER:
        return False
    return lender.other_income_fen != 0 or lender.other_claim_rate > 0.0


@rule
def claim_size(lender, draw):
    """A claim (fen): always the mean, or exponential by the inverse of its distribution."""
    if lender.other_claim_law == ClaimLaw.FIXED:
        return fen(lender.other_claim_fen)
    return fen(-lender.other_claim_fen * math.log(draw))


@rule
def claim_of_day(lender, index, day, stream):
    """What the day claims (fen): at most one claim."""
    if lender.other_claim_rate <= 0.0:
        return 0
    if uniform(stream, MACRO_AGENT, index, day, Decision.OTHER_CLAIM) >= lender.other_claim_rate:
        return 0
    return claim_size(lender, uniform(stream, MACRO_AGENT, index, day, Decision.OTHER_CLAIM_SIZE))


@rare
def do_other_business(ledger, market, world, stream, index, day):
    """Post the day's income and claim, to be entered at the close."""
    lender = market.lenders[index]
    if does_other_business(lender, world):
        post(ledger, index, Movement.EARN_OTHER_INCOME, lender.other_income_fen)
        post(ledger, index, Movement.PAY_OTHER_CLAIM, claim_of_day(lender, index, day, stream))


@rule
def stop_other_business(lender, world, day):
    """After the close: with so much liquidity the owners have what they wanted and stop for good."""
    if does_other_business(lender, world) and liquidity(lender) >= lender.other_stop_fen:
        lender.other_stop_day = day
