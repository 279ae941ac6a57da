# Everything this project does by a command. `make` alone lists it.

VENV := .venv
PY := $(VENV)/bin/python
# Copies of the locks that the environment was made from, each written last: they stand for a finished setup,
# the first for running the program, the second for tests and checks too.
READY := $(VENV)/requirements.lock
READY_DEV := $(VENV)/requirements-dev.lock
# The tools that make the locks and look them over.
LOCK_VENV := .lock-venv

# The Pythons to try, best first; PYTHON=… names one.
PYTHON ?=
PYTHONS := $(or $(PYTHON),python3.14 python3.13 python3.12 python3.11 python3 python)
PROBE := import sys; v = sys.version_info; new = v >= (3, 11); \
	from importlib.util import find_spec as has; \
	print("good" if new and has("ensurepip") and has("venv") else "bare" if new else "old", "%d.%d.%d" % v[:3])

# What the caller's shell says about Python and pip must not reach into the environment here.
unexport PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONDONTWRITEBYTECODE PYTHONSAFEPATH VIRTUAL_ENV
unexport PIP_USER PIP_TARGET PIP_PREFIX PIP_REQUIRE_VIRTUALENV PIP_NO_BINARY PIP_ONLY_BINARY
export PIP_DISABLE_PIP_VERSION_CHECK := 1

MAKEFLAGS += --no-builtin-rules --no-print-directory
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

.PHONY: help
help: ## list these commands
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo '  ARGS="…" passes words on, as in: make test ARGS="tests/text -k phone"'

.PHONY: setup
setup: $(READY_DEV) ## make .venv with all that is needed to run, test and check (PYTHON=… chooses the Python)
	@:

# A broken interpreter (Python was upgraded or removed) counts as no environment.
ifeq ($(realpath $(PY)),)
.PHONY: $(READY)
endif

# A changed lock makes the environment afresh, so that nothing is left in it that no lock names.
$(READY): requirements.lock requirements-dev.lock
	@if ! { cmp -s requirements.lock $(READY) && $(PY) -c '' && \
		{ [ ! -e $(READY_DEV) ] || cmp -s requirements-dev.lock $(READY_DEV); }; } 2>/dev/null; then \
		chosen=; bare=; old=; \
		for python in $(PYTHONS); do \
			answer=$$($$python -c '$(PROBE)' 2>/dev/null) || continue; \
			case $$answer in \
				good*) chosen=$$python; break ;; \
				bare*) bare=$${bare:-$$python} ;; \
				*) old="$${old:+$$old, }$$python is $${answer#* }" ;; \
			esac; \
		done; \
		if [ -z "$$chosen" ] && [ -n "$$bare" ]; then \
			echo "$$bare cannot make virtual environments (no venv or ensurepip). On Debian or Ubuntu, run: make debian" >&2; exit 1; \
		elif [ -z "$$chosen" ]; then \
			echo "Capptro needs Python 3.11 or newer: $${old:-none of these runs: $(PYTHONS)}." >&2; \
			echo "Install one (on Debian or Ubuntu: make debian), or name it: make setup PYTHON=/path/to/python3" >&2; exit 1; \
		fi; \
		echo "Making $(VENV) with $$chosen, and installing what the program needs in it: the packages of"; \
		echo "requirements.lock, some 220 MB. This takes a minute, once."; \
		rm -f $(READY); \
		$$chosen -m venv --clear $(VENV) && \
		$(PY) -m pip install -qq --no-compile --require-hashes -r requirements.lock || \
		{ echo "The packages of requirements.lock could not be installed (see above). The same command starts afresh." >&2; exit 1; }; \
	fi
	@cp requirements.lock $(READY).new && mv $(READY).new $(READY)

$(READY_DEV): $(READY) requirements-dev.lock pyproject.toml
	@if ! cmp -s requirements-dev.lock $(READY_DEV); then \
		echo "Installing what tests and checks need besides: the packages of requirements-dev.lock, some 110 MB."; \
		rm -f $(READY_DEV); \
		$(PY) -m pip install -qq --no-compile --require-hashes -r requirements-dev.lock || \
		{ echo "The packages of requirements-dev.lock could not be installed (see above). The same command goes on." >&2; exit 1; }; \
	fi
	@$(PY) -m pip install -qq --no-deps --no-build-isolation --no-index -e .
	@$(PY) -m pip check >/dev/null || { $(PY) -m pip check; \
		echo "pyproject.toml asks for what requirements.lock does not hold. Run: make lock" >&2; exit 1; }
	@cp requirements-dev.lock $(READY_DEV).new && mv $(READY_DEV).new $(READY_DEV)

.PHONY: run
run: $(READY) ## open the app; installs what it needs and no more (ARGS="--db FILE" chooses the database)
	@$(PY) -m capptro_tui $(ARGS)

# One worker more than there are cores: a test of a screen waits for a good part of its time.
.PHONY: test
test: setup ## run the tests on all cores
	@workers=$$($(PY) -c 'import os; print((os.cpu_count() or 1) + 1)'); $(PY) -m pytest -n $$workers --dist worksteal $(ARGS)

SOAKED := tests/faults tests/cli/files/test_bad_input.py tests/db tests/services/test_any_sequence.py tests/ways_in tests/models/types/test_moment_texts.py tests/exchange/importing/test_round_trips.py

