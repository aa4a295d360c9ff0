# Tsutsumi. `make help` lists what there is.
SHELL       := bash
.SHELLFLAGS := -eu -o pipefail -c
export CGO_ENABLED ?= 0

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X github.com/tsutsumi-dev/tsutsumi/internal/cli.Version=$(VERSION)
GO      := go
BIN     := bin/tsutsumi
TOOLS   := .cache/tools
ROWS    ?= 100000
FUZZ    ?= 20s
PLATFORMS := linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64

.DEFAULT_GOAL := help
.PHONY: help build assets demo test race bench pgo accuracy lint fuzz dist clean

help: ## list what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

build: ## bin/tsutsumi; nothing but Go is needed. With npm the console's pages get their scripts
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory assets || echo "without scripts for the console's pages" >&2; fi
	$(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $(BIN) ./cmd/tsutsumi

# The packages are fetched where nothing else looks, and only when what is asked for changed.
LOOK := internal/web/look
assets: .cache/bundle/built ## scripts for the console's pages, into internal/web/look/assets/built; needs npm

.cache/bundle/built: $(wildcard $(LOOK)/bundle/*)
	@mkdir -p .cache/bundle
	cp $(LOOK)/bundle/* .cache/bundle/
	cd .cache/bundle && npm ci --ignore-scripts --no-audit --no-fund
	cd .cache/bundle && node build.mjs $(CURDIR)/$(LOOK)/assets/built
	@touch $@

demo: build ## an invented company and what happens to it; on a terminal its console is served then (DEMO_SERVE=0: not)
	@if [ -t 1 ] && [ "$${DEMO_SERVE:-1}" != 0 ]; then exec $(BIN) demo --serve; else exec $(BIN) demo; fi

# The race detector needs cgo and a C compiler; without one the tests run all the same. It costs up to ten times the time and
# sees little where nothing runs at once, and is not used there, nor where the command's stories show the same parts at work under
# it: PURE names both. `make race` has it everywhere.
RACE := $(shell command -v $${CC:-cc} >/dev/null 2>&1 && echo -race)
# Of the command itself, the stories are told under it; what kills the program, feeds it with what means harm or sets it on
# real servers is not: its parts have tests of their own. CALM are stories in which one thing is done after another.
# The two wait for servers and for each other's processors by turns, and so run at once.
STORIES := ^Test(Scripts|NothingIsLeftBehind|ADumpIsRecognised|AnswersHoldNothing|ExplainFinding|CanariesZeroData)
CALM := ^TestScripts$$/^(case|law)
PURE := ^$(shell $(GO) list -m)/internal/(engine|leak/match|people/index|source|store|law|breach/(bundle|cost|deadline|duty|evidence|member|notice/phrase|relief)|exposure/(browse|page|policy|salesforce|share)|config|content|demo|detect|event|geo|mask|pii|report|synth|web/(account|api|audit|canaries|cases|exposures|inventory|laws|leaks|login|look|lookup|overview|reference|settings|sources|vital|watching|webtest)|watch/(calibrate|canary|complaint|crowd|export|gap|indicator|insider|linking|literal|muted|people|place|planted|returned|sheet|sigma|tally|trace|travel|builtin))(/|$$)|/internal/breach$$

test: ## vet, then every test, the command as its user types it included
	$(GO) vet ./...
	CGO_ENABLED=0 $(GO) test -vet=off -timeout 20m $$($(GO) list ./... | grep -E '$(PURE)')
	CGO_ENABLED=$(if $(RACE),1,0) $(GO) test -vet=off $(RACE) -timeout 20m $$($(GO) list ./... | grep -vE '$(PURE)|/internal/cli$$')
	CGO_ENABLED=$(if $(RACE),1,0) $(GO) test -vet=off $(RACE) -timeout 25m -run '$(STORIES)' -skip '$(CALM)' ./internal/cli & told=$$!; got=0; \
	CGO_ENABLED=0 $(GO) test -vet=off -timeout 25m -skip '$(STORIES)' ./internal/cli || got=1; \
	CGO_ENABLED=0 $(GO) test -vet=off -timeout 25m -run '$(CALM)' ./internal/cli || got=1; \
	wait $$told || got=1; exit $$got

race: ## every test under the race detector; takes three quarters of an hour
	CGO_ENABLED=1 $(GO) test -race -timeout 60m ./...

bench: build ## speed, beside wc -l and grep -c over the same files in the same run; a dump against a people index
	./scripts/bench $(BIN) $(ROWS)
	$(GO) test -run '^$$' -bench Watch -benchtime 3x ./internal/cli
	$(GO) test -run '^$$' -bench Serve -benchtime 1x -timeout 40m -v ./internal/cli # the first time fills a home of a million parts, some minutes
	$(GO) test -run '^$$' -bench 'Match|Find' ./internal/leak/match ./internal/people/index # limits: docs/performance.md

# cmd/tsutsumi/default.pgo, where go build looks for it: which paths are hot, from a profile of the engine at work.
pgo: ## renew the profile that the compiler optimises by
	@mkdir -p .cache
	GOMAXPROCS=1 $(GO) test ./internal/scan -run '^$$' -bench Engine -benchtime 5s -cpuprofile .cache/pgo.cpu -o .cache/pgo.test
	$(GO) tool pprof -proto .cache/pgo.cpu > cmd/tsutsumi/default.pgo

accuracy: ## precision and recall per kind and band; fails where a target is missed
	$(GO) test -count=1 -timeout 15m -run '^Test(Accuracy|Hand|Sight|Nobodys|Planted)$$' -v ./internal/demo -args -accuracy
	$(GO) test -count=1 -timeout 30m -run '^Test(Dumps|Verdicts)$$' -v ./internal/leak/match -args -accuracy

lint: $(TOOLS)/golangci-lint ## gofmt, vet and golangci-lint
	@out="$$(gofmt -l $$(git ls-files '*.go'))"; if [ -n "$$out" ]; then echo "gofmt: $$out" >&2; exit 1; fi
	$(GO) vet ./...
	$(TOOLS)/golangci-lint run ./...

# Built from a go.mod of its own, so that no tool's dependencies become the program's. The first time takes minutes.
$(TOOLS)/golangci-lint: tools/go.mod tools/go.sum
	@mkdir -p $(TOOLS)
	cd tools && $(GO) build -o ../$(TOOLS)/golangci-lint github.com/golangci/golangci-lint/v2/cmd/golangci-lint

fuzz: ## each fuzz target for FUZZ (20s)
	@for pkg in $$(grep -rlE '^func Fuzz' --include='*_test.go' . | xargs -n1 dirname | sort -u); do \
	  for f in $$(grep -hoE '^func Fuzz[A-Za-z0-9_]*' $$pkg/*_test.go | sed 's/^func //' | sort -u); do \
	    echo "== $$pkg $$f"; $(GO) test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZ) -fuzzminimizetime 1s $$pkg; \
	  done; done

dist: ## binaries for linux, macOS and Windows, with checksums
	@rm -rf dist && mkdir -p dist
	@for p in $(PLATFORMS); do \
	  os=$${p%/*}; arch=$${p#*/}; ext=; [ $$os = windows ] && ext=.exe; \
	  out=dist/tsutsumi_$(VERSION)_$${os}_$${arch}$$ext; echo $$out; \
	  CGO_ENABLED=0 GOOS=$$os GOARCH=$$arch $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $$out ./cmd/tsutsumi; \
	done
	@cp LICENSE NOTICE dist && ./scripts/licences > dist/LICENSES.txt
	@cd dist && sha256sum tsutsumi_* > SHA256SUMS && cat SHA256SUMS

clean: ## what was built
	rm -rf bin dist .cache $(LOOK)/assets/built/*.js
