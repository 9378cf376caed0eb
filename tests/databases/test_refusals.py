"""Databases and folders that say no: one sentence, no password, nothing changed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

import headway
from servers import PASSWORD

if TYPE_CHECKING:
    from conftest import MakeDatabase, MakeProject
    from servers import Database

WRONG = "Wr0ng-pa55/word"


@pytest.fixture(params=["postgres", "mariadb"])
def server(request: pytest.FixtureRequest) -> Database:
    """Return an empty database on a server that asks for a password."""
    make: MakeDatabase = request.getfixturevalue(request.param)
    return make()


@pytest.fixture(params=["sync", "async"])
def url(request: pytest.FixtureRequest, server: Database) -> str:
    """Return its URL for each kind of driver."""
    return server.url if request.param == "sync" else server.async_url


def _refused(project: MakeProject, url: str) -> str:
    made = project(url)
    with pytest.raises(headway.ConnectionFailedError) as refused:
        headway.upgrade(made.root)
    error = refused.value
    assert error.exit_status == 3
    assert len(error.detail) + len(error.hints) <= 10
    return "\n".join((error.summary, *error.detail, *(text for _, text in error.hints)))


def test_a_wrong_password(url: str, server: Database, linear: MakeProject) -> None:
    before = server.dump()
    text = _refused(linear, url.replace(PASSWORD, "Wr0ng-pa55%2Fword"))
    assert "password" in text.lower() or "denied" in text.lower()
    for secret in (WRONG, "Wr0ng-pa55%2Fword", PASSWORD):
        assert secret not in text
    assert server.dump() == before


def test_a_database_that_does_not_exist(url: str, linear: MakeProject) -> None:
    text = _refused(linear, url.rpartition("/")[0] + "/no_such_database")
    assert "no_such_database" in text
    assert PASSWORD not in text


def test_a_server_that_is_down(url: str, linear: MakeProject) -> None:
    head, _, tail = url.rpartition(":")
    text = _refused(linear, f"{head}:1/{tail.rpartition('/')[2]}")
    assert "127.0.0.1:1/" in text
    assert PASSWORD not in text


@pytest.mark.skipif(sys.platform != "linux", reason="needs a folder that not even root may write")
def test_a_version_folder_that_cannot_be_written(sqlite: MakeDatabase, linear: MakeProject) -> None:
    project = linear(sqlite().url)
    text = project.ini.read_text(encoding="utf-8")
    option = "script_location = "
    assert option in text
    project.ini.write_text(
        text.replace(option, f"version_locations = /sys/kernel\n{option}", 1), encoding="utf-8"
    )
    with pytest.raises(headway.ProjectError, match="cannot write /sys/kernel/"):
        headway.revision(project.root, "no room")
