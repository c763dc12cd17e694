# One environment (.venv), made on first use, and brought up to date when the pins or the project's metadata change.
# To choose the interpreter for a new environment: make PYTHON=/path/to/python3 ...

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
BROWSER := $(VENV)/.browser
INSTALL := $(BIN)/python -m pip install --quiet --constraint constraints.txt
# Tried in this order for a new environment; only the one named, if PYTHON is given.
CANDIDATES := $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python)
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
WHOLE := import sys, pip._internal.cli.main; sys.exit(sys.prefix == sys.base_prefix)

.DEFAULT_GOAL := help
.PHONY: help setup compare test test-all check format front bench bench-workshop pins clean

help:
	@sed -n 's/^\([a-z-]*\):.*## /\1 /p' Makefile | while read -r name text; do printf 'make %-14s %s\n' "$$name" "$$text"; done

setup: $(READY) ## set up .venv (every target below does this first)

compare: $(READY) ## compare the policies: the main job
	$(BIN)/shequ compare --force

test: check $(BROWSER) ## what CI runs: check, then every test that is not slow
	$(BIN)/python -m pytest -m "not slow"

test-all: check $(BROWSER) ## check, then every test
	$(BIN)/python -m pytest

check: $(READY) ## lint, format and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: $(READY) ## mend what ruff can mend
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

front: ## check, test and build the page of the workshop (needs npm)
	cd experiments/workshop/front && npm ci && npm run check && npm test && npm run build

bench: $(READY) ## time one run and many
	$(BIN)/python -m tests.bench

bench-workshop: $(READY) ## time the workshop before many pages and in many rooms
	$(BIN)/python -m tests.bench.workshop

pins: $(READY) ## write constraints.txt anew with the newest releases
	$(INSTALL) uv
	{ grep '^#' constraints.txt; \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --all-extras --no-annotate --no-header pyproject.toml; \
	} > $(VENV)/constraints.txt
	mv $(VENV)/constraints.txt constraints.txt

clean: ## remove the environment, builds and caches; results stay
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find sim scenarios experiments analysis tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The tests of the workshop's page need a Chromium. Where there is none and none can be had, they are skipped and say so.
$(BROWSER): $(READY)
	@command -v chromium chromium-browser google-chrome >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && echo "Installing Chromium for the browser tests" && \
	    apt-get update -qq >/dev/null && apt-get install -qq -y --no-install-recommends chromium >/dev/null; } || \
	  echo "There is no Chromium: the browser tests will be skipped (on Debian or Ubuntu: apt-get install chromium)." >&2
	@touch $@

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
