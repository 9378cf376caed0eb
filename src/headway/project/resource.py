"""Folders that are named as `package:folder`."""

from __future__ import annotations

import importlib.util
import sys
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING

from headway.errors import FolderError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec

__all__ = ["resolve"]


def resolve(text: str, *, sys_path: Sequence[str], place: str) -> Path:
    """Return the absolute folder of `text`: a path from here, or `package:folder`.

    As in Alembic, a text that is not absolute and holds a colon names a folder in a package. The
    package is found without running its code. `sys_path` is searched before `sys.path`.

    Raises:
        FolderError: there is no such package, or it does not lie in a folder.

    """
    path = Path(text)
    if path.is_absolute() or ":" not in text:
        return path.absolute()
    package, *parts = text.split(":")
    folder = _locate(package, sys_path)
    if folder is None:
        raise FolderError(
            f"{place}: there is no package {package} for {text}",
            hints=(
                ("is it installed here", f"{Path(sys.executable).name} -m pip show {package}"),
                ("or name the folder above it", "prepend_sys_path = ."),
            ),
        )
    return folder.joinpath(*parts).absolute()


def _locate(package: str, sys_path: Sequence[str]) -> Path | None:
    first, *rest = package.split(".")
    spec = _find_first(first, sys_path)
    name = first
    for part in rest:
        if spec is None or spec.submodule_search_locations is None:
            return None
        name = f"{name}.{part}"
        spec = PathFinder.find_spec(name, list(spec.submodule_search_locations))
    if spec is None or not spec.submodule_search_locations:
        return None
    folders = map(Path, spec.submodule_search_locations)
    return next((folder for folder in folders if folder.is_dir()), None)


def _find_first(name: str, sys_path: Sequence[str]) -> ModuleSpec | None:
    if not name:
        return None
    absolute = [str(Path(entry).absolute()) for entry in sys_path]
    spec = PathFinder.find_spec(name, absolute) if absolute else None
    if spec is not None:
        return spec
    try:
        return importlib.util.find_spec(name)
    except ValueError:  # a module in sys.modules without a spec, such as __main__
        return None
