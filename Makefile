# Two commands do everything: `make run` and `make test`.

PYTHON ?= python3
PORT ?= 8501
# Browsers, servers and runs are waited for: one more than there are cores keeps these busy.
WORKERS := $(shell expr $$(nproc 2>/dev/null || echo 2) + 1)
MODU_HOME ?= var
VENV := .venv
BIN := $(VENV)/bin
# A password that is not set means: keep quiet, never ask.
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
export MODU_HOME
export PORT
# What Python compiled is kept, whatever the machine says: else every process that begins compiles all of it again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test test-all test-real attacks bench screens lint lock clean

help: ## what can be done here
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(VENV)/.kernels ## start the portal with the sample content on http://localhost:8501 (PORT, MODU_HOME)
	@exec $(BIN)/modu serve --host 127.0.0.1 --port $(PORT)

test: $(VENV)/.test ## run the whole suite; what it needs is found or installed
	@$(BIN)/python -m tests.needs
	$(BIN)/python -m pytest -n $(WORKERS) --no-loadscope-reorder

test-all: $(VENV)/.test ## the suite and its slow extras
	@$(BIN)/python -m tests.needs
	$(BIN)/python -m pytest -n $(WORKERS) --no-loadscope-reorder -m "not real"

test-real: $(VENV)/.test ## the tests that need real files (../shared/data or MODU_REAL_DATA)
	$(BIN)/python -m pytest -m real

attacks: $(VENV)/.test ## every attack of the threat model (tests/attacks) tried, with what became of it
	@$(BIN)/python -m tests.needs
	$(BIN)/python -m tests.attacks

bench: $(VENV)/.bench ## the workloads beside their peers, as ratios
	$(BIN)/python -m benchmarks

screens: $(VENV)/.test ## every screen x ko/en x 1366/390 x light/dark as pictures in screens/
	@$(BIN)/python -m tests.needs
	$(BIN)/python -m tests.browser.screens

lint: $(VENV)/.test ## style, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lock: $(VENV)/.test ## write the lock files anew from pyproject.toml
	$(BIN)/python -m tests.locks

clean: ## remove what was installed and built (running data stays)
	rm -rf $(VENV) .pytest_cache .ruff_cache .mypy_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Modu needs Python 3.11 or newer; name one with PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/bin/python
	@awk '/^setuptools==/ { on = 1 } on { print } on && !/\\$$/ { exit }' requirements.lock > $(VENV)/build.lock
	$(BIN)/python -m pip install -q --require-hashes --no-deps -r $(VENV)/build.lock
	$(BIN)/python -m pip install -q --no-compile --require-hashes --no-deps --no-build-isolation -r requirements.lock
	$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -qq -j 0 -x '/(tests?|pip|setuptools)/' $(VENV)/lib || true # some libraries bring files for other Pythons
	$(BIN)/python -m compileall -q -j 0 app models data_catalog connectors
	@touch $@

# Compiled anew whenever a method changed: else the first person to press a button after an update would wait for it.
$(VENV)/.kernels: $(VENV)/.run $(shell find models/methods data_catalog/scanning -name '*.py')
	@echo "compiling the numeric kernels once" && $(BIN)/python -m app.kernels
	@touch $@

$(VENV)/.test: tests/requirements.lock $(VENV)/.kernels
	$(BIN)/python -m pip install -q --no-compile --require-hashes --no-deps -r tests/requirements.lock
	@touch $@

$(VENV)/.bench: benchmarks/requirements.lock $(VENV)/.test
	$(BIN)/python -m pip install -q --require-hashes --no-deps -r benchmarks/requirements.lock
	@touch $@
