# Everything this project does by a command. `make` alone lists it.

VENV := .venv
PY := $(VENV)/bin/python
# A copy of the lock that the environment was made from, written last: it stands for a finished setup.
READY := $(VENV)/requirements.lock
LOCK_VENV := .lock-venv
UV := uv==0.13.9

# The Pythons to try, best first; PYTHON=… names one.
PYTHON ?=
PYTHONS := $(or $(PYTHON),python3.14 python3.13 python3.12 python3.11 python3 python)
PROBE := import sys; v = sys.version_info; new = v >= (3, 11); \
	from importlib.util import find_spec as has; \
	print("good" if new and has("ensurepip") and has("venv") else "bare" if new else "old", "%d.%d.%d" % v[:3])

# What the caller's shell says about Python and pip must not reach into the environment here.
unexport PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONDONTWRITEBYTECODE VIRTUAL_ENV
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
setup: $(READY) ## make .venv with all that is needed (PYTHON=… chooses the Python)
	@:

# A broken interpreter (Python was upgraded or removed) counts as no environment.
ifeq ($(realpath $(PY)),)
.PHONY: $(READY)
endif

$(READY): requirements.lock pyproject.toml
	@if ! { cmp -s requirements.lock $(READY) && $(PY) -c ''; } 2>/dev/null; then \
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
		echo "Making $(VENV) with $$chosen; the packages take a minute, once."; \
		rm -f $(READY); \
		$$chosen -m venv --clear $(VENV) && \
		$(PY) -m pip install -qq --no-compile --require-hashes -r requirements.lock || \
		{ echo "The packages of requirements.lock could not be installed (see above). 'make setup' starts afresh." >&2; exit 1; }; \
	fi
	@$(PY) -m pip install -qq --no-deps --no-build-isolation --no-index -e .
	@$(PY) -m pip check >/dev/null || { $(PY) -m pip check; \
		echo "pyproject.toml asks for what requirements.lock does not hold. Run: make lock" >&2; exit 1; }
	@cp requirements.lock $(READY).new && mv $(READY).new $(READY)

.PHONY: run
run: setup ## open the app (ARGS="--db FILE" chooses the database)
	@$(PY) -m capptro_tui $(ARGS)

# One worker more than there are cores: a test of a screen waits for a good part of its time.
.PHONY: test
test: setup ## run the tests on all cores
	@workers=$$($(PY) -c 'import os; print((os.cpu_count() or 1) + 1)'); $(PY) -m pytest -n $$workers --dist worksteal $(ARGS)

SOAKED := tests/faults tests/db tests/services/test_any_sequence.py tests/ways_in tests/models/types/test_moment_texts.py

.PHONY: soak
soak: setup ## run the tests of accidents at full length; takes a quarter of an hour
	@CAPPTRO_SOAK=1 $(PY) -m pytest -n 2 --dist worksteal -o faulthandler_timeout=3600 $(or $(ARGS),$(SOAKED))

.PHONY: test-system-sqlite
test-system-sqlite: setup ## run the tests of the database with Python's own SQLite, as where pysqlite3 has no wheel
	@CAPPTRO_SYSTEM_SQLITE=1 PYTHONPATH=$(CURDIR)/tests/system_sqlite $(PY) -m pytest -n 2 --dist worksteal \
		$(or $(ARGS),tests/db tests/services tests/faults tests/cli)

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

.PHONY: bench
bench: setup ## measure the speed
	@$(PY) -m bench $(ARGS)

.PHONY: build
build: setup ## make the wheel, in dist/
	@rm -rf dist
	@said=$$($(PY) -m build --wheel --no-isolation --outdir dist . 2>&1) || { echo "$$said" >&2; exit 1; }
	@ls dist/*.whl

.PHONY: lock
lock: ## renew requirements.lock from pyproject.toml (ARGS=--upgrade takes the newest versions)
	@[ -x $(LOCK_VENV)/bin/uv ] || { $(or $(PYTHON),python3) -m venv --clear $(LOCK_VENV) && $(LOCK_VENV)/bin/python -m pip install -qq $(UV); }
	@UV_PYTHON_DOWNLOADS=never $(LOCK_VENV)/bin/uv pip compile --quiet --python $(LOCK_VENV)/bin/python \
		--universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command "make lock" \
		--extra dev --output-file requirements.lock $(ARGS) pyproject.toml

.PHONY: clean
clean: ## remove what was built and the caches; .venv stays
	@rm -rf build dist snapshot_report.html .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache $(LOCK_VENV)
	@find . -name $(VENV) -prune -o -name .git -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: debian
debian: ## install what Debian or Ubuntu lacks: python3, python3-venv, make and git, with apt-get
	@echo "Installing Debian's python3, python3-venv, make and git with apt-get."
	@[ "$$(id -u)" = 0 ] || root=sudo; \
	$$root apt-get -qq update && $$root apt-get -qq install -y python3 python3-venv make git
