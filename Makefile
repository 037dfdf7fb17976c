# Every target is idempotent and says what it did. `make` alone prints this help.
SHELL := /bin/bash
.DEFAULT_GOAL := help
VENV := .venv
PYTHON := $(VENV)/bin/python
PORT ?= 8000
ES_PORT ?= 9200
ARGS ?=
RUNS ?= 300
SCENARIOS ?= 20
HOST := 127.0.0.1
# What no test can reach without a node, the gate of coverage leaves out.
WITHOUT_A_NODE := $(if $(ELASTICSEARCH_URL),,--omit "resource_centre/search/engines/elasticsearch/*")
# Where no string of ours to translate is.
NOT_OURS := $(foreach folder,$(VENV) var dist tests scripts benchmarks,--ignore $(folder))

.PHONY: help setup demo demo-data test check elasticsearch elasticsearch-stop bench faults format messages screenshots clean

help: ## Print this help
	@echo "The resource centre. Targets:"
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk 'BEGIN {FS = ":.*## "} {printf "  make %-13s %s\n", $$1, $$2}'

$(VENV)/.demo: requirements/demo.txt scripts/venv.sh
	@scripts/venv.sh $(VENV) requirements/demo.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt scripts/venv.sh
	@scripts/venv.sh $(VENV) requirements/dev.txt
	@touch $@ $(VENV)/.demo

setup: $(VENV)/.dev ## Install all that development needs in .venv
	@echo "Ready: $(VENV)"

demo-data: $(VENV)/.demo ## Prepare the demo's database without serving it
	@$(PYTHON) manage.py migrate --verbosity 0
	@$(PYTHON) manage.py load_territories
	@$(PYTHON) manage.py load_demo

demo: demo-data ## From nothing to the demo site (PORT=8000)
	@echo
	@echo "  The site      http://$(HOST):$(PORT)/"
	@echo "  The centre    http://$(HOST):$(PORT)/centre/"
	@echo "  In English    http://$(HOST):$(PORT)/en/"
	@echo "  Wagtail       http://$(HOST):$(PORT)/admin/"
	@echo "  Stop with Ctrl+C."
	@echo
	@$(PYTHON) manage.py runserver --noreload $(HOST):$(PORT)

test: $(VENV)/.dev ## Run the tests that this machine can run (ARGS= for pytest, REQUIRE=browser,elasticsearch)
ifeq ($(strip $(ARGS)),)
	@scripts/test.sh $(PYTHON) $(WITHOUT_A_NODE)
else
	@$(PYTHON) -m pytest $(ARGS)
endif

check: $(VENV)/.dev ## Format, lint, types, import contracts, templates, tests that can be read, migrations, translations, deployment
	@PATH="$(abspath $(VENV))/bin:$$PATH" scripts/check.sh

elasticsearch: ## A real Elasticsearch node on 127.0.0.1, for tests (VERSION=8 or 9, NODES=3, ES_PORT=9200)
	@PORT=$(ES_PORT) scripts/elasticsearch.sh start

elasticsearch-stop: ## Stop it
	@scripts/elasticsearch.sh stop

bench: $(VENV)/.dev ## Measure: a table of ratios, and JSON in benchmarks/results/
	@$(PYTHON) -m benchmarks

faults: $(VENV)/.dev ## Kill -9 whoever changes, indexes or rebuilds (RUNS=300), and break a cluster (SCENARIOS=20)
	@$(PYTHON) -m benchmarks.faults --runs $(RUNS) --scenarios $(SCENARIOS)

format: $(VENV)/.dev ## Rewrite the Python code in our format (templates are linted by `make check`)
	@$(VENV)/bin/ruff check --fix --quiet . ; $(VENV)/bin/ruff format .

messages: $(VENV)/.dev ## Collect the strings to translate, and compile the translations
	@$(PYTHON) manage.py makemessages --locale fr --no-location --no-obsolete $(NOT_OURS)
	@$(PYTHON) manage.py compilemessages --locale fr $(NOT_OURS)

screenshots: $(VENV)/.dev ## Take the README's picture from the demo, which must be running on PORT
	@$(PYTHON) scripts/screenshots.py http://$(HOST):$(PORT)

clean: ## Remove what the targets made, the virtual environment and the demo's database included
	rm -rf $(VENV) var dist .coverage .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
