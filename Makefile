# Everything a user or a checking machine runs. `make help` lists it.

SHELL := /bin/bash
QUIET := @set -euo pipefail;
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
# Some hundred processes import the same modules: each is compiled once, whatever the shell says, and not by every process.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
NEWER := .venv-newer/bin
PIP_OPTIONS := -qq --no-input --disable-pip-version-check --no-compile
WORKERS := -n 2 --dist loadfile --no-loadscope-reorder
LOCKED := requirements.lock pyproject.toml
NEWER_TESTS := $(addprefix tests/,test_agents.py test_compiled.py test_golden.py test_randomness.py test_tables.py \
    risk/test_analytic.py scenario/test_reader.py)

# Prints the first of the given commands that runs, satisfies the condition on `v` (its version), and can build an
# environment. It is run, not just looked up: a version manager leaves commands on the path that fail when started.
define first_python
for python in $(1); do \
    if "$$python" -c 'import ensurepip, sys, venv; v = sys.version_info; sys.exit(not ($(2)))' >/dev/null 2>&1; \
    then echo "$$python"; break; fi; \
done
endef

# $(1): the environment's folder; $(2): the Python that builds it.
define install
test -x $(1)/bin/python && $(1)/bin/python -m pip --version >/dev/null 2>&1 || "$(2)" -m venv $(1); \
$(1)/bin/python -m pip install $(PIP_OPTIONS) --no-deps --require-hashes -r requirements.lock; \
$(1)/bin/python -m pip install $(PIP_OPTIONS) --no-deps --no-build-isolation -e .
endef

.PHONY: help install demo calibration manual test alone compiled lint types floors plain suite notebooks newer coverage format bench soak lock clean

help: ## this list
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 12

install: .venv/.installed ## create .venv and install everything, as locked
	@:

.venv/.installed: $(LOCKED)
	$(QUIET) python=$$($(call first_python,$(PYTHON) python3.11 python3 python3.12 python3.13,(3$(comma) 11) <= v < (3$(comma) 14))); \
	if [ -z "$$python" ]; then \
	    echo "yuqi needs Python 3.11, 3.12 or 3.13 with its venv module, and found none that runs."; \
	    echo "Install one (on Debian or Ubuntu: python3 and python3-venv), or say where it is: make PYTHON=/path/to/python3 ..."; \
	    exit 1; \
	fi; \
	echo "Installing into .venv with $$("$$python" --version)"; \
	$(call install,.venv,$$python)
	@touch $@

demo: .venv/.installed ## install and run the main job: 200 replications of 5,000 borrowers
	@$(BIN)/yuqi run baseline --replications 200 --set population.size=5000

# What keeps one core busy runs two at a time, what shares itself among processes one after the other. pytest comes last,
# so that its closing line closes the output.
test: .venv/.installed ## everything that is checked
	@$(MAKE) -j2 alone
	@$(MAKE) plain suite

alone: compiled lint types floors notebooks

# The rule book as machine code, once for every process that follows.
compiled: .venv/.installed
	$(QUIET) $(BIN)/python -m tests.warm

lint: .venv/.installed ## ruff: names, layout, likely bugs
	$(QUIET) echo "ruff"; $(BIN)/ruff check; $(BIN)/ruff format --check

types: .venv/.installed ## mypy on sim/
	$(QUIET) echo "mypy"; $(BIN)/mypy

floors: .venv/.installed ## import-linter: arrows point one way
	$(QUIET) echo "import-linter"; $(BIN)/lint-imports

plain: .venv/.installed ## the same rules in plain Python
	$(QUIET) echo "plain Python"; NUMBA_DISABLE_JIT=1 $(BIN)/python -m pytest -q $(WORKERS) -m "not slow" tests/rules

