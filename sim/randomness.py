"""Randomness as a pure function of its address: Philox4x32-10 (Salmon et al. 2011), no generator state.

key = seed; counter = (agent, replication, day, item and decision). One decision, one number.
"""

from __future__ import annotations

import math
from enum import IntEnum

from sim.compiled import rule

WORD = 0xFFFFFFFF
MULTIPLIER_0 = 0xD2511F53
MULTIPLIER_1 = 0xCD9E8D57
WEYL_0 = 0x9E3779B9
WEYL_1 = 0xBB67AE85
ROUNDS = 10
DECISION_BITS = 10
"""Decisions below 1,024 and items below 4 million share one counter word."""
RESOLUTION = 2.220446049250313e-16
"""2**-52: a draw holds 52 bits."""
ROOT_TWO = 1.4142135623730951

MACRO_AGENT = WORD
"""The agent number of the economy; borrowers stay below it."""
WARMUP_REPLICATION = WORD
"""The replication number of the opening book's ageing; runs stay below it."""


class Decision(IntEnum):
    """What a draw decides. Append only: a number is an address and never changes its meaning."""

    MACRO_FACTOR = 1
    JOB_LOSS = 2
    JOB_FINDING = 3
    TRANSITORY_INCOME = 4
    PERMANENT_INCOME = 5
    DISCRETIONARY_SPENDING = 6
    FORGETTING = 7
    PAYER_SWITCH = 8
    PAYER_TYPE = 9
    LOAN_DEMAND = 10
    LOAN_SIZE = 11
    LOAN_TERM = 12
    HEALTH_SHOCK = 13
    HEALTH_COST = 14
    OUTAGE = 15
    FAMILY_HELP = 16
    PLAN_REQUEST = 17
    APPROVAL = 18
    VERIFICATION = 19
    DEBT_SALE = 21
    SUIT = 22
    ADVICE = 23
    SPLIT = 24
    SPLIT_TERM = 25
    EARLY_REPAYMENT = 26
    INTEREST_FIRST = 27
    ARRIVAL = 28
    ATTRITION = 29
    NEWCOMER_NOISE = 30
    BIRTH_SEGMENT = 32
    BIRTH_INCOME = 33
    BIRTH_RISK = 34
    BIRTH_PAYDAY = 35
    BIRTH_SAVINGS = 36
    BIRTH_FORGETFULNESS = 37
    BIRTH_SCORE_NOISE = 38
    BIRTH_PAYER_TYPE = 39
    BIRTH_LOAN_SIZE = 40
    BIRTH_LOAN_TERM = 41
    BIRTH_HOUSEHOLD = 42
    BIRTH_AUTOPAY = 43
    BIRTH_AWARENESS = 44
    BIRTH_OVERSPENDING = 45
    BIRTH_TEMPTATION = 46
    BIRTH_LINE_SHARE = 47
    IMPUTED_SEGMENT = 48
    IMPUTED_INCOME = 49
    IMPUTED_RISK = 50
    IMPUTED_PAYDAY = 51
    IMPUTED_PAYER_TYPE = 52
    IMPUTED_SAVINGS = 53
    IMPUTED_FORGETFULNESS = 54
    IMPUTED_WORK = 55
    IMPUTED_CASH = 56
    IMPUTED_SCORE_NOISE = 57
    WHIM = 31
    BIRTH_HOLDER = 64
    BIRTH_OUTSIDER = 65
    BIRTH_LIMIT = 66
    PARTIAL_PAYMENT = 67
    PAYMENT_OPTION = 68
    NETWORK_LINK = 69
    NETWORK_OUTSIDE = 70
    NETWORK_REWIRING = 71
    NETWORK_TARGET = 72
    PEER_TRANSMISSION = 73
    CONTAGION_SEED = 74
    OTHER_CLAIM = 90
    OTHER_CLAIM_SIZE = 91


