"""A run in a process of its own, for tests that kill or interrupt it: FOLDER REPLICATIONS SECONDS BACKEND."""

from __future__ import annotations

import sys
from pathlib import Path

from sim.errors import YuqiError
from sim.montecarlo.progress import progress_on
from sim.montecarlo.runs import run
from tests.montecarlo.fake import FakeEngine, plan_of, summarise


def main() -> int:
    folder, replications, seconds, backend, chunk = sys.argv[1:6]
    engine = FakeEngine(seconds=float(seconds))
    try:
        run(
            plan_of(int(replications)),
            engine,
            summarise,
            Path(folder),
            resume="--resume" in sys.argv,
            jobs=2,
            backend=backend,
            chunk=int(chunk),
            progress=progress_on(sys.stderr),
        )
    except YuqiError as fault:
        sys.stderr.write(f"{fault}\n")
        return fault.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
