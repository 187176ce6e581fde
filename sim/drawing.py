"""What `--draws`, `--precision` and `--of` mean for a run: checked, and turned into a draw plan and a course."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas

from sim.draws import DRAW_PLANS, PLAIN, Antithetic, Draws, Sobol, Stratified
from sim.draws.pilot import PILOT_START
from sim.errors import UsageError
from sim.headline import summarise, summariser
from sim.montecarlo.course import Course
from sim.montecarlo.importance import Target, Tilted, check_importance
from sim.montecarlo.plan import Simulator
from sim.montecarlo.precision import Precision, check_precision
from sim.scenario.models import Scenario


@dataclass(frozen=True)
class Drawing:
    """How the economies of a run are drawn, and when it stops."""

    kind: str = "plain"
    fixed: Draws = PLAIN
    """The draw plan, as far as it is known before a pilot."""
    target: Target | None = None
    """The tail that importance draws are for."""
    precision: Precision | None = None

    @property
    def settings(self) -> dict[str, Any]:
        """For the manifest: what makes the draws what they are."""
        return {"draws": self.kind, **({} if self.target is None else {"target": self.target.as_dict()})}

    @property
    def identity(self) -> str:
        """The same for the fingerprint. How long a run goes on is no part of it."""
        return self.kind if self.target is None else f"{self.kind} {self.target.column} {self.target.level}"

    @property
    def stopping(self) -> Mapping[str, Any] | None:
        """The rule by which the run stops, for the manifest."""
        return None if self.precision is None else self.precision.as_dict()

    def course(
        self,
        scenario: Scenario,
        redrawn: Callable[[Draws, bool], Simulator],
        tell: Callable[[str], None],
    ) -> Course | None:
        """How the run goes; None where it just runs its replications."""
        if self.precision is None and self.target is None:
            return None
        floor = scenario.lenders["platform"].capital.floor

        def judge(replications: pandas.DataFrame, draws: str) -> dict[str, Any]:
            return summarise(replications, capital_floor=floor, draws=draws)

        months, persistence = scenario.horizon_months, scenario.macro.persistence
        tilted = None
        if self.target is not None:
            tilted = Tilted(self.target, scenario.seed, months, persistence, redrawn)
        return Course(judge, summariser(scenario), self.kind, self.precision, tilted, tell)


def check_drawing(
    scenario: Scenario, replication: int | None, draws: str, precision: float | None, of: str | None
) -> Drawing:
    """The three options for a scenario; `replication` is the one that is run alone.

    Raises:
        UsageError: exit 2.
    """
    if draws not in DRAW_PLANS:
        raise UsageError(f"--draws {draws} is not known; allowed are {', '.join(DRAW_PLANS)}")
    if draws != "plain" and scenario.macro.dispersion == "none":
        raise UsageError(
            f"--draws {draws} draws the random economy, and macro.dispersion is none: there is nothing to draw"
        )
    if scenario.replications > PILOT_START or (replication or 0) >= PILOT_START:
        raise UsageError(f"replications are numbered below {PILOT_START:,}; those from there on are kept for pilots")
    if precision is not None and replication is not None:
        raise UsageError("--precision and --replication exclude each other; one replication has no interval")
    if of is not None and precision is None and draws != "importance":
        raise UsageError(f"--of {of} goes with --precision or --draws importance")
    rule = check_precision(precision, of, draws, scenario.replications)
    if draws == "importance":
        check_importance(scenario.replications, replication)
        return Drawing(draws, PLAIN, Target.of(of), rule)
    plans: dict[str, Draws] = {
        "plain": PLAIN,
        "antithetic": Antithetic(),
        "sobol": Sobol(),
        "stratified": Stratified(min(scenario.loss_horizon_months, scenario.horizon_months)),
    }
    return Drawing(draws, plans[draws], None, rule)
