"""How many of each kind a compiled record holds. A scenario may use fewer, never more."""

MAX_LENDERS = 4
MAX_PRODUCTS = 8
MAX_SEGMENTS = 8
MAX_LEVERS = 24
MAX_TERMS = 6
MAX_FUNDERS = 6
LONGEST_LAG = 12
"""Months after which a funder may at the latest hear of a lender's trouble."""
MAX_TOWNS = 32
MAX_PARTNERS = 3
MAX_POOLS = 2
VINTAGES = 15
"""Times of opening by which losses are told apart: not known, over a year before the start, four quarters before it,
eight after it, later."""
