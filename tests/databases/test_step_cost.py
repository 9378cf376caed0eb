"""What a step may cost beside the migration itself."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import headway
import projects

if TYPE_CHECKING:
    import pytest
    from conftest import MakeDatabase, MakeProject


def test_a_revision_file_is_read_once_to_see_what_it_needs(
    linear: MakeProject, sqlite: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, read = linear(sqlite().url), Path.read_text
    seen: Counter[str] = Counter()

    def counted(path: Path, *arguments: Any, **options: Any) -> str:
        seen[path.name] += path.parent == project.versions
        return read(path, *arguments, **options)

    monkeypatch.setattr(Path, "read_text", counted)
    headway.upgrade(project.ini, "head")
    counts = {name: count for name, count in seen.items() if count}
    assert len(counts) == len(projects.LINEAR)
    assert set(counts.values()) == {1}
