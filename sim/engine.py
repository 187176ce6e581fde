"""The compiled driver: days and borrowers in a loop, nothing else. No arithmetic of the model stands here.

Python enters with arrays; the rules get records. A window of days is run for all borrowers, then its days are closed.
"""

from sim.compiled import rare, rule
from sim.day import borrower_day, borrower_end, close_day, close_lender_month
from sim.day_sums import LEDGER_WORDS
from sim.market import MONTHS_ON_BOOK
from sim.randomness import Decision, uniform
from sim.records import State
from sim.rules.account_loss import gather_account_losses
from sim.rules.arrears import days_past_due
from sim.rules.audit import audit
from sim.rules.birth import be_born
from sim.rules.control import put_in
from sim.rules.discrimination import count_score
from sim.rules.economy import first_factor, next_factor, open_economy
from sim.rules.helping_hand import HELPING_STEPS, hand_over, take_helping_step
from sim.rules.holders import split_loss, take_last_losses
from sim.rules.levers import set_policies
from sim.rules.liquidity import liquidity
from sim.rules.month import measure_account
from sim.rules.peers import has_peers, hear_news, is_forgotten, join_the_many, stop_counting
from sim.rules.reporting import report_replication
from sim.rules.settlement import set_partner_terms
from sim.rules.start import begin
from sim.rules.towns import open_towns, watch_towns
from sim.rules.vintage import clear_vintages, follow_vintage
from sim.units import DAYS_PER_MONTH, NEVER, first_day_of, month_of


@rare
def run_block(
    borrowers,
    due,
    start,
    stop,
    first_day,
    last_day,
    economies,
    place,
    markets,
    worlds,
    streams,
    ledgers,
    network,
    block,
):
    """Live the days of a window for borrowers start..stop; post to the ledger rows of this block, list who has news."""
    for index in range(start, stop):
        if due[index] <= last_day:
            borrower = borrowers[index]
            while due[index] <= last_day:
                day = int(due[index])
                ledger = ledgers[block, day - first_day]
                borrower_day(borrower, day, economies[place], markets[0], worlds[0], streams[0], ledger)
                due[index] = borrower.next_day
            if borrower.news != 0:
                list_teller(network.tellers, block, index)


@rule
def list_teller(tellers, block, index):
    """Put a row on its block's list of those with news."""
    place = tellers[block, 0] + 1
    tellers[block, place] = index
    tellers[block, 0] = place


@rule
def gather(words, place):
    """Add the blocks' rows of one day into the first block's row and clear the others: integers, exact in any order."""
    for block in range(1, words.shape[0]):
        for word in range(LEDGER_WORDS):
            words[0, place, word] += words[block, place, word]
            words[block, place, word] = 0


@rule
def close_vintages(ledger, markets, place, lenders, rows):
    """At a month end: what it brought for this month's vintage and earlier ones, into the rows of their months."""
    for index in range(lenders):
        lender = markets[0].lenders[index]
        for age in range(min(place + 1, MONTHS_ON_BOOK)):
            follow_vintage(rows[(place - age) * lenders + index], ledger, lender, index, age)
        clear_vintages(lender)


@rare
def close_window(first_day, last_day, economies, place, markets, worlds, streams, ledgers, words, rows):
    """Institutions close the days of a window one by one, at a month end the month too; then the books are audited."""
    world = worlds[0]
    for day in range(first_day, last_day + 1):
        gather(words, day - first_day)
        ledger = ledgers[0, day - first_day]
        close_day(ledger, markets[0], world, economies[place], streams[0], day)
        if day % DAYS_PER_MONTH == 0:
            for lender in range(world.lenders):
                row = rows[place * world.lenders + lender]
                close_lender_month(row, ledger, markets[0], world, economies[place], streams[0], lender)
            close_vintages(ledger, markets, place, world.lenders, rows)
            watch_towns(ledger, markets[0], world, economies[place].month)
        audit(ledger, markets[0], day, world.lenders, day % DAYS_PER_MONTH == 0)
        words[0, day - first_day, :] = 0


