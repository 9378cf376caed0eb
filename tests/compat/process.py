"""A process that runs commands of either tool and answers with what they did and said."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

__all__ = ["Answer", "Process"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one command did: its status, what it raised (for plain Alembic), what it printed."""

    status: int
    error: str | None
    out: str
    err: str

    def said(self, mark: str = "env: ") -> list[str]:
        """Return the lines that the project itself printed, which begin with `mark`."""
        return [line for line in (self.out + self.err).splitlines() if line.startswith(mark)]


class Process:
    """`worker.py` under one interpreter.

    What it prints outside a command goes to a file: a full pipe of warnings would stop it.
    """

    def __init__(
        self,
        python: str,
        folder: Path,
        package: str = "",
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self._log = (folder / "worker-log.txt").open("w", encoding="utf-8")
        self._process = subprocess.Popen(
            [python, str(Path(__file__).with_name("worker.py")), package],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            encoding="utf-8",
            cwd=folder,
            env={**os.environ, "PYTHONIOENCODING": "utf-8", **(settings or {})},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.__exit__(kind, error, trace)
        self._log.close()

    def ask(self, *command: str) -> Answer:
        """Run one command; the first word is a name in worker.py's COMMANDS."""
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(command) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
        if not line:
            log = Path(self._log.name).read_text(encoding="utf-8")
            raise RuntimeError(log[-4000:])
        return Answer(**json.loads(line))
