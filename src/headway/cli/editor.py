"""Opening a file in the person's editor."""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING

from headway.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["find_editor", "open_file"]

_USUAL = ("sensible-editor", "editor", "nano", "vi", "notepad")


def open_file(path: str, environ: Mapping[str, str] | None = None) -> None:
    """Open the file and wait until the editor ends.

    Raises:
        UsageError: there is no editor, or it ended with an error.
    """
    import subprocess  # noqa: PLC0415  only where an editor is opened

    command = [*find_editor(os.environ if environ is None else environ), path]
    try:
        status = subprocess.run(command, check=False).returncode  # noqa: S603 - the person's own editor
    except OSError as error:
        raise UsageError(
            f"the editor {command[0]} cannot be started: {error.strerror}; {path} was not opened",
            hints=(("set another", "EDITOR=nano"),),
        ) from error
    if status != 0:
        raise UsageError(f"the editor {command[0]} ended with status {status}; see {path}")


def find_editor(environ: Mapping[str, str]) -> list[str]:
    """Return the command of $VISUAL, else $EDITOR, else of a usual editor that is installed."""
    import shutil  # noqa: PLC0415  the same

    for name in ("VISUAL", "EDITOR"):
        text = environ.get(name, "").strip()
        if text:
            # On Windows a backslash separates folders and quotes nothing.
            words = shlex.split(text, posix=os.name != "nt")
            return [word.strip('"') for word in words] if os.name == "nt" else words
    for name in _USUAL:
        found = shutil.which(name, path=environ.get("PATH"))
        if found:
            return [found]
    raise UsageError("no editor is set; nothing was opened", hints=(("set one", "EDITOR=nano"),))
