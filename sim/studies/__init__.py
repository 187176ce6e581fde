"""Studies: several runs that belong together, and what they say about each other.

Each stands on whole runs in ordinary folders. What is computed from their tables is in `sim.risk`.
"""
