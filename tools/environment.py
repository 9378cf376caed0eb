"""The project's virtual environment: made on first use, brought up to date when it must be.

Everything that `make` starts goes through here, so that Python 3.11+ is all that a machine needs.
Only the standard library, and syntax that an older Python can read, to tell it so.
`python tools/environment.py test` prepares without running anything.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

__all__ = ["ROOT", "ensure", "find_python", "run"]

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
ALL = ("mysql", "postgresql", "scratch", "sqlite")
EXTRAS = {"demo": ("sqlite",), "lint": ALL, "test": ALL}
EXTRAS["published"] = ("postgresql", "sqlite")
"""Headway's extras that each purpose needs, beside the dependency group of the same name."""


def ensure(
    purpose: str, folder: Path = VENV, python: str = sys.executable, pins: tuple[str, ...] = ()
) -> Path:
    """Return the Python of an environment that has what `purpose` needs, installing it if needed.

    A stamp file remembers what was installed: the second call costs nothing. `pins` are further
    requirements, such as the oldest supported version of a dependency.
    """
    stamp = folder / f"headway-{purpose}.stamp"
    wanted = _fingerprint(purpose, pins)
    program = find_python(folder)
    if program.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return program
    if not program.exists():
        _create(folder, python)
    print(f"Installing what `{purpose}` needs into {_show(folder)} ...", flush=True)
    install = [str(program), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    target = f"{ROOT}[{','.join(EXTRAS[purpose])}]"
    run([*install, "--retries=5", "--editable", target, *_read_group(purpose), *pins])
    stamp.write_text(wanted, encoding="utf-8")
    return program


def find_python(folder: Path = VENV) -> Path:
    """Return where the interpreter of an environment is, or will be."""
    windows = folder / "Scripts" / "python.exe"
    return windows if os.name == "nt" else folder / "bin" / "python"


def run(command: list[str], environment: dict[str, str] | None = None) -> None:
    """Run a command in the project's folder; end this program with its status if it failed."""
    settings = {**os.environ, **(environment or {})}
    done = subprocess.run(command, cwd=ROOT, env=settings, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)


def _create(folder: Path, python: str) -> None:
    probe = f"import sys; sys.exit(3) if sys.version_info < {OLDEST} else None; import ensurepip"
    status = subprocess.run([python, "-c", probe], capture_output=True, check=False).returncode
    if status == 3:  # noqa: PLR2004  the status that the probe chose
        wanted = ".".join(map(str, OLDEST))
        print(f"error: Headway needs Python {wanted} or newer, and {python} is older")
        raise SystemExit("try: make PYTHON=python3.13 ...")
    if status:
        print(f"error: {python} has no module `ensurepip`, which a virtual environment needs")
        raise SystemExit("try: apt-get install python3-venv")
    print(f"Creating {_show(folder)} ...", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    run([python, "-m", "venv", str(folder)])


def _read_group(purpose: str) -> list[str]:
    """Return the requirements of a dependency group; pip itself reads them from 25.1 on only."""
    import tomllib  # noqa: PLC0415  an older Python has none, and is told so before this

    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return list(table["dependency-groups"].get(purpose, []))


def _fingerprint(purpose: str, pins: tuple[str, ...]) -> str:
    text = (ROOT / "pyproject.toml").read_bytes() + " ".join((purpose, *pins)).encode()
    return hashlib.sha256(text).hexdigest()


def _show(folder: Path) -> str:
    return str(folder.relative_to(ROOT)) if ROOT in folder.parents else str(folder)


if __name__ == "__main__":
    ensure(sys.argv[1] if sys.argv[1:] else "test")
