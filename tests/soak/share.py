"""How much of each campaign is run: all of it, or the share that the environment names."""

import os

SHARE = float(os.environ.get("SOAK_SHARE", "1"))
"""0.1 for a tenth."""
