"""Pages of the manual that are made from the code: the reference of commands, the reference of Python, the picture.

`python -m sim.manual` writes them into `docs/`; a test compares the first two with what is there.
"""
