"""What a statement means for a SQLite transaction, and what a recreated table has lost."""

from __future__ import annotations

import pytest

from headway.dialects.sqlite.catalog import Object
from headway.dialects.sqlite.loss import find_losses
from headway.dialects.sqlite.statement import Kind, find_created, find_table, parse


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("", Kind.CHANGE),
        ("-- only a remark", Kind.CHANGE),
        ("\n  create table t (x)", Kind.CHANGE),
        ("/* a */ -- b\n ; INSERT INTO t VALUES (1)", Kind.DML),
        ("replace into t values (1)", Kind.DML),
        ("INSERTED", Kind.CHANGE),
        ("SELECT 1", Kind.READ),
        ("EXPLAIN INSERT INTO t VALUES (1)", Kind.READ),
        ("WITH x AS (SELECT 1) SELECT * FROM x", Kind.READ),
        ("WITH x AS (SELECT 1) DELETE FROM t", Kind.CHANGE),
        ("PRAGMA table_info(t)", Kind.SETTING),
        ('PRAGMA main.table_xinfo("t")', Kind.SETTING),
        ("PRAGMA foreign_keys", Kind.SETTING),
        ("PRAGMA foreign_keys=OFF", Kind.OUTSIDE),
        ("pragma Foreign_Keys ( 'off' ) ;", Kind.OUTSIDE),
        ("PRAGMA main.journal_mode = WAL;", Kind.OUTSIDE),
        ("PRAGMA journal_mode", Kind.SETTING),
        ("PRAGMA wal_checkpoint", Kind.OUTSIDE),
        ("PRAGMA defer_foreign_keys = ON", Kind.SETTING),
        ("PRAGMA user_version", Kind.SETTING),
        ("PRAGMA user_version = 3", Kind.CHANGE),
        ("VACUUM", Kind.OUTSIDE),
        ("ATTACH DATABASE 'x' AS y", Kind.OUTSIDE),
        ("begin immediate", Kind.BEGIN),
        ("END TRANSACTION", Kind.COMMIT),
        ("COMMIT;", Kind.COMMIT),
        ("ROLLBACK", Kind.ROLLBACK),
        ("ROLLBACK TRANSACTION TO SAVEPOINT a", Kind.ROLLBACK_TO),
        ("ROLLBACK TO a", Kind.ROLLBACK_TO),
        ("SAVEPOINT a", Kind.SAVEPOINT),
        ("RELEASE a", Kind.RELEASE),
    ],
)
def test_kind(sql: str, kind: Kind) -> None:
    assert parse(sql).kind is kind


def test_names_and_values() -> None:
    assert parse('SAVEPOINT "My one";').name == "my one"
    assert parse("RELEASE SAVEPOINT sa_savepoint_1").name == "sa_savepoint_1"
    pragma = parse("PRAGMA foreign_keys = 'ON' ;")
    assert (pragma.name, pragma.value) == ("foreign_keys", "on")


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("\nCREATE TABLE _alembic_tmp_t (\n\tid INTEGER)", ("CREATE", "_alembic_tmp_t")),
        ('CREATE TABLE IF NOT EXISTS "a""b"."x ""y""" (id)', ("CREATE", 'x "y"')),
        ('DROP TABLE main."таблица"', ("DROP", "таблица")),
        ("drop table if exists [a b]", ("DROP", "a b")),
        ("DROP TABLE `t`", ("DROP", "t")),
        ("CREATE VIEW v AS SELECT 1", None),
        ("ALTER TABLE t RENAME TO u", None),
    ],
)
def test_table_created_or_dropped(sql: str, found: tuple[str, str] | None) -> None:
    assert find_table(sql) == found


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("CREATE TRIGGER Trg AFTER INSERT ON t BEGIN SELECT 1; END", "trg"),
        ("CREATE TEMP TRIGGER IF NOT EXISTS main.trg AFTER INSERT ON t", "trg"),
        ('CREATE UNIQUE INDEX "ix 1" ON t (a)', "ix 1"),
        ("DROP TRIGGER trg", None),
    ],
)
def test_trigger_or_index_created(sql: str, found: str | None) -> None:
    assert find_created(sql) == found


@pytest.mark.parametrize(
    ("before", "after", "losses"),
    [
        ("CREATE TABLE t (a) STRICT", "CREATE TABLE t (a)", ["STRICT"]),
        ("CREATE TABLE t (strict TEXT)", "CREATE TABLE t (other TEXT)", []),
        ("CREATE TABLE t (a PRIMARY KEY) WITHOUT ROWID", "CREATE TABLE t (a)", ["WITHOUT ROWID"]),
        ("CREATE TABLE t (a CHECK (a > 1), b CHECK(b))", "CREATE TABLE t (a, b CHECK (b))",
         ["CHECK (1 of 2)"]),
        ("CREATE TABLE t (a DEFAULT 'CHECK (')", "CREATE TABLE t (a)", []),
        ("CREATE TABLE t (a, b AS (a + 1))", "CREATE TABLE t (a, b)", ["a generated column"]),
        ("CREATE TABLE t (a REFERENCES u ON DELETE CASCADE)", "CREATE TABLE t (a REFERENCES u)",
         ["ON DELETE"]),
    ],
)  # fmt: skip
def test_losses_of_a_table(before: str, after: str, losses: list[str]) -> None:
    assert find_losses(before, after, (), ()) == losses
    assert find_losses(before, before, (), ()) == []


def test_losses_of_an_index() -> None:
    old = _index("CREATE INDEX ix ON t (a DESC, b COLLATE NOCASE)")
    new = _index("CREATE INDEX ix ON t (a, b COLLATE NOCASE)")
    assert find_losses("", "", (old,), (new,)) == ["DESC of index ix"]
    assert find_losses("", "", (old,), ()) == []


def _index(sql: str) -> Object:
    return Object(schema="main", kind="index", name="ix", table="t", sql=sql)
