"""The levels of a scenario against figures of the real world: what is measured, what is aimed at, how far off it is.

`python -m sim.studies.levels` writes docs/calibration.md. Nothing here moves a parameter.
"""
