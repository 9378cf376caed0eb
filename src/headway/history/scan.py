"""Reading the revision files of a project."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from headway.errors import HistoryError, RevisionFileError
from headway.history import header
from headway.history.file import File, list_files
from headway.history.history import History
from headway.history.index import Index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from types import ModuleType

    from headway.history.revision import Revision

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
    reader = _Reader(load=load, seen=set(), revisions=[], problems=[])
    for location in locations:
        files = list_files(location, recursive=recursive, sourceless=sourceless)
        reader.read(files, Index(os.path.realpath(location)) if index else None)
    return History(reader.revisions, reader.problems)


@dataclass(slots=True, kw_only=True)
class _Reader:
    """What has been read so far, over all locations; a file is read once."""

    load: Loader
    seen: set[str]
    revisions: list[Revision]
    problems: list[HistoryError]

    def read(self, files: Iterable[File], index: Index | None) -> None:
        for file in files:
            if file.path in self.seen:
                continue
            self.seen.add(file.path)
            known = index.find(file) if index is not None else None
            if known is not None:
                self.revisions.append(known)
                continue
            try:
                self.revisions.append(_read_file(file, self.load, index))
            except HistoryError as error:
                self.problems.append(error)
        if index is not None:
            index.save()


def _read_file(file: File, load: Loader, index: Index | None) -> Revision:
    if file.name.endswith(".py"):
        try:
            with open(file.path, "rb") as stream:  # noqa: PTH123  # half the time of pathlib
                content = stream.read()
        except OSError as error:
            raise RevisionFileError(f"{file.path}: cannot be read: {error.strerror}") from error
        found = header.from_source(file.path, file.name, content)
        if found is not None:
            if index is not None:
                index.add(file, found)
            return found
    return header.from_module(file.path, file.name, _import(file, load))


def _import(file: File, load: Loader) -> ModuleType:
    try:
        return load(Path(file.path))
    except Exception as error:
        import traceback  # noqa: PLC0415  only for a broken file

        frames = traceback.extract_tb(error.__traceback__)
        line = next((frame.lineno for frame in reversed(frames) if frame.filename == file.path), 1)
        raise RevisionFileError(
            f"{file.path}:{line}: importing the file failed: {type(error).__name__}: {error}"
        ) from error