.PHONY: soak
soak: setup ## run the tests of accidents at full length; takes half an hour
	@CAPPTRO_SOAK=1 $(PY) -m pytest -n 2 --dist worksteal -o faulthandler_timeout=3600 $(or $(ARGS),$(SOAKED))

.PHONY: test-system-sqlite
test-system-sqlite: setup ## run the tests of the database with Python's own SQLite, as where pysqlite3 has no wheel
	@CAPPTRO_SYSTEM_SQLITE=1 PYTHONPATH=$(CURDIR)/tests/system_sqlite $(PY) -m pytest -n 2 --dist worksteal \
		$(or $(ARGS),tests/db tests/services tests/faults tests/cli)

# Nothing of the usual tests: it needs a browser of some 400 MB, and a second or two a page.
.PHONY: browser
browser: setup ## fill the page of a public form in a real browser, Debian's Chromium (make chromium)
	@CAPPTRO_BROWSER=1 $(PY) -m pytest -n 0 -rs tests/browser $(ARGS)

.PHONY: mutants
mutants: setup ## take away one guard of the data after the other: its test must fail (ARGS chooses by name)
	@$(PY) -m tests.mutants.run $(ARGS)

.PHONY: check
check: setup ## lint, format, types and who may import whom
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(VENV)/bin/lint-imports --no-logo --cache-dir .import_linter_cache

.PHONY: format
format: setup ## put the code in its standard form
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

.PHONY: snapshots
snapshots: setup ## take the screens' pictures anew; look at the difference before you commit
	@$(PY) -m pytest tests/snapshots --snapshot-update $(ARGS)

.PHONY: migration
migration: setup ## write the next migration from what the record types declare (NAME=vehicle)
	@$(PY) -m tools.migration $(NAME)

.PHONY: docs
docs: setup ## write docs/command-line.md from the command line
	@$(PY) -m tools.command_line

.PHONY: pictures
pictures: setup ## take the pictures of docs/pictures anew, of the sample business; look at them before you commit
	@$(PY) -m tools.pictures

.PHONY: bench
bench: setup ## measure the speed
	@$(PY) -m bench $(ARGS)

.PHONY: build
build: setup ## make the wheel, in dist/
	@rm -rf dist
	@said=$$($(PY) -m build --wheel --no-isolation --outdir dist . 2>&1) || { echo "$$said" >&2; exit 1; }
	@ls dist/*.whl

.PHONY: lock
lock: $(LOCK_VENV)/bin/uv ## renew both locks from pyproject.toml (ARGS=--upgrade takes the newest versions)
	@$(COMPILE) --extra dev --output-file requirements-dev.lock $(ARGS) pyproject.toml
	@$(COMPILE) --constraint requirements-dev.lock --output-file requirements.lock $(ARGS) pyproject.toml

COMPILE = UV_PYTHON_DOWNLOADS=never $(LOCK_VENV)/bin/uv pip compile --quiet --python $(LOCK_VENV)/bin/python \
	--universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command "make lock"

# Both locks are looked over: requirements-dev.lock holds all that requirements.lock does.
.PHONY: audit
audit: $(LOCK_VENV)/bin/pip-audit ## look the locked packages up in the published advisories
	@said=$$($(LOCK_VENV)/bin/pip-audit --strict --disable-pip --require-hashes --progress-spinner off \
		-r requirements-dev.lock $(ARGS) 2>&1) && { echo "No advisory is known about any of the locked packages."; exit 0; }; \
	if echo "$$said" | grep -qE '^Found [0-9]+ known vulnerabilit'; then echo "$$said" >&2; exit 1; fi; \
	echo "The locked packages were NOT looked over: no source of advisories answers for them. pip-audit says:" >&2; \
	echo "$$said" | tail -n 1 >&2; exit 2

$(LOCK_VENV)/bin/uv: TOOL := uv==0.13.9
$(LOCK_VENV)/bin/pip-audit: TOOL := pip-audit==2.10.1
$(LOCK_VENV)/bin/uv $(LOCK_VENV)/bin/pip-audit:
	@[ -x $(LOCK_VENV)/bin/python ] || $(or $(PYTHON),python3) -m venv --clear $(LOCK_VENV)
	@$(LOCK_VENV)/bin/python -m pip install -qq $(TOOL)

.PHONY: clean
clean: ## remove what was built and the caches; .venv stays
	@rm -rf build dist snapshot_report.html .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache $(LOCK_VENV)
	@find . -name $(VENV) -prune -o -name .git -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: debian
debian: ## install what Debian or Ubuntu lacks: python3, python3-venv, make and git, with apt-get
	@echo "Installing Debian's python3, python3-venv, make and git with apt-get."
	@[ "$$(id -u)" = 0 ] || root=sudo; \
	$$root apt-get -qq update && $$root apt-get -qq install -y python3 python3-venv make git

.PHONY: chromium
chromium: ## install Debian's Chromium, in which make browser opens pages, with apt-get
	@echo "Installing Debian's chromium with apt-get: some 400 MB."
	@[ "$$(id -u)" = 0 ] || root=sudo; \
	$$root apt-get -qq update && $$root apt-get -qq install -y --no-install-recommends chromium
