"""A securitisation at a month end: what its pool brought, triggers, trapped cash, amortisation, issue.

The pool is a slice of the lender's own book: it gets that share of every flow. Its receivables stay on the books and
the senior notes are a debt of the lender, of which the seniors lose what the pool cannot pay.
"""

import math

from sim.chart import Movement
from sim.compiled import rare, rule
from sim.holding import SPREAD_MONTHS, Phase, TriggerOfPool
from sim.ledger import post
from sim.market import DPD_BUCKETS
from sim.rules.exposure import own_balance, own_rate_from
from sim.rules.pool_flows import own_charge_off, own_income, own_principal_repaid
from sim.rules.regulation import notes_allowed
from sim.rules.settlement import own_receivables
from sim.units import MONTHS_PER_YEAR, fen


@rule
def income_left(pool, income):
    """What a pool's income leaves after coupon and servicing (fen): it can absorb losses; never negative."""
    return max(0, income - coupon_due(pool) - servicing_due(pool))


@rule
def coupon_due(pool):
    """Interest of the month on the senior notes (fen)."""
    return fen(pool.coupon * pool.senior / MONTHS_PER_YEAR)


@rule
def servicing_due(pool):
    """Fee of the month that the pool owes its servicer, the lender itself (fen)."""
    return fen(pool.servicing_fee * pool.balance / MONTHS_PER_YEAR)


@rule
def excess_spread(pool, income, charged_off):
    """(yield - senior coupon - servicing - charge-offs) / pool, annualised (definitions.md)."""
    excess = income - coupon_due(pool) - servicing_due(pool) - charged_off
    return excess * MONTHS_PER_YEAR / pool.balance if pool.balance > 0 else 0.0


@rule
def keep_spread(pool, spread):
    """Keep the excess spread of a month."""
    pool.spreads[pool.spread_months % SPREAD_MONTHS] = spread
    pool.spread_months += 1


@rule
def mean_excess_spread(pool):
    """Mean of the excess spread over the last three months, or those since issue."""
    months = min(pool.spread_months, SPREAD_MONTHS)
    total = 0.0
    for place in range(months):
        total += pool.spreads[place]
    return total / months if months > 0 else 0.0


@rule
def trigger_hit(pool, eligible):
    """The trigger that ends the revolving period: spread (of three months), defaults, too few sound receivables."""
    if pool.spread_months >= SPREAD_MONTHS and mean_excess_spread(pool) < 0.0:
        return TriggerOfPool.SPREAD + 0
    if pool.charged_off > pool.default_trigger * pool.sold:
        return TriggerOfPool.DEFAULTS + 0
    if eligible < pool.balance:
        return TriggerOfPool.SHORTFALL + 0
    return TriggerOfPool.NONE + 0


@rule
def use_trapped(ledger, pool, index, wanted):
    """Release trapped cash up to an amount (fen). Returns what is released."""
    released = min(wanted, int(pool.trapped))
    pool.trapped -= released
    post(ledger, index, Movement.RELEASE_CASH, released)
    return released


@rule
def revolve(ledger, pool, index, income, charged_off):
    """Losses beyond income and trapped cash shrink the pool; income beyond losses fills it up again, or is trapped."""
    left = income_left(pool, income)
    absorbed = min(charged_off, left)
    absorbed += use_trapped(ledger, pool, index, charged_off - absorbed)
    pool.absorbed += absorbed
    pool.balance -= charged_off - absorbed
    excess = max(0, left - charged_off)
    refilled = min(excess, max(0, pool.sold - pool.balance))
    pool.balance += refilled
    if mean_excess_spread(pool) < pool.trap_spread:
        trapped = max(0, min(excess - refilled, pool.senior - pool.trapped))
        pool.trapped += trapped
        post(ledger, index, Movement.TRAP_CASH, trapped)
    else:
        use_trapped(ledger, pool, index, int(pool.trapped))


@rule
def repay_seniors(ledger, pool, index, amount):
    """Repay senior notes (fen), at most what is outstanding."""
    paid = min(amount, int(pool.senior))
    pool.senior -= paid
    post(ledger, index, Movement.REPAY_NOTES, paid)


@rule
def amortise(ledger, pool, index, income, principal, charged_off, bought_back):
    """Collections and what was bought back repay the seniors; income what it must cover, after a trigger all of it."""
    left = income_left(pool, income)
    absorbed = min(charged_off, left)
    from_income = left if pool.phase == Phase.EARLY else absorbed
    trapped = use_trapped(ledger, pool, index, int(pool.trapped)) if pool.phase == Phase.EARLY else 0
    pool.absorbed += absorbed + min(trapped, charged_off - absorbed)
    pool.balance = max(0, pool.balance - principal - charged_off - bought_back)
    repay_seniors(ledger, pool, index, principal + bought_back + from_income + trapped)


@rule
def sound_value(pool, d90_rate):
    """What the rest of a pool is worth when it is wound up (fen): receivables less than 90 days past due, at par."""
    return fen(pool.balance * (1.0 - d90_rate))


