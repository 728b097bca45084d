# Copratica: build it, run it, check it. "make help" lists the targets.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
TOOLS := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/copratica/bin
LINT := $(TOOLS)/golangci-lint
LINT_VERSION := 2.15.0

# How many cases and acts "make bench" measures with, and how often "make soak" kills.
N ?= 10000
ACTS ?= 1000
KILLS ?= 200

# Modules of tests alone, whose dependencies are none of the program's.
MODULES := content/blobstore/s3test server/browsertest

# What the pages load is built here, into server/dist.
WEB := server/web

# Packages that many goroutines meet in: their tests run under the race detector.
RACE := ./content ./indexer

# Where "make relevance" lists what nobody has judged yet.
POOL ?= bin/relevance-pool.tsv

.PHONY: help run build test lint bench relevance soak assets dossiers needs

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 11

run: build ## build, load the sample cases, serve http://127.0.0.1:8080
	exec bin/copratica serve --seed

build: assets ## make bin/copratica, one static binary
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w -X main.version=$(VERSION)' -o bin/copratica ./cmd/copratica

test: assets needs ## run all tests, after installing what they need
	go test -race $(RACE)
	go test $$(go list ./... | grep -vxF "$$(go list $(RACE))")
	# they run the program, whose changes the cache of test results does not see
	for m in $(MODULES); do (cd $$m && go test -count 1 ./...) || exit 1; done

lint: $(LINT) ## check format and the rules of .golangci.yml
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); \
	if [ -n "$$unformatted" ]; then echo "not gofmt-ed:"; echo "$$unformatted"; exit 1; fi
	go vet ./...
	$(LINT) run ./...
	for m in $(MODULES); do (cd $$m && go vet ./... && $(LINT) run ./...) || exit 1; done

bench: assets needs ## measure against other engines, with N=10000 cases and ACTS=1000 acts
	go test ./cmd/bench -run '^TestBench(Suggest)?$$' -v -count 1 -timeout 0 -bench.docs $(N)
	go test ./cmd/bench -run '^TestBenchActSearch$$' -v -count 1 -timeout 0 -bench.docs $(N)
	go test ./cmd/bench -run '^TestBench(PDFs|Acts)$$' -v -count 1 -timeout 0 -bench.acts $(ACTS)

relevance: assets needs ## measure how well it searches, against other engines
	@mkdir -p $(dir $(POOL))
	go test ./cmd/bench -run '^TestRelevance$$' -v -count 1 -timeout 0 -bench.pool $(abspath $(POOL))

soak: assets ## kill the program KILLS=200 times and check that nothing is lost
	go test ./cmd/copratica -run '^TestKill' -v -count 1 -timeout 0 -kills $(KILLS)

assets: server/dist/manifest.json ## build styles, scripts, fonts and pictures of the pages

server/dist/manifest.json: $(WEB)/build.mjs $(WEB)/favicon.svg $(WEB)/node_modules/.package-lock.json $(wildcard $(WEB)/scss/*.scss $(WEB)/js/*.js server/templates/*.html)
	node $(WEB)/build.mjs

$(WEB)/node_modules/.package-lock.json: $(WEB)/package.json $(WEB)/package-lock.json
	@command -v npm >/dev/null || { echo "npm is missing: install Node.js 20 or newer"; exit 1; }
	cd $(WEB) && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

dossiers: ## build the acts of the demonstration cases (content/seed-sources/README.md)
	go run content/seed-sources/*.go

needs:
	@.ci/needs

$(LINT): Makefile
	@"$(LINT)" version 2>/dev/null | grep -qF "version $(LINT_VERSION) " || \
		GOBIN="$(TOOLS)" go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v$(LINT_VERSION)
	@touch "$(LINT)"
