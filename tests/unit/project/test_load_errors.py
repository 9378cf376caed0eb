"""Every way a config can be wrong: one sentence, the file and line, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headway.errors import (
    ConfigInvalidError,
    ConfigMissingError,
    FolderError,
    ProjectError,
    UrlError,
)
from headway.project import load

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for variable in ("ALEMBIC_CONFIG", "HEADWAY_CONFIG", "NOT_THERE"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one").mkdir()
    (tmp_path / "one/env.py").touch()
    return tmp_path


def refuse(kind: type[ProjectError], *where: str, name: str = "alembic") -> ProjectError:
    with pytest.raises(kind) as caught:
        load(where or None, name=name)
    error = caught.value
    assert "\n" not in error.summary
    assert not error.summary.endswith(".")
    assert error.hints, "an error says what to do next"
    assert error.exit_status == 2
    return error


def hints(error: ProjectError) -> str:
    return "\n".join(text for _, text in error.hints)


def test_nothing_here(here: Path) -> None:
    error = refuse(ConfigMissingError)
    assert str(here) in error.summary
    assert "headway init migrations" in hints(error)


def test_a_file_of_another_name_is_offered(here: Path) -> None:
    (here / "_alembic.ini").touch()
    assert "headway --config _alembic.ini current" in hints(refuse(ConfigMissingError))


def test_a_project_above_is_offered(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "alembic.ini").touch()
    (here / "sub").mkdir()
    monkeypatch.chdir(here / "sub")
    assert f"cd {here}" in hints(refuse(ConfigMissingError))


def test_a_pyproject_without_our_tables_is_no_config(here: Path) -> None:
    (here / "pyproject.toml").write_text("[project]\nname = 'x'\n", encoding="utf-8")
    refuse(ConfigMissingError)


@pytest.mark.parametrize("name", ["no.ini", "sub/pyproject.toml"])
def test_a_named_file_that_is_not_there(here: Path, name: str) -> None:
    assert here.exists()
    error = refuse(ConfigMissingError, name)
    assert name in error.summary
    assert f"headway --config {name} init migrations" in hints(error)


def test_a_variable_that_names_no_file_is_named(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert here.exists()
    monkeypatch.setenv("ALEMBIC_CONFIG", "no.ini")
    assert "environment ALEMBIC_CONFIG" in refuse(ConfigMissingError).summary


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (("a.ini", "b.ini"), "only one ini file may be named, not a.ini and b.ini"),
        (("pyproject.toml", "x/pyproject.toml"), "only one pyproject.toml may be named"),
    ],
)
def test_two_of_a_kind(here: Path, names: tuple[str, str], sentence: str) -> None:
    assert here.exists()
    assert sentence in refuse(ConfigInvalidError, *names).summary


@pytest.mark.parametrize("content", [b"\x7fELF\x00\x01\x02", b"\x00\xff\xfe" * 20])
@pytest.mark.parametrize("name", ["alembic.ini", "pyproject.toml"])
def test_a_binary_file(here: Path, name: str, content: bytes) -> None:
    (here / name).write_bytes(content)
    assert refuse(ConfigInvalidError).summary == f"{name} is not a text file"


def test_a_folder_in_place_of_the_file(here: Path) -> None:
    (here / "alembic.ini").mkdir()
    with pytest.raises(ConfigInvalidError, match=r"^alembic\.ini cannot be read: "):
        load()


INVALID_INIS = {
    "before the first section": ("secret = 1\n[alembic]\n", "alembic.ini:1"),
    "neither section nor option": ("[alembic]\na = 1\nsecret\n", "alembic.ini:3"),
    "an option twice": ("[alembic]\na = 1\na = secret\n", "alembic.ini:3"),
    "a section twice": ("[alembic]\n[b]\n[alembic]\n", "alembic.ini:3"),
}


@pytest.mark.parametrize(("text", "place"), INVALID_INIS.values(), ids=INVALID_INIS)
def test_an_invalid_ini(here: Path, text: str, place: str) -> None:
    (here / "alembic.ini").write_text(text, encoding="utf-8")
    error = refuse(ConfigInvalidError)
    assert error.summary.startswith(f"{place}: not a valid ini file: ")
    assert "secret" not in str(error.to_dict()), "a line may hold a password"


def test_an_invalid_toml(here: Path) -> None:
    text = "[tool.headway]\nmigrations = one\n"
    (here / "pyproject.toml").write_text(text, encoding="utf-8")
    assert refuse(ConfigInvalidError).summary == "pyproject.toml:2: not valid TOML"


def test_a_table_that_is_none(here: Path) -> None:
    (here / "pyproject.toml").write_text("[tool]\nheadway = 1\n", encoding="utf-8")
    assert "tool.headway is not a table" in refuse(ConfigInvalidError).summary


def test_no_such_section(here: Path) -> None:
    text = "[alembic]\nscript_location = one\n[other]\n"
    (here / "alembic.ini").write_text(text, encoding="utf-8")
    error = refuse(ConfigInvalidError, name="otter")
    assert error.summary == "alembic.ini has no section [otter]"
    assert error.detail == ("it has: alembic, other",)


@pytest.mark.parametrize("text", ["[alembic]\n", "[alembic]\nscript_location =\n"])
def test_no_script_location(here: Path, text: str) -> None:
    (here / "alembic.ini").write_text(text, encoding="utf-8")
    error = refuse(ConfigInvalidError)
    assert error.summary == "alembic.ini: no migration folder is named"
    assert "script_location = %(here)s/migrations" in hints(error)


def test_a_missing_folder(here: Path) -> None:
    (here / "alembic.ini").write_text("[alembic]\nscript_location = gone\n", encoding="utf-8")
    error = refuse(FolderError)
    assert error.summary == "alembic.ini:2: the migration folder gone does not exist"
    assert "script_location = %(here)s/gone" in hints(error)


def test_a_folder_without_env_py(here: Path) -> None:
    (here / "plain").mkdir()
    (here / "alembic.ini").write_text("[alembic]\nscript_location = plain\n", encoding="utf-8")
    assert refuse(FolderError).summary == (
        "alembic.ini:2: plain is not a migration folder: it holds no env.py"
    )


def test_a_file_in_place_of_the_folder(here: Path) -> None:
    text = "[tool.headway]\nmigrations = 'one/env.py'\n"
    (here / "pyproject.toml").write_text(text, encoding="utf-8")
    summary = refuse(FolderError).summary
    assert summary.startswith("pyproject.toml:2: ")
    assert summary.endswith("is a file, not a migration folder")


def test_a_package_that_is_not_there(here: Path) -> None:
    text = "[alembic]\nscript_location = no_such_package.sub:migrations\n"
    (here / "alembic.ini").write_text(text, encoding="utf-8")
    assert refuse(FolderError).summary == (
        "alembic.ini:2: there is no package no_such_package.sub for no_such_package.sub:migrations"
    )


@pytest.mark.parametrize("value", ["100%", "%(nowhere)s/one"])
def test_a_percent_sign_in_an_ini(here: Path, value: str) -> None:
    (here / "alembic.ini").write_text(f"[alembic]\nscript_location = {value}\n", encoding="utf-8")
    error = refuse(ConfigInvalidError)
    assert error.summary == "alembic.ini:2: script_location cannot be read because of a % sign"
    assert "write it twice: %%" in hints(error)


@pytest.mark.parametrize("value", ["100%", "%(nowhere)s/one"])
def test_a_percent_sign_in_a_toml(here: Path, value: str) -> None:
    text = f"[tool.alembic]\nscript_location = '{value}'\n"
    (here / "pyproject.toml").write_text(text, encoding="utf-8")
    assert refuse(ConfigInvalidError).summary.startswith("pyproject.toml:2: ")


def test_a_password_with_a_percent_sign_does_not_stop_the_reading(here: Path) -> None:
    text = "[alembic]\nscript_location = one\nsqlalchemy.url = postgresql://u:wa%sp@h/d\n"
    (here / "alembic.ini").write_text(text, encoding="utf-8")
    assert "wa%sp" not in repr(load())


def test_an_unknown_separator(here: Path) -> None:
    text = "[alembic]\nscript_location = one\npath_separator = comma\nversion_locations = a,b\n"
    (here / "alembic.ini").write_text(text, encoding="utf-8")
    assert refuse(ConfigInvalidError).summary.startswith("alembic.ini:3: path_separator is 'comma'")


HEADWAY_LINES = {
    "an unknown key": ('migration = "one"', "[tool.headway] has no setting migration"),
    "a number for a text": ("migrations = 1", "migrations must be a text that is not empty"),
    "an empty url": ('url = ""', "url must be a text that is not empty"),
    "models that are no names": ('models = "app models"', "models must be the name of a package"),
    "models of a wrong type": ("models = [1]", "models must be the name of a package"),
}


@pytest.mark.parametrize(("line", "sentence"), HEADWAY_LINES.values(), ids=HEADWAY_LINES)
def test_a_wrong_line_in_tool_headway(here: Path, line: str, sentence: str) -> None:
    (here / "pyproject.toml").write_text(f"[tool.headway]\n{line}\n", encoding="utf-8")
    error = refuse(ConfigInvalidError)
    assert error.summary.startswith(f"pyproject.toml:2: {sentence}")


def test_the_nearest_key_is_offered(here: Path) -> None:
    (here / "pyproject.toml").write_text("[tool.headway]\nmodel = 'a'\n", encoding="utf-8")
    assert ("did you mean", "models") in refuse(ConfigInvalidError).hints


ALEMBIC_LINES = {
    "version_locations = 'a'": "version_locations must be a list of texts",
    "prepend_sys_path = [1]": "prepend_sys_path must be a list of texts",
    "sourceless = 'true'": "sourceless must be true or false",
}


@pytest.mark.parametrize(("line", "sentence"), ALEMBIC_LINES.items(), ids=ALEMBIC_LINES)
def test_a_wrong_line_in_tool_alembic(here: Path, line: str, sentence: str) -> None:
    text = f"[tool.alembic]\nscript_location = 'one'\n{line}\n"
    (here / "pyproject.toml").write_text(text, encoding="utf-8")
    assert refuse(ConfigInvalidError).summary.startswith(f"pyproject.toml:3: {sentence}")


@pytest.mark.parametrize("value", [None, ""])
def test_an_unset_variable(here: Path, value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if value is not None:
        monkeypatch.setenv("NOT_THERE", value)
    text = "[tool.headway]\nmigrations = 'one'\nurl = 'sqlite:///${NOT_THERE}'\n"
    (here / "pyproject.toml").write_text(text, encoding="utf-8")
    error = refuse(UrlError)
    state = "not set" if value is None else "empty"
    assert error.summary == (
        f"pyproject.toml:3: the url needs the environment variable NOT_THERE, which is {state}"
    )


def test_an_open_reference(here: Path) -> None:
    text = "[tool.headway]\nmigrations = 'one'\nurl = 'sqlite:///${NOT_THERE'\n"
    (here / "pyproject.toml").write_text(text, encoding="utf-8")
    assert refuse(UrlError).summary.startswith("pyproject.toml:3: a ${ in the url is not")
