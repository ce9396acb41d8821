# The commands of the house. « make » alone lists them.

PYTHON ?= python3
VENV := .venv/bin
UV ?= uv
COMPILE := $(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	--python-version 3.11 --custom-compile-command "make lock"
LOCKS := fixtures/requirements

export PYTHON

.DEFAULT_GOAL := help
.PHONY: help known-bad bench-web lighthouse dsfr offered-dsfr state-design any-browser rare-browsers run test lint unit scale e2e accessibility speech engines faults audit gallery bench lock clean demo-packages test-packages browsers interoperability auditing screen-reader services bench-packages translations scan

help: ## Show these commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

run: demo-packages ## Start the application, its mail worker and a mailbox (Ctrl-C ends them)
	@exec $(VENV)/python -m fixtures.demo

test: test-packages browsers rare-browsers auditing interoperability services screen-reader offered-dsfr ## Run all the parts below, one after the other
	@$(VENV)/python -m fixtures.run_tests lint unit scale e2e any_browser accessibility state_design speech

lint: test-packages ## Check style, types, templates and imports
	@$(VENV)/python -m fixtures.run_tests lint

unit: test-packages interoperability ## Run the unit tests (no browser)
	@$(VENV)/python -m fixtures.run_tests unit

scale: test-packages services ## Run the tests on several instances: PostgreSQL, Redis, nginx
	@$(VENV)/python -m fixtures.run_tests scale

e2e: test-packages browsers ## Run the tests in Chromium, and every requirement in Firefox and WebKit
	@$(VENV)/python -m fixtures.run_tests e2e

any-browser: test-packages rare-browsers ## Run the journey in browsers of text, tiny or old, by the server's HTML alone
	@$(VENV)/python -m fixtures.run_tests any_browser

engines: test-packages browsers ## Run every test in Firefox, then every test in WebKit
	@$(VENV)/python -m fixtures.run_tests engines

accessibility: test-packages browsers auditing ## Check every page in every state with axe, our own checks and the HTML checker
	@$(VENV)/python -m fixtures.run_tests accessibility

state-design: test-packages browsers offered-dsfr ## Hold the geometry of THEME=dsfr at every zoom, where npm brings its files
	@$(VENV)/python -m fixtures.run_tests state_design

speech: test-packages browsers screen-reader ## Listen to the journey: Orca in French, in Chromium and Firefox
	@$(VENV)/python -m fixtures.run_tests speech

faults: test-packages browsers ## Prove the browser tests: each seeded defect is caught (FAULTS="--browser firefox --browser webkit e2e")
	@$(VENV)/python -m fixtures.faults $(FAULTS)

audit: test-packages browsers auditing ## Audit the accessibility (GRID=file: fill the official grid; AUDIT="--browser firefox")
	@$(VENV)/python -m accessibility.audit $(if $(GRID),--grid "$(GRID)") $(AUDIT)

gallery: test-packages browsers ## Photograph every page in every state, engine, width and colour scheme
	@$(VENV)/python -m e2e.gallery

bench: bench-packages services ## Measure whole journeys against a peer (BENCH_JOURNEYS=20 for a short look)
	@.venv-bench/bin/python -m fixtures.bench

translations: test-packages ## Bring the catalogues of translations up to date with code and templates
	@$(VENV)/python -m fixtures.build.translations

dsfr: ## Fetch the State's own design for THEME=dsfr (for services of the State: README.md)
	@sh fixtures/install_dsfr.sh

scan: test-packages ## Let wapiti attack the whole service behind nginx: reports/wapiti
	@sh fixtures/install_services.sh
	@sh fixtures/install_tool.sh var/scan wapiti3==3.2.3
	@$(VENV)/python -m fixtures.scan

known-bad: ## Ask whether a locked version was withdrawn or has an advisory (online; needs no tests)
	@sh fixtures/install_tool.sh var/known-bad pip==26.3 pip-audit==2.10.1
	@var/known-bad/bin/python -m fixtures.known_bad

bench-web: test-packages bench-packages browsers dsfr ## Weigh and time step 1 on a slow telephone, beside the State's full design and the peer
	@$(VENV)/python -m fixtures.bench.web

lighthouse: test-packages browsers ## Let Lighthouse look at every page of the journey: reports/lighthouse
	@sh fixtures/install_lighthouse.sh
	@$(VENV)/python -m e2e.lighthouse

lock: ## Choose newer dependencies within pyproject.toml's bounds and lock them (needs uv)
	@$(COMPILE) --upgrade --group test --group lint pyproject.toml --output-file $(LOCKS)/test.txt
	@$(COMPILE) --upgrade --constraints $(LOCKS)/test.txt pyproject.toml --output-file $(LOCKS)/run.txt
	@$(COMPILE) --upgrade --constraints $(LOCKS)/test.txt pyproject.toml $(LOCKS)/demo.in --output-file $(LOCKS)/demo.txt
	@$(COMPILE) --upgrade --constraints $(LOCKS)/test.txt pyproject.toml $(LOCKS)/bench.in --output-file $(LOCKS)/bench.txt

clean: ## Remove what commands made (the demo's accounts under var/ stay)
	@rm -rf .venv .venv-bench fixtures/oidc_provider/node_modules fixtures/html_checker/node_modules fixtures/lighthouse/node_modules reports test-results .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

demo-packages:
	@sh fixtures/install_packages.sh demo

test-packages:
	@sh fixtures/install_packages.sh test

bench-packages:
	@sh fixtures/install_packages.sh bench .venv-bench

rare-browsers:
	@sh fixtures/install_any_browser.sh

browsers: test-packages
	@sh fixtures/install_browsers.sh

# Without it, the part « State's design » says that it was not run.
offered-dsfr:
	@sh fixtures/install_dsfr.sh || true

services:
	@sh fixtures/install_services.sh

interoperability:
	@sh fixtures/install_interoperability.sh

screen-reader:
	@sh fixtures/install_screen_reader.sh

auditing: test-packages
	@sh fixtures/install_auditing.sh
