# Everything is installed into .venv; nothing else on the machine is touched.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint types docs screenshots schema format clean help

help:            ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

demo: $(VENV)/.installed    ## crawl the embedded demo portal, archive, clean, show the records
	$(BIN)/newsmill demo -o demo-output

test: $(VENV)/.installed-test    ## run the tests
	$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: $(VENV)/.installed-lint    ## ruff: format and lint
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.installed-lint    ## mypy, strict
	$(BIN)/mypy

docs: $(VENV)/.installed-docs    ## the documentation site, in build/site; any warning fails
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

screenshots: $(VENV)/.installed-test    ## regenerate docs/images, with Chromium
	$(BIN)/python docs/screenshots.py

schema: $(VENV)/.installed    ## regenerate docs/record.schema.json and the table of docs/record.md
	$(BIN)/python -m newsmill.pipelines.record docs

format: $(VENV)/.installed-lint    ## let ruff rewrite the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:           ## remove .venv and what demo and tests leave
	rm -rf $(VENV) demo-output build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

# pip before 25.1 knows no dependency groups, so the environment gets a current one first.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { \
	    echo "newsmill needs Python 3.10 or newer; name one: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV) || { \
	    echo "python3 has no venv module: apt-get install python3-venv"; rm -rf $(VENV); exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"

# Install again when a compiled source has changed.
COMPILED := hatch_build.py $(wildcard crawler/*/_*.pyx pipelines/*/_*.pyx pipelines/*/*/_*.pyx)

$(VENV)/.installed: pyproject.toml $(COMPILED) | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.installed-test: pyproject.toml $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[all]" --group test
	@touch $@

$(VENV)/.installed-lint: pyproject.toml $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[all]" --group lint
	@touch $@

$(VENV)/.installed-docs: pyproject.toml $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group docs
	@touch $@
