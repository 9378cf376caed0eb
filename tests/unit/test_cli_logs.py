from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

import pytest

from headway.cli.logs import RepeatedLines, hide_repeated_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def logger() -> Iterator[logging.Logger]:
    made = logging.getLogger("alembic.runtime.migration")
    before, level = made.filters[:], made.level
    made.setLevel(logging.INFO)
    yield made
    made.filters[:], made.level = before, level
    for handler in made.handlers[:]:
        made.removeHandler(handler)
        handler.close()


@pytest.mark.parametrize(
    ("stream", "all_streams", "shown"),
    [
        (Terminal(), False, False),
        (io.StringIO(), False, True),
        (io.StringIO(), True, False),
    ],
)
def test_only_the_console_that_shows_the_steps_is_spared(
    logger: logging.Logger, stream: io.StringIO, all_streams: bool, shown: bool, tmp_path: Path
) -> None:
    file = tmp_path / "log.txt"
    logger.addHandler(logging.StreamHandler(stream))
    logger.addHandler(logging.FileHandler(file, encoding="utf-8"))
    hide_repeated_lines(all_streams=all_streams)
    logger.info("Running upgrade  -> 1a2b, create users")
    logger.warning("mind this")
    assert ("Running" in stream.getvalue()) is shown
    assert "mind this" in stream.getvalue()
    assert file.read_text(encoding="utf-8").splitlines() == [
        "Running upgrade  -> 1a2b, create users",
        "mind this",
    ]


def test_calling_it_again_replaces_the_filter(logger: logging.Logger) -> None:
    hide_repeated_lines(all_streams=False)
    hide_repeated_lines(all_streams=True)
    assert len([each for each in logger.filters if isinstance(each, RepeatedLines)]) == 1
