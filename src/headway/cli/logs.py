"""Which log records a person at a terminal sees beside Headway's own lines."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from headway.reports.console import is_terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["RepeatedLines", "hide_repeated_lines"]

_LOGGER = "alembic.runtime.migration"


class RepeatedLines(logging.Filter):
    """Keeps the step log from the console that shows the same steps already.

    Every other handler, a file or a collector, gets the records as Alembic sends them. With
    `all_streams` no stream shows them, a pipe neither.
    """

    def __init__(self, *, all_streams: bool) -> None:
        """Filter the records of the step log."""
        super().__init__()
        self._all_streams = all_streams

    def filter(self, record: logging.LogRecord) -> bool:
        """Hand an INFO record to the handlers that want it; stop its usual way then."""
        if record.levelno > logging.INFO:
            return True
        handlers = list(_handlers_of(record.name))
        if not any(self._shows(handler) for handler in handlers):
            return True
        for handler in handlers:
            if not self._shows(handler) and record.levelno >= handler.level:
                handler.handle(record)
        return False

    def _shows(self, handler: logging.Handler) -> bool:
        if not isinstance(handler, logging.StreamHandler) or isinstance(
            handler, logging.FileHandler
        ):
            return False
        return self._all_streams or is_terminal(handler.stream)


def hide_repeated_lines(*, all_streams: bool) -> None:
    """Keep the step log off the terminal; with `all_streams`, off pipes too."""
    logger = logging.getLogger(_LOGGER)
    for old in [each for each in logger.filters if isinstance(each, RepeatedLines)]:
        logger.removeFilter(old)
    logger.addFilter(RepeatedLines(all_streams=all_streams))


def _handlers_of(name: str) -> Iterator[logging.Handler]:
    """Yield the handlers that a record of that logger reaches."""
    logger: logging.Logger | None = logging.getLogger(name)
    while logger is not None:
        yield from logger.handlers
        logger = logger.parent if logger.propagate else None
