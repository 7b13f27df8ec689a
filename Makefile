# The commands of the course. `make help` lists them. Any python3 from 3.8 on will do; another one: make PYTHON=python3.12 lab

PYTHON = python3
NB ?=
SHELL := /bin/sh

# Sets up where need be, then runs a program with nothing of the user's settings that would change what it does.
COURSE = $(if $(shell command -v $(PYTHON) || :),,$(error The course needs Python, and there is no program $(PYTHON): \
install Python 3.11, 3.12 or 3.13))$(PYTHON) -E -s tools/set_up.py $(if $(findstring command,$(origin PYTHON)),--python $(PYTHON))
TESTS := $(if $(NB),tests/notebooks tests/exercises,tests)

.PHONY: help lab test notebooks full lint hooks bench checks faults twice test-environments test-browser lock clean

help:  ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 26
	@echo 'NB=09 or NB="09 10" chooses chapters for test, notebooks, full, bench and twice; LAB_OPTIONS=--port=9999 goes to JupyterLab.'

lab:  ## set all up and open JupyterLab on your own copies of the chapters, in my/
	@$(COURSE) python -m tools.lab $(LAB_OPTIONS)

test:  ## set all up and pass every test, the notebooks re-executed with reduced parameters
	@$(COURSE) python -m pytest -n 2 $(TESTS) build/notebooks --nb "$(NB)"

notebooks:  ## execute notebooks with the reader's parameters on the full data and keep their outputs
	@$(COURSE) python -m tools.execute reader $(NB)

full:  ## record what takes long (tools/recordings, results/full_parameters.yml); goes on where it stopped
	@$(COURSE) python -m tools.execute full $(NB)

lint:  ## check style, types, spelling, workflows and the lock
	$(COURSE) ruff check
	$(COURSE) ruff format --check
	$(COURSE) mypy
	$(COURSE) codespell
	$(COURSE) check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(COURSE) check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	$(COURSE) check-jsonschema --builtin-schema vendor.github-issue-forms .github/ISSUE_TEMPLATE/problem.yml
	$(COURSE) check-jsonschema --builtin-schema vendor.citation-file-format CITATION.cff
	$(COURSE) zizmor --offline --no-progress --quiet .github
	$(COURSE) uv lock --check --quiet

hooks:  ## have git check staged files before each commit (style, spelling, the form of notebooks)
	@$(COURSE)
	git config core.hooksPath .githooks

bench:  ## print speed and memory as ratios within one run; write each chapter's minutes where they stand
	@$(COURSE) python -m tools.bench $(NB)

checks:  ## train small networks with three seeds and hold what the chapters conclude (full data)
	@$(COURSE) python -m pytest -q -m full_data tests

faults:  ## plant a hundred faults in notebooks and list those that the tests do not catch (long)
	@$(COURSE) python -m tools.faults

twice:  ## run every cell of a notebook twice in a row and list those that then do something else
	@$(COURSE) python -m tools.twice $(NB)

test-environments:  ## try every kind of machine and user settings in a folder and home of its own (long)
	@$(COURSE) python -m pytest -v -m environments tests/test_environments.py

test-browser:  ## run chapter 09 in a real JupyterLab in Chromium, and draw on its pad
	@$(COURSE) --group browser python -m pytest -q -m browser tests

lock:  ## write uv.lock and requirements.txt anew after a change of pyproject.toml
	$(COURSE) uv lock
	$(COURSE) uv export --quiet --locked --no-dev --no-hashes --no-annotate --no-header --no-emit-project --output-file requirements.txt

clean:  ## remove what make built (not your work in my/ and notebooks/, not downloaded data)
	rm -rf .venv .uv build .pytest_cache .ruff_cache .mypy_cache results/*.partial
