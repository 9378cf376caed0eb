"""A test's env.py calls `fileConfig`; the next test must not notice."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config

if TYPE_CHECKING:
    from collections.abc import Callable

    from projects import AlembicProject
    from servers import Database

BEFORE = logging.getLogger("tests.isolation")


def _handlers() -> list[logging.Handler]:
    """Return what writes to a stream, pytest's own handlers apart."""
    found = [*logging.root.handlers, *logging.getLogger("alembic").handlers]
    return [one for one in found if type(one) is logging.StreamHandler]


def test_one_an_env_py_sets_up_logging(
    sqlite: Callable[[], Database], linear: Callable[..., AlembicProject]
) -> None:
    command.upgrade(Config(linear(sqlite().url).ini), "head")
    assert _handlers()
    assert BEFORE.disabled


def test_two_logging_is_as_before() -> None:
    assert not _handlers()
    assert not BEFORE.disabled
    assert logging.getLogger("alembic").level == logging.NOTSET
