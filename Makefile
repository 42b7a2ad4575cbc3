# Everwire: how it is built, shown and tested. `make` alone lists the targets.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:

TOOLS := $(or $(EVERWIRE_TOOLS),$(HOME)/.cache/everwire/tools)
TARGET_DIR := $(or $(CARGO_TARGET_DIR),target)
export PATH := $(TOOLS)/bin:$(PATH)

PORT ?= 0
LOAD ?=
ROUNDS ?= 1
MESSAGES ?=
SEED ?=
ENGINE ?= chromium firefox webkit
WASM := --package everwire --target wasm32-unknown-unknown
NATIVE := --workspace --exclude everwire

heading = @printf '\n== %s\n' '$(1)'

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

##### Setting up and building

.PHONY: setup setup-build setup-test
setup: setup-test ## Install everything that is missing (make setup-build: without browsers)
setup-build:
	$(call heading,setup: tools to build)
	@scripts/setup.sh build
setup-test:
	$(call heading,setup: tools to build and test)
	@scripts/setup.sh test

.PHONY: build
build: setup-build ## Compile the Rust crates, native and wasm32
	$(call heading,build)
	cargo build $(NATIVE)
	cargo build $(WASM)

.PHONY: package
package: setup-build ## Build the npm package
	$(call heading,package)
	node pkg-template/build.mjs

.PHONY: load
load: server ## Measure a server with 10,000 sessions (LOAD='--sessions N --rate N --seconds N')
	$(call heading,load)
	cargo run --profile server --package everwire-load -- --server $(TARGET_DIR)/server/everwire-echo $(LOAD)

.PHONY: size
size: package peers ## What the package weighs, beside its peers; fails above pkg-template/size-budget.json
	$(call heading,size)
	node pkg-template/build/sizes.mjs

.PHONY: server
server: setup-build ## Build the everwire-echo server, optimised
	$(call heading,server)
	cargo build --profile server --package everwire-echo

.PHONY: demo
demo: package server ## Build everything and serve the demo page (PORT=8080 for a port of your choice)
	$(call heading,demo)
	@echo 'Open the address below in a browser. Ctrl-C ends the server.'
	@exec $(TARGET_DIR)/server/everwire-echo --host 127.0.0.1 --port $(PORT) --www dist/www

##### Testing: `make test` is the sum of the targets it names, in their order

.PHONY: test
test: setup lint test-native test-browser test-packaging test-e2e test-proxies test-interop test-chaos ## Set up and run every check, up to the first failure
	$(call heading,every check passed)

.PHONY: lint
lint: lint-house lint-rust lint-dependencies lint-package ## Borders of the house, formatting, clippy, cargo-deny, tsc, publint, are-the-types-wrong

.PHONY: lint-house
lint-house:
	$(call heading,lint: borders of the house)
	@scripts/check-house.sh

.PHONY: lint-rust
lint-rust: setup-build
	$(call heading,lint: Rust)
	cargo fmt --all --check
	cargo clippy $(NATIVE) --all-targets -- -D warnings
	cargo clippy $(WASM) --all-targets -- -D warnings
	cargo clippy $(WASM) --all-targets --features test-servers,test-worker -- -D warnings
	cargo clippy $(WASM) --no-default-features --features everwire -- -D warnings
	cargo clippy $(WASM) --no-default-features --features websocket -- -D warnings

.PHONY: lint-dependencies
lint-dependencies: setup-test
	$(call heading,lint: dependencies)
	@scripts/check-dependencies.sh

.PHONY: lint-package
lint-package: package
	$(call heading,lint: npm package)
	npm run typecheck
	npm run lint:package

.PHONY: test-native
test-native: setup-build ## Tests that need no browser
	$(call heading,native tests)
	@if cargo nextest --version >/dev/null 2>&1; then \
	  cargo nextest run $(NATIVE) --no-tests fail && cargo test $(NATIVE) --doc; \
	else \
	  cargo test $(NATIVE); \
	fi

.PHONY: test-browser
test-browser: setup-test ## Tests in real browsers (ENGINE=chromium|firefox|webkit for one, FILTER=name for some)
	$(call heading,browser tests)
	@scripts/test-browser.sh $(ENGINE)

.PHONY: test-packaging
test-packaging: setup-test package server ## The packed npm package in a plain page and in bundlers
	$(call heading,packaging tests)
	npm run test:packaging

.PHONY: test-e2e
test-e2e: setup-test package server ## The demo, hostile networks and sleeping pages in a browser, driven by Playwright
	$(call heading,end-to-end tests)
	cargo build --package everwire-chaos
	npm run test:e2e

.PHONY: test-proxies
test-proxies: setup-test package server ## A browser behind nginx and HAProxy: what gets through, and how
	$(call heading,tests behind proxies)
	npm run test:proxies

.PHONY: setup-interop
setup-interop:
	$(call heading,setup: servers and libraries to test with)
	@scripts/setup.sh interop

.PHONY: test-interop
test-interop: setup-interop package server ## WebSocket servers and libraries that people use, with everwire/websocket in a browser
	$(call heading,interoperability tests)
	npm run test:interop

.PHONY: test-chaos
test-chaos: MESSAGES = 8000
test-chaos: chaos ## The same as chaos, shortened

.PHONY: chaos
chaos: setup-test package ## Numbered messages in browsers while links die all the time (ENGINE='chromium firefox', ROUNDS=n, SEED=n)
	$(call heading,chaos in browsers)
	cargo build --package everwire-chaos --package everwire-ledger --bins
	ENGINE='$(ENGINE)' ROUNDS=$(ROUNDS) MESSAGES=$(MESSAGES) SEED=$(SEED) npm run test:chaos

.PHONY: conformance
conformance: setup-test package ## The public suite of the WebSocket interface, in Chromium (SUITE=a checkout of web-platform-tests, PART=part of an address)
	$(call heading,conformance)
	@scripts/setup-conformance.sh
	node tests/conformance/run.mjs '$(SUITE)' '$(PART)'

##### Simulation and its own test

.PHONY: sim
sim: ## Play simulated worlds (SEEDS=10000; SEED=n plays one again, with its history)
	$(call heading,simulation)
	cargo build --profile server --package everwire-sim --bin everwire-sim
	$(TARGET_DIR)/server/everwire-sim $(if $(SEED),--seed $(SEED),--seeds $(or $(SEEDS),10000))

.PHONY: mutants
mutants: ## Break the core in forty-two places, one at a time: the simulation must notice each (NAME=part of a name)
	$(call heading,mutants)
	cargo run --package everwire-sim --bin everwire-mutants -- $(if $(NAME),'$(NAME)')

##### Searching for what no test expects: not part of `make test`, which replays what was found

.PHONY: fuzz
fuzz: ## Fuzz one target of tests/fuzz (TARGET=pair SECONDS=60; takes a nightly compiler)
	$(call heading,fuzz)
	@scripts/fuzz.sh "$(or $(TARGET),pair)" "$(or $(SECONDS),60)"

##### Measuring

.PHONY: peers
peers: setup-build
	@[[ benches/node_modules/.package-lock.json -nt benches/package-lock.json ]] || npm ci --prefix benches --no-audit --no-fund

.PHONY: bench
bench: setup-test package peers ## Benchmarks beside native WebSocket and peers, to target/bench (ONLY="echo chromium" for some, QUICK=1)
	$(call heading,bench)
	cargo build --profile server --package everwire-bench-server --package everwire-chaos --package everwire-echo
	node benches/run.mjs $(ONLY)
