"""What must not stand in any file of the project."""

from __future__ import annotations

import re
import subprocess

import pytest

from architecture.source import ROOT

HOST = re.compile("|".join(["pypi" + r"\.org", "python" + r"hosted\.org", "anaconda" + r"\.org"]))
PLACE = re.compile(r"(?<![\w.:/~-])/(?:home|root|Users|work)/[\w.-]+")


def _files() -> list[str]:
    done = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    return [name for name in done.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.skipif(not _files(), reason="not a checkout: the list of files comes from git")
@pytest.mark.parametrize("pattern", [HOST, PLACE], ids=["registry host", "path of a machine"])
def test_no_file_names_a_host_or_a_machine(pattern: re.Pattern[str]) -> None:
    found = {}
    for name in _files():
        text = (ROOT / name).read_bytes().decode("utf-8", errors="replace")
        if match := pattern.search(text):
            found[name] = match.group()
    assert not found


def test_patterns_find_what_they_look_for() -> None:
    assert HOST.search("https://" + "pypi" + ".org/simple")
    assert PLACE.search("cd /" + "home/anna/headway")
    assert not PLACE.search("postgresql://localhost/home/x")
