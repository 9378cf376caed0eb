"""Public names: sorted, documented, and errors with a code of their own.

That each module's `__all__` is sorted is ruff's rule RUF022.
"""

from __future__ import annotations

import ast
import inspect

import headway
from architecture.source import modules
from headway import errors


def test_public_names_exist_and_are_sorted() -> None:
    assert list(headway.__all__) == sorted(headway.__all__)
    assert len(set(headway.__all__)) == len(headway.__all__)
    for name in headway.__all__:
        assert getattr(headway, name) is not None


def test_public_names_are_completed() -> None:
    """What is loaded only on use is found by `dir`, and so by an interactive session."""
    assert set(headway.__all__) <= set(dir(headway))


def test_public_names_are_documented() -> None:
    objects = {name: getattr(headway, name) for name in headway.__all__}
    bare = [
        name
        for name, value in objects.items()
        if (inspect.isclass(value) or inspect.isroutine(value)) and not value.__doc__
    ]
    assert not bare


def test_everything_public_is_documented() -> None:
    bare = [str(module) for module in modules() if not ast.get_docstring(module.tree)]
    bare += [
        f"{module}:{node.lineno} {name}"
        for module in modules()
        for name, node in _public_nodes(module.tree)
        if not ast.get_docstring(node)
    ]
    assert not bare


def test_every_error_has_a_code_of_its_own() -> None:
    codes = [one.code for one in _tree(errors.HeadwayError)]
    assert len(set(codes)) == len(codes)
    assert {one.__name__ for one in _tree(errors.HeadwayError)} <= set(errors.__all__)


def test_every_error_is_in_the_drawing() -> None:
    drawing = errors.__doc__ or ""
    assert not [one for one in _tree(errors.HeadwayError) if one.__name__ not in drawing]


def _tree(error: type[errors.HeadwayError]) -> list[type[errors.HeadwayError]]:
    return [error, *(below for child in error.__subclasses__() for below in _tree(child))]


Documented = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def _public_nodes(tree: ast.Module | ast.ClassDef) -> list[tuple[str, Documented]]:
    """Return the public functions, classes and, in those, public methods."""
    found: list[tuple[str, Documented]] = []
    for node in tree.body:
        if not isinstance(node, Documented) or node.name.startswith("_"):
            continue
        if any("overload" in ast.unparse(one) for one in node.decorator_list):
            continue
        found.append((node.name, node))
        if isinstance(node, ast.ClassDef):
            found += [(f"{node.name}.{name}", below) for name, below in _public_nodes(node)]
    return found
