"""What `load` reads, from where, and who wins; Alembic's own reading is the oracle."""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from headway.project import Project, load

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = "%(here)s"


def write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty current directory with two migration folders in it."""
    for variable in ("ALEMBIC_CONFIG", "HEADWAY_CONFIG"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.chdir(tmp_path)
    write(tmp_path, {"one/env.py": "", "two/env.py": "", "one/versions/a.py": ""})
    return tmp_path


def source_of(project: Project, name: str) -> str:
    return next(setting.source for setting in project.settings if setting.name == name)


def value_of(project: Project, name: str) -> str:
    return next(setting.value for setting in project.settings if setting.name == name)


INIS = {
    "here": "[alembic]\nscript_location = %(here)s/one\n",
    "relative to the current directory": "[alembic]\nscript_location = one\n",
    "several locations, os": (
        f"[alembic]\nscript_location = {HERE}/one\npath_separator = os\n"
        f"version_locations = {HERE}/one/versions{os.pathsep}{HERE}/more\n"
    ),
    "several locations, newline": (
        "[alembic]\nscript_location = one\npath_separator = newline\n"
        "version_locations =\n    one/versions\n    more\n"
    ),
    "several locations, semicolon": (
        "[alembic]\nscript_location = one\npath_separator = ;\nversion_locations = a ; b;c\n"
        "prepend_sys_path = . ; src\n"
    ),
    "legacy separator": (
        "[alembic]\nscript_location = one\nversion_path_separator = space\n"
        "version_locations = a b\n"
    ),
    "legacy splitting": (
        "[alembic]\nscript_location = one\nversion_locations = a, b c\nprepend_sys_path = a, b:c\n"
    ),
    "flags": (
        "[alembic]\nscript_location = one\nsourceless = true\nrecursive_version_locations = true\n"
    ),
    "a flag that is not exactly true": "[alembic]\nscript_location = one\nsourceless = True\n",
    "an option of DEFAULT": "[DEFAULT]\nscript_location = two\n[alembic]\n",
    "a reference to another option": (
        "[alembic]\nbase = one\nscript_location = %(base)s\nversion_locations =\n"
    ),
    "a doubled percent": "[alembic]\nscript_location = one\nversion_locations = a%%b\n",
}


@pytest.mark.parametrize("text", INIS.values(), ids=INIS)
def test_an_ini_file_reads_as_alembic_reads_it(
    here: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(here, {"alembic.ini": text})
    monkeypatch.setattr(sys, "path", list(sys.path))

    project = load()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Alembic's, of its older splitting
        config = Config(here / "alembic.ini")
        script = ScriptDirectory.from_config(config)
        sys_path = config.get_prepend_sys_paths_list()
    assert project.migrations == Path(script.dir).absolute()
    assert list(project.version_locations) == list(script._version_locations)
    assert (project.sourceless, project.recursive) == (
        script.sourceless,
        script.recursive_version_locations,
    )
    assert project.prepend_sys_path == tuple(sys_path or ())


TOMLS = {
    "a location": '[tool.alembic]\nscript_location = "%(here)s/one"\n',
    "everything": (
        '[tool.alembic]\nscript_location = "one"\nsourceless = true\n'
        'prepend_sys_path = [".", "x"]\n'
        'recursive_version_locations = true\nversion_locations = ["%(here)s/a", "b"]\n'
    ),
}


@pytest.mark.parametrize("text", TOMLS.values(), ids=TOMLS)
def test_tool_alembic_reads_as_alembic_reads_it(
    here: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(here, {"pyproject.toml": text})
    monkeypatch.setattr(sys, "path", list(sys.path))

    project = load()

    config = Config(toml_file=here / "pyproject.toml")
    script = ScriptDirectory.from_config(config)
    assert project.migrations == Path(script.dir).absolute()
    assert list(project.version_locations) == list(script._version_locations)
    assert project.sourceless == script.sourceless
    assert project.recursive == script.recursive_version_locations
    assert project.prepend_sys_path == tuple(config.get_prepend_sys_paths_list() or ())


def test_the_ini_wins_over_tool_alembic_one_setting_at_a_time(here: Path) -> None:
    write(
        here,
        {
            "alembic.ini": "[alembic]\n\nscript_location = one\n",
            "pyproject.toml": '[tool.alembic]\nscript_location = "two"\nsourceless = true\n',
        },
    )
    project = load()
    assert project.migrations == here / "one"
    assert project.sourceless
    assert source_of(project, "migrations") == "alembic.ini:3"
    assert source_of(project, "sourceless") == "pyproject.toml:3"


def test_tool_headway_wins_over_both(here: Path) -> None:
    write(
        here,
        {
            "alembic.ini": "[alembic]\nscript_location = one\nsqlalchemy.url = sqlite:///i.db\n",
            "pyproject.toml": '[tool.alembic]\nscript_location = "one"\n\n'
            '[tool.headway]\nmigrations = "two"\nmodels = ["app.models", "app.db:Base"]\n'
            'url = "sqlite:///h.db"\n',
        },
    )
    project = load()
    assert project.migrations == here / "two"
    assert project.models == ("app.models", "app.db:Base")
    assert project.url == "sqlite:///h.db"
    assert source_of(project, "migrations") == "pyproject.toml:5"
    assert source_of(project, "models") == "pyproject.toml:6"
    assert source_of(project, "url") == "pyproject.toml:7"


def test_a_migrations_folder_of_tool_headway_is_relative_to_its_file(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(here, {"app/pyproject.toml": '[tool.headway]\nmigrations = "../one"\n', "else/x": ""})
    monkeypatch.chdir(here / "else")
    project = load(here / "app")
    assert project.migrations.resolve() == here / "one"
    assert project.root == here / "app"


def test_tool_headway_puts_its_folder_and_src_on_the_path(here: Path) -> None:
    write(here, {"pyproject.toml": '[tool.headway]\nmigrations = "one"\n', "src/app.py": ""})
    assert load().prepend_sys_path == (str(here / "src"), str(here))


def test_a_named_ini_is_not_overruled_by_a_tool_headway_nobody_named(here: Path) -> None:
    write(
        here,
        {
            "old.ini": "[alembic]\nscript_location = one\n",
            "pyproject.toml": '[tool.headway]\nmigrations = "two"\nurl = "sqlite:///h.db"\n'
            "[tool.alembic]\nsourceless = true\n",
        },
    )
    project = load("old.ini")
    assert (project.migrations, project.url) == (here / "one", None)
    assert project.sourceless, "[tool.alembic] fills what the ini leaves open, as in Alembic"


def test_two_named_files_are_read_together(here: Path) -> None:
    write(
        here,
        {
            "a/x.ini": "[alembic]\nscript_location = one\n",
            "b/pyproject.toml": '[tool.headway]\nmigrations = "../two"\n',
        },
    )
    project = load(["a/x.ini", "b/pyproject.toml"])
    assert project.migrations.resolve() == here / "two"
    assert (project.ini, project.toml) == (here / "a/x.ini", here / "b/pyproject.toml")


@pytest.mark.parametrize("variable", ["ALEMBIC_CONFIG", "HEADWAY_CONFIG"])
def test_a_variable_names_the_config(here: Path, variable: str) -> None:
    write(
        here,
        {
            "alembic.ini": "[alembic]\nscript_location = one\n",
            "other.ini": "[alembic]\nscript_location = two\n",
        },
    )
    assert load(environ={variable: "other.ini"}).migrations == here / "two"


def test_headways_variable_wins_over_alembics(here: Path) -> None:
    write(
        here,
        {
            "a.ini": "[alembic]\nscript_location = one\n",
            "h.ini": "[alembic]\nscript_location = two\n",
        },
    )
    project = load(environ={"ALEMBIC_CONFIG": "a.ini", "HEADWAY_CONFIG": "h.ini"})
    assert project.migrations == here / "two"


def test_a_section_is_chosen_by_name(here: Path) -> None:
    write(here, {"alembic.ini": "[alembic]\nscript_location=one\n[b]\nscript_location=two\n"})
    project = load(name="b")
    assert (project.section, project.migrations) == ("b", here / "two")
    assert source_of(project, "migrations") == "alembic.ini:4"
    assert load(project) is project
    assert load(project, name="alembic").migrations == here / "one"


def test_a_project_stays_itself_in_another_section(here: Path) -> None:
    files = {
        "old.ini": "[alembic]\nscript_location=one\n[b]\nscript_location=one\nsourceless=true\n",
        "pyproject.toml": '[tool.headway]\nmigrations = "two"\n',
    }
    write(here, files)
    again = load(load("old.ini"), name="b")
    assert (again.migrations, again.sourceless) == (here / "one", True)
    bare = load("one")
    assert bare.toml is None
    assert load(bare, name="b") is bare


def test_an_ini_without_the_section_goes_with_a_pyproject(here: Path) -> None:
    write(
        here,
        {
            "alembic.ini": "[loggers]\nkeys = root\n",
            "pyproject.toml": '[tool.alembic]\nscript_location = "one"\n',
        },
    )
    assert load().migrations == here / "one"


def test_a_folder_is_a_project(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(here, {"app/alembic.ini": f"[alembic]\nscript_location = {HERE}/m\n", "app/m/env.py": ""})
    assert load("app").migrations == here / "app/m"
    assert load(here / "app").ini == here / "app/alembic.ini"
    assert load("app/m").ini == here / "app/alembic.ini", "the config above points to the folder"
    monkeypatch.chdir(here / "app")
    assert load().migrations == here / "app/m"


def test_a_migration_folder_alone_is_a_project(here: Path) -> None:
    project = load("one")
    assert (project.ini, project.toml) == (None, None)
    assert project.migrations == here / "one"
    assert project.version_locations == (here / "one/versions",)


def test_a_package_resource_is_found_without_running_the_package(here: Path) -> None:
    boom = "raise RuntimeError('imported')\n"
    write(
        here,
        {
            "lib/headway_probe/__init__.py": boom,
            "lib/headway_probe/sub/__init__.py": boom,
            "lib/headway_probe/sub/migrations/env.py": "",
            "alembic.ini": "[alembic]\npath_separator = os\nprepend_sys_path = lib\n"
            "script_location = headway_probe.sub:migrations\n"
            "version_locations = headway_probe:sub:versions\n",
        },
    )
    # A colon separates paths where os.pathsep is one, as in Alembic: a semicolon avoids it.
    text = (here / "alembic.ini").read_text(encoding="utf-8")
    (here / "alembic.ini").write_text(text.replace("= os", "= ;"), encoding="utf-8")
    project = load()
    assert project.migrations == here / "lib/headway_probe/sub/migrations"
    assert project.version_locations == (here / "lib/headway_probe/sub/versions",)
    assert "headway_probe" not in sys.modules


def test_environment_variables_fill_the_url(here: Path) -> None:
    line = 'url = "${SCHEME:-sqlite}://${USER_NAME}:${PASS}@h/d?x=$${no}"'
    write(here, {"pyproject.toml": f'[tool.headway]\nmigrations = "one"\n{line}\n'})
    project = load(environ={"USER_NAME": "bob", "PASS": "s$cret"})
    assert project.url == "sqlite://bob:s$cret@h/d?x=${no}"
    assert value_of(project, "url") == "sqlite://bob:***@h/d?x=${no}"
    assert source_of(project, "url") == "pyproject.toml:3, environment USER_NAME, PASS"


def test_a_url_may_be_left_alone(here: Path) -> None:
    write(here, {"pyproject.toml": '[tool.headway]\nmigrations = "one"\nurl = "${NOT_THERE}"\n'})
    assert load(environ={}, with_url=False).url is None


def test_other_settings_of_alembic_are_listed_and_passwords_hidden(here: Path) -> None:
    ini = (
        "[alembic]\nscript_location = one\nfile_template = %%(rev)s_%%(slug)s\ntimezone = UTC\n"
        "sqlalchemy.url = postgresql://bob:wasp%%40@h/d\n"
    )
    write(here, {"alembic.ini": ini})
    project = load()
    assert value_of(project, "file_template") == "%%(rev)s_%%(slug)s"
    assert source_of(project, "timezone") == "alembic.ini:4"
    assert value_of(project, "sqlalchemy.url") == "postgresql://bob:***@h/d"
    assert "wasp" not in repr(project)
    assert list(project.settings) == sorted(project.settings, key=lambda each: each.name)


def test_a_byte_order_mark_and_cyrillic_are_read(here: Path) -> None:
    text = "\ufeff# миграции\n[alembic]\nscript_location = папка\n"
    write(here, {"alembic.ini": text, "папка/env.py": ""})
    assert load().migrations == here / "папка"


def test_a_percent_in_the_path_is_no_reference(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(here, {"50%/alembic.ini": f"[alembic]\nscript_location = {HERE}/m\n", "50%/m/env.py": ""})
    monkeypatch.chdir(here / "50%")
    assert load().migrations == here / "50%/m"
