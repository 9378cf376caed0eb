"""Which files are read, in which order, and what is remembered of them."""

from __future__ import annotations

import json
import os
import py_compile
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, NoReturn

import pytest
from alembic.script.base import Script

from headway.errors import RevisionFileError
from headway.history import header, load_module, read
from headway.history.file import list_files
from headway.history.index import Index

if TYPE_CHECKING:
    from pathlib import Path

OLD = 1_600_000_000_123_456_789


def write(folder: Path, name: str, id_: str, down: str | None = None, *, more: str = "") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"revision = {id_!r}\ndown_revision = {down!r}\n{more}", encoding="utf-8")
    os.utime(path, ns=(OLD, OLD))
    return path


def index_of(folder: Path) -> Path:
    return folder / "__pycache__" / "headway-history.json"


def refuse(*arguments: object) -> NoReturn:
    pytest.fail(f"called with {arguments}")


def test_a_missing_folder_is_an_empty_history(tmp_path: Path) -> None:
    history = read([tmp_path / "missing"])
    assert (len(history), history.heads, history.problems) == (0, (), ())


def test_alembics_selection_in_alembics_order(tmp_path: Path) -> None:
    names = ["b.py", "a.py", "z/c.py", "d/e.py", "d/.#x.py", "__init__.py", "__init__x.py"]
    names += [".#a.py", "README", "x.pyc", "y.pyo", "__pycache__/q.py", "A.py", "n.txt", "_k.py"]
    for number, name in enumerate(names):
        write(tmp_path, name, f"r{number}")
    for recursive in (False, True):
        directory = SimpleNamespace(sourceless=False, recursive_version_locations=recursive)
        paths = [path.resolve() for path in Script._list_py_dir(directory, tmp_path)]
        found = [Script._from_path(directory, path) for path in paths]
        ours = [revision.path for revision in read([tmp_path], recursive=recursive)]
        assert ours == [script.path for script in found if script is not None]


def test_a_file_is_read_once_however_it_is_reached(tmp_path: Path) -> None:
    write(tmp_path / "one", "a.py", "a")
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "link.py").symlink_to(tmp_path / "one" / "a.py")
    (tmp_path / "three").symlink_to(tmp_path / "one")
    history = read([tmp_path / "one", tmp_path / "two", tmp_path / "three", tmp_path / "one"])
    assert history.ids == ("a",)
    assert not history.problems
    assert history["a"].path == str((tmp_path / "one" / "a.py").resolve())


def test_a_link_to_a_file_elsewhere_counts(tmp_path: Path) -> None:
    write(tmp_path / "one", "a.py", "a")
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "link").symlink_to(tmp_path / "one" / "a.py")
    assert read([tmp_path / "two"]).ids == ("a",)


def test_a_literal_header_is_never_run(tmp_path: Path) -> None:
    write(tmp_path, "a.py", "a", more="raise SystemExit\n")
    assert read([tmp_path], load=refuse).ids == ("a",)


