# make demo    a link for three databases in the lab, from nothing to the report
# make test    every test
# make crash-matrix   create-link killed at some 300 points, the other workflows at 60 each
# make bench   the engine beside its floor, as Benchmarks/README.md tells
# Both install what they need, and work on a Debian 12 that has Swift, git and make.

SWIFT ?= swift
BUILD_FLAGS = --explicit-target-dependency-import-check error

.PHONY: demo build test crash-matrix bench lint format

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

# As the kill tests of `make test`, at many more points.
crash-matrix:
	@.ci/prepare test
	$(SWIFT) build --build-tests --disable-xctest $(BUILD_FLAGS)
	LINKFLOW_KILL_POINTS=300 LINKFLOW_WORKFLOW_KILL_POINTS=60 \
	  $(SWIFT) test --skip-build --disable-xctest $(BUILD_FLAGS) --filter CrashTests

bench:
	@.ci/prepare build
	Benchmarks/run

lint:
	$(SWIFT) format lint --strict --parallel --recursive Package.swift Sources Plugins Tests Benchmarks

format:
	$(SWIFT) format --in-place --parallel --recursive Package.swift Sources Plugins Tests Benchmarks
