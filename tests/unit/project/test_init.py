"""What `init` writes: Alembic's templates byte by byte, Headway's own layout, or nothing."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from alembic.config import CommandLine

from headway.bridge.scaffold import init
from headway.bridge.templates import list_templates
from headway.errors import ConfigInvalidError, FolderError, HeadwayError, UsageError
from headway.project import files as files_module
from headway.project import load

TEMPLATES = [name for name, _ in list_templates()]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for variable in ("ALEMBIC_CONFIG", "HEADWAY_CONFIG"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def tree(folder: Path) -> dict[str, bytes | None]:
    found = (path for path in folder.rglob("*") if "__pycache__" not in path.parts)
    return {
        path.relative_to(folder).as_posix(): None if path.is_dir() else path.read_bytes()
        for path in found
    }


def test_the_templates_are_those_of_the_installed_alembic() -> None:
    assert {"async", "generic", "multidb", "pyproject", "pyproject_async"} <= set(TEMPLATES)
    assert dict(list_templates())["generic"] == "Generic single-database configuration."
    assert sorted(TEMPLATES) == TEMPLATES


CALLS = {
    "plain": ([], "migrations", {}),
    "config in a folder": (["app/_alembic.ini"], "app/alembic", {}),
    "config two folders above": (["_alembic.ini"], "app/src/alembic", {}),
    "package": ([], "migrations", {"package": True}),
    "ini and toml": (["app/x.ini", "app/pyproject.toml"], "app/m", {}),
}


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize(("configs", "directory", "options"), CALLS.values(), ids=CALLS)
def test_a_template_gives_exactly_alembics_files(  # noqa: PLR0917 - the parameters of the case
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    template: str,
    configs: list[str],
    directory: str,
    options: dict[str, bool],
) -> None:
    trees = []
    for name in ("alembic", "headway"):
        root = here / name / "root"
        (root / "app").mkdir(parents=True)
        monkeypatch.chdir(root)
        if name == "alembic":
            named = [part for config in configs for part in ("-c", config)]
            flags = ["--package"] if options else []
            CommandLine().main([*named, "-q", "init", directory, "-t", template, *flags])
        else:
            before = set(tree(root))
            written = init(directory, config=configs, template=template, **options)
            new = {root / each for each in set(tree(root)) - before}
            assert set(written) == {path for path in new if path.is_file()}
        trees.append(tree(root))
    assert trees[0] == trees[1]
    there = [config for config in configs if Path(config).exists()]
    assert load(there or None, with_url=False).migrations == Path(directory).absolute()


@pytest.mark.parametrize("text", ["", "[project]\nname = 'x'", "[tool.alembic]\nx = 1\n"])
def test_an_existing_pyproject_is_added_to_as_alembic_does(
    here: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    trees = []
    for name in ("alembic", "headway"):
        root = here / name / "root"
        root.mkdir(parents=True)
        (root / "pyproject.toml").write_text(text, encoding="utf-8")
        (root / "alembic.ini").write_text("# mine\n", encoding="utf-8")
        monkeypatch.chdir(root)
        if name == "alembic":
            CommandLine().main(["-q", "init", "m", "-t", "pyproject"])
        else:
            init("m", template="pyproject")
        trees.append(tree(root))
    assert trees[0] == trees[1]
    assert trees[1]["alembic.ini"] == b"# mine\n"


def test_an_absolute_directory_is_written_absolute(here: Path) -> None:
    init(here / "m", template="generic")
    assert f"\nscript_location = {here.as_posix()}/m\n" in Path("alembic.ini").read_text("utf-8")


def test_the_original_windows_command(here: Path) -> None:
    written = init(
        r".\the_remember\src\repo\migration\alembic",
        config=r".\the_remember\src\repo\migration/_alembic.ini",
        template="async",
    )
    folder = here / "the_remember/src/repo/migration"
    assert {path.name for path in written} == {"README", "env.py", "script.py.mako", "_alembic.ini"}
    assert all(path.is_file() and folder in path.parents for path in written)
    assert load(folder / "_alembic.ini").migrations == folder / "alembic"


def test_a_folder_beside_the_configs_is_named_with_dots(here: Path) -> None:
    init("m", config="conf/a.ini", template="generic")
    assert "script_location = %(here)s/../m\n" in (here / "conf/a.ini").read_text("utf-8")
    assert load("conf/a.ini").migrations.resolve() == here / "m"


def test_a_percent_or_quote_in_the_name_is_escaped(here: Path) -> None:
    init('50%"', template="pyproject")
    assert load().migrations == here / '50%"'
    Path("alembic.ini").unlink()
    Path("pyproject.toml").unlink()
    init('60%"')
    assert load(with_url=False).migrations == here / '60%"'
    assert load_as_alembic(here)["script_location"] == '%(here)s/60%%"'


def load_as_alembic(here: Path) -> dict[str, object]:
    content = tomllib.loads((here / "pyproject.toml").read_text("utf-8"))
    table: dict[str, object] = content["tool"]["alembic"]
    return table


def test_headways_layout_is_written_by_default(here: Path) -> None:
    written = init("db/migrations")
    assert [path.relative_to(here).as_posix() for path in written] == [
        "db/migrations/env.py",
        "db/migrations/script.py.mako",
        "pyproject.toml",
    ]
    assert (here / "db/migrations/versions").is_dir()
    project = load(environ={"DATABASE_URL": "sqlite:///x.db"})
    assert (project.migrations, project.url) == (here / "db/migrations", "sqlite:///x.db")
    assert load_as_alembic(here) == {
        "script_location": "%(here)s/db/migrations",
        "prepend_sys_path": ["%(here)s"],
    }


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "former",
    [
        "",
        "[project]\nname = 'x'",
        "# тест\n[tool.ruff]\nline-length = 100\n",
        "[tool]\nx = 1\n",
        "[tool.alembic]\nscript_location = 'old'\n",
    ],
)
def test_what_pyproject_holds_stays_byte_by_byte(here: Path, former: str, newline: str) -> None:
    path = here / "pyproject.toml"
    path.write_bytes(former.replace("\n", newline).encode())
    before = path.read_bytes()
    init("m")
    after = path.read_bytes()
    assert after.startswith(before)
    assert b"\r\n" not in after or b"\n" not in after.replace(b"\r\n", b"")
    content = tomllib.loads(after.decode())
    assert content["tool"]["headway"] == {"migrations": "m", "url": "${DATABASE_URL}"}
    location = "old" if "old" in former else "%(here)s/m"
    assert content["tool"]["alembic"]["script_location"] == location


def test_a_src_folder_comes_first_on_the_path(here: Path) -> None:
    (here / "src").mkdir()
    init("m", package=True)
    assert load_as_alembic(here)["prepend_sys_path"] == ["%(here)s/src", "%(here)s"]
    assert (here / "m/__init__.py").read_bytes() == b""
    assert (here / "m/versions/__init__.py").is_file()


def test_an_ini_named_alone_gets_the_generic_template(here: Path) -> None:
    written = init("m", config="some.ini")
    assert "some.ini" in {path.name for path in written}
    assert not (here / "pyproject.toml").exists()


def test_the_variable_names_the_config_too(here: Path) -> None:
    init("m", environ={"ALEMBIC_CONFIG": "else.ini"})
    assert (here / "else.ini").is_file()


def refuse_without_trace(here: Path, kind: type[HeadwayError], *args: object, **kw: object) -> str:
    before = tree(here)
    with pytest.raises(kind) as caught:
        init(*args, **kw)  # type: ignore[arg-type]
    assert tree(here) == before
    assert caught.value.hints
    return caught.value.summary


def test_a_folder_that_is_not_empty_is_refused(here: Path) -> None:
    (here / "m").mkdir()
    (here / "m/x").touch()
    for template in (None, "generic"):
        summary = refuse_without_trace(here, FolderError, "m", template=template)
        assert summary == "m is not empty; nothing was written"


def test_a_file_of_that_name_is_refused(here: Path) -> None:
    (here / "m").touch()
    assert "m is a file" in refuse_without_trace(here, FolderError, "m")
    summary = refuse_without_trace(here, FolderError, "m/below")
    assert summary.endswith("nothing was left behind")


def test_an_unknown_template_is_refused(here: Path) -> None:
    for name in ("generik", "../templates/generic", "", "."):
        assert "no template" in refuse_without_trace(here, UsageError, "m", template=name)


@pytest.mark.parametrize("name", ["", " ", "a\nb", "a\x1b[31m"])
def test_a_name_that_is_no_name_is_refused(here: Path, name: str) -> None:
    refuse_without_trace(here, UsageError, name)


def test_a_second_tool_headway_is_refused(here: Path) -> None:
    (here / "pyproject.toml").write_text("\n[tool.headway]\nmigrations = 'x'\n", encoding="utf-8")
    assert refuse_without_trace(here, ConfigInvalidError, "m") == (
        "pyproject.toml:2: there is a [tool.headway] already; nothing was written"
    )


@pytest.mark.parametrize(
    "text", ["tool = { ruff = { x = 1 } }\n", "tool = 1\n", "[tool\n", "a = '''x\n"]
)
def test_a_pyproject_that_cannot_take_a_table_is_refused(here: Path, text: str) -> None:
    (here / "pyproject.toml").write_text(text, encoding="utf-8")
    refuse_without_trace(here, ConfigInvalidError, "m")


@pytest.mark.parametrize("configs", [["a.ini", "b.ini"], ["a/pyproject.toml", "pyproject.toml"]])
def test_two_configs_of_a_kind_are_refused(here: Path, configs: list[str]) -> None:
    assert "only one" in refuse_without_trace(here, ConfigInvalidError, "m", config=configs)


def test_a_folder_as_config_is_refused(here: Path) -> None:
    (here / "conf").mkdir()
    assert "is a folder" in refuse_without_trace(here, ConfigInvalidError, "m", config="conf")


def test_a_failure_halfway_leaves_nothing_behind(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "pyproject.toml").write_text("[project]\nname = 'x'\n", encoding="utf-8")
    write = files_module._write

    def fail_at_the_last(file: files_module.NewFile, undo: list[files_module._Undo]) -> None:
        write(file, undo)
        if file.path.name == "pyproject.toml":
            raise OSError(28, "No space left on device", str(file.path))

    monkeypatch.setattr(files_module, "_write", fail_at_the_last)
    summary = refuse_without_trace(here, FolderError, "a/b/m", package=True)
    assert summary == (
        "pyproject.toml cannot be written: No space left on device; nothing was left behind"
    )
