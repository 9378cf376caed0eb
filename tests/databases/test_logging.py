"""The application's loggers stay as they are although every stock env.py calls fileConfig."""

from __future__ import annotations

import logging
import subprocess
import sys
from typing import TYPE_CHECKING

import headway

if TYPE_CHECKING:
    from conftest import MakeDatabase, MakeProject


def _state(logger: logging.Logger) -> tuple[object, ...]:
    return (logger.level, logger.disabled, logger.propagate, list(logger.handlers))


def test_in_an_application_env_py_changes_no_logger(
    sqlite: MakeDatabase, linear: MakeProject
) -> None:
    project = linear(sqlite().url)
    names = ("the_application", "the_application.db", "sqlalchemy.engine", "alembic", None)
    before = {name: _state(logging.getLogger(name)) for name in names}
    headway.upgrade(project.root)
    assert {name: _state(logging.getLogger(name)) for name in names} == before


_PROGRAM = """
import logging, sys
logging.getLogger("the_application")
from headway.cli import main
try:
    main(["upgrade", "head"])
except SystemExit:
    pass
print(logging.getLogger("the_application").disabled, file=sys.stderr)
"""


def test_on_the_command_line_the_file_decides_the_handlers_and_disables_nothing(
    sqlite: MakeDatabase, linear: MakeProject
) -> None:
    project = linear(sqlite().url)
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        cwd=project.root,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = done.stderr.splitlines()
    assert "INFO  [alembic.runtime.migration] Running upgrade  -> 1a2b, create users" in lines
    assert lines[-1] == "False"
