# `make help` lists the targets. Variables, here or in the environment: PORT, PORTAL_DATA, DATABASE_URL, REDIS_URL,
# VENV, PYTHON, ONLY, DO.
SHELL := /bin/sh
VENV ?= .venv
export VENV
# The first Python that fits; a version manager's name that leads nowhere is passed over.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$name && break; done)
RUN = $(VENV)/bin
# Production's settings with nothing behind them: enough for every check that opens no connection.
PRODUCTION = env -u PORTAL_LOCAL -u PORTAL_NOW SECRET_KEY=a-key-for-checks-that-serve-nobody-0123456789-abcdefghij \
	PUBLIC_URL=https://portal.example.org DATABASE_URL=postgres://nobody@127.0.0.1:1/none REDIS_URL=redis://127.0.0.1:1/0 \
	EMAIL_URL=smtp://127.0.0.1:1 PYTHONPATH=.
MANAGE = $(PRODUCTION) $(RUN)/python manage.py

.DEFAULT_GOAL := help
.PHONY: help run test check audit faults bench storm messages format lock manage clean install

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

run: install-run ## Start the portal with its own database and broker (PORT=8000 PORTAL_DATA=var)
	@exec $(RUN)/python -m cda_portal.local

test: install-test ## Run every test, in parallel, browser tests included
	@$(RUN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(if $(ONLY),-k "$(ONLY)")

CHECKS = lint format types imports templates migrations deploy catalogues sizes docker
check: $(CHECKS:%=check-%) ## Lint, types, imports, migrations, deployment, catalogues, sizes (with -k, past the first fault)
.PHONY: $(CHECKS:%=check-%)
$(CHECKS:%=check-%): install-check
check-lint:
	$(RUN)/ruff check .
check-format:
	$(RUN)/ruff format --check .
check-types:
	$(PRODUCTION) $(RUN)/mypy
check-imports:
	$(RUN)/lint-imports --no-logo
check-templates:
	git ls-files -z --cached --others --exclude-standard -- '*.html' | xargs -0 $(RUN)/djade --check --target-version 5.2
check-migrations:
	@# Without a database the history cannot be compared; that warning says nothing about the models.
	PYTHONWARNINGS=ignore::RuntimeWarning $(MANAGE) makemigrations --check --dry-run
check-deploy:
	$(MANAGE) check --deploy --fail-level WARNING
check-catalogues:
	$(MANAGE) catalogues --check
check-sizes:
	$(RUN)/python -m pytest -c /dev/null --rootdir . -p no:django -p no:cacheprovider --noconftest -q tests/test_sizes.py
check-docker:
	$(RUN)/hadolint Dockerfile

audit: install-audit ## Longer looks at every page: axe, the Nu checker, Lighthouse, links
	@$(RUN)/python -m pytest -m audit --numprocesses auto --dist worksteal

faults: install-test ## Every fault at full length, and the twins that must go red
	@$(RUN)/python -m pytest -m fault -s

bench: install-test ## Measure the main pages (ONLY=staff-list measures one)
	@ONLY="$(ONLY)" $(RUN)/python -m bench

storm: install-test ## The last minutes of a call: 600 people save, 60 send (PEOPLE=100 SENDERS=10 SECONDS=60 is shorter)
	@$(RUN)/python -m bench.storm

messages: install-check ## Bring new texts into locale/
	@$(MANAGE) catalogues --extract

format: install-check ## Format Python and templates
	@$(RUN)/ruff check --fix --quiet . && $(RUN)/ruff format .
	@git ls-files -z --cached --others --exclude-standard -- '*.html' | xargs -0 $(RUN)/djade --target-version 5.2

lock: install-check ## Resolve the requirements again, for Python 3.11 to 3.13
	@for name in requirements requirements-local requirements-dev requirements-npm; do \
		$(RUN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
			--custom-compile-command "make lock" $$name.in --output-file $$name.txt || exit 1; done
	@npm update --package-lock-only && npm --prefix audit update --package-lock-only

manage: ## A command inside the portal that runs now: make manage DO="invariants"
	@set -a && . "$${PORTAL_DATA:-var}/environment" && $(RUN)/python manage.py $(DO)

clean: ## Remove what was installed and compiled; data under var/ stays
	@rm -rf $(VENV) node_modules audit/node_modules staticfiles .ruff_cache .mypy_cache .pytest_cache .import_linter_cache
	@find cda_portal applications selection locale tests bench -name __pycache__ -prune -exec rm -rf {} + -o -name '*.mo' -exec rm -f {} +

install: install-run ## Install what `make run` needs
install-%:
	@test -n "$(PYTHON)" || { echo "No Python 3.11, 3.12 or 3.13 was found: install one, or name it with make PYTHON=..." >&2; exit 1; }
	@"$(PYTHON)" scripts/install.py $*
