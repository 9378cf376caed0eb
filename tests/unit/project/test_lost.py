"""A revision file that git still has."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from headway.project.lost import find_lost

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def _git(folder: Path, *arguments: str) -> None:
    names = ("-c", "user.name=n", "-c", "user.email=n@example.org")
    subprocess.run(("git", "-C", str(folder), *names, *arguments), check=True, capture_output=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder whose revision files were committed and removed again."""
    made = tmp_path / "the project" / "versions"
    made.mkdir(parents=True)
    _git(tmp_path, "init", "--quiet", "--initial-branch=main")
    (made / "fa1b_first.py").write_text("revision = 'fa1b'\n", encoding="utf-8")
    (made / "ff01_новое слово.py").write_text('revision: str = "ff01"\n', encoding="utf-8")
    (made / "keep").write_text("", encoding="utf-8")
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "--quiet", "--message=one")
    for path in made.glob("*.py"):
        path.unlink()
    _git(tmp_path, "commit", "--quiet", "--all", "--message=two")
    return made


def test_a_file_of_any_name_is_found(folder: Path) -> None:
    for revision, name in (("fa1b", "fa1b_first.py"), ("ff01", "ff01_новое слово.py")):
        lost = find_lost([folder], revision)
        assert lost is not None
        assert (lost.path, lost.branches) == (name, ("main",))
        _git(folder, "checkout", lost.commit, "--", lost.path)
        assert revision in (folder / name).read_text(encoding="utf-8")


def test_a_part_of_another_name_is_not_the_revision(folder: Path) -> None:
    assert find_lost([folder], "a1") is None
    assert find_lost([folder], "01") is None


def test_no_repository_and_no_id(tmp_path: Path, folder: Path) -> None:
    assert find_lost([tmp_path / "missing"], "fa1b") is None
    assert find_lost([folder], "--output=x") is None
