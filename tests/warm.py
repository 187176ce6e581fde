"""Compile the rule book once, before several processes run the tests: each of them would compile the same anew.

Two processes share it: one compiles the days of a borrower, the other the closes, and then all that enters them.
"""

import subprocess
import sys

from sim import engine
from sim.compiled import is_compiled_cold, is_refused
from sim.simulation import Simulation
from tests.builders import hard_times

DAYS_OF_BORROWERS = "borrowers"


def compile_entry(name: str) -> None:
    """Compile a driver of the engine for the arrays of a run, without running it."""
    run = Simulation.of(hard_times()).start(0)
    shared = (run.economies, 0, run.market, run.world, run.stream, run.ledgers)
    arguments = {
        "run_block": (run.borrowers, run.due, 0, 1, 1, 1, *shared, run.network, 0),
        "close_window": (1, 1, *shared, run.words, run.rows),
    }
    if is_refused(getattr(engine, name), arguments[name]):
        raise SystemExit(f"numba refuses {name}")


def warm() -> None:
    """Fill the folder of machine code."""
    print("compiling the rule book, once for all tests", flush=True)
    with subprocess.Popen([sys.executable, "-m", "tests.warm", DAYS_OF_BORROWERS]) as other:
        compile_entry("close_window")
        if other.wait() != 0:
            raise SystemExit("the borrowers' days did not compile")
    Simulation.of(hard_times(population={"warmup_months": 1}))([0])


if __name__ == "__main__":
    if DAYS_OF_BORROWERS in sys.argv:
        compile_entry("run_block")
    elif is_compiled_cold():
        warm()
