"""What `[tool.headway] models` finds."""

from __future__ import annotations

import itertools
import sys
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from headway.errors import ProjectError
from headway.models import load_models

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BASE = """
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

class Base(DeclarativeBase):
    pass

empty = MetaData()
both = [Base, empty]
number = 1
"""
USERS = """
from sqlalchemy.orm import Mapped, mapped_column
from {name}.base import Base

class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
"""
WORDS = """
import sqlalchemy as sa
words = sa.Table("words", sa.MetaData(), sa.Column("id", sa.Integer))
"""
BOOM = "raise RuntimeError('must not be imported')\n"

_count = itertools.count()


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Return a function that makes an importable package of a fresh name from its files."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def make(**files: str) -> str:
        name = f"headway_models_{next(_count)}"
        for module, text in {"__init__": "", "base": BASE, **files}.items():
            path = tmp_path / name / f"{module.replace('.', '/')}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text).replace("{name}", name), encoding="utf-8")
        return name

    return make


def tables(*names: str, skip: tuple[Path, ...] = ()) -> list[list[str]]:
    return [sorted(metadata.tables) for metadata in load_models(names, skip=skip)]


def test_an_attribute_is_metadata_or_holds_it(package: Callable[..., str]) -> None:
    name = package(users=USERS, words=WORDS)
    assert tables(f"{name}.users:Base") == [["users"]]
    assert tables(f"{name}.users:Base.metadata") == [["users"]]
    assert tables(f"{name}.users:Base.registry") == [["users"]]
    assert tables(f"{name}.words:words") == [["words"]]
    assert tables(f"{name}.base:empty") == [[]]
    assert tables(f"{name}.base:both") == [["users"], []]


def test_all_modules_of_a_package_are_imported(package: Callable[..., str]) -> None:
    files = {"deep.__init__": "", "deep.er.__init__": "", "deep.er.words": WORDS}
    name = package(**{"a_users": USERS, "__main__": BOOM, **files})
    assert tables(name) == [["users"], ["words"]]
    assert tables(f"{name}.deep") == [["words"]]
    assert tables(f"{name}.a_users") == [["users"]], "a single module is a name too"


def test_the_same_metadata_is_returned_once(package: Callable[..., str]) -> None:
    name = package(users=USERS)
    assert tables(name, f"{name}.base:Base", f"{name}.users") == [["users"]]


def test_the_migrations_in_the_package_are_not_imported(
    package: Callable[..., str], tmp_path: Path
) -> None:
    files = {"db.__init__": BOOM, "db.env": BOOM, "db.versions.a": BOOM, "migrations.env": BOOM}
    name = package(users=USERS, **files)
    assert tables(name, skip=(tmp_path / name / "db", tmp_path / name / "migrations")) == [
        ["users"]
    ]


def test_a_package_without_tables_gives_nothing(package: Callable[..., str]) -> None:
    assert load_models([package()]) == ()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("headway_no_such", "pyproject.toml:3: there is no module headway_no_such"),
        ("{name}.nowhere:Base", "pyproject.toml:3: there is no module {name}.nowhere"),
        ("{name}.base:Bass", "pyproject.toml:3: {name}.base has no Bass"),
        ("{name}.base:number", "pyproject.toml:3: {name}.base:number is no MetaData and"),
        ("{name}.boom", "pyproject.toml:3: importing {name}.boom failed: RuntimeError: must"),
        ("{name}.other", "pyproject.toml:3: importing {name}.other failed: ModuleNotFoundError"),
    ],
)
def test_what_cannot_be_used_is_explained(
    package: Callable[..., str], name: str, sentence: str
) -> None:
    made = package(boom=BOOM, other="import headway_not_installed\n")
    with pytest.raises(ProjectError) as caught:
        load_models([name.format(name=made)], place="pyproject.toml:3")
    assert caught.value.summary.startswith(sentence.format(name=made))
    assert caught.value.hints
