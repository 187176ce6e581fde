"""Compile the rule book once, before several processes run the tests: each of them would compile the same anew."""

from sim.compiled import is_compiled_cold
from sim.simulation import Simulation
from tests.builders import hard_times

if __name__ == "__main__":
    if is_compiled_cold():
        print("compiling the rule book, once for all tests", flush=True)
    Simulation.of(hard_times(population={"warmup_months": 1}))([0])
