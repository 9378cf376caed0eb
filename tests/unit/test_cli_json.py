"""The JSON of every command: one document, the documented keys, the same status as the text."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import projects
from headway.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "json.md").read_text(encoding="utf-8")
DOCUMENTED = set(re.findall(r"`([a-z_]+)`", PAGE))

STEPS = [
    ("status", 0),
    ("current", 0),
    ("current --check-heads", 1),
    ("heads", 0),
    ("history", 0),
    ("history -i", 0),
    ("branches", 0),
    ("show 44e3", 0),
    ("plan 9b3c", 0),
    ("plan +1", 0),
    ("upgrade 44", 2),
    ("upgrade 44e3", 0),
    ("upgrade 44e3", 0),
    ("downgrade -1", 0),
    ("downgrade 9b3c", 0),
    ("stamp heads", 0),
    ("ensure_version", 0),
    ("upgrade 44e3 --sql", 0),
    ("revision -m more --rev-id c0de", 0),
    ("merge heads -m again --rev-id c1de", 0),
    ("edit nope", 2),
    ("check", 1),
    ("list_templates", 0),
    ("completion fish", 0),
    ("init other --template generic", 0),
    ("nope", 2),
    ("--version", 0),
    ("--help", 0),
]


def keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for each in value.values():
            yield from keys(each)
    elif isinstance(value, list):
        for each in value:
            yield from keys(each)


def test_every_command_prints_one_documented_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = projects.make_project(tmp_path / "p", "sqlite:///app.db", migrations=projects.LINEAR)
    monkeypatch.chdir(made.root)
    seen: set[str] = set()
    for command, status in STEPS:
        assert main([*command.split(), "--json"]) == status, command
        value = json.loads(capsys.readouterr().out)
        assert ("error" in value) == (status == 2 or command in ("current --check-heads", "check"))
        if "error" in value:
            assert value["exit_status"] == status
        assert set(keys(value)) <= DOCUMENTED, command
        seen |= set(keys(value))
    assert {"runs", "plans", "databases", "revisions", "written", "settings", "done"} <= seen


def test_sql_is_asked_for_by_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = projects.make_project(tmp_path / "p", "sqlite:///app.db", migrations=projects.LINEAR)
    monkeypatch.chdir(made.root)
    assert main(["--json", "plan", "1a2b", "--format", "sql"]) == 0
    statement = json.loads(capsys.readouterr().out)["plans"][0]["statements"][0]
    assert statement["revision"] == "1a2b"
    assert "CREATE TABLE users" in statement["sql"]
    assert statement["decided_at_run_time"] is None
