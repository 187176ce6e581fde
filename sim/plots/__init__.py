"""Figures. Matplotlib is imported here alone, and only when the first figure is drawn."""
