"""What was parsed before, remembered in a version location's `__pycache__`."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
        self._root = location.rstrip(os.sep) + os.sep
        self._path = Path(location, "__pycache__", _NAME)
        self._now = time.time_ns() if now is None else now
        self._old = _load(self._path)
        self._new: dict[str, list[Any]] = {}
        self._changed = False

    def find(self, file: File) -> Revision | None:
        """Return the revision that was parsed from exactly this state of the file."""
        key = file.path[len(self._root) :]
        entry = self._old.get(key)
        try:
            if entry is None or entry[0] != file.modified or entry[1] != file.size:
                return None
            revision = _unpack(file.path, entry)
        except (TypeError, ValueError, LookupError, AttributeError):
            return None  # a damaged entry
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
            self._path.parent.mkdir(exist_ok=True)
            _replace(self._path, json.dumps({"format": _FORMAT, "files": self._new}))
        except OSError:
            return


def _load(path: Path) -> dict[str, list[Any]]:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(content, dict) or content.get("format") != _FORMAT:
        return {}
    files = content.get("files")
    return files if isinstance(files, dict) else {}


def _replace(path: Path, text: str) -> None:
    """Write a file at once or not at all; the temporary one never stays behind."""
    import tempfile  # noqa: PLC0415  # costs more than reading an index, and is rarely needed

    handle, name = tempfile.mkstemp(prefix=_NAME, suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _pack(file: File, revision: Revision) -> list[Any]:
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


def _unpack(path: str, entry: list[Any]) -> Revision:
    _, _, id_, down, depends_on, labels, doc, created, line = entry
    if type(id_) is not str or type(down) is not list or type(line) is not int:
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
