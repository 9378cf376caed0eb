"""What a process that runs one command and ends can leave out."""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import sys

__all__ = ["hurry", "import_mako"]

_GARBAGE = 200_000
"""Objects before a collection: fewer than importing SQLAlchemy and Alembic makes (150,000)."""

_HIGHLIGHTER = "mako.ext.pygmentplugin"


def hurry() -> None:
    """Collect cyclic garbage more rarely in this process, which is all Headway's.

    With Python's usual 700 objects the collector runs 200 times while modules are imported and
    once more at the end, finds nothing, and takes a tenth of a command's CPU time. A collector
    that was switched off stays off.
    """
    first, *rest = gc.get_threshold()
    if first:
        gc.set_threshold(max(first, _GARBAGE), *rest)
    atexit.register(gc.freeze)


def import_mako() -> None:
    """Import Mako without its highlighter, which colours only HTML error pages.

    Alembic imports Mako, and Mako every lexer of Pygments where it is installed (rich needs it):
    a tenth of a command's CPU time. The highlighter itself can be imported afterwards.
    """
    if _HIGHLIGHTER in sys.modules or "mako.exceptions" in sys.modules:
        return
    sys.modules[_HIGHLIGHTER] = None  # type: ignore[assignment] # Python's word for "absent"
    try:
        with contextlib.suppress(ImportError):
            importlib.import_module("mako.exceptions")
    finally:
        del sys.modules[_HIGHLIGHTER]
