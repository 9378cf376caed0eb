"""Which files of a version location are revision files: Alembic's selection, in its order."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from headway.errors import FolderError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["File", "list_files"]

_SOURCE = re.compile(r"(?!\.#|__init__)(.*\.py)$")
_ANY = re.compile(r"(?!\.#|__init__)(.*\.py)(c|o)?$")
_CACHE = "__pycache__"


class File(NamedTuple):
    """A file that may be a revision: its absolute path without symbolic links, time and size.

    `modified` is in nanoseconds, `size` in bytes.
    """

    path: str
    name: str
    modified: int
    size: int


def list_files(location: Path, *, recursive: bool, sourceless: bool) -> Iterator[File]:
    """Yield the revision files of one version location; none if the folder does not exist.

    Sorted by name within a folder, folders sorted, a folder's files before its folders.
    Without `recursive`, only the folder itself. With `sourceless`, compiled files count too
    where there is no source. Raises FolderError for a folder that cannot be read.
    """
    root = os.path.realpath(location)
    if os.path.isdir(root):  # noqa: PTH112  # os.path, for speed: pathlib costs twice the scan
        yield from _list_folder(root, recursive=recursive, sourceless=sourceless)


def _list_folder(folder: str, *, recursive: bool, sourceless: bool) -> Iterator[File]:
    entries = _scan(folder)
    folders, names = [], set()
    for entry in entries:
        if entry.is_dir():
            folders.append(entry)
            continue
        names.add(entry.name.split(".")[0])
        # A link may lead to a file of another name, and that name counts.
        if _is_candidate(entry.name) or entry.is_symlink():
            file = _select(entry, sourceless=sourceless)
            if file is not None:
                yield file
    if sourceless:
        yield from _list_cache(os.path.join(folder, _CACHE), names)  # noqa: PTH118  # as above
    if recursive:
        for entry in folders:
            if not entry.name.endswith(_CACHE) and not entry.is_symlink():
                yield from _list_folder(entry.path, recursive=True, sourceless=sourceless)


def _is_candidate(name: str) -> bool:
    """Tell quickly whether a name may be that of a source or compiled revision file."""
    return ".py" in name and not name.startswith((".#", "__init__"))


def _scan(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as scan:
            return sorted(scan, key=lambda entry: entry.name)
    except OSError as error:
        raise FolderError(f"{folder}: cannot be read: {error.strerror}") from error


def _list_cache(folder: str, names: set[str]) -> Iterator[File]:
    """Yield the compiled files that have no source beside them."""
    if not os.path.isdir(folder):  # noqa: PTH112  # as above
        return
    entries = _scan(folder)
    for entry in entries:
        if entry.name.split(".")[0] not in names:
            file = _select(entry, sourceless=True)
            if file is not None:
                yield file


def _select(entry: os.DirEntry[str], *, sourceless: bool) -> File | None:
    """Return the file behind the entry if its real name is that of a revision file."""
    path, name = entry.path, entry.name
    if entry.is_symlink():
        path = os.path.realpath(path)
        name = os.path.basename(path)  # noqa: PTH119  # as above
    match = (_ANY if sourceless else _SOURCE).match(name)
    if match is None or (sourceless and _is_superseded(path, name, match)):
        return None
    try:
        status = entry.stat()
    except OSError:
        return File(path, name, 0, 0)  # reading it will say why
    return File(path, name, status.st_mtime_ns, status.st_size)


def _is_superseded(path: str, name: str, match: re.Match[str]) -> bool:
    """Tell whether a better form of a compiled file exists: source, or .pyc for .pyo."""
    if not match.group(2):
        return False
    source = path[: len(path) - len(name)] + match.group(1)
    return os.path.exists(source) or (match.group(2) == "o" and os.path.exists(source + "c"))  # noqa: PTH110  # as above
