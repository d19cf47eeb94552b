# tracker: `make run` to use it, `make test` to test it. Needs Python 3.11 or newer, nothing else.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin
RULES := $(foreach name,architecture assets migrations templates translations,tests/test_$(name).py)
TOO_OLD := tracker needs Python 3.11 or newer; if there is one: make PYTHON=python3.11

.DEFAULT_GOAL := help
.PHONY: help setup run test check coverage bench translations lock clean

help: ## list these targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: ## environment, locked packages, front-end files, translations; quick when up to date
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "$(TOO_OLD)")'
	@$(PYTHON) -m tools.setup

run: setup ## start tracker with the demo centre on http://127.0.0.1:8000 (PORT=…, HOST=…)
	@$(BIN)/tracker demo --if-empty
	@exec $(BIN)/tracker serve --host $(HOST) --port $(PORT)

test: setup ## all tests, on SQLite and PostgreSQL and in a browser
	@$(BIN)/python -m tools.browser
	@$(BIN)/pytest --numprocesses auto --dist worksteal

check: setup ## style, types, import contracts, migrations, translations
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/pytest --quiet $(RULES)

coverage: setup ## all tests with branch coverage
	@$(BIN)/pytest --numprocesses auto --dist worksteal --cov --cov-report term

bench: setup ## what pages cost beside a bare application; the first time it builds 20,000 projects
	@$(BIN)/python -m benchmarks

translations: setup ## collect the texts of code and pages into the English catalogue
	@$(BIN)/python -m tools.translations

lock: setup ## after a changed dependency: write the lock files anew (needs uv and npm)
	@$(BIN)/python -m tools.lock

clean: ## remove what set-up made (never the data in instance/)
	rm -rf .venv tracker/static/vendor
	find tracker -name '*.mo' -delete
