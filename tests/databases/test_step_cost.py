"""What a step may cost beside the migration itself."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import headway
import projects
from headway import dialects
from headway.dialects.generic import never
from headway.dialects.sqlite import catalog, driver

if TYPE_CHECKING:
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


def test_a_new_index_reads_no_other_index(
    sqlite: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch, rows = driver.fetch, []

    def counted(*arguments: Any) -> list[Any]:
        found = fetch(*arguments)
        rows.extend(found)
        return found

    monkeypatch.setattr(driver, "fetch", counted)
    engine = sqlite().engine()
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t (a)")
        for number in range(50):
            connection.exec_driver_sql(f"CREATE INDEX ix_{number} ON t (a)")
        assert catalog.find_twin(connection, "ix_new", "CREATE INDEX ix_new ON t (a)") is None
        assert rows == []
    engine.dispose()


@pytest.mark.parametrize("name", ["IX_Upper", "Ключ", "straße"])
def test_a_twin_is_found_whatever_the_case_of_its_name(sqlite: MakeDatabase, name: str) -> None:
    engine = sqlite().engine()
    sql = f"CREATE INDEX {name} ON t (lower(a))"
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t (a)")
        connection.exec_driver_sql(sql)
        found = catalog.find_twin(connection, name.lower(), sql)
        assert found is not None
        assert found.name == name
    engine.dispose()
