"""The rule book: what borrowers and institutions do, as small functions over records and scalars.

No files, no plots, no Mesa.
"""
