"""The text of a config file."""

from __future__ import annotations

import locale
from typing import TYPE_CHECKING

from headway.errors import ConfigInvalidError, ConfigMissingError
from headway.project.place import shown

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["read_text"]


def read_text(path: Path) -> str:
    """Return the file's text: UTF-8 with or without a byte order mark, else the locale's encoding.

    Alembic reads alembic.ini in the locale's encoding, so an old file on Windows still works.

    Raises:
        ConfigMissingError: the file does not exist.
        ConfigInvalidError: it cannot be read, or is no text file.

    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise missing(path) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigInvalidError(f"{shown(path)} cannot be read: {reason}") from error
    text = _decode(content)
    if text is None:
        raise ConfigInvalidError(
            f"{shown(path)} is not a text file",
            hints=(("name the config file", "headway --config alembic.ini current"),),
        )
    return text


def missing(path: Path, *, named_by: str | None = None) -> ConfigMissingError:
    """Return the error for a config file that does not exist."""
    origin = f" (named by {named_by})" if named_by else ""
    return ConfigMissingError(
        f"there is no config file {shown(path)}{origin}",
        hints=(("create it", f"headway --config {shown(path)} init migrations"),),
    )


def _decode(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", locale.getencoding()):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None
