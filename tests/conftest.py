"""What every test folder shares: hypothesis draws the same examples on every machine, and never fails on time."""

import signal

from hypothesis import HealthCheck, settings

settings.register_profile(
    "repeatable", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("repeatable")

# A shell that starts the tests in the background has them ignore Ctrl-C, and so would every command the tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)
