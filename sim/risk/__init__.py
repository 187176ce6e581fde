"""Numbers about risk, computed from the result tables or from closed forms.

Nothing here simulates, reads files or plots. Estimates carry their interval, its confidence and the method's name.
"""
