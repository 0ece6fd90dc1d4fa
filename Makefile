# make demo    a link for three databases in the lab, from nothing to the report
# make test    every test
# Both install what they need, and work on a Debian 12 that has Swift, git and make.

SWIFT ?= swift
BUILD_FLAGS = --explicit-target-dependency-import-check error

.PHONY: demo build test lint format

demo: build
	@.ci/demo "$$($(SWIFT) build --show-bin-path)/linkflow"

build:
	@.ci/prepare build
	$(SWIFT) build --product linkflow

test:
	@.ci/prepare test
	@Tests/LabTests/Witnesses/install
	$(SWIFT) build --build-tests --disable-xctest $(BUILD_FLAGS)
	$(SWIFT) test --skip-build --disable-xctest $(BUILD_FLAGS)

lint:
	$(SWIFT) format lint --strict --parallel --recursive Package.swift Sources Plugins Tests

format:
	$(SWIFT) format --in-place --parallel --recursive Package.swift Sources Plugins Tests
