"""The pages that are made from the code are what the code makes now, and no link is broken."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?://|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def _load_tool() -> ModuleType:
    """Import the tool as a script finds its neighbours; leave the path as it was."""
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        return importlib.import_module("reference")
    finally:
        sys.path.pop(0)


TOOL = _load_tool()


@pytest.mark.parametrize("name", TOOL.PAGES)
def test_reference_page_is_what_the_code_says(name: str) -> None:
    written = (TOOL.FOLDER / name).read_text(encoding="utf-8")
    assert written == TOOL.PAGES[name](), "run: python tools/reference.py"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_of_page_lead_somewhere(path: Path) -> None:
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    broken = []
    for target, heading in LINK.findall(text):
        found = path.parent / target if target else path
        if not found.exists() or (heading and heading not in _headings(found)):
            broken.append(f"{target}#{heading}" if heading else target)
    assert not broken


def _headings(path: Path) -> set[str]:
    """Return the anchors of a page, as they are made from its headings."""
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    plain = (re.sub(r"[^\w\- ]", "", one.lower()).strip() for one in HEADING.findall(text))
    return {one.replace(" ", "-") for one in plain}


def test_every_page_is_on_the_map() -> None:
    folder = ROOT / "docs"
    named = {target for target, _ in LINK.findall((folder / "README.md").read_text("utf-8"))}
    pages = {path.relative_to(folder).as_posix() for path in folder.rglob("*.md")}
    assert pages - named == {"README.md"}
