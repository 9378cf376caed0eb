"""The application's engine: a SQLite file unless THE_REMEMBER_URL names another database."""

from __future__ import annotations

import os

from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

DEFAULT_URL = "sqlite+aiosqlite:///the_remember.sqlite"


def make_engine() -> AsyncEngine:
    """Return a new engine; the caller disposes of it."""
    return create_async_engine(os.environ.get("THE_REMEMBER_URL", DEFAULT_URL))
