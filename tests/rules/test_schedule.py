"""The next day with something due: never later than any day that matters, and never earlier."""

from hypothesis import given
from hypothesis import strategies as st

from sim.records import State
from sim.units import DAYS_PER_MONTH, NEVER, day_of_month
from tests.builders import LINE, LOAN, a_borrower, a_market, a_world, open_loan, overdue, rules

DEFAULT_DAYS, CHARGE_OFF_DAYS = 90, 180
DAYS = st.integers(1, 400) | st.just(NEVER)
ACCOUNTS = st.fixed_dictionaries(
    {
        "state": st.sampled_from([State.EMPTY, State.OPEN, State.PENDING, State.CHARGED_OFF]),
        "product": st.sampled_from([LINE, LOAN]),
        "next_due_day": DAYS,
        "oldest_due_day": DAYS,
        "retry_day": st.integers(1, 400) | st.just(-NEVER),
    }
)


def is_eventful(borrower, day: int) -> bool:
    """Whether a day must be lived, condition by condition."""
    place = (day - 1) % DAYS_PER_MONTH + 1
    if place in (1, DAYS_PER_MONTH, int(borrower.payday)) or borrower.job_change_day == day:
        return True
    for account in borrower.accounts:
        if account.state in (State.OPEN, State.PENDING) and account.next_due_day == day:
            return True
        if account.state in (State.OPEN, State.PENDING) and account.oldest_due_day != NEVER:
            age = day - int(account.oldest_due_day)
            if account.retry_day == day or age in (DEFAULT_DAYS, CHARGE_OFF_DAYS):
                return True
    return False


@given(
    day=st.integers(1, 400),
    payday=st.integers(1, 30),
    job_change=DAYS,
    accounts=st.lists(ACCOUNTS, min_size=3, max_size=3),
)
def test_the_next_day_is_the_first_on_which_anything_is_due(day: int, payday: int, job_change: int, accounts) -> None:
    borrower = a_borrower(payday=payday, job_change_day=job_change)
    for slot, values in enumerate(accounts):
        open_loan(borrower, slot, **values)
    expected = next(later for later in range(day + 1, day + 32) if is_eventful(borrower, later))
    assert rules.next_event_day(borrower, day, a_market(), a_world()) == expected


def test_an_idle_borrower_lives_the_first_the_payday_and_the_last() -> None:
    borrower, days, day = a_borrower(payday=10), [], 0
    while day < 60:
        day = int(rules.next_event_day(borrower, day, a_market(), a_world())) if day else 1
        days.append(day)
    assert days == [1, 10, 30, 31, 40, 60]
    assert [int(day_of_month(day)) for day in days] == [1, 10, 30, 1, 10, 30]


def test_the_days_of_default_and_of_charge_off_are_lived() -> None:
    borrower = a_borrower(payday=1)
    overdue(open_loan(borrower, principal=5), 5, 10)
    assert rules.next_event_day(borrower, 92, a_market(), a_world()) == 100
    assert rules.next_event_day(borrower, 182, a_market(), a_world()) == 190


def test_sooner_takes_only_days_after_today() -> None:
    assert [rules.sooner(50, candidate, 40) for candidate in (39, 40, 41, 50, 60)] == [50, 50, 41, 50, 50]
