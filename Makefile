# The commands of the project. Everything is made inside this folder: .venv, node_modules, instance.
# Stamps in .venv say what is done already, so a second `make run` goes straight to starting.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3)
BIN := .venv/bin
STAMPS := .venv/stamps
MANIFEST := meetings/static/build/manifest.json
CATALOGUES := $(wildcard meetings/translations/*/LC_MESSAGES/*.po)
FRONTEND := $(shell find frontend -path frontend/generated -prune -o -type f -print) $(shell find meetings -path meetings/static -prune -o \( -name '*.html' -o -name '*.py' \) -print)
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: run test lint bench build upgrade lock wheel translations setup setup-dev licences clean

run: setup
	@exec $(BIN)/python -m meetings.cli start --with-parent

test: lint
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(PYTEST_ARGS)

lint: setup-dev
	@scripts/lint.sh

bench: setup-dev
	@$(BIN)/python -m tests.load $(BENCH_ARGS)

build: $(MANIFEST)

setup: $(STAMPS)/debian-run $(STAMPS)/python-run $(MANIFEST) $(CATALOGUES:.po=.mo)

setup-dev: setup $(STAMPS)/debian-test $(STAMPS)/python-dev

# Newest versions of everything, Python and npm, written back into the lock files.
upgrade:
	@scripts/lock.sh --upgrade

# The lock files again after a change in setup.cfg or package.json, without newer versions of the rest.
lock:
	@scripts/lock.sh

wheel: setup-dev
	@scripts/wheel.sh

# Finds new texts, merges them into the English catalogue and compiles it.
translations: setup-dev
	@scripts/translations.sh

licences: setup-dev
	@$(BIN)/python scripts/licences.py --write

clean:
	rm -rf .venv node_modules frontend/generated meetings/static/build build dist *.egg-info

$(STAMPS)/debian-run: scripts/debian.sh | $(STAMPS)
	@PYTHON="$(PYTHON)" scripts/debian.sh run && touch $@

$(STAMPS)/debian-test: scripts/debian.sh | $(STAMPS)
	@PYTHON="$(PYTHON)" scripts/debian.sh test && touch $@

$(STAMPS)/python-run: requirements.lock setup.cfg | $(STAMPS)
	@scripts/python.sh requirements.lock && touch $@

$(STAMPS)/python-dev: requirements-dev.lock $(STAMPS)/python-run
	@scripts/python.sh requirements-dev.lock && touch $@

$(STAMPS):
	@PYTHON="$(PYTHON)" scripts/venv.sh && mkdir -p $@

$(STAMPS)/npm: package-lock.json .npmrc | $(STAMPS)
	@scripts/node.sh && touch $@

# The API's types for TypeScript are made from what the Python code says, so both must be installed.
$(MANIFEST): $(STAMPS)/python-run $(STAMPS)/npm $(FRONTEND)
	@echo "Membangun antarmuka …" && npm run --silent build > $(STAMPS)/frontend.log && touch $@

%.mo: %.po | $(STAMPS)/python-run
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