# Two processes share the tests, a file at a time; the files that take longest come first, so that both end together.
suite: compiled
	$(QUIET) echo "pytest"; $(BIN)/python -m pytest $(WORKERS) $(wildcard tests/test_*.py) $(filter-out tests/soak/ tests/benchmarks/,$(wildcard tests/*/))

notebooks: compiled ## run the notebooks
	$(QUIET) echo "notebooks"; $(BIN)/python -m pytest -q --nbmake notebooks

# Another Python brings another Mesa and other numerics: where one is present, the tests that stand on them run there too.
newer: .venv/.installed ## the tests of Mesa and of numbers on a newer Python, where one is found
	$(QUIET) if $(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 12))'; \
	then echo "newer Python: .venv has one already ($$($(BIN)/python --version))"; exit 0; fi; \
	python=$$($(call first_python,$(PYTHON_NEWER) python3.13 python3.12 $(PYENV_PYTHONS),(3$(comma) 12) <= v < (3$(comma) 14))); \
	if [ -z "$$python" ]; then echo "newer Python: none of 3.12 or 3.13 found here, so these tests ran on one Python only"; exit 0; fi; \
	$(MAKE) -s .venv-newer/.installed PYTHON_FOR_NEWER="$$python"; \
	echo "pytest on $$($(NEWER)/python --version)"; \
	$(NEWER)/python -m tests.warm; \
	$(NEWER)/python -m pytest -q $(WORKERS) -m "not slow" -p no:cacheprovider $(NEWER_TESTS)

.venv-newer/.installed: $(LOCKED)
	$(QUIET) echo "Installing into .venv-newer with $$("$(PYTHON_FOR_NEWER)" --version)"; \
	$(call install,.venv-newer,$(PYTHON_FOR_NEWER))
	@touch $@

# What compiled code hides from the measurement is seen in plain Python: the rules, the tests marked `plain`, one tiny run.
coverage: .venv/.installed ## the share of lines that the tests reach, compiled and plain together, and the lines not reached
	$(QUIET) $(BIN)/coverage erase; export NUMBA_DISABLE_JIT=1; \
	$(BIN)/coverage run -m pytest -q -m "not slow" tests/rules; \
	$(BIN)/coverage run -m pytest -q -m "plain" --ignore=tests/rules --ignore=tests/attribution --ignore=tests/test_historical.py tests; \
	out=$$(mktemp -d); trap 'rm -rf "$$out"' EXIT; \
	$(BIN)/coverage run $(BIN)/yuqi run baseline --replications 2 --jobs 1 --out "$$out/run" \
	    --set population.size=50 --set horizon_months=3 >/dev/null; \
	$(BIN)/coverage combine -q; unset NUMBA_DISABLE_JIT; \
	$(BIN)/python -m tests.warm; $(BIN)/python -m pytest $(WORKERS) --cov --cov-append --cov-report=; \
	$(BIN)/coverage report --show-missing

format: .venv/.installed ## lay out the source
	$(QUIET) $(BIN)/ruff check --fix --quiet || true; $(BIN)/ruff format

bench: .venv/.installed ## measure the speed, printed as one table
	@$(BIN)/python tests/benchmarks

soak: .venv/.installed ## the long runs
	@$(BIN)/python -m pytest tests/soak -o addopts="--import-mode=importlib --strict-markers" -s

calibration: .venv/.installed ## measure the baseline against its targets and write docs/calibration.md
	@$(BIN)/python -m sim.studies.levels --out docs/calibration.md

manual: .venv/.installed ## make docs/commands.md, docs/api.md and the picture of the README from the code
	@$(BIN)/python -m sim.manual

lock: ## resolve requirements.lock anew, for every supported Python
	$(QUIET) uv=$$(command -v $(BIN)/uv uv | head -n 1 || true); \
	if [ -z "$$uv" ]; then echo "make lock needs the command uv (python -m pip install uv)"; exit 1; fi; \
	"$$uv" pip compile pyproject.toml --quiet --universal --generate-hashes --extra dev --upgrade \
	    --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock" -o requirements.lock

clean: ## remove what was built, the environments too; results/ stays
	@rm -rf .venv .venv-newer build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.* htmlcov; \
	find sim tests -name __pycache__ -type d -prune -exec rm -rf {} +

comma := ,
PYENV_PYTHONS := $(wildcard $(or $(PYENV_ROOT),$(HOME)/.pyenv)/versions/3.13.*/bin/python $(or $(PYENV_ROOT),$(HOME)/.pyenv)/versions/3.12.*/bin/python)
