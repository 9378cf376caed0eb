"""Revision files on both sides of the bridge: Headway's `History`, Alembic's `Script`s, modules."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from alembic.script.revision import Revision as RevisionBase

from headway.bridge import private
from headway.errors import MigrationError, RevisionFileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from headway.history import History
    from headway.history.revision import Revision
    from headway.plan.step import Direction

Load: TypeAlias = "Callable[[Path], ModuleType]"

__all__ = ["LazyScript", "load_module", "load_scripts", "migration_of"]


def load_module(path: Path) -> ModuleType:
    """Import one revision file as Alembic does: by path, under no name in `sys.modules`.

    Raises RevisionFileError with file and line when the file does not compile or import.
    """
    name = re.sub(r"\W", "_", path.name)
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise RevisionFileError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except SyntaxError as error:
        place = f"{error.filename or path}:{error.lineno or 1}"
        raise RevisionFileError(f"syntax error in {place}: {error.msg}; nothing applied") from error
    except Exception as error:
        place = f"{path}:{_line_of(error, path)}"
        what = f"{type(error).__name__}: {error}"
        raise RevisionFileError(f"{place} cannot be imported ({what}); nothing applied") from error
    return module


def _line_of(error: BaseException, path: Path) -> int:
    line, frame = 1, error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == str(path):
            line = frame.tb_lineno
        frame = frame.tb_next
    return line


def migration_of(
    revision: Revision, direction: Direction, load: Load = load_module
) -> Callable[..., object]:
    """Return the `upgrade` or `downgrade` function of a revision's file.

    Raises MigrationError when the file has no such function, before anything has run.
    """
    module = load(Path(revision.path))
    function = getattr(module, direction.value, None)
    if not callable(function):
        raise MigrationError(
            f"{revision.id} has no {direction.value}() ({revision.path}); nothing applied"
        )
    return function  # type: ignore[no-any-return]


class LazyScript(private.Script):
    """Alembic's `Script` for a revision whose file has only been scanned.

    env.py, `process_revision_directives` and `on_version_apply` may ask for
    `context.script.get_revisions()` and the like: they get the whole map without 5,000 imports,
    and the module when they ask for it.
    """

    def __init__(self, revision: Revision, load: Load) -> None:
        """Take the header's values; nothing is imported."""
        self._load = load
        self.path = revision.path
        self._headway = revision
        RevisionBase.__init__(
            self, revision.id, revision.down, revision.depends_on or None, revision.labels
        )

    @property
    def module(self) -> ModuleType:  # type: ignore[override]
        """The revision's module, imported at the first use; the one whose functions are run."""
        return self._load(Path(self.path))

    @property
    def longdoc(self) -> str:
        """The docstring, from the header."""
        return self._headway.doc


def load_scripts(history: Callable[[], History], load: Load) -> Callable[[], Iterator[Any]]:
    """Return a source of `LazyScript`s for Alembic's revision map."""

    def scripts() -> Iterator[Any]:
        graph = history()
        graph.check()
        for revision in graph:
            yield LazyScript(revision, load)

    return scripts
