"""Revision files as an immutable graph, and targets in it. Pure: no SQLAlchemy, no Alembic."""

from __future__ import annotations

from headway.history.history import History
from headway.history.range import needs_current, select_range
from headway.history.resolve import select
from headway.history.revision import Revision
from headway.history.scan import load_module, read

__all__ = [
    "History",
    "Revision",
    "load_module",
    "needs_current",
    "read",
    "select",
    "select_range",
]
