# The commands of the project: `make setup`, `make demo`, `make test`, `make bench`. Each does what is missing, once.

PORT ?= 8000
VENV := .venv
PYTHON := $(VENV)/bin/python
UV := var/tools/uv/bin/uv
# A version manager may refuse plain python3 because of .python-version; any other Python can fetch uv.
PYTHON3 := $(shell for python in python3 python3.13 python3.12 /usr/bin/python3; do \
	$$python -c '' 2>/dev/null && echo $$python && break; done)
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
# For tools that read the settings but need no database.
NO_DATABASE := DATABASE_URL=postgres://none@localhost/none SECRET_KEY=$(shell printf '%060d' 0) ALLOWED_HOSTS=localhost

.PHONY: setup demo test test-database bench lint format lock

setup: var/setup/python var/setup/assets

$(UV):
	@echo "Fetching uv, which installs the Python packages …"
	@test -n "$(PYTHON3)" || { echo "No working python3 was found: install Python 3.12 or newer."; exit 1; }
	@mkdir -p var/tools
	@{ $(PYTHON3) -m venv var/tools/uv && var/tools/uv/bin/pip install --quiet --disable-pip-version-check uv; } 2>/dev/null \
	|| { rm -rf var/tools/uv && $(PYTHON3) -m pip install --quiet --disable-pip-version-check --target var/tools/uv uv; } \
	|| { echo "uv could not be fetched: check the network, or install python3-venv and try again."; exit 1; }

var/setup/python: $(UV) requirements/development.txt .python-version
	@echo "Installing the Python packages …"
	@test -x $(PYTHON) || $(UV) venv --quiet --python "$$(cat .python-version)" $(VENV) 2>/dev/null || $(UV) venv --quiet --python ">=3.12" $(VENV)
	@$(UV) pip sync --quiet --require-hashes --python $(PYTHON) requirements/development.txt
	@mkdir -p var/setup && touch $@

var/setup/npm: var/setup/python package-lock.json
	@echo "Installing the front-end packages …"
	@npm ci --ignore-scripts --silent
	@touch $@

ASSETS := $(shell find static -path static/build -prune -o -type f -print)
var/setup/assets: var/setup/npm $(ASSETS)
	@echo "Building the style sheets …"
	@node static/build.js
	@touch $@

# Hashing and compressing every static file takes a while, and only a server needs it.
var/setup/static: var/setup/assets
	@echo "Collecting the static files …"
	@$(NO_DATABASE) $(PYTHON) manage.py collectstatic --noinput --verbosity 0
	@touch $@

demo: setup var/setup/static
	@echo "Starting PostgreSQL …"
	@exec env DEMO=1 PORT=$(PORT) $(PYTHON) manage.py demo

var/setup/browser: var/setup/python
	@$(PYTHON) -m tests.browser

# Tests wait for PostgreSQL and the browser half of their time, so there is one more process than the usual two cores.
test: setup var/setup/static var/setup/browser
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target lint test-database
	@$(PYTHON) -m pytest --numprocesses 3 --dist worksteal

# The database that every test's is a copy of, migrated while the linters run.
test-database: setup
	@$(PYTHON) manage.py shell --no-imports --command "from tests import databases; databases.migrated()"

lint: setup
	@ruff check .
	@ruff format --check .
	@git ls-files -z '*.html' | xargs -0 -r djade --check
	@lint-imports
	@$(NO_DATABASE) mypy
	@$(NO_DATABASE) $(PYTHON) -W ignore manage.py makemigrations --check --dry-run --skip-checks

# Fills a database of its own with made-up records and writes docs/performance.md: `make bench SIZE=10000` for one size.
bench: setup var/setup/static
	@$(PYTHON) -m benchmarks $(if $(SIZE),--size $(SIZE)) $(BENCH_OPTIONS)

format: setup
	@ruff check --fix .
	@ruff format .
	@git ls-files -z "*.html" | xargs -0 -r djade || true  # it fails when it changed something

lock: $(UV)
	@$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.12 pyproject.toml -o requirements/production.txt
	@$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.12 pyproject.toml --group dev -o requirements/development.txt
