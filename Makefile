# Two commands do everything: `make run` and `make test`. Both set up what they need.
VENV := .venv
PYTHON := $(VENV)/bin/python
PORT ?= 8000
WORKERS ?= auto
BROWSER_TESTS ?=

.PHONY: run test test-fast test-postgres lint format clean

run: export DEBUG = 1
run: export PORT := $(PORT)
run: $(VENV)/run
	@$(PYTHON) manage.py migrate --verbosity 0
	@$(PYTHON) manage.py demo --if-empty
	@$(PYTHON) manage.py check --database default
	@echo "AzaCMS: http://127.0.0.1:$(PORT)/   (stop it with Ctrl-C)"
	@$(PYTHON) manage.py runserver --noreload 127.0.0.1:$(PORT)

test: $(VENV)/dev
	@bash tests/install.sh chromium
	$(PYTHON) -m pytest -n $(WORKERS)

test-fast: $(VENV)/dev
	$(PYTHON) -m pytest -n $(WORKERS) -m "not browser and not slow"

test-postgres: $(VENV)/dev
	@bash tests/install.sh postgresql
	pg_virtualenv -t -o fsync=off sh -c 'DATABASE_URL=postgres://$$PGUSER:$$PGPASSWORD@$$PGHOST:$$PGPORT/$$PGDATABASE $(PYTHON) -m pytest -n $(WORKERS) -m "not browser"'

lint: $(VENV)/dev
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/djlint --quiet --check --lint templates
	$(VENV)/bin/lint-imports --no-logo 2>/dev/null || $(VENV)/bin/lint-imports
	DEBUG=1 $(PYTHON) manage.py makemigrations --check --dry-run
	bash tests/check_deploy.sh $(PYTHON)

format: $(VENV)/dev
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis collected

$(VENV)/bin/python:
	@bash tests/install.sh python
	python3 -m venv $(VENV)

$(VENV)/run: pyproject.toml | $(VENV)/bin/python
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/dev: pyproject.toml | $(VENV)/bin/python
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(VENV)/run
