"""What a step may cost beside the migration itself."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import headway
import projects
from headway import dialects
from headway.dialects.generic import never

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


def test_a_database_that_needs_nothing_has_no_file_read() -> None:
    assert dialects.find("sqlite").reads_source
    for name in ("postgresql", "mysql", "mariadb", "oracle"):
        found = dialects.find(name)
        reads = not (found.uses_batch is found.uses_driver is never)
        assert found.reads_source is reads
