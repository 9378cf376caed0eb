"""What was parsed before, remembered in a version location's `__pycache__`."""

from __future__ import annotations

import json
import os
import tempfile
import time
from typing import TYPE_CHECKING

from headway.history.revision import Revision

if TYPE_CHECKING:
    from headway.history.file import File

__all__ = ["Index"]

_NAME = "headway-history.json"
_FORMAT = 1
_SETTLED = 50_000_000
_SETTLED_COARSE = 2_000_000_000
_SECOND = 1_000_000_000


class Index:
    """The parsed headers of one version location, keyed by path, modification time and size.

    Only a cache: without it, or where it cannot be read, parsed or written, files are parsed
    again and nothing is said. The file is replaced atomically, so that processes may share it.
    """

    def __init__(self, location: str, *, now: int | None = None) -> None:
        """Read the index of a location, an absolute path; `now` is in nanoseconds."""
        self._root = os.path.join(location, "")
        self._now = time.time_ns() if now is None else now
        self._old = _load(self._path)
        self._new: dict[str, list[object]] = {}
        self._changed = False

    @property
    def _path(self) -> str:
        return os.path.join(self._root, "__pycache__", _NAME)

    def find(self, file: File) -> Revision | None:
        """Return the revision that was parsed from exactly this state of the file."""
        key = file.path[len(self._root) :]
        entry = self._old.get(key)
        if entry is None or entry[0] != file.modified or entry[1] != file.size:
            return None
        try:
            revision = _unpack(file.path, entry)
        except (TypeError, ValueError, IndexError):
            return None
        self._new[key] = entry
        return revision

    def add(self, file: File, revision: Revision) -> None:
        """Remember a parsed header, unless the file is so new that it may still change.

        A change within the clock's grain would leave time and size as they are. The grain is
        taken as 50 ms, and as 2 s (FAT) where the time is in whole seconds.
        """
        grain = _SETTLED if file.modified % _SECOND else _SETTLED_COARSE
        if file.path.startswith(self._root) and file.modified < self._now - grain:
            self._new[file.path[len(self._root) :]] = _pack(file, revision)
            self._changed = True

    def save(self) -> None:
        """Write the index if anything changed; a folder that cannot be written is no matter."""
        if not self._changed and len(self._new) == len(self._old):
            return
        try:
            folder = os.path.dirname(self._path)
            os.makedirs(folder, exist_ok=True)
            _replace(self._path, json.dumps({"format": _FORMAT, "files": self._new}))
        except OSError:
            return


def _load(path: str) -> dict[str, list[object]]:
    try:
        with open(path, "rb") as stream:
            content = json.loads(stream.read())
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(content, dict) or content.get("format") != _FORMAT:
        return {}
    files = content.get("files")
    if not isinstance(files, dict):
        return {}
    return {key: entry for key, entry in files.items() if type(entry) is list and len(entry) == 9}


def _replace(path: str, text: str) -> None:
    handle, name = tempfile.mkstemp(prefix=_NAME, suffix=".tmp", dir=os.path.dirname(path))
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def _pack(file: File, revision: Revision) -> list[object]:
    return [
        file.modified,
        file.size,
        revision.id,
        revision.down,
        revision.depends_on,
        revision.labels,
        revision.doc,
        revision.created,
        revision.line,
    ]


def _unpack(path: str, entry: list[object]) -> Revision:
    _, _, id_, down, depends_on, labels, doc, created, line = entry
    if not (isinstance(id_, str) and isinstance(doc, str)):
        raise TypeError
    return Revision(
        id=id_,
        down=tuple(down),
        depends_on=tuple(depends_on) if depends_on else (),
        labels=tuple(labels) if labels else (),
        message=doc.split("\n\n", 1)[0],
        doc=doc,
        created=created,
        path=path,
        line=line,
    )
