"""A server process below a guard that ends it with the tests."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from servers.account import Account

__all__ = ["Server", "find_port", "run"]

PATIENCE = 60.0
"""Seconds that a server has to become ready on a slow machine."""


class Server:
    """A running server; `stop` ends it and removes its folder."""

    def __init__(
        self, command: Sequence[str], *, folder: Path, account: Account, signal: str
    ) -> None:
        """Start the command as the account in its folder; nothing is waited for."""
        task = {
            "command": list(command),
            "environment": _environment(folder),
            "folder": str(folder),
            "user": account.popen(),
            "signal": signal,
            "remove": True,
        }
        self.folder = folder
        self._guard = subprocess.Popen(
            [sys.executable, "-I", str(Path(__file__).with_name("guard.py")), json.dumps(task)],
            stdin=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C in the terminal ends the tests, and they the server
        )

    def wait_until(self, ready: Callable[[], bool]) -> None:
        """Wait until `ready()`; a server that ended or never got ready is a RuntimeError."""
        end = time.monotonic() + PATIENCE
        log = self.folder / "server.log"
        tail = ""
        while time.monotonic() < end:
            if ready():
                return
            if log.exists():
                tail = log.read_text(encoding="utf-8", errors="replace")[-2000:]
            if self._guard.poll() is not None:
                break
            time.sleep(0.01)
        self.stop()
        message = f"the server did not start:\n{tail}"
        raise RuntimeError(message)

    def stop(self) -> None:
        """Stop the server and wait until it is gone."""
        if self._guard.stdin is not None:
            self._guard.stdin.close()
        self._guard.wait()


def run(command: Sequence[str], *, folder: Path, account: Account) -> None:
    """Run a command to its end as the account; its output is in the error when it fails."""
    done = subprocess.run(
        list(command),
        cwd=folder,
        env=_environment(folder),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        **account.popen(),
    )
    if done.returncode:
        message = f"{command[0]} failed:\n{done.stdout}\n{done.stderr}"
        raise RuntimeError(message)


def find_port() -> int:
    """Return a TCP port of the loopback interface that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(folder: Path) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PG", "MYSQL", "MARIADB", "PYTHON", "LC_"))
    }
    return kept | {"HOME": str(folder), "LC_ALL": "C", "TZ": "UTC"}
