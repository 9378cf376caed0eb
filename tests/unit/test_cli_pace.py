"""The command line's shortcuts: what they leave out, and that nothing else notices."""

from __future__ import annotations

import subprocess
import sys

_PLUGIN = "mako.ext.pygmentplugin"


def _run(code: str) -> list[str]:
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert not done.stderr
    return done.stdout.split()


def test_garbage_is_collected_rarely() -> None:
    code = """
import gc
before = gc.get_threshold()
from headway.cli.pace import hurry
hurry()
after = gc.get_threshold()
print(after[0] >= 200_000, after[1:] == before[1:], gc.isenabled())
"""
    assert _run(code) == ["True", "True", "True"]


def test_a_collector_that_is_off_stays_off() -> None:
    code = """
import gc
gc.set_threshold(0)
from headway.cli.pace import hurry
hurry()
print(gc.get_threshold()[0])
"""
    assert _run(code) == ["0"]


def test_a_program_that_calls_main_itself_keeps_its_collector() -> None:
    code = """
import gc
before = gc.get_threshold()
from headway.cli import main
main(["--version"])
print(gc.get_threshold() == before)
"""
    assert _run(code)[-1] == "True"


def test_alembic_is_imported_without_pygments_and_the_highlighter_can_come_later() -> None:
    code = f"""
import sys
from headway.cli.pace import import_mako
import_mako()
import alembic.config
print("pygments" in sys.modules, {_PLUGIN!r} in sys.modules)
import {_PLUGIN}
print("pygments" in sys.modules)
"""
    assert _run(code) == ["False", "False", "True"]


def test_a_highlighter_that_is_there_stays() -> None:
    code = f"""
import sys
import {_PLUGIN} as before
from headway.cli.pace import import_mako
import_mako()
print(sys.modules[{_PLUGIN!r}] is before)
"""
    assert _run(code) == ["True"]
