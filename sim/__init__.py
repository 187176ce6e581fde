"""yuqi: stress tests of a consumer-credit platform, borrower by borrower.

`load` a scenario, `run` it, `compare` it with others, `trace` one borrower, print a `cascade` of defaults, `open` a
folder of results. `sweep`, `reverse`, `frontier`, `sensitivity` and `calibrate` are the studies. `CreditModel`,
`Borrower` and `Platform` are the same world for Mesa. Everything is imported when it is first asked for, so that
`import sim` costs nothing.
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
    from sim.studies.frontier import Frontier
    from sim.studies.functions import frontier, reverse, sensitivity, sweep
    from sim.studies.reverse import Reverse
    from sim.studies.sensitivity import Sensitivity
    from sim.studies.sweep import Sweep
    from sim.studies.trace import Trace, trace

    __version__: str

__all__ = [
    "Borrower",
    "Calibration",
    "Cascade",
    "Comparison",
    "CreditModel",
    "Frontier",
    "Platform",
    "Result",
    "Reverse",
    "Scenario",
    "Sensitivity",
    "Sweep",
    "Trace",
    "__version__",
    "calibrate",
    "cascade",
    "compare",
    "frontier",
    "load",
    "open",
    "reverse",
    "run",
    "sensitivity",
    "sweep",
    "trace",
]

_HOMES = {
    "Borrower": ("sim.agents", "Borrower"),
    "Calibration": ("sim.studies.fitting.result", "Calibration"),
    "Cascade": ("sim.studies.cascade", "Cascade"),
    "Comparison": ("sim.studies.comparison", "Comparison"),
    "CreditModel": ("sim.agents", "CreditModel"),
    "Frontier": ("sim.studies.frontier", "Frontier"),
    "Platform": ("sim.agents", "Platform"),
    "Result": ("sim.montecarlo.result", "Result"),
    "Reverse": ("sim.studies.reverse", "Reverse"),
    "Scenario": ("sim.scenario.resolved", "Resolved"),
    "Sensitivity": ("sim.studies.sensitivity", "Sensitivity"),
    "Sweep": ("sim.studies.sweep", "Sweep"),
    "Trace": ("sim.studies.trace", "Trace"),
    "calibrate": ("sim.studies.calibrate", "calibrate"),
    "cascade": ("sim.studies.cascade", "cascade"),
    "compare": ("sim.studies.compare", "compare"),
    "frontier": ("sim.studies.functions", "frontier"),
    "load": ("sim.api", "load"),
    "open": ("sim.api", "open"),
    "reverse": ("sim.studies.functions", "reverse"),
    "run": ("sim.api", "run"),
    "sensitivity": ("sim.studies.functions", "sensitivity"),
    "sweep": ("sim.studies.functions", "sweep"),
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
