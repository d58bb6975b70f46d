# What there is to do with SHARP; `make` alone lists it. Needs Python 3.11 or later and nothing else, no root.

PORT ?= 8000
INSTANCE ?= instance
SHARP_BASE_URL ?= http://localhost:$(PORT)
export SHARP_INSTANCE = $(INSTANCE)
export SHARP_BASE_URL

BIN := .venv/bin
PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
	$(shell $(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
COMPILE = $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-header --python-version 3.11 pyproject.toml
ALL_PARTS := --with-postgres --with-redis --with-browser --with-clips

# $(call install,FILE): what FILE locks, each package checked against its hash; pip where uv does not know the index.
install = $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r $(1) \
	|| $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1)

.PHONY: help run code install test check torture bench wheel lock messages clips clean
.DEFAULT_GOAL := help

help:
	@echo "make run      serve a demo partnership at http://localhost:8000 (PORT=… INSTANCE=… change port and folder)"
	@echo "make code     the current sign-in codes of the demo's staff"
	@echo "make test     all tests that need only Python; names what it leaves out (ADD=\"browser clips postgres redis\")"
	@echo "make check    everything: format, lint, types, tests on both databases, migrations, browser"
	@echo "make torture  the long kill, fuzz and race runs"
	@echo "make bench    the performance table, also in bench/results.json"
	@echo "make install  .venv/bin/sharp, the command that runs the service"
	@echo "make wheel    dist/sharp-….whl"
	@echo "make lock     requirements/*.txt from pyproject.toml"
	@echo "make clips    the video clips anew, from clips/scripts (VOICE=folder speaks with recordings); wants ffmpeg, espeak-ng"
	@echo "make messages build/pupils.pot: every sentence that pupils read, to translate; build/messages.pot: staff's too"
	@echo "make clean    remove what was built, never the instance"

run: .venv/.run
	@test -e "$(INSTANCE)/server.keys" || $(BIN)/sharp demo
	@$(BIN)/sharp serve --migrate --with-worker --port $(PORT)

code: .venv/.run
	@$(BIN)/sharp demo --codes

install: .venv/.run

test: .venv/.dev
	$(BIN)/pytest -n logical $(foreach part,$(ADD),--with-$(part))

check: .venv/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 $(ALL_PARTS)

torture: .venv/.dev
	$(BIN)/pytest -m torture --with-torture $(ALL_PARTS)
	$(BIN)/pytest --with-torture tests/unit

bench: .venv/.dev
	$(BIN)/python -m bench

wheel: .venv/.dev
	$(BIN)/python -m build --wheel --no-isolation

lock: .venv/.dev
	$(COMPILE) -o requirements/run.txt
	$(COMPILE) --group dev -o requirements/dev.txt

messages: .venv/.run
	@mkdir -p build
	$(BIN)/pybabel --quiet extract -F babel.cfg -k _l --no-location --omit-header -o build/messages.pot .
	$(BIN)/pybabel --quiet extract -F babel-pupils.cfg -k _l --no-location -o build/pupils.pot .

# Wants ffmpeg, espeak-ng and Noto Sans: sudo apt-get install ffmpeg espeak-ng fonts-noto-core
clips: .venv/.dev
	$(BIN)/python -m clips $(if $(VOICE),"$(VOICE)")

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis dist build

.venv/.run: requirements/run.txt pyproject.toml | .venv/.uv
	@$(call install,requirements/run.txt)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --build-constraints requirements/dev.txt -e . \
		|| $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@$(BIN)/python -m compileall -q sharp
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.run
	@$(call install,requirements/dev.txt)
	@touch $@

.venv/.uv:
	@test -n "$(PYTHON)" || { echo "SHARP needs Python 3.11 or later. Install it, or say which: make PYTHON=/path/to/python3.11 …"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is missing. On Debian and Ubuntu: sudo apt-get install python3-venv"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@sed -n '/^uv==/,/# via/p' requirements/dev.txt > .venv/uv.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .venv/uv.txt
	@touch $@
