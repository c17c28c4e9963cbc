# Everything Retrack can do from a shell. `make` alone lists it.
# Needs make and Python 3.11 or later (with venv); the rest is installed into .venv from locks with hashes.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

# The newest Python that really starts here and can make virtual environments.
# A name on PATH may be a shim for a version that is not active, hence the trial. Override: make PYTHON=python3.12 test
FIND_PYTHON = for name in python3.14 python3.13 python3.12 python3.11 python3; do \
	"$$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& { echo "$$name"; break; }; done
PYTHON ?= $(shell $(FIND_PYTHON))

VENV := .venv
READY := $(VENV)/.ready
PY := $(VENV)/bin/python
SOURCES := layers/retrack/python functions dev bench tests
# Rooms that exist: a tool stops at a path that does not.
ROOMS = $(wildcard $(SOURCES))

##@ Work with it

.PHONY: help
help: ## List what can be made
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@ / { printf "\n%s\n", substr($$0, 5) } \
		/^[a-zA-Z_.-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: $(READY) ## Start the whole system on this machine (Ctrl-C stops it)
	@exec $(PY) -m dev

.PHONY: test
test: $(READY) build build-host ## Run every test, with coverage
	$(PY) -m pytest -n $(WORKERS) --cov --cov-report= --cov-fail-under=0
	$(PY) -m coverage report --skip-covered --skip-empty
	$(PY) -m coverage report --include='*/retrack/domain/*' --fail-under=100 --skip-covered

# Two workers mostly wait, for a browser and for a local stack; tests/conftest.py tells who does what.
WORKERS ?= $(shell $(PY) -c 'import os; print((os.cpu_count() or 1) + 1)')

.PHONY: check
check: lint build build-host ## Check format, lint, types, architecture and template
	$(PY) -m pytest -q tests/architecture

.PHONY: lint
lint: $(READY) ## Check the same, but for the architecture, which `make test` checks as well
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy $(ROOMS)
	$(VENV)/bin/cfn-lint template.yaml

.PHONY: format
format: $(READY) ## Put the code in its one format, and mend what the linter can
	$(PY) -m ruff check --fix-only --quiet .
	$(PY) -m ruff format .

.PHONY: catalogs
catalogs: $(READY) ## Collect the pages' texts, and compile their translations
	@$(PY) -m dev.catalogs

.PHONY: openapi
openapi: $(READY) ## Write the OpenAPI document anew, from the code
	@$(PY) -m dev.openapi

.PHONY: bench
bench: $(READY) build-host ## Measure what it costs and how it grows
	@exec $(PY) -m bench

.PHONY: bench-flood
bench-flood: $(READY) ## Send 10,000 messages at once to the end (a quarter of an hour)
	@exec $(PY) -m bench.flood

.PHONY: bench-import
bench-import: $(READY) ## Import 50,000 rows to the end, twice (20 minutes)
	@exec $(PY) -m bench.big_import

.PHONY: screenshots
screenshots: $(READY) ## Photograph the demo store's pages into docs/screenshots
	$(PY) -m dev.screenshots

##@ Set it up

.PHONY: .venv
.venv: $(READY) ## Make the virtual environment (the other targets do it when they need it)

$(READY): requirements-dev.txt
	@test -n "$(PYTHON)" || { echo "Retrack needs Python 3.11 or later with venv (Debian: apt-get install python3-venv)"; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@echo "Installing the locked packages (a minute or two, the first time only) ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r requirements-dev.txt
	@printf '%s\n' "$(CURDIR)" "$(CURDIR)/layers/retrack/python" \
		> "$$($(PY) -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/retrack.pth"
	@touch $@
	@echo "$(VENV) is ready."

.PHONY: lock
lock: ## Resolve the requirements anew, into locks with hashes
	@rm -rf .build/uv && python3 -m venv .build/uv && .build/uv/bin/python -m pip install --quiet uv
	@$(LOCK) requirements-dev.in --upgrade --output-file requirements-dev.txt
	@$(LOCK) layers/dependencies/requirements.in --constraint requirements-dev.txt \
		--output-file layers/dependencies/requirements.txt
LOCK := .build/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate --no-strip-extras

##@ Build it

# Every function and layer that the template declares, by a line such as "  OrdersApiFunction:".
BUILT = $(shell sed -nE 's/^  ([A-Za-z0-9]+(Function|Layer)):[[:space:]]*$$/\1/p' template.yaml 2>/dev/null)
FOR_AWS := .aws-sam/build
FOR_HOST := .build/host
BUILT_FROM = $(shell find layers/retrack functions -type f -not -path '*/__pycache__/*') $(wildcard template.yaml)

# The folder whose makefile builds a logical id: all functions share one, each layer has its own.
folder = $(if $(filter %Function,$(1)),functions,layers/$(shell echo '$(1:Layer=)' | tr '[:upper:]' '[:lower:]'))
build_one = $(MAKE) --no-print-directory -C $(call folder,$(1)) build-$(1) ARTIFACTS_DIR="$(CURDIR)/$*/$(1)" \
	PIP="$(CURDIR)/$(PY) -m pip" $(TARGET)

.PHONY: build
build: $(FOR_AWS)/.dependencies $(FOR_AWS)/.code ## Build every function and layer for AWS (arm64, Python 3.13), as `sam build` does

.PHONY: build-host
build-host: $(FOR_HOST)/.dependencies $(FOR_HOST)/.code ## Build the same for this machine, for the tests

$(FOR_HOST)/%: TARGET = TARGET_PLATFORMS= COMPILE_WITH="$(CURDIR)/$(PY)" \
	TARGET_PYTHON=$(shell $(PY) -c 'import sys; print("%d.%d" % sys.version_info[:2])')

%/.dependencies: $(READY) layers/dependencies/requirements.txt layers/dependencies/Makefile
	@echo "Building the dependencies into $* ..."
	@mkdir -p $*
	@$(call build_one,DependenciesLayer)
	@touch $@

%/.code: $(READY) $(BUILT_FROM)
	@echo "Building Retrack into $* ..."
	@mkdir -p $*
	@find $* -mindepth 1 -maxdepth 1 -type d -not -name DependenciesLayer -exec rm -rf {} +
	@$(foreach id,$(filter-out DependenciesLayer,$(BUILT)),$(call build_one,$(id));)
	@touch $@

.PHONY: clean
clean: ## Remove all that was made here, .venv included
	rm -rf $(VENV) .build .aws-sam .coverage .coverage.* htmlcov .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