@rule
def wind_up(ledger, lender, pool, index):
    """The lender buys the rest of the pool and the seniors lose what that does not pay."""
    bad = own_rate_from(ledger, lender, index, DPD_BUCKETS - 1)
    paid = sound_value(pool, bad) + use_trapped(ledger, pool, index, int(pool.trapped))
    repay_seniors(ledger, pool, index, paid)
    pool.written_down += pool.senior
    post(ledger, index, Movement.WRITE_DOWN_NOTES, pool.senior)
    pool.senior = 0
    pool.balance = 0
    pool.phase = Phase.NONE + 0


@rule
def enter_phase(pool, phase):
    """Another phase begins."""
    pool.phase = phase + 0
    pool.months = 0


@rule
def move_phase(ledger, lender, pool, index, eligible):
    """End the revolving period by a trigger or in time; wind up a pool that is repaid, empty or at its end."""
    pool.months += 1
    if pool.phase == Phase.REVOLVING:
        pool.trigger = trigger_hit(pool, eligible)
        if pool.trigger != TriggerOfPool.NONE:
            lender.early_amortisations += 1
            enter_phase(pool, Phase.EARLY)
        elif pool.months >= pool.revolving_months:
            enter_phase(pool, Phase.AMORTISING)
    elif pool.senior == 0 or pool.balance == 0 or pool.months >= pool.clean_up_months:
        wind_up(ledger, lender, pool, index)


@rule
def run_pool(ledger, lender, pool, index, eligible):
    """A month of a pool: coupon, spread, losses, and where its collections go."""
    income = fen(pool.slice * own_income(lender))
    principal = fen(pool.slice * own_principal_repaid(lender))
    lost = fen(pool.slice * own_charge_off(lender))
    bought_back = fen(pool.implicit_support * lost)
    charged_off = lost - bought_back
    lender.month_bought_back += bought_back
    pool.charged_off += charged_off
    keep_spread(pool, excess_spread(pool, income, charged_off))
    post(ledger, index, Movement.PAY_COUPON, coupon_due(pool))
    if pool.phase == Phase.REVOLVING:
        revolve(ledger, pool, index, income, charged_off)
    else:
        amortise(ledger, pool, index, income, principal, charged_off, bought_back)
    move_phase(ledger, lender, pool, index, eligible)


@rule
def is_issue_month(pool, month):
    """Whether notes can be issued at a month end: in the months for it, and never after a trigger."""
    is_open = pool.issue_month <= month and month <= pool.last_issue_month
    return pool.phase == Phase.NONE and is_open and pool.trigger == TriggerOfPool.NONE


@rule
def issue(ledger, lender, pool, index, eligible):
    """Sell a share of the own book into a new pool; senior notes as far as sound receivables and regulation allow."""
    size = min(fen(pool.share * own_receivables(lender)), max(0, eligible))
    notes = fen(pool.senior_share * size)
    allowed = notes_allowed(lender)
    if notes > allowed:
        lender.limit_bound = 1
        notes = allowed
        size = fen(notes / pool.senior_share)
    if notes > 0:
        open_pool(pool, size, notes)
        post(ledger, index, Movement.ISSUE_NOTES, notes)


@rule
def open_pool(pool, size, notes):
    """A new issue begins its revolving period."""
    enter_phase(pool, Phase.REVOLVING)
    pool.sold = pool.balance = size
    pool.notes = pool.senior = notes
    pool.spread_months = 0
    pool.charged_off = 0
    pool.absorbed = 0


@rule
def eligible_for(ledger, lender, index, place):
    """Own receivables with nothing past due that are in no other pool (fen)."""
    sound = own_balance(ledger, index, 0)
    for other in range(lender.pool_count):
        if other != place:
            sound -= lender.pool[other].balance
    return sound


@rare
def close_pools(ledger, lender, index, month):
    """The month end of all securitisations of a lender."""
    defaulted = lender.exposure_at_default - lender.last_exposure
    lender.last_exposure = lender.exposure_at_default
    for place in range(lender.pool_count):
        pool = lender.pool[place]
        eligible = eligible_for(ledger, lender, index, place)
        pool.exposure += pool.slice * defaulted
        if pool.phase != Phase.NONE:
            run_pool(ledger, lender, pool, index, eligible)
        elif is_issue_month(pool, month):
            issue(ledger, lender, pool, index, eligible)
        whole = own_receivables(lender)
        pool.slice = min(1.0, pool.balance / whole) if whole > 0 else 0.0


@rule
def pool_balance(lender):
    """Receivables in the pools of a lender (fen)."""
    total = 0
    for place in range(lender.pool_count):
        total += lender.pool[place].balance
    return total


@rule
def lowest_spread(lender):
    """Lowest mean excess spread among the pools that are not wound up; NaN without one."""
    lowest = math.nan
    for place in range(lender.pool_count):
        pool = lender.pool[place]
        if pool.phase != Phase.NONE and pool.spread_months > 0:
            spread = mean_excess_spread(pool)
            lowest = spread if math.isnan(lowest) else min(lowest, spread)
    return lowest
