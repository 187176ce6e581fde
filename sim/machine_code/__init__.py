"""The only door to numba: how a rule becomes machine code, and where that code lies between two runs.

Left alone, numba optimises a rule anew inside each rule that calls it, level after level, and makes an entry from
Python for each. Here a rule that is joined with its callers stays what it is before optimisation; whole machine code is
made only of rules that stand apart and of entries from Python, each once. `sim.compiled` is the book of the rules.
"""
