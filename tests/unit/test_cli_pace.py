"""The command line's shortcuts end with it."""

from __future__ import annotations

import gc
import subprocess
import sys

import pytest

from headway.cli.pace import hurrying

_PLUGIN = "mako.ext.pygmentplugin"


def test_garbage_is_collected_rarely_inside_and_as_before_afterwards() -> None:
    before = gc.get_threshold()
    with hurrying():
        assert gc.get_threshold()[0] >= 200_000
        assert gc.get_threshold()[1:] == before[1:]
    assert gc.get_threshold() == before


def test_a_collector_that_is_off_stays_off() -> None:
    before = gc.get_threshold()
    gc.set_threshold(0, *before[1:])
    try:
        with hurrying():
            assert gc.get_threshold()[0] == 0
    finally:
        gc.set_threshold(*before)


def test_the_collector_is_as_before_after_an_error() -> None:
    before = gc.get_threshold()
    with pytest.raises(KeyError), hurrying():
        raise KeyError
    assert gc.get_threshold() == before


def test_alembic_is_imported_without_pygments_and_mako_can_have_it_later() -> None:
    code = f"""
import sys
from headway.cli.pace import hurrying
with hurrying():
    import alembic.config
    print("pygments" in sys.modules)
print({_PLUGIN!r} in sys.modules)
import {_PLUGIN}
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout.split(), done.stderr) == (["False", "False"], "")


def test_a_highlighter_that_is_there_stays() -> None:
    code = f"""
import sys, {_PLUGIN}
from headway.cli.pace import hurrying
with hurrying():
    print(sys.modules[{_PLUGIN!r}] is not None)
print(sys.modules[{_PLUGIN!r}] is not None)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True"]
