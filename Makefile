# The two commands are `make run` and `make test`; each sets up what is missing first.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# One target directory for every clone on this machine, so that a fresh clone builds in minutes.
export CARGO_TARGET_DIR ?= $(HOME)/.cache/conclave/target

.PHONY: help setup run build test fmt-check lint unit browser long fuzz bench release clean-data

help: ## Show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Install what the build and the tests need, each only if missing
	@scripts/setup

build: setup ## Build the server and the page
	@scripts/build

run: build ## Build and start on http://localhost:8080 with a database under ./data
	@exec scripts/run serve --development

test: setup ## Formatting, lints, unit and integration tests on both databases, wasm, browser; prints the totals
	@scripts/test

long: setup ## Calls of minutes: a browser behind the networks of the simulation
	@scripts/long

fuzz: setup ## Every parser that strangers reach, on all cores, for FUZZ_SECONDS in all (an hour)
	@scripts/fuzz

bench: setup ## Measurements as ratios within one run
	@scripts/bench

release: setup ## The binary to ship, optimised, with the page beside it, in dist/
	@scripts/release

clean-data: ## Forget the development database
	rm -rf data
