"""The sizes that keep the code pleasant, as a fact and not a hope."""

from __future__ import annotations

from typing import Literal

import pytest

from architecture.source import modules

MODULE, FUNCTION, CLASS = 500, 50, 250


def test_modules_are_short() -> None:
    lengths = {str(module): len(module.text.splitlines()) for module in modules()}
    assert not {name: length for name, length in lengths.items() if length > MODULE}


def test_functions_are_short() -> None:
    assert not {name: length for name, length in _measure("functions") if length > FUNCTION}


def test_classes_are_short() -> None:
    assert not {name: length for name, length in _measure("classes") if length > CLASS}


def test_the_measurement_sees_the_source() -> None:
    assert len(modules()) > 10
    assert len(_measure("functions")) > 100


@pytest.mark.parametrize("word", ["utils", "util", "helpers", "helper", "common", "manager"])
def test_no_module_is_named_after_nothing(word: str) -> None:
    assert not [str(module) for module in modules() if module.path.stem == word]


def _measure(kind: Literal["functions", "classes"]) -> list[tuple[str, int]]:
    """Return each function or class of the source with its number of lines."""
    return [
        (f"{module}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1)
        for module in modules()
        for node in getattr(module, kind)()
    ]