@rule
def philox(counter_0, counter_1, counter_2, counter_3, key_0, key_1):
    """One Philox4x32-10 block: four words of 32 bits.

    Products are taken in 64-bit integers: plain Python keeps all bits, compiled code wraps, the masks make both equal.
    """
    for _ in range(ROUNDS):
        product_0 = MULTIPLIER_0 * counter_0
        product_1 = MULTIPLIER_1 * counter_2
        counter_0 = ((product_1 >> 32) & WORD) ^ counter_1 ^ key_0
        counter_2 = ((product_0 >> 32) & WORD) ^ counter_3 ^ key_1
        counter_1 = product_1 & WORD
        counter_3 = product_0 & WORD
        key_0 = (key_0 + WEYL_0) & WORD
        key_1 = (key_1 + WEYL_1) & WORD
    return counter_0, counter_1, counter_2, counter_3


@rule
def uniform(stream, agent, item, day, decision):
    """A number in (0, 1), never an end: (k + 1/2) / 2**52 with k of 52 bits."""
    word_0, word_1, _, _ = philox(
        int(agent) & WORD,
        int(stream.replication) & WORD,
        int(day) & WORD,
        (int(item) << DECISION_BITS | decision) & WORD,
        int(stream.seed) & WORD,
        (int(stream.seed) >> 32) & WORD,
    )
    return (float(word_0 << 20 | word_1 >> 12) + 0.5) * RESOLUTION


@rule
def normal_cdf(x):
    """Standard normal distribution function."""
    return 0.5 * math.erfc(-x / ROOT_TWO)


@rule
def normal_quantile(probability):
    """Inverse of the standard normal distribution function, error about 1e-16 (Wichura 1988, AS 241, PPND16)."""
    q = probability - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return q * _central_numerator(r) / _central_denominator(r)
    r = probability if q < 0.0 else 1.0 - probability
    r = math.sqrt(-math.log(r))
    if r <= 5.0:
        value = _middle_ratio(r - 1.6)
    else:
        value = _far_ratio(r - 5.0)
    return -value if q < 0.0 else value


@rule
def _central_numerator(r):
    a = 2509.0809287301226727 * r + 33430.575583588128105
    a = (a * r + 67265.770927008700853) * r + 45921.953931549871457
    a = (a * r + 13731.693765509461125) * r + 1971.5909503065514427
    return (a * r + 133.14166789178437745) * r + 3.387132872796366608


@rule
def _central_denominator(r):
    b = 5226.495278852854561 * r + 28729.085735721942674
    b = (b * r + 39307.89580009271061) * r + 21213.794301586595867
    b = (b * r + 5394.1960214247511077) * r + 687.1870074920579083
    return (b * r + 42.313330701600911252) * r + 1.0


@rule
def _middle_ratio(r):
    c = 7.7454501427834140764e-4 * r + 0.0227238449892691845833
    c = (c * r + 0.24178072517745061177) * r + 1.27045825245236838258
    c = (c * r + 3.64784832476320460504) * r + 5.7694972214606914055
    c = (c * r + 4.6303378461565452959) * r + 1.42343711074968357734
    d = 1.05075007164441684324e-9 * r + 5.475938084995344946e-4
    d = (d * r + 0.0151986665636164571966) * r + 0.14810397642748007459
    d = (d * r + 0.68976733498510000455) * r + 1.6763848301838038494
    d = (d * r + 2.05319162663775882187) * r + 1.0
    return c / d


@rule
def _far_ratio(r):
    e = 2.01033439929228813265e-7 * r + 2.71155556874348757815e-5
    e = (e * r + 0.0012426609473880784386) * r + 0.026532189526576123093
    e = (e * r + 0.29656057182850489123) * r + 1.7848265399172913358
    e = (e * r + 5.4637849111641143699) * r + 6.6579046435011037772
    f = 2.04426310338993978564e-15 * r + 1.4215117583164458887e-7
    f = (f * r + 1.8463183175100546818e-5) * r + 7.868691311456132591e-4
    f = (f * r + 0.0148753612908506148525) * r + 0.13692988092273580531
    f = (f * r + 0.59983220655588793769) * r + 1.0
    return e / f
