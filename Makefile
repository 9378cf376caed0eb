# Everything a newcomer needs; Python 3.11+ and make are enough. The first call creates .venv.
# On Windows without make: python examples/demo.py, python tools/test.py, ...
# Another Python: make PYTHON=python3.13 test. Arguments for pytest: make test ARGS="-k sqlite".

PYTHON ?= python3
ARGS ?=

.PHONY: help demo test lint stress bench clean

help:  ## List the targets
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed 's/: *## */	/'

demo:  ## Run the example application's migrations, command by command
	@$(PYTHON) examples/demo.py $(ARGS)

test:  ## Run every test, on SQLite, PostgreSQL and MariaDB
	@$(PYTHON) tools/test.py $(ARGS)

lint:  ## Check style and types
	@$(PYTHON) tools/lint.py

stress:  ## Compare with Alembic's resolver in 100,000 random cases and more
	@$(PYTHON) tools/stress.py $(ARGS)

bench:  ## Measure beside Alembic and others
	@$(PYTHON) tools/bench.py $(ARGS)

clean:  ## Remove the environments, caches and built files
	@$(PYTHON) tools/clean.py
