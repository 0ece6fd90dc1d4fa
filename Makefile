# make demo    a link for three databases in the lab, from nothing to the report
# make test    every test
# make crash-matrix   create-link killed at some 300 points
# Both install what they need, and work on a Debian 12 that has Swift, git and make.

SWIFT ?= swift
BUILD_FLAGS = --explicit-target-dependency-import-check error

.PHONY: demo build test crash-matrix lint format

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

# As the kill test of `make test`, at some 300 points instead of 34.
crash-matrix:
	@.ci/prepare test
	$(SWIFT) build --build-tests --disable-xctest $(BUILD_FLAGS)
	LINKFLOW_KILL_POINTS=300 $(SWIFT) test --skip-build --disable-xctest $(BUILD_FLAGS) --filter CrashTests

lint:
	$(SWIFT) format lint --strict --parallel --recursive Package.swift Sources Plugins Tests

format:
	$(SWIFT) format --in-place --parallel --recursive Package.swift Sources Plugins Tests
