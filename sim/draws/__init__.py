"""Draw plans: by which normals the macro factor of a replication moves, and with what weight the replication counts.

Nothing but the factor is drawn anew: borrowers' luck stays keyed by seed and replication. A path is a function of seed,
replication and plan alone; what binds replications together binds 256 of them, a section.
"""

from sim.draws.importance import Importance
from sim.draws.plans import PLAIN, Antithetic, Drawn, Draws, Plain, Sobol, Stratified

__all__ = ["DRAW_PLANS", "PLAIN", "Antithetic", "Drawn", "Draws", "Importance", "Plain", "Sobol", "Stratified"]

DRAW_PLANS = ("plain", "antithetic", "sobol", "stratified", "importance")