@rule
def spread_news(borrowers, first_day, last_day, worlds, streams, network):
    """After a window's close: neighbours hear its news, then each weighs it all, and what is old is forgotten."""
    world = worlds[0]
    if not has_peers(world):
        return
    tellers = network.tellers
    if world.peers_help > 0.0 and last_day % DAYS_PER_MONTH == 0:
        lend_a_hand(borrowers, world, network)
    for block in range(tellers.shape[0]):
        for place in range(1, tellers[block, 0] + 1):
            tell_neighbours(borrowers, tellers[block, place], first_day, last_day, world, streams[0], network)
    for block in range(tellers.shape[0]):
        for place in range(1, tellers[block, 0] + 1):
            move_neighbours(borrowers, tellers[block, place], last_day, world, network)
        tellers[block, 0] = 0
    if last_day % DAYS_PER_MONTH == 0:
        forget_news(borrowers, last_day, world, network)


@rule
def lend_a_hand(borrowers, world, network):
    """At a month end: neighbours hear who is in need, offer, promise, and only when all is promised hand over."""
    for step in range(HELPING_STEPS):
        for block in range(network.tellers.shape[0]):
            for place in range(1, network.tellers[block, 0] + 1):
                help_row(borrowers, network.tellers[block, place], step, world, network)


@rule
def help_row(borrowers, row, step, world, network):
    """One step of helping a row in need by all its neighbours."""
    if borrowers[row].need <= 0:
        return
    for place in range(network.starts[row], network.starts[row + 1]):
        take_helping_step(borrowers[network.neighbours[place]], borrowers[row], step, world)
    if step == HELPING_STEPS - 1:
        hand_over(borrowers[row])


@rule
def tell_neighbours(borrowers, row, first_day, last_day, world, stream, network):
    """All neighbours of a row hear its news."""
    for place in range(network.starts[row], network.starts[row + 1]):
        hear_news(borrowers[network.neighbours[place]], borrowers[row], first_day, last_day, world, stream)


@rule
def move_neighbours(borrowers, row, last_day, world, network):
    """All neighbours of a row have heard everything: perhaps they join the many. The news is told."""
    for place in range(network.starts[row], network.starts[row + 1]):
        join_the_many(borrowers[network.neighbours[place]], last_day, world)
    borrowers[row].news = 0
    borrowers[row].need = 0
    borrowers[row].offered = 0


@rule
def forget_news(borrowers, last_day, world, network):
    """At a month end: defaults and plans of long ago count no more among their neighbours."""
    for row in range(len(borrowers)):
        teller = borrowers[row]
        is_default_old = is_forgotten(int(teller.first_day), last_day, world)
        is_relief_old = is_forgotten(int(teller.relieved_day), last_day, world)
        if is_default_old or is_relief_old:
            for place in range(network.starts[row], network.starts[row + 1]):
                stop_counting(borrowers[network.neighbours[place]], is_default_old, is_relief_old)
        if is_relief_old:
            teller.relieved_day = NEVER


@rule
def open_window(first_day, economies, place, markets, worlds):
    """At the first window of a month: what the economy is like."""
    if (first_day - 1) % DAYS_PER_MONTH == 0:
        open_economy(economies[place], worlds[0])
        open_towns(economies[place], markets[0], worlds[0])
        if first_day >= 1 and first_day <= worlds[0].loss_horizon_days:
            markets[0].factor_sum += economies[place].factor


