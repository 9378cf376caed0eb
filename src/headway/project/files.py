"""Files that are written together: all of them, or none."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from headway.errors import FolderError
from headway.project.place import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["NewFile", "write_all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """A file to write: new, or with `append` the whole `content` added to the one that is there."""

    path: Path
    content: bytes
    append: bool = False


def write_all(files: Sequence[NewFile], folders: Sequence[Path] = ()) -> tuple[Path, ...]:
    """Create the folders and write the files; return the files' paths, absolute.

    When one of them cannot be written, everything is put back as it was: new files and folders
    are removed, and a file that was added to gets its former content.

    Raises:
        FolderError: the system refused; nothing is left behind.

    """
    undo: list[_Undo] = []
    try:
        for folder in (*folders, *(file.path.parent for file in files)):
            _make_folder(folder.absolute(), undo)
        for file in files:
            _write(file, undo)
    except OSError as error:
        _roll_back(undo)
        place = shown(Path(error.filename)) if error.filename else "the files"
        raise FolderError(
            f"{place} cannot be written: {error.strerror or error}; nothing was left behind",
            hints=(("choose another folder", "headway init DIRECTORY"),),
        ) from error
    except BaseException:
        _roll_back(undo)
        raise
    return tuple(file.path.absolute() for file in files)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Undo:
    path: Path
    content: bytes | None = None
    folder: bool = False


def _make_folder(folder: Path, undo: list[_Undo]) -> None:
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir()
        undo.append(_Undo(path=each, folder=True))


def _write(file: NewFile, undo: list[_Undo]) -> None:
    if file.append:
        former = file.path.read_bytes()
        undo.append(_Undo(path=file.path, content=former))
        with file.path.open("ab") as stream:
            stream.write(file.content)
        return
    with file.path.open("xb") as stream:  # never over a file that appeared in the meantime
        undo.append(_Undo(path=file.path))
        stream.write(file.content)


def _roll_back(undo: Sequence[_Undo]) -> None:
    for each in reversed(undo):
        with suppress(OSError):  # the first error is the one to report
            if each.folder:
                each.path.rmdir()
            elif each.content is not None:
                each.path.write_bytes(each.content)
            else:
                each.path.unlink()
