"""Fitting parameters of a scenario to targets by simulated moments: the study file, the search, what it found.

`sim.studies.calibrate` puts the parts together. Nothing here knows how a figure is simulated but `measuring`.
"""
