"""A migration folder: the one that holds env.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.errors import FolderError
from headway.project.place import shown

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["check_folder"]


def check_folder(folder: Path, *, place: str | None) -> Path:
    """Return the folder if it is a migration folder; `place` is where its name was read.

    An env.py that is there only compiled counts, as in Alembic.

    Raises:
        FolderError: it is missing, is no folder, or holds no env.py.

    """
    source = f"{place}: " if place else ""
    if not folder.exists():
        raise FolderError(
            f"{source}the migration folder {shown(folder)} does not exist",
            hints=(
                ("create it", f"headway init {shown(folder)}"),
                ("beside the ini file", f"script_location = %(here)s/{folder.name}"),
            ),
        )
    if not folder.is_dir():
        raise FolderError(
            f"{source}{shown(folder)} is a file, not a migration folder",
            hints=(("name the folder that holds env.py", "script_location = migrations"),),
        )
    if not _has_environment(folder):
        raise FolderError(
            f"{source}{shown(folder)} is not a migration folder: it holds no env.py",
            hints=(
                ("name the folder that holds env.py", "script_location = migrations"),
                ("or start a new one", "headway init migrations"),
            ),
        )
    return folder


def _has_environment(folder: Path) -> bool:
    names = (folder / "env.py", folder / "env.pyc")
    compiled = (folder / "__pycache__").glob("env.*.pyc")
    return any(name.is_file() for name in names) or any(True for _ in compiled)
