"""Runs a server until the tests end, however they end.

The tests hold the other end of this process's standard input. When it closes, because they are
done or because they were killed, the server is stopped and its folder removed. Started as
`python -I guard.py '<json>'` with the command, its environment, folder, user and stop signal.
"""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

PATIENCE = 5
"""Seconds that a server has to stop by itself."""


def main() -> int:
    """Run the server; return its exit status."""
    task = json.loads(sys.argv[1])
    folder = Path(task["folder"])
    try:
        with (folder / "server.log").open("ab") as log:
            server = subprocess.Popen(
                task["command"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=folder,
                env=task["environment"],
                **task["user"],
            )
        threading.Thread(target=_wait_for_end, args=(server, task["signal"]), daemon=True).start()
        return server.wait()
    finally:
        if task["remove"]:
            shutil.rmtree(folder, ignore_errors=True)


def _wait_for_end(server: subprocess.Popen[bytes], stop: str) -> None:
    sys.stdin.buffer.read()
    if sys.platform == "win32":
        server.terminate()
    else:
        server.send_signal(getattr(signal, stop))
    try:
        server.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        server.kill()


if __name__ == "__main__":
    raise SystemExit(main())
