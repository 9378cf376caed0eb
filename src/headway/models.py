"""The models that `[tool.headway] models` names, imported, as SQLAlchemy `MetaData`."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import MetaData, Table

from headway.errors import ProjectError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from types import ModuleType

__all__ = ["load_models"]


def load_models(
    names: Sequence[str], *, place: str = "models", skip: Sequence[Path] = ()
) -> tuple[MetaData, ...]:
    """Import what the names say and return its `MetaData`, each once, in order of the names.

    `module:attribute` is a `MetaData`, anything with one as `.metadata` (a declarative base, a
    registry, a table), or a list of these; it is returned even when it is empty. A name without
    a colon is a module or a package, whose modules are all imported except `__main__` and those
    in the folders `skip` (the migrations); every `MetaData` with a table that they know is
    returned. `place` is where the names stand, for messages.

    Raises:
        ProjectError: a module cannot be imported, or an attribute is missing or of another kind.

    """
    found: dict[int, MetaData] = {}
    for name in names:
        module, _, attribute = name.partition(":")
        if attribute:
            each = _from_attribute(module, attribute, place)
        else:
            each = _from_package(module, place, [folder.resolve() for folder in skip])
        found.update((id(metadata), metadata) for metadata in each)
    return tuple(found.values())


def _from_attribute(module: str, attribute: str, place: str) -> list[MetaData]:
    value: object = _import(module, place)
    for part in attribute.split("."):
        try:
            value = getattr(value, part)
        except AttributeError:
            raise ProjectError(
                f"{place}: {module} has no {attribute}",
                hints=(("name what it holds", f'models = "{module}:Base"'),),
            ) from None
    found = _as_metadata(value)
    if found is None:
        raise ProjectError(
            f"{place}: {module}:{attribute} is no MetaData and no declarative base",
            hints=(("name one of these", f'models = "{module}:Base"'),),
        )
    return found


def _as_metadata(value: object) -> list[MetaData] | None:
    if isinstance(value, MetaData):
        return [value]
    if isinstance(value, (list, tuple, set, frozenset)):
        parts = [_as_metadata(each) for each in value]
        if not parts or any(part is None for part in parts):
            return None
        return [metadata for part in parts if part for metadata in part]
    metadata = getattr(value, "metadata", None)
    return [metadata] if isinstance(metadata, MetaData) else None


def _from_package(name: str, place: str, skip: Sequence[Path]) -> list[MetaData]:
    top = _import(name, place)
    modules = [top, *(_import(each, place) for each in _walk(top, skip))]
    found = {
        id(metadata): metadata
        for module in modules
        for metadata in _known_to(module)
        if metadata.tables
    }
    return list(found.values())


def _walk(package: ModuleType, skip: Sequence[Path]) -> Iterator[str]:
    """Yield the names of all modules below a package, without those in the folders `skip`.

    Each package is imported by the caller before it is looked into, since it is yielded first.
    """
    for each in pkgutil.iter_modules(getattr(package, "__path__", ())):
        name = f"{package.__name__}.{each.name}"
        spec = each.module_finder.find_spec(name, None)
        if each.name == "__main__" or _lies_in(spec.origin if spec else None, skip):
            continue
        yield name
        if each.ispkg:
            yield from _walk(sys.modules[name], skip)


def _lies_in(origin: str | None, folders: Iterable[Path]) -> bool:
    return origin is not None and any(
        folder in Path(origin).resolve().parents for folder in folders
    )


def _known_to(module: ModuleType) -> Iterator[MetaData]:
    for value in list(vars(module).values()):
        if isinstance(value, MetaData):
            yield value
        elif isinstance(value, (type, Table)):  # other objects may run code when they are asked
            metadata = getattr(value, "metadata", None)
            if isinstance(metadata, MetaData):
                yield metadata


def _import(name: str, place: str) -> ModuleType:
    with _explained(name, place):
        return importlib.import_module(name)


@contextmanager
def _explained(name: str, place: str) -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or not f"{name}.".startswith(f"{error.name}."):
            raise _failed(name, place, error) from error
        raise ProjectError(
            f"{place}: there is no module {error.name}",
            hints=(
                ("a folder above it", 'prepend_sys_path = ["%(here)s"] in [tool.alembic]'),
                ("or install the project", "pip install -e ."),
            ),
        ) from error
    except Exception as error:
        raise _failed(name, place, error) from error


def _failed(name: str, place: str, error: Exception) -> ProjectError:
    return ProjectError(
        f"{place}: importing {name} failed: {type(error).__name__}: {error}",
        hints=(("see where", f'python -c "import {name}"'),),
    )
