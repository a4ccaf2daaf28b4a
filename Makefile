# Everything a newcomer needs: `make serve` and `make test`. Both make .venv themselves and are quick the second time.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
AUDIT := .venv-audit
EXTRAS := $(if $(SLIM),,models)
PORT ?= 8000
# Two at a time, file by file: what a module's tests share is made once.
TESTS = $(BIN)/python -m pytest -n 2 --dist loadfile
EXTRACT = $(BIN)/pybabel -q extract -F babel.cfg --no-location --no-wrap --project=selfservice-kb --version=0.1.0 -o messages.pot .

.PHONY: help serve test quick lint types bench sheets clean messages language pictures sbom audit

help:
	@echo "make serve          the help centre on http://127.0.0.1:$(PORT) (SLIM=1: without PyTorch)"
	@echo "make test           everything: lint, types, tests, browser tests"
	@echo "make quick          the quick tests only"
	@echo "make messages       collect interface texts into the translation files"
	@echo "make pictures       take the small pictures anew that the browser tests compare pages with"
	@echo "make language       begin to translate the interface: make language CODE=tr"
	@echo "make sheets         the contact sheets of docs/look.md"
	@echo "make sbom           sbom.json: everything that is installed, for CycloneDX readers"
	@echo "make audit          known vulnerabilities of what is installed"
	@echo "make bench          the tables of docs/benchmarks.md"

serve: $(VENV)/.installed-serve-$(if $(SLIM),slim,full)
	@$(BIN)/kb serve --port $(PORT)

test: $(VENV)/.installed-test
	@sh .ci/chromium
	@sh .ci/nginx
	@echo "== lint";  $(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "== types"; $(BIN)/mypy
	@echo "== tests"; $(TESTS)

quick: $(VENV)/.installed-test
	@$(TESTS) -m "not slow"

lint: $(VENV)/.installed-test
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

types: $(VENV)/.installed-test
	@$(BIN)/mypy

bench: $(VENV)/.installed-bench
	@$(BIN)/python bench/quality.py
	@$(BIN)/python bench/latency.py --sizes 100,1000,10000

sheets: $(VENV)/.installed-test
	@$(BIN)/python bench/screenshots.py

# The tools of these two live apart: what is audited must not be what audits.
sbom: $(BIN)/python $(AUDIT)/.installed
	@$(AUDIT)/bin/cyclonedx-py environment $(BIN)/python --pyproject pyproject.toml --mc-type application \
		--output-reproducible -o sbom.json
	@echo "sbom.json: $$($(BIN)/python -c 'import json; print(len(json.load(open("sbom.json"))["components"]))') components"

audit: $(BIN)/python $(AUDIT)/.installed
	@$(AUDIT)/bin/pip-audit --strict --progress-spinner off \
		--path "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"

messages: $(VENV)/.installed-test
	@$(EXTRACT)
	@$(BIN)/pybabel -q update -i messages.pot -d kb/language/translations --no-fuzzy-matching --ignore-obsolete \
		--ignore-pot-creation-date --no-wrap
	@rm messages.pot

pictures: $(VENV)/.installed-test
	@sh .ci/chromium
	@$(BIN)/python -m tests.browser.pictures

language: $(VENV)/.installed-test
	@echo "$(CODE)" | grep -Eqx '[a-z]{2,3}' || { echo "Which language? Its code of two or three letters: make language CODE=tr"; exit 1; }
	@test -e kb/language/translations/$(CODE) || { $(EXTRACT) && \
		$(BIN)/python -m kb.language.new_translation messages.pot $(CODE); state=$$?; rm -f messages.pot; exit $$state; }
	@$(BIN)/python -m search.text.language_report $(CODE)

clean:
	rm -rf $(VENV) $(AUDIT) sbom.json build *.egg-info .mypy_cache .ruff_cache .pytest_cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.11"; exit 1; }
	@echo "== making $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { echo "The module venv is missing. On Debian: apt-get install python3-venv"; exit 1; }

# PyTorch is pinned and goes first: anything that asks for it without a pin fetches gigabytes of CUDA packages.
$(VENV)/.installed-serve-full: $(BIN)/python pyproject.toml
	@echo "== installing (about 2 GB with PyTorch; SLIM=1 does without)"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check torch==2.13.0
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -e '.[models]'
	@touch $@ $(VENV)/.installed-serve-slim

$(VENV)/.installed-serve-slim: $(BIN)/python pyproject.toml
	@echo "== installing"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -e .
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed-serve-full
	@echo "== installing what tests need"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -e '.[models,test]'
	@touch $@

$(VENV)/.installed-bench: $(VENV)/.installed-serve-full
	@echo "== installing what benchmarks need"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -e '.[models,bench]'
	@touch $@

$(AUDIT)/.installed: pyproject.toml
	@$(PYTHON) -m venv $(AUDIT)
	@$(AUDIT)/bin/python -m pip install -qq --disable-pip-version-check 'cyclonedx-bom>=7,<8' 'pip-audit>=2.9,<3'
	@touch $@
