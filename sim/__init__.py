"""yuqi: stress tests of a consumer-credit platform, borrower by borrower.

`load` a scenario, `run` it, `compare` it with others, `trace` one borrower, print a `cascade` of defaults, `open` a
folder of results; `CreditModel`, `Borrower` and `Platform` are the same world for Mesa. Everything is imported when it
is first asked for, so that `import sim` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.agents import Borrower, CreditModel, Platform
    from sim.api import load, open, run
    from sim.montecarlo.result import Result
    from sim.scenario.resolved import Resolved as Scenario
    from sim.studies.calibrate import calibrate
    from sim.studies.cascade import Cascade, cascade
    from sim.studies.compare import compare
    from sim.studies.comparison import Comparison
    from sim.studies.fitting.result import Calibration
    from sim.studies.trace import Trace, trace

    __version__: str

__all__ = [
    "Borrower",
    "Calibration",
    "Cascade",
    "Comparison",
    "CreditModel",
    "Platform",
    "Result",
    "Scenario",
    "Trace",
    "__version__",
    "calibrate",
    "cascade",
    "compare",
    "load",
    "open",
    "run",
    "trace",
]

_HOMES = {
    "Borrower": ("sim.agents", "Borrower"),
    "Calibration": ("sim.studies.fitting.result", "Calibration"),
    "Cascade": ("sim.studies.cascade", "Cascade"),
    "Comparison": ("sim.studies.comparison", "Comparison"),
    "CreditModel": ("sim.agents", "CreditModel"),
    "Platform": ("sim.agents", "Platform"),
    "Result": ("sim.montecarlo.result", "Result"),
    "Scenario": ("sim.scenario.resolved", "Resolved"),
    "Trace": ("sim.studies.trace", "Trace"),
    "calibrate": ("sim.studies.calibrate", "calibrate"),
    "cascade": ("sim.studies.cascade", "cascade"),
    "compare": ("sim.studies.compare", "compare"),
    "load": ("sim.api", "load"),
    "open": ("sim.api", "open"),
    "run": ("sim.api", "run"),
    "trace": ("sim.studies.trace", "trace"),
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    if name == "__version__":
        from sim.version import package_version

        value: Any = package_version()
    elif name in _HOMES:
        module, attribute = _HOMES[name]
        value = getattr(import_module(module), attribute)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names, imported or not."""
    return sorted({*globals(), *__all__})
