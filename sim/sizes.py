"""How many of each kind a compiled record holds. A scenario may use fewer, never more."""

MAX_LENDERS = 4
MAX_PRODUCTS = 8
MAX_SEGMENTS = 8
MAX_LEVERS = 24
MAX_TERMS = 6
MAX_PARTNERS = 3
MAX_POOLS = 2