@rule
def run_days(borrowers, due, first_day, last_day, economies, markets, worlds, streams, ledgers, words, rows, network):
    """Run whole months with one block of borrowers; stops at the first fault of the books.

    `economies` and `rows` begin in month 1; of a warm-up, in the month of its first day.
    """
    window = worlds[0].window_days
    first_month = min(1, month_of(first_day))
    for opening_day in range(first_day, last_day + 1, window):
        place = month_of(opening_day) - first_month
        closing_day = opening_day + window - 1
        open_window(opening_day, economies, place, markets, worlds)
        run_block(
            borrowers,
            due,
            0,
            len(borrowers),
            opening_day,
            closing_day,
            economies,
            place,
            markets,
            worlds,
            streams,
            ledgers,
            network,
            0,
        )
        close_window(opening_day, closing_day, economies, place, markets, worlds, streams, ledgers, words, rows)
        spread_news(borrowers, opening_day, closing_day, worlds, streams, network)
        if markets[0].fault != 0:
            return


@rule
def finish(borrowers, last_day, economies, place, markets, worlds, streams, ledgers, words, results):
    """After the last day: value what is still to be recovered, and fill the replication's row."""
    world = worlds[0]
    for index in range(len(borrowers)):
        borrower_end(borrowers[index], last_day, economies[place], markets[0], world, ledgers[0, 0])
        count_score(borrowers[index], markets[0], world)
    gather_account_losses(ledgers[0, 0], markets[0])
    for lender in range(world.lenders):
        take_last_losses(ledgers[0, 0], markets[0].lenders[lender], lender)
        split_loss(markets[0].lenders[lender])
    words[0, 0, :] = 0
    report_replication(results[0], markets[0], world, streams[0], month_of(last_day))


@rule
def draw_factors(factors, first_month, persistence, streams):
    """Fill (months,) with the standard macro factor."""
    for place in range(len(factors)):
        day = first_day_of(first_month + place)
        if place == 0:
            factors[place] = first_factor(streams[0], day)
        else:
            factors[place] = next_factor(factors[place - 1], persistence, streams[0], day)


@rule
def draw_seeds(borrowers, draws, streams):
    """Fill (borrowers,) with the draws by which the seeds of a cascade are chosen."""
    for index in range(len(borrowers)):
        draws[index] = uniform(streams[0], borrowers[index].agent, 0, 0, Decision.CONTAGION_SEED)


@rule
def give_birth(borrowers, day, worlds, streams):
    """Create a synthetic book at the close of a day; weight and number stand in the records already."""
    for index in range(len(borrowers)):
        be_born(borrowers[index], day, worlds[0], streams[0])


@rule
def begin_run(borrowers, worlds):
    """Mark who is performing on the evening before day 1."""
    for index in range(len(borrowers)):
        begin(borrowers[index], worlds[0])


@rule
def count_book(borrowers, day, markets, worlds, ledgers):
    """Sum and measure a book as it stands at a close, into the first ledger row."""
    for index in range(len(borrowers)):
        borrower = borrowers[index]
        put_in(borrower, worlds[0], ledgers[0, 0])
        for slot in range(len(borrower.accounts)):
            if borrower.accounts[slot].state == State.OPEN:
                measure_account(borrower, slot, day, markets[0], worlds[0], ledgers[0, 0])


@rule
def begin_policies(markets, lenders, month):
    """Set the policies of a month from the chosen ones and the levers at work in it, and note liquidity before it.

    The partners' terms of new lending too.
    """
    for index in range(lenders):
        set_policies(markets[0].lenders[index], month)
        set_partner_terms(markets[0].lenders[index], month)
        markets[0].lenders[index].opening_liquidity = liquidity(markets[0].lenders[index])


@rule
def look_at_accounts(borrowers, day, worlds, lender, principal, days):
    """Fill (borrowers, slots) principal (fen) and days past due of a lender's open accounts at a close; 0 elsewhere."""
    for index in range(len(borrowers)):
        borrower = borrowers[index]
        for slot in range(len(borrower.accounts)):
            account = borrower.accounts[slot]
            if account.state == State.OPEN and worlds[0].product[account.product].lender == lender:
                principal[index, slot] = account.principal
                days[index, slot] = days_past_due(account, day, worlds[0])
