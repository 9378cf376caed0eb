"""The `[tool.headway]` table of pyproject.toml, checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from headway.errors import ConfigInvalidError

if TYPE_CHECKING:
    from headway.project.pyproject import Pyproject

__all__ = ["KEYS", "HeadwayTable", "read_headway"]

KEYS = ("migrations", "models", "url")
"""The keys that `[tool.headway]` knows."""

_MODEL = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*(:[^\W\d]\w*(\.[^\W\d]\w*)*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadwayTable:
    """What `[tool.headway]` says, as written; None or empty where a key is not there."""

    migrations: str | None = None
    models: tuple[str, ...] = ()
    url: str | None = None


def read_headway(toml: Pyproject) -> HeadwayTable:
    """Return the checked table, an empty one where the file has none.

    Raises:
        ConfigInvalidError: an unknown key (with the nearest spelling), or a value of a wrong type.

    """
    table = toml.headway or {}
    for key in table:
        if key not in KEYS:
            raise _unknown(toml, key)
    return HeadwayTable(
        migrations=_text(toml, "migrations"), models=_models(toml), url=_text(toml, "url")
    )


def _unknown(toml: Pyproject, key: str) -> ConfigInvalidError:
    import difflib  # noqa: PLC0415  only for a mistake

    near = difflib.get_close_matches(key, KEYS, n=1)
    return ConfigInvalidError(
        f"{toml.place('headway', key)}: [tool.headway] has no setting {key}",
        hints=(
            *(("did you mean", name) for name in near),
            ("it knows", ", ".join(KEYS)),
        ),
    )


def _text(toml: Pyproject, key: str) -> str | None:
    value = (toml.headway or {}).get(key)
    if value is None or (isinstance(value, str) and value.strip()):
        return value
    raise ConfigInvalidError(
        f"{toml.place('headway', key)}: {key} must be a text that is not empty",
        hints=(("for example", f'{key} = "{_EXAMPLES[key]}"'),),
    )


def _models(toml: Pyproject) -> tuple[str, ...]:
    value = (toml.headway or {}).get("models")
    names = [value] if isinstance(value, str) else ([] if value is None else value)
    if isinstance(names, list) and all(
        isinstance(name, str) and _MODEL.fullmatch(name) for name in names
    ):
        return tuple(names)
    raise ConfigInvalidError(
        f"{toml.place('headway', 'models')}: models must be the name of a package, "
        "a module:attribute, or a list of these",
        hints=(("for example", 'models = "app.models:Base"'),),
    )


_EXAMPLES = {"migrations": "migrations", "url": "${DATABASE_URL:-sqlite:///app.db}"}
