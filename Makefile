# The commands of the course. `make help` lists them.
# On a machine whose python3 is not 3.11, 3.12 or 3.13: make PYTHON=python3.12 lab

PYTHON ?= python3
NB ?=
UV_VERSION := 0.13.8

# Some machines forbid bytecode files; without them every kernel compiles TensorFlow anew.
unexport PYTHONDONTWRITEBYTECODE
# A Python of one's own, never a downloaded one.
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := .venv

SHELL := /bin/sh
BIN := .venv/bin
READY := .venv/.ready
TESTS := $(if $(NB),tests/notebooks tests/exercises,tests)

.PHONY: help lab test notebooks full lint hooks bench checks faults test-browser lock clean

help:  ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20
	@echo 'NB=09 or NB="09 10" chooses chapters for test, notebooks, full and bench; LAB_OPTIONS=--port=9999 goes to JupyterLab.'

lab: $(READY)  ## set all up and open JupyterLab on the notebooks
	$(BIN)/jupyter lab --notebook-dir=notebooks $(LAB_OPTIONS)

test: $(READY)  ## set all up and pass every test, the notebooks re-executed with reduced parameters
	$(BIN)/python -m pytest -n 2 $(TESTS) build/notebooks --nb "$(NB)"

notebooks: $(READY)  ## execute notebooks with the reader's parameters on the full data and keep their outputs
	$(BIN)/python -m tools.execute reader $(NB)

full: $(READY)  ## record what takes long (tools/recordings, results/full_parameters.yml); goes on where it stopped
	$(BIN)/python -m tools.execute full $(NB)

lint: $(READY)  ## check style, types, spelling, workflows and the lock
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/codespell
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-issue-forms .github/ISSUE_TEMPLATE/problem.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.citation-file-format CITATION.cff
	$(BIN)/zizmor --offline --no-progress --quiet .github
	$(BIN)/uv lock --check --quiet

hooks: $(READY)  ## have git check staged files before each commit (style, spelling, the form of notebooks)
	git config core.hooksPath .githooks

bench: $(READY)  ## print speed and memory as ratios within one run; write each chapter's minutes where they stand
	$(BIN)/python -m tools.bench $(NB)

checks: $(READY)  ## train small networks with three seeds and hold what the chapters conclude (full data)
	$(BIN)/python -m pytest -q -m full_data tests

faults: $(READY)  ## plant a hundred faults in notebooks and list those that the tests do not catch (long)
	$(BIN)/python -m tools.faults

test-browser: $(READY)  ## run chapter 09 in a real JupyterLab in Chromium
	$(BIN)/uv sync --locked --inexact --quiet --group browser
	$(BIN)/python -m pytest -q -m browser tests

lock: $(READY)  ## write uv.lock and requirements.txt anew after a change of pyproject.toml
	$(BIN)/uv lock
	$(BIN)/uv export --quiet --locked --no-dev --no-hashes --no-annotate --no-header --no-emit-project --output-file requirements.txt

clean:  ## remove what make built (not your work in notebooks/, not downloaded data)
	rm -rf .venv build .pytest_cache .ruff_cache results/*.partial

$(READY): pyproject.toml uv.lock
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; (3, 11) <= v <= (3, 13) or sys.exit("The course needs Python 3.11, 3.12 or 3.13; $(PYTHON) is %d.%d. Name another one: make PYTHON=python3.12 ..." % v)'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	$(BIN)/uv sync --locked --inexact --quiet
	@touch $(READY)
