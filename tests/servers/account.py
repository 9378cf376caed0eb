"""Who runs a server, and the folders that this user can enter.

PostgreSQL and MariaDB refuse to run as root. As root, the servers run as `nobody`, whose rights
the child process takes on by setuid; no mode of an existing folder is ever changed.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Account", "copy_data", "find_account", "make_folder", "open_cache", "prepare_data"]

ROOM = 1 << 30
"""Bytes that must be free where a server's data goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The user that a server runs as; `uid` is None for the user who runs the tests."""

    uid: int | None = None
    gid: int | None = None

    def popen(self) -> dict[str, Any]:
        """Return the arguments of `subprocess` that make the child this user."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, folder: Path) -> None:
        """Give a folder that the tests made, with all that is in it, to this user."""
        if self.uid is None or self.gid is None:
            return
        for path in (folder, *folder.rglob("*")):
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def may_enter(self, folder: Path) -> bool:
        """Say whether this user can reach the folder and read what is in it."""
        if self.uid is None:
            return os.access(folder, os.R_OK | os.X_OK)
        parents = [parent.stat() for parent in folder.resolve().parents]
        return all(map(self._may_pass, parents)) and self._may_read(folder.stat())

    def _may_pass(self, status: os.stat_result) -> bool:
        return bool(self._bits(status) & stat.S_IXOTH)

    def _may_read(self, status: os.stat_result) -> bool:
        wanted = stat.S_IROTH | stat.S_IXOTH
        return self._bits(status) & wanted == wanted

    def _bits(self, status: os.stat_result) -> int:
        if status.st_uid == self.uid:
            return status.st_mode >> 6
        return status.st_mode >> 3 if status.st_gid == self.gid else status.st_mode


def find_account() -> Account:
    """Return `nobody` for root, and the user of the tests for everybody else."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return Account()
    import pwd  # noqa: PLC0415  only where there are POSIX accounts

    entry = pwd.getpwnam("nobody")
    return Account(uid=entry.pw_uid, gid=entry.pw_gid)


def find_folder(account: Account, *, memory: bool = False) -> Path:
    """Return a folder for temporary things that the account can enter.

    With `memory`, /dev/shm comes first where it has a gigabyte free: a database there never waits
    for a disk. Otherwise the first of the temporary folders, because /dev/shm may forbid programs.
    """
    shared = [Path("/dev/shm")] if memory else []  # noqa: S108  only as a parent for mkdtemp
    places = [*shared, Path(tempfile.gettempdir()), Path("/var/tmp"), Path("/tmp")]  # noqa: S108  the same
    for place in places:
        if place.is_dir() and account.may_enter(place) and os.access(place, os.W_OK):
            if place in shared and shutil.disk_usage(place).free < ROOM:
                continue
            return place
    message = "no temporary folder that the server's user can enter"
    raise FileNotFoundError(message)


def make_folder(account: Account, prefix: str) -> Path:
    """Make a new folder for a server's data, owned by its user; the name is short for sockets."""
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=find_folder(account, memory=True)))
    account.own(folder)
    return folder


def copy_data(prepared: Path, account: Account, prefix: str) -> Path:
    """Make a new folder for a server, with a copy of `prepared` as its subfolder `data`."""
    folder = make_folder(account, prefix)
    try:
        shutil.copytree(prepared, folder / "data")
        account.own(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def prepare_data(place: Path, account: Account, fill: Callable[[Path], None]) -> Path:
    """Return the folder `place` of the cache; where it is missing, let `fill` make it.

    Another process may do the same at the same time: the first to finish wins.
    """
    if place.is_dir():
        return place
    made = Path(tempfile.mkdtemp(dir=place.parent))
    try:
        account.own(made)
        fill(made)
        account.own(made)
        made.rename(place)
    except BaseException as error:
        shutil.rmtree(made, ignore_errors=True)
        if not (isinstance(error, OSError) and place.is_dir()):
            raise
    return place


def open_cache(account: Account) -> Path:
    """Return the folder that keeps prepared things between sessions, made on first use.

    Its name can be guessed, so one that belongs to somebody else is never used.
    """
    user = "user" if sys.platform == "win32" else str(os.geteuid())
    cache = find_folder(account) / f"headway-tests-{user}"
    try:
        cache.mkdir(mode=0o700)
    except FileExistsError:
        if sys.platform == "win32" or cache.lstat().st_uid in (account.uid, os.geteuid()):
            return cache
        return make_folder(account, "headway-tests-")
    if account.uid is not None and account.gid is not None:
        os.chown(cache, account.uid, account.gid)
    return cache
