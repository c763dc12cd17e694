# One environment (.venv), made on first use, and brought up to date when the pins or the project's metadata change.
# To choose the interpreter for a new environment: make PYTHON=/path/to/python3 ...

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
INSTALL := $(BIN)/python -m pip install --quiet --constraint constraints.txt
# Tried in this order for a new environment; only the one named, if PYTHON is given.
CANDIDATES := $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python)
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
WHOLE := import sys, pip._internal.cli.main; sys.exit(sys.prefix == sys.base_prefix)

.DEFAULT_GOAL := help
.PHONY: help setup compare test test-all check format bench pins clean

help:
	@sed -n 's/^\([a-z-]*\):.*## /\1 /p' Makefile | while read -r name text; do printf 'make %-9s %s\n' "$$name" "$$text"; done

setup: $(READY) ## set up .venv (every target below does this first)

compare: $(READY) ## compare the policies: the main job
	$(BIN)/shequ compare --force

test: check ## what CI runs: check, then every test that is not slow
	$(BIN)/python -m pytest -m "not slow"

test-all: check ## check, then every test
	$(BIN)/python -m pytest

check: $(READY) ## lint, format and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: $(READY) ## mend what ruff can mend
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(READY) ## time one run and many
	$(BIN)/python -m tests.bench

pins: $(READY) ## write constraints.txt anew with the newest releases
	$(INSTALL) uv
	{ grep '^#' constraints.txt; \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --extra dev --no-annotate --no-header pyproject.toml; \
	} > $(VENV)/constraints.txt
	mv $(VENV)/constraints.txt constraints.txt

clean: ## remove the environment, builds and caches; results stay
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find sim scenarios experiments analysis tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamp is written last. An environment left half-made is mended, or made anew if it is not whole (its own, with pip).
$(READY): pyproject.toml constraints.txt
	@rm -f $@
	@$(BIN)/python -c '$(WHOLE)' 2>/dev/null && exit 0; \
	for python in $(CANDIDATES); do \
	  "$$python" -c '$(NEW_ENOUGH)' 2>/dev/null || continue; \
	  echo "Making $(VENV) with $$($$python --version)"; \
	  rm -rf $(VENV); \
	  "$$python" -m venv $(VENV) && exit 0; \
	  rm -rf $(VENV); \
	  echo "$$python cannot make an environment (on Debian or Ubuntu: apt-get install python3-venv)." >&2; \
	done; \
	echo "shequ needs Python 3.11 or later with venv; tried: $(CANDIDATES)." \
	  "Install one, or name it: make PYTHON=/path/to/python3 setup" >&2; exit 1
	$(INSTALL) hatchling editables
	$(INSTALL) --no-build-isolation --editable '.[dev]'
	@touch $@
