# Two commands do everything: `make demo` and `make test`. PYTHON=python3.12 chooses another interpreter.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
PYTEST_ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo test lint format coverage diagrams bench migration lock clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(VENV)/.runtime ## install, start the Trà Bồng 2025 demo on 127.0.0.1:8000 (Ctrl-C stops it)
	$(BIN)/quytrinh demo

test: lint ## lint, type check, import contracts and all tests
	$(BIN)/python -m pytest -n auto --dist worksteal $(PYTEST_ARGS)

lint: $(VENV)/.dev ## style, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(VENV)/.dev ## put the code into its standard form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

coverage: $(VENV)/.dev ## run the tests and print what they do not reach
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest $(PYTEST_ARGS)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

diagrams: $(VENV)/.dev ## render every diagram of bpmn/ to SVG and PNG (needs Chromium)
	$(BIN)/python -m tools.diagrams

bench: $(VENV)/.dev ## durable cases a second over HTTP, with a table
	$(BIN)/python -m benchmarks.cases

migration: $(VENV)/.dev ## write the next migration from the declared tables: make migration NAME="…"
	$(BIN)/python -m tools.migration "$(NAME)"

lock: $(VENV)/.dev ## compute the lock files anew: make lock UPGRADE=--upgrade takes newer releases
	$(BIN)/python -m tools.lock $(UPGRADE)

clean: ## remove the environment and all caches; data stay
	rm -rf $(VENV) build dist .coverage* htmlcov .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Quy Trình cần Python 3.11 trở lên; máy này có $$($(PYTHON) --version 2>&1). Hãy chạy lại với PYTHON=python3.11." >&2; \
	    echo "Quy Trình needs Python 3.11 or newer; this is $$($(PYTHON) --version 2>&1). Try again with PYTHON=python3.11." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.runtime: $(VENV)/.created requirements.lock pyproject.toml
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.lock
	$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@
