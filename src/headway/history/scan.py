"""Reading the revision files of a project."""

from __future__ import annotations

import re
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from headway.errors import HistoryError, RevisionFileError
from headway.history import header
from headway.history.file import File, list_files
from headway.history.history import History

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import ModuleType

    Loader: TypeAlias = Callable[[Path], ModuleType]

__all__ = ["load_module", "read"]


def load_module(path: Path) -> ModuleType:
    """Import a revision file as Alembic does: under its file name, not in `sys.modules`."""
    from importlib.util import module_from_spec, spec_from_file_location  # noqa: PLC0415  # rarely needed

    spec = spec_from_file_location(re.sub(r"\W", "_", path.name), path)
    if spec is None or spec.loader is None:
        raise ImportError(f"no loader for {path}")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(
    locations: Sequence[Path],
    *,
    recursive: bool = False,
    sourceless: bool = False,
    load: Loader = load_module,
    index: bool = True,
) -> History:
    """Read the revision files of the locations; files are found and chosen as by Alembic.

    A header made of literals is parsed and never run; any other file is imported with `load`.
    A file that cannot be read becomes one of the history's `problems`. With `index`, what was
    parsed is remembered in each location's `__pycache__`, if that can be written.
    """
    revisions = []
    problems: list[HistoryError] = []
    seen: set[str] = set()
    for location in locations:
        for file in list_files(location, recursive=recursive, sourceless=sourceless):
            if file.path in seen:
                continue
            seen.add(file.path)
            try:
                revisions.append(_read_file(file, load))
            except HistoryError as error:
                problems.append(error)
    return History(revisions, problems)


def _read_file(file: File, load: Loader):
    if file.name.endswith(".py"):
        try:
            content = Path(file.path).read_bytes()
        except OSError as error:
            raise RevisionFileError(f"{file.path}: cannot be read: {error.strerror}") from error
        found = header.from_source(file.path, file.name, content)
        if found is not None:
            return found
    return header.from_module(file.path, file.name, _import(file, load))


def _import(file: File, load: Loader) -> ModuleType:
    try:
        return load(Path(file.path))
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        line = next((frame.lineno for frame in reversed(frames) if frame.filename == file.path), 1)
        raise RevisionFileError(
            f"{file.path}:{line}: importing the file failed: {type(error).__name__}: {error}"
        ) from error