def test_a_computed_header_is_imported_every_time(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("revision = 'a' + 'b'\ndown_revision = None\n", encoding="utf-8")
    os.utime(path, ns=(OLD, OLD))
    loaded = []

    def load(path: Path) -> object:
        loaded.append(path)
        return load_module(path)

    before = set(sys.modules)
    for _ in range(2):
        assert read([tmp_path], load=load).ids == ("ab",)
    assert loaded == [path.resolve()] * 2
    assert {name for name in set(sys.modules) - before if "a_py" in name} == set()


def test_an_import_that_fails_is_a_problem_with_its_line(tmp_path: Path) -> None:
    write(tmp_path, "good.py", "good")
    bad = tmp_path / "bad.py"
    bad.write_text("down_revision = None\n\nrevision = 1 / 0\n", encoding="utf-8")
    history = read([tmp_path])
    (problem,) = history.problems
    assert isinstance(problem, RevisionFileError)
    assert f"{bad.resolve()}:3" in problem.summary
    assert "ZeroDivisionError" in problem.summary
    assert history["good"].id == "good"
    with pytest.raises(RevisionFileError):
        _ = history.heads


def test_sourceless_files_are_imported(tmp_path: Path) -> None:
    source = write(tmp_path, "a.py", "a")
    py_compile.compile(str(source), cfile=str(tmp_path / "b.pyc"), doraise=True)
    cached = tmp_path / "__pycache__" / "c.cpython-311.pyc"
    source.write_text("revision = 'c'\ndown_revision = 'a'\n", encoding="utf-8")
    py_compile.compile(str(source), cfile=str(cached), doraise=True)
    write(tmp_path, "a.py", "x")
    py_compile.compile(str(source), doraise=True)
    history = read([tmp_path], sourceless=True)
    assert set(history.ids) == {"x", "a", "c"}
    assert read([tmp_path]).ids == ("x",)


def test_the_index_saves_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a.py", "a", more="branch_labels = 'l'\ndepends_on = None\n")
    write(tmp_path, "b.py", "b", "a")
    first = list(read([tmp_path]))
    assert index_of(tmp_path).exists()
    monkeypatch.setattr(header, "from_source", refuse)
    assert list(read([tmp_path])) == first


def test_without_index_nothing_is_written(tmp_path: Path) -> None:
    write(tmp_path, "a.py", "a")
    read([tmp_path], index=False)
    assert not index_of(tmp_path).parent.exists()


def test_the_index_notices_every_change(tmp_path: Path) -> None:
    path = write(tmp_path, "a.py", "a")
    write(tmp_path, "b.py", "b")
    assert read([tmp_path]).ids == ("a", "b")
    write(tmp_path, "a.py", "c")
    os.utime(path, ns=(OLD + 1, OLD + 1))
    assert read([tmp_path]).ids == ("c", "b")
    write(tmp_path, "a.py", "longer")
    assert read([tmp_path]).ids == ("longer", "b")
    (tmp_path / "b.py").unlink()
    assert read([tmp_path]).ids == ("longer",)
    assert list(json.loads(index_of(tmp_path).read_bytes())["files"]) == ["a.py"]


def test_a_file_just_written_is_not_trusted(tmp_path: Path) -> None:
    path = write(tmp_path, "a.py", "a")
    for modified, now, kept in (
        (OLD, OLD + 40_000_000, False),
        (OLD, OLD + 60_000_000, True),
        (OLD // 10**9 * 10**9, OLD + 10**9, False),
        (OLD // 10**9 * 10**9, OLD + 3 * 10**9, True),
    ):
        os.utime(path, ns=(modified, modified))
        index = Index(str(tmp_path.resolve()), now=now)
        history = read([tmp_path], index=False)
        (file,) = list_files(tmp_path, recursive=False, sourceless=False)
        index.add(file, history["a"])
        assert (index._new != {}) is kept


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"nonsense",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'{"format": 0, "files": {}}',
        b'{"format": 1}',
        b'{"format": 1, "files": []}',
        b'{"format": 1, "files": {"a.py": null}}',
        b'{"format": 1, "files": {"a.py": []}}',
        b'{"format": 1, "files": {"a.py": {"0": 1}}}',
        b'{"format": 1, "files": {"a.py": [1600000000123456789, 37, 5]}}',
        b'{"format": 1, "files": {"a.py": [1600000000123456789, 37, 1, 2, 3, 4, 5, 6, 7]}}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_index_is_no_matter(tmp_path: Path, content: bytes) -> None:
    write(tmp_path, "a.py", "a")
    index_of(tmp_path).parent.mkdir()
    index_of(tmp_path).write_bytes(content)
    assert read([tmp_path]).ids == ("a",)
    assert read([tmp_path]).ids == ("a",)


def test_a_folder_that_cannot_hold_an_index_is_no_matter(tmp_path: Path) -> None:
    write(tmp_path, "a.py", "a")
    (tmp_path / "__pycache__").write_text("a file where the folder should be", encoding="utf-8")
    assert read([tmp_path]).ids == ("a",)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["__pycache__", "a.py"]


def test_an_index_that_cannot_be_replaced_leaves_no_litter(tmp_path: Path) -> None:
    write(tmp_path, "a.py", "a")
    index_of(tmp_path).mkdir(parents=True)
    assert read([tmp_path]).ids == ("a",)
    assert [path.name for path in index_of(tmp_path).parent.iterdir()] == [index_of(tmp_path).name]


def test_an_unreadable_file_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "gone.py").symlink_to(tmp_path / "nowhere.py")
    (problem,) = read([tmp_path]).problems
    assert "nowhere.py" in problem.summary
