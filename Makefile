# Each target sets up all that it needs in .venv, once; a second run starts at once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

# The tests start hundreds of Pythons: what one has compiled, the others read.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: ask test cover chaos lint docs bench pictures image clean

ask: $(VENV)/installed ## Ask the articles: make ask Q="Who was blamed for the rocket attack?"
	@$(BIN)/pullquote ask $(if $(Q),"$(Q)")

test: $(VENV)/installed-test ## Run the tests, on all cores
	@$(BIN)/python -m pytest --quiet --numprocesses auto --dist worksteal

cover: $(VENV)/installed-test ## Run all that there is to test, and measure how much code that runs
	@$(BIN)/python -m pytest --quiet --numprocesses auto --dist worksteal --thorough --cov

chaos: $(VENV)/installed-test ## Kill, freeze and replace databases and processes for many minutes
	@PULLQUOTE_CHAOS=20 $(BIN)/python -m pytest --quiet --thorough --log-cli-level=INFO tests/store/test_failover.py \
		tests/store/test_kill.py tests/gateway/test_shards_chaos.py tests/gateway/test_shards.py \
		tests/gateway/test_shards_postgres.py tests/terminal/test_postgres.py

lint: $(VENV)/installed-test ## Check style, format, spelling and types
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/codespell
	@$(BIN)/mypy

docs: $(VENV)/installed-docs ## Build the documentation; a broken link is an error
	@$(BIN)/python -m sphinx --fresh-env --fail-on-warning --keep-going --quiet docs build/site
	@echo "The documentation is in build/site/index.html."

bench: $(VENV)/installed-test ## Measure against the peers: make bench DATA=folder LARGE=1
	@$(INSTALL) --editable ".[bench]"
	@$(BIN)/python -m tests.benchmarks $(if $(DATA),--data $(DATA)) $(if $(LARGE),--large)

pictures: $(VENV)/installed-test ## Redraw the pictures of the documentation (needs a Chromium)
	@$(INSTALL) --editable ".[pictures]"
	@$(BIN)/python -m tests.pictures docs/pictures

image: $(VENV)/installed-test ## Build the container image on a bare Debian and run it (needs root, buildah, debootstrap)
	@$(BIN)/python -m tests.image

clean: ## Remove what the other targets made
	rm -rf $(VENV) build .coverage* .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Pullquote needs Python 3.11 or newer; set PYTHON=...")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/installed: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "Setting up $(VENV) ..."
	@$(INSTALL) --editable .
	@touch $@

$(VENV)/installed-test: $(VENV)/installed
	@echo "Setting up the tests ..."
	@$(INSTALL) --editable ".[test,lint]"
	@touch $@

$(VENV)/installed-docs: $(VENV)/installed
	@echo "Setting up the documentation ..."
	@$(INSTALL) --editable ".[docs]"
	@touch $@
